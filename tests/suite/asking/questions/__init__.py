"""Questions derived by rule: each kind is covered, and none names what it was derived from."""

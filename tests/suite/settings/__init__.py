"""Settings: what the owner writes is understood, or refused in one line."""

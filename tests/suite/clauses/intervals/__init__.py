"""The calculus of time: spans, lives, speeds, and what reads may do to them."""

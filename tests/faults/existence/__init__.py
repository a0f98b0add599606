"""Faults in whose status it is, and in whether and since when a session exists."""

"""Faults in how a body is written: members, types, times, status, media type."""

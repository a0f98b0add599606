"""Recordings: what is kept is true, is read again, and follows the pinned contract."""

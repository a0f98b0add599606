"""Asking: scenarios and what they ask, and what is made of servers that break HTTP."""

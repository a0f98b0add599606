"""Asking: what goes over the wire, how fast, and what is made of servers that break HTTP."""

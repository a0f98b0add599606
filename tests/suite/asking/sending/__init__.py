"""Sending: what goes over the wire, how fast, and when it is tried again."""

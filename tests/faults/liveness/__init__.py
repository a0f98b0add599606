"""Faults in whether a session has a VM, and whether it lives."""

"""Faults in since when a VM runs, and how much longer."""

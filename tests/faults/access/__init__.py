"""Faults in who may ask, and in what accounts see of one another."""

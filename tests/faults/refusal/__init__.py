"""Faults in what undocumented ids and odd requests are answered."""

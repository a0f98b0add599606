"""Faults in how answers are delivered: failures, mix-ups, and what is published about them."""

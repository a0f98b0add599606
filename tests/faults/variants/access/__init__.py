"""Freedoms in whom a deployment answers, and what it says to all others."""

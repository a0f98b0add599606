"""Clauses about several answers: what must not change, or change together, between moments and accounts."""

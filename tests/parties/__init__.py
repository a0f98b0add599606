"""Parties that nobody here wrote: what they make of the reference, of the contract and of the client.

Each has a nox session of its own; none is collected with the other tests.
"""

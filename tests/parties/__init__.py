"""Parties that are not ours: what they make of the reference, of the contract and of the client.

One of them is an empty environment, into which is installed what is built from here.
Each has a nox session of its own; none is collected with the other tests.
"""

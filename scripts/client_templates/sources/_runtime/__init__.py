"""The client's workings: callers import none of it, and operations and models rest on it.

Knows errors and shared types; nothing of a particular contract.
"""

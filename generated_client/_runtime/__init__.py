# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The client's workings: callers import none of it, and operations and models rest on it.

Knows errors and shared types; nothing of a particular contract.
"""

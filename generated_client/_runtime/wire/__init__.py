# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The way to a server and back: what is sent, over which connections, and how long it may take.

Knows how callers' arguments look and which errors there are; nothing of operations, models and retries.
"""

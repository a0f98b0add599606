"""The way to a server and back: what is sent, over which connections, and how long it may take.

Knows how callers' arguments look and which errors there are; nothing of operations, models and retries.
"""

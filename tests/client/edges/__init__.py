"""The client where callers, processes and servers do what they seldom do."""

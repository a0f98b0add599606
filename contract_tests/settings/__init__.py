"""The owner's word on a run: settings, declared sessions, credentials.

It may know the environment, files and the owner's own commands, and the names of session states.
It knows nothing of requests, clauses, verdicts or pytest.
"""

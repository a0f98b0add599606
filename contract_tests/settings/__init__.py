"""The owner's word on a run: settings, declared sessions, credentials.

It may know the environment, files and the owner's own commands, and of a recording its words and times.
It sends nothing itself, and knows nothing of clauses, verdicts or pytest.
"""

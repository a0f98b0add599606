"""Verdicts on a recording: the findings of each clause folded into one, and the report with its exit status.

It may know clauses and recordings, and what the owner disclaimed or knew beforehand.
It knows nothing of requests, colours or pytest, and reads no clock.
"""

"""Verdicts on a recording: the findings of each clause folded into one, and the report with its exit status.

It may know clauses, recordings and by what the API is recognised, and what the owner disclaimed or knew
beforehand. It sends nothing, knows nothing of colours or pytest, and reads no clock.
"""

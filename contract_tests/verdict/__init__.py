"""What follows from a recording: all clauses folded into verdicts, and the report with its exit status.

It may know clauses and recordings, and what the owner disclaimed or knew beforehand.
It knows nothing of requests, colours or pytest, and reads no clock.
"""

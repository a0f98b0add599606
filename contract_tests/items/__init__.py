"""The face that a run has under pytest: options, one item for each clause, progress, and the last lines.

It may know everything, and decides nothing: what happens in a run stands in `contract_tests/run.py`.
"""

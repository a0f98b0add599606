"""The faces of a run: under pytest with one item for each clause, progress and last lines; and as a plan.

They may know everything, and decide nothing: what happens in a run stands in `contract_tests/run.py`.
"""

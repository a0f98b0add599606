"""What came back, and why it was asked; the contract that it is read by, and the constants of time.

It may know the pinned contract, and nothing of ours beside it. What is recorded is never changed.
It knows neither who asked and how, nor the clauses, nor what becomes of a verdict.
"""

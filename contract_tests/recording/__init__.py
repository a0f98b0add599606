"""Requests with their purposes and answers; the contract that they are read by, and the constants of time.

It may know the pinned contract, and nothing of ours beside it. What is recorded is never changed.
It knows neither who asked and how, nor the clauses, nor what becomes of a verdict.
"""

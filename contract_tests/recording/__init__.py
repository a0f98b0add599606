"""What came back, and why it was asked; and the contract that it is read by.

It may know: the pinned contract and the values of its own modules.
It may not know: who was asked and how, the clauses, and what becomes of a verdict.
"""

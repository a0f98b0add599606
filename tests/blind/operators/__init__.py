"""Operators: ways in which a step of the documented behaviour may be wrong, a module for each kind of step.

They know the reference deployment and nothing of what the suite asks or judges.
"""

"""Clauses about one answer by itself: pure functions of what was asked and what came back."""

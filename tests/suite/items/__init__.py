"""Tests of what shows a run: pytest, the plan, the progress."""

"""Answers and histories drawn by Hypothesis: lawful ones are never blamed, broken ones are noticed."""

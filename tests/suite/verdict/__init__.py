"""Verdicts: folds, declarations, baselines, and the exit status that follows."""

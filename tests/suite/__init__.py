"""Tests of the contract suite itself: what judges must be judged first."""

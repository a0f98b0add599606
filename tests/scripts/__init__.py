"""Tests of the verbs for maintainers."""

"""The rules by which questions are derived."""

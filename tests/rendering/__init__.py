"""Tests of the renderings: that they say what the report says, and that nothing in them runs."""

"""Tests of this repository itself: the suite, the client, the scripts."""

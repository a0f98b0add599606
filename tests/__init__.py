"""Tests of this repository itself: the suite, the client, the scripts."""

import hypothesis

# How long an example takes is the machine's matter, and no test's.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")

"""Tests of this repository itself: the suite, the client, the scripts."""

import signal

import hypothesis

# How long an example takes is the machine's matter, and no test's.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")

# What a shell starts in the background ignores Ctrl-C, and so would what the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

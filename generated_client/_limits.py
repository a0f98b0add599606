# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The time that a call may take, as it is handed down to the connections."""

from __future__ import annotations

import time

LONGEST_WAIT = 1e6  # sockets refuse to wait for more than 24 days


class Limit(float):
    """Seconds that are left when it is made; `at` is when they end, in seconds of the monotonic clock."""

    at: float

    @classmethod
    def until(cls, at: float) -> Limit:
        """Return what is left until then."""
        limit = cls(min(max(at - time.monotonic(), 0.001), LONGEST_WAIT))
        limit.at = at
        return limit


def left(timeout: float | None, late: type[Exception]) -> float:
    """Return what is left now, or raise ``late``; no timeout is the longest one."""
    if not isinstance(timeout, Limit):
        return LONGEST_WAIT if timeout is None else timeout
    if (seconds := timeout.at - time.monotonic()) <= 0:
        raise late("the time limit of the call is over")
    return min(seconds, LONGEST_WAIT)

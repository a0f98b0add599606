# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""When to ask again, and how much later; imported at the first failure.

Written out, since what libraries for retries add (tenacity takes 44 ms to import, stamina 52) is not needed.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    from .errors import ApiError

FIRST_PAUSE = 0.25
LONGEST_PAUSE = 5.0
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
# Failures before the server acted: repeating the request cannot do a thing twice.
UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
UNJUDGED = frozenset({408, 425, 429})


def pause_after(error: ApiError, method: str, remaining: float) -> float | None:
    """Return how many seconds to wait before asking again, drawn at random from a range that doubles.

    None if asking again would not help, might do a thing twice, or would begin after ``remaining`` seconds.
    """
    safe = method in REPEATABLE or error.status in UNJUDGED or isinstance(error.__cause__, UNSENT)
    if not (safe and error.transient):
        return None
    pause = error.retry_after
    if pause is None:
        pause = min(random.uniform(0, FIRST_PAUSE * 2 ** min(error.attempts, 10)), LONGEST_PAUSE)  # noqa: S311  spreads load
    return pause if pause < remaining else None

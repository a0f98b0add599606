"""When to ask again, and how much later; imported at the first failure, and httpx_retries with it."""

from __future__ import annotations

import httpx
from httpx_retries import Retry

from .errors import ApiError, RateLimitedError

FIRST_PAUSE = 0.25
LONGEST_PAUSE = 5.0
# Failures before the request went out: repeating it cannot do a thing twice.
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Retries:
    """The attempts that are left to one call; pauses grow, and are drawn at random from zero up."""

    def __init__(self, total: int, method: str) -> None:
        """Allow ``total`` attempts beyond the first."""
        self._policy = Retry(total=total, backoff_factor=FIRST_PAUSE, max_backoff_wait=LONGEST_PAUSE)
        self._repeatable = self._policy.is_retryable_method(method)

    def pause(self, error: ApiError, remaining: float) -> float:
        """Return how many seconds to wait before the next attempt; where there is none, raise the error."""
        error.attempts = self._policy.attempts_made + 1
        safe = self._repeatable or isinstance(error, RateLimitedError) or isinstance(error.__cause__, UNSENT)
        if self._policy.is_exhausted() or not (safe and error.transient):
            raise error
        self._policy = self._policy.increment()
        pause = self._policy.backoff_strategy() if error.retry_after is None else error.retry_after
        if pause >= remaining:
            raise error
        return pause

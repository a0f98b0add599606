# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""Asking until it is true, and seeing what changes; the part that neither sends nor sleeps is `Pace`."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Generic, TypeVar

from ._answering import seconds
from .errors import ApiError, InvalidArgumentError, PollGaveUpError, PollTimeoutError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from ._base_client import BaseClient
    from ._calls import Answers, Call
    from .types import Response

T = TypeVar("T")

GROWTH = 1.5
LONGEST_INTERVAL = 15.0
JITTER = 0.2
_NOTHING = object()


class Pace(Generic[T]):
    """When to ask next and when to stop, in seconds of the monotonic clock; requests take time, too."""

    def __init__(self, timeout: float, interval: float, growth: float = GROWTH) -> None:
        """Allow ``timeout`` in all; pause ``interval`` at first and ``growth`` times as long each time."""
        if not (timeout > 0 and interval > 0):
            raise InvalidArgumentError("timeout and interval are positive numbers of seconds")
        self._deadline = time.monotonic() + timeout
        self._margin = min(1.0, timeout / 10)
        self._interval = interval
        self._growth = growth
        self._asked_for: float | None = None
        self._error: ApiError | None = None
        self.last: T | None = None
        self.polls = 0

    def limit(self, most: float) -> float:
        """Return how long the next request may take."""
        self.polls += 1
        return max(min(most, self._deadline - time.monotonic()), 0.001)

    def saw(self, answer: Response[T]) -> T:
        """Take note of an answer."""
        self._error = None
        asked_for = answer.headers.get("Retry-After")
        self._asked_for = None if asked_for is None else seconds(asked_for)
        self.last = answer.parsed
        return answer.parsed

    def failed(self, error: ApiError) -> None:
        """Take note of a failure that may pass; any other is raised as it is."""
        if not error.transient:
            raise error
        self._error = error
        self._asked_for = error.retry_after

    def gave_up(self) -> PollGaveUpError:
        """Return the error for a wait that has become pointless."""
        return PollGaveUpError(f"gave up after {self.polls} polls", last=self.last, polls=self.polls)

    def pause(self) -> float:
        """Return how long to wait before asking again; `PollTimeoutError` if there is no time to."""
        remaining = self._deadline - time.monotonic()
        pause = self._asked_for
        if pause is None:
            pause = min(
                self._interval * random.uniform(1 - JITTER, 1 + JITTER),  # noqa: S311  spreads load, hides nothing
                max(remaining - self._margin, 0),  # one last question fits in before the end
            )
            self._interval = min(self._interval * self._growth, LONGEST_INTERVAL)
        if remaining <= self._margin or pause >= remaining:
            told = "no answer yet" if self.last is None else "not yet what was waited for"
            raise PollTimeoutError(
                f"{told} after {self.polls} polls", last=self.last, polls=self.polls
            ) from self._error
        return pause


def poll(
    client: BaseClient,
    call: Call,
    answers: Answers[T],
    *,
    until: Callable[[T], object],
    timeout: float,
    give_up: Callable[[T], object] | None,
    interval: float,
) -> T:
    """Ask until ``until`` is true of the answer, and return that answer."""
    pace = Pace[T](timeout, interval)
    while True:
        try:
            value = pace.saw(client.send(call, answers, pace.limit(client.timeout)))
        except ApiError as error:
            pace.failed(error)
        else:
            if until(value):
                return value
            if give_up is not None and give_up(value):
                raise pace.gave_up()
        time.sleep(pace.pause())


async def asyncio_poll(
    client: BaseClient,
    call: Call,
    answers: Answers[T],
    *,
    until: Callable[[T], object],
    timeout: float,
    give_up: Callable[[T], object] | None,
    interval: float,
) -> T:
    """Do what `poll` does without blocking the event loop."""
    import asyncio

    pace = Pace[T](timeout, interval)
    while True:
        try:
            value = pace.saw(await client.asend(call, answers, pace.limit(client.timeout)))
        except ApiError as error:
            pace.failed(error)
        else:
            if until(value):
                return value
            if give_up is not None and give_up(value):
                raise pace.gave_up()
        await asyncio.sleep(pace.pause())


def changes(
    client: BaseClient,
    call: Call,
    answers: Answers[T],
    *,
    of: Callable[[T], object],
    timeout: float,
    interval: float,
) -> Iterator[T]:
    """Yield the first answer, then each whose ``of`` differs from the one before; end with the time."""
    pace, seen = Pace[T](timeout, interval, growth=1), _NOTHING
    while True:
        value = pace.saw(client.send(call, answers, pace.limit(client.timeout)))
        if (now := of(value)) != seen:
            seen = now
            yield value
        try:
            pause = pace.pause()
        except PollTimeoutError:
            return
        time.sleep(pause)


async def asyncio_changes(
    client: BaseClient,
    call: Call,
    answers: Answers[T],
    *,
    of: Callable[[T], object],
    timeout: float,
    interval: float,
) -> AsyncIterator[T]:
    """Do what `changes` does without blocking the event loop."""
    import asyncio

    pace, seen = Pace[T](timeout, interval, growth=1), _NOTHING
    while True:
        value = pace.saw(await client.asend(call, answers, pace.limit(client.timeout)))
        if (now := of(value)) != seen:
            seen = now
            yield value
        try:
            pause = pace.pause()
        except PollTimeoutError:
            return
        await asyncio.sleep(pause)

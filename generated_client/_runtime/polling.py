# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""Asking until it is true, and seeing what changes; the part that neither sends nor sleeps is `Pace`."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any, Generic, TypeVar

from ..errors import ApiError, PollGaveUpError, PollTimeoutError, TimeLimitError
from ..types import Response
from .answering import pause_asked_for
from .base_client import LOG, BaseClient, client_of
from .calls import Answers, Call
from .wire.ways import THREADS, Way

T = TypeVar("T")

GROWTH = 1.5
LONGEST_INTERVAL = 15.0
JITTER = 0.2


class Pace(Generic[T]):
    """When to ask next and when to stop, in seconds of the monotonic clock; requests take time, too."""

    def __init__(self, timeout: Any, interval: Any, growth: float = GROWTH, *, operation: str = "") -> None:
        """Allow ``timeout`` in all; pause ``interval`` at first and ``growth`` times as long each time."""
        from .arguments import seconds

        self._timeout = seconds("timeout", timeout)
        self._interval = seconds("interval", interval, endless=False)
        self._margin = min(1.0, self._timeout / 10)
        self._deadline: float | None = None
        self._growth = growth
        self._operation = operation
        self._asked_for: float | None = None
        self._cut_short = False
        self._error: ApiError | None = None
        self._ended: PollTimeoutError | None = None
        self.last: T | None = None
        self.polls = 0

    def limit(self, most: float) -> float:
        """Return how long the next request may take; the time begins with the first."""
        self.polls += 1
        self._cut_short = self._left() < most
        return max(min(most, self._left()), 0.001)

    def saw(self, answer: Response[T]) -> T:
        """Take note of an answer."""
        self._error = None
        self._asked_for = pause_asked_for(answer.headers)
        self.last = answer.parsed
        return answer.parsed

    def failed(self, error: ApiError) -> None:
        """Take note of a failure that may pass; any other is raised as it is."""
        if not error.transient:
            raise error
        if self.last is None or not (self._cut_short and isinstance(error, TimeLimitError)):
            self._error = error  # but a last question that we ended ourselves says nothing about the server
        self._asked_for = error.retry_after
        LOG.info("%s: poll %d failed: %s", error.url, self.polls, error)

    def gave_up(self) -> PollGaveUpError:
        """Return the error for a wait that has become pointless."""
        return PollGaveUpError(f"{self._operation}: gave up after {self.polls} polls", **self._facts())

    def pause(self) -> float:
        """Return how long to wait before asking again; `PollTimeoutError` if there is no time to."""
        remaining = self._left()
        pause = min(
            self._interval * random.uniform(1 - JITTER, 1 + JITTER),  # noqa: S311  spreads load, hides nothing
            max(remaining - self._margin, 0),  # one last question fits in before the end
        )
        pause = max(pause, self._asked_for or 0)  # a server that asks for no pause is not stormed
        self._interval = min(self._interval * self._growth, max(LONGEST_INTERVAL, self._interval))
        if remaining <= self._margin or pause >= remaining:
            told = "no answer yet" if self.last is None else "not yet what was waited for"
            told = f"{self._operation}: {told} after {self.polls} polls"
            self._ended = PollTimeoutError(told, **self._facts())
            raise self._ended from self._error
        return pause

    def ends(self, error: PollTimeoutError) -> None:
        """Let the time be over where the last that was seen was an answer; raise any other error."""
        if error is not self._ended or self._error is not None:
            raise error

    def _left(self) -> float:
        now = time.monotonic()
        if self._deadline is None:
            self._deadline = now + self._timeout
        return self._deadline - now

    def _facts(self) -> dict[str, Any]:
        return {"last": self.last, "polls": self.polls, "operation": self._operation}


async def poll(
    way: Way,
    client: BaseClient,
    call: Call,
    answers: Answers[T],
    *,
    until: Callable[[T], object],
    timeout: Any,
    give_up: Callable[[T], object] | None,
    interval: Any,
) -> T:
    """Ask until ``until`` is true of the answer, and return that answer."""
    pace: Pace[T] = _paced(client, call, timeout, interval, until=until, give_up=give_up)
    async with aclosing(_seen(way, client, call, answers, pace)) as seen:
        async for each in seen:
            if await THREADS.told("until", until(each)):
                return each
            if give_up is not None and await THREADS.told("give_up", give_up(each)):
                break
    raise pace.gave_up()


def changes(
    way: Way,
    client: BaseClient,
    call: Call,
    answers: Answers[T],
    *,
    of: Callable[[T], object],
    timeout: Any,
    interval: Any,
) -> AsyncIterator[T]:
    """Yield the first answer, then each whose ``of`` differs from the one before; end with the time."""
    pace: Pace[T] = _paced(client, call, timeout, interval, growth=1, of=of)

    async def differing(before: object = object()) -> AsyncIterator[T]:
        try:
            async with aclosing(_seen(way, client, call, answers, pace)) as seen:
                async for each in seen:
                    if (now := await THREADS.told("of", of(each))) != before:
                        before = now
                        yield each
        except PollTimeoutError as error:
            pace.ends(error)

    return differing()


async def _seen(
    way: Way, client: BaseClient, call: Call, answers: Answers[T], pace: Pace[T]
) -> AsyncGenerator[T, None]:
    """Yield each answer; `PollTimeoutError` when the time is over."""
    while True:
        try:
            told = await client.ask(way, call, answers, pace.limit(client.timeout))
        except ApiError as error:
            pace.failed(error)
        else:
            yield pace.saw(told)
        await way.sleep(pace.pause())


def _paced(
    client: BaseClient, call: Call, timeout: Any, interval: Any, growth: float = GROWTH, **functions: Any
) -> Pace[Any]:
    from .arguments import function

    client_of(client)
    for name, each in functions.items():
        if each is not None or name != "give_up":
            function(name, each, "the answer")
    return Pace(timeout, interval, growth, operation=call.operation)

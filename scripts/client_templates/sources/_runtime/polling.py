"""Asking until it is true, and seeing what changes."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any, TypeVar

from ..errors import ApiError, InvalidArgumentError, PollGaveUpError, PollTimeoutError, TimeLimitError
from .answering import pause_asked_for
from .base_client import LOG, BaseClient, client_of
from .calls import Answers, Call
from .wire.ways import THREADS, Way

T = TypeVar("T")

GROWTH = 1.5
LONGEST_INTERVAL = 15.0
JITTER = 0.2


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
    times = _times(client, timeout, interval, until=until, give_up=give_up)
    async with aclosing(_seen(way, client, call, answers, times)) as seen:
        async for each, polls in seen:
            if await _told("until", until, each):
                return each
            if give_up is not None and await _told("give_up", give_up, each):
                told = f"{call.operation}: gave up after {polls} poll{'s' * (polls > 1)}"
                raise PollGaveUpError(told, last=each, polls=polls, operation=call.operation)
    raise AssertionError("it ends by an error")


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
    times = _times(client, timeout, interval, of=of)

    async def differing(before: object = object()) -> AsyncIterator[T]:
        async with aclosing(_seen(way, client, call, answers, times, ends=True)) as seen:
            async for each, _ in seen:
                if (now := await _told("of", of, each)) != before:
                    before = now
                    yield each

    return differing()


async def _told(name: str, function: Callable[[T], object], each: T) -> object:
    """Return what a caller's function says of an answer; whatever it raises is passed on."""
    try:
        return await THREADS.told(name, function(each))
    except StopIteration as error:  # it arrives out of no coroutine
        raise InvalidArgumentError(f"{name} raised StopIteration") from error


def _times(client: BaseClient, timeout: Any, interval: Any, **functions: Any) -> tuple[float, float]:
    """Look at what the caller passed, and return how long to ask, and the first pause, in seconds."""
    from .arguments import function, seconds

    client_of(client)
    for name, each in functions.items():
        if each is not None or name != "give_up":
            function(name, each, "the answer")
    return seconds("timeout", timeout), seconds("interval", interval, endless=False)


async def _seen(
    way: Way,
    client: BaseClient,
    call: Call,
    answers: Answers[T],
    times: tuple[float, float],
    *,
    ends: bool = False,
) -> AsyncGenerator[tuple[T, int], None]:
    """Yield each answer, and how many were asked for by then; failures that may pass are lived through.

    `PollTimeoutError` when the time is over. If it ``ends``, that is for polls that failed to the last, and
    pauses do not grow.
    """
    timeout, interval = times
    deadline, polls = time.monotonic() + timeout, 0
    enough = _margin(timeout)
    last: T | None = None
    failure: ApiError | None = None
    while True:
        polls += 1
        began = time.monotonic()
        most = min(client.timeout, deadline - began)
        try:
            told = await client.ask(way, call, answers, max(most, 0.001))
        except ApiError as error:
            if not error.transient:
                raise
            if last is None or most > enough or not isinstance(error, TimeLimitError):
                failure = error  # but a last question that had less time than others took says nothing
            asked_for = error.retry_after
            LOG.info("%s: poll %d failed: %s", error.url, polls, error)
        else:
            failure, last, asked_for = None, told.parsed, pause_asked_for(told.headers)
            enough = max(enough, time.monotonic() - began)
            yield told.parsed, polls
        pause = _pause(interval, asked_for, deadline - time.monotonic(), timeout)
        if pause is None:
            break
        interval = interval if ends else min(interval * GROWTH, max(LONGEST_INTERVAL, interval))
        await way.sleep(pause)
    if not ends or failure is not None:
        when = "yet" if last is None else "any more"
        what = f"no answer {when}" if failure else "not yet what was waited for"
        seen = failure or PollTimeoutError(call.operation)
        reason = f"{what} after {polls} poll{'s' * (polls > 1)}: {Exception.__str__(seen)}"
        facts = {"operation": call.operation, "request_id": seen.request_id, "remedy": seen.remedy}
        raise PollTimeoutError(reason, last=last, polls=polls, **facts) from failure


def _pause(interval: float, asked_for: float | None, remaining: float, timeout: float) -> float | None:
    """Return how long to wait before asking again; None if there is no time to."""
    margin = _margin(timeout)
    pause = min(
        interval * random.uniform(1 - JITTER, 1 + JITTER),  # noqa: S311  spreads load, hides nothing
        max(remaining - margin, 0),  # one last question fits in before the end
    )
    pause = max(pause, asked_for or 0)  # a server that asks for no pause is not stormed
    return None if remaining <= margin or pause >= remaining else pause


def _margin(timeout: float) -> float:
    """Return how long before the end a last question is asked."""
    return min(1.0, timeout / 10)

# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""Connections, each in a transport of its own, the one used last first.

httpcore2 searches all connections of a pool for each request, and streams of HTTP/2 that share one wait for
those that are not answered. With one connection to a pool, a crowd of calls waits for nothing but its turn.
"""

from __future__ import annotations

import copy
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any
from weakref import WeakSet

import httpx2

from ...errors import ApiError
from .ways import THREADS, Limit, Way

IDLE = 30.0
"""After how many seconds without use a connection is closed; httpx2 does not use it again after five."""


class Pool:
    """The transports that are not in use; each step that changes them is a single one of a deque."""

    def __init__(self, way: Way, make: Callable[[], Any], size: int | None) -> None:
        """Open nothing yet; ``size`` calls at most hold a transport at once; None: all share a single one."""
        self._way = way
        self._make = make
        self._free: deque[tuple[Any, float]] = deque()
        self._turns: Any = None if size is None else way.turns(size)
        self._closed = False
        self._until_the_end: AsyncGenerator[None, None] | None = None

    async def begin(self) -> None:
        """Let the event loop know of this pool: at its end it closes generators that were begun."""
        self._until_the_end = self._end()
        await anext(self._until_the_end)

    async def take(self, limit: Limit) -> Any:
        """Return a transport that nobody uses; it must be given back."""
        if self._turns is None:
            if not self._free:
                self._free.append((self._make(), float("inf")))
            return self._free[0][0]
        await self._way.turn(self._turns, limit)
        try:
            try:
                return self._free.pop()[0]
            except IndexError:
                return self._make()
        except BaseException:
            self._way.done(self._turns)
            raise

    async def give(self, transport: Any, failure: BaseException | None) -> None:
        """Take a transport back; after a failure it is closed, or made fit for the others that share it."""
        now = time.monotonic()
        if self._turns is None:
            renew(self._way, transport, failure)
        else:
            if failure is None:
                self._free.append((transport, now))
            self._way.done(self._turns)
            # The locks above them may be held for ever.
            for each in () if failure is None else opened(transport):
                await self._way.close(each)
        await self._leave(float("inf") if self._closed else now - IDLE)

    async def close(self) -> None:
        """Close all connections: those in use when they are given back."""
        if self._until_the_end is not None:
            await self._until_the_end.aclose()
        self._closed = True
        await self._leave(float("inf"))

    async def _end(self) -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            self._closed = True
            await self._leave(float("inf"))

    async def _leave(self, since: float) -> None:
        """Close what was not used since then."""
        try:
            while self._free[0][1] <= since:
                await self._way.close(self._free.popleft()[0])
        except IndexError:  # none is left
            pass


def pools(transport: Any) -> list[Any]:
    """Return the pools of a transport that is one of httpx2's own, or wraps such."""
    if (pool := getattr(transport, "_pool", None)) is not None:
        return [pool]
    kinds = (httpx2.BaseTransport, httpx2.AsyncBaseTransport)
    inner = (each for each in getattr(transport, "__dict__", {}).values() if isinstance(each, kinds))
    return [pool for each in inner if each is not transport for pool in pools(each)]


def connections(transport: Any) -> list[Any]:
    """Return the connections of a transport."""
    return [each for pool in pools(transport) for each in getattr(pool, "connections", ())]


def opened(transport: Any) -> list[Any]:
    """Return connections, and the last stream: httpcore2 forgets that to a SOCKS proxy that refuses."""
    last = (getattr(getattr(pool, "_network_backend", None), "last", None) for pool in pools(transport))
    return [*connections(transport), *(each for each in last if each is not None)]


def renew(way: Way, transport: Any, failure: BaseException | None) -> None:
    """Give a transport another pool where a call was ended from outside, as a signal's handler does.

    Locks of the pool before may be held for ever then. The calls of other threads keep it until they end.
    """
    pool = getattr(transport, "_pool", None)
    if pool is None or way is not THREADS or isinstance(failure, httpx2.HTTPError | ApiError | None):
        return
    before = connections(transport)
    transport._pool = copy.copy(pool)
    empty(transport._pool)
    pool._max_keepalive_connections = 0
    for each in before:
        if each.is_idle():
            each.close()


POOLS: WeakSet[Any] = WeakSet()
"""Those of threads: a forked process goes on with what was handed in."""


def empty(pool: Any) -> None:
    """Let a pool forget its connections, and a lock that nobody may be there to release."""
    POOLS.add(pool)
    fresh: dict[str, Any] = {"_connections": [], "_requests": []}
    vars(pool).update(fresh, _optional_thread_lock=type(pool._optional_thread_lock)())


def unasked(transport: Any) -> Iterator[Any]:
    """Yield idle connections on which more came than was asked for: the next answer would not be one."""
    for connection in connections(transport):
        inner = connection
        while (deeper := getattr(inner, "_connection", None)) is not None:
            inner = deeper
        state = getattr(inner, "_h11_state", None)
        if state is not None and connection.is_idle() and state.trailing_data[0]:
            yield inner

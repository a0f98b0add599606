# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The two ways to wait: in threads, and in an event loop. All else is written once, for both.

What is asked of a way is awaited. In threads nothing that is awaited ever suspends, so that `run` gets
through any of it in one go.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import nullcontext
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ...errors import InvalidArgumentError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from contextlib import AbstractAsyncContextManager
    from queue import SimpleQueue

T = TypeVar("T")
Place: TypeAlias = "tuple[int, asyncio.AbstractEventLoop | None]"
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


class Threads:
    """Blocks the thread that asks."""

    kinds = ("Client", "BaseTransport", "HTTPTransport")

    @staticmethod
    def run(steps: Coroutine[Any, Any, T]) -> T:
        """Return what steps come to that never suspend."""
        try:
            steps.send(None)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
        raise AssertionError("it waits for an event loop")

    def iterate(self, steps: AsyncIterator[T]) -> Iterator[T]:
        """Yield what steps yield that never suspend."""
        hooks = sys.get_asyncgen_hooks()
        try:
            sys.set_asyncgen_hooks(None, None)  # an event loop that runs around must not end it
            first: T = self.run(anext(steps))  # type: ignore[arg-type]
        except StopAsyncIteration:
            return
        finally:
            sys.set_asyncgen_hooks(*hooks)
        yield first
        try:
            while True:
                yield self.run(anext(steps))  # type: ignore[arg-type]
        except StopAsyncIteration:
            return

    def place(self) -> Place:
        """All threads share their connections, and a forked process has its own."""
        return os.getpid(), None

    def within(self, _: float) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    async def told(self, name: str, value: Any) -> Any:
        if hasattr(value, "__await__") or hasattr(value, "__anext__"):
            getattr(value, "close", bool)()  # lest a coroutine complain that it was never awaited
            raise InvalidArgumentError(f"{name} is asynchronous: pass a plain function, or ask from asyncio")
        if hasattr(value, "__next__"):
            raise InvalidArgumentError(f"{name} yields instead of returning: pass a plain function")
        return value

    async def asked(self, function: Any) -> Any:
        return function()

    async def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, LONGEST_WAIT))

    def turns(self, number: int) -> SimpleQueue[None]:
        from queue import SimpleQueue

        # A semaphore stays locked for ever if a signal's handler raises within it.
        turns: SimpleQueue[None] = SimpleQueue()
        for _ in range(number):
            turns.put(None)
        return turns

    async def turn(self, turns: SimpleQueue[None], limit: Limit) -> None:
        from queue import Empty

        try:
            turns.get(timeout=limit)
        except Empty:
            raise TimeoutError("all connections are in use") from None

    def done(self, turns: SimpleQueue[None]) -> None:
        turns.put(None)

    async def handle(self, transport: Any, request: Any) -> Any:
        return transport.handle_request(request)

    async def send(self, client: Any, request: Any, **options: Any) -> Any:
        from .network import prepared

        prepared(client._transport_for_url(request.url), own=False)
        return client.send(request, stream=True, follow_redirects=False, **options)

    async def read(self, answer: Any, take: Callable[[bytes], None], *, decode: bool) -> None:
        for chunk in answer.iter_bytes() if decode else answer.stream:
            take(chunk)

    async def close(self, opened: Any) -> None:
        opened.close()


class Loop:
    """Lets the other tasks of an event loop of asyncio go on."""

    kinds = ("AsyncClient", "AsyncBaseTransport", "AsyncHTTPTransport")

    def place(self) -> Place:
        import asyncio

        try:
            return os.getpid(), asyncio.get_running_loop()
        except RuntimeError:
            raise InvalidArgumentError(
                "only event loops of asyncio are supported, and none is running"
            ) from None

    def within(self, deadline: float) -> AbstractAsyncContextManager[Any]:
        import asyncio

        self.place()
        return asyncio.timeout(None if deadline == float("inf") else deadline - time.monotonic())

    async def told(self, name: str, value: Any) -> Any:
        return await value if hasattr(value, "__await__") else await THREADS.told(name, value)

    async def asked(self, function: Any) -> Any:
        import asyncio

        return (
            function() if iscoroutinefunction(function) else await asyncio.to_thread(function)
        )  # it may block

    async def sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(min(seconds, LONGEST_WAIT))

    def turns(self, number: int) -> asyncio.Semaphore:
        import asyncio

        return asyncio.Semaphore(number)

    async def turn(self, turns: asyncio.Semaphore, _: Limit) -> None:
        await turns.acquire()

    def done(self, turns: asyncio.Semaphore) -> None:
        turns.release()

    async def handle(self, transport: Any, request: Any) -> Any:
        return await transport.handle_async_request(request)

    async def send(self, client: Any, request: Any, **options: Any) -> Any:
        return await client.send(request, stream=True, follow_redirects=False, **options)

    async def read(self, answer: Any, take: Callable[[bytes], None], *, decode: bool) -> None:
        async for chunk in answer.aiter_bytes() if decode else answer.stream:
            take(chunk)

    async def close(self, opened: Any) -> None:
        await opened.aclose()


Way: TypeAlias = Threads | Loop
THREADS, LOOP = Threads(), Loop()

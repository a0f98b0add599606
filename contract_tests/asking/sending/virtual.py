"""A world without sockets, in which time passes only when all tasks wait for it."""

from __future__ import annotations

import asyncio
import selectors
import urllib.parse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from contract_tests.asking.sending.wire import Answer, NoAnswer, decoded, dropped, too_long

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from contract_tests.asking.sending.wire import Wire
    from contract_tests.recording.exchange import Headers
    from contract_tests.settings.deployment import Deployment

T = TypeVar("T")

EPOCH = 1_800_000_000.0
"""The wall clock's time, in POSIX seconds, when a virtual world begins."""
LATENCY = 0.002
"""Seconds that a request takes to arrive, and an answer to come back."""


class Clock(selectors.SelectSelector):
    """A selector that does not wait, but lets its clock jump to when the waiting would have ended."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return at once what is ready, and let the time pass."""
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("all tasks wait, and nothing will ever happen")
        if not ready and timeout:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is virtual."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        super().__init__(self.clock)

    def time(self) -> float:
        """Return the virtual time in seconds."""
        return self.clock.now

    def run_in_executor(self, executor: object, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]  # noqa: ARG002
        """Call at once, in no thread: while one runs, no time passes that could be waited for."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001  it is the caller's
            done.set_exception(error)
        return done


class InProcess:
    """A wire to an application in the same process."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self._ports = {"": 50_000}

    async def exchange(self, method: str, target: str, headers: Headers, *, fresh: bool, lane: str) -> Answer:
        """Call the application as uvicorn would."""
        port = self._ports.setdefault(lane, 50_000 + len(self._ports))
        if fresh:
            port = self._ports.setdefault(f"fresh {len(self._ports)}", 60_000 + len(self._ports))
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": urllib.parse.unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in (("Host", "x"), *headers)],
            "client": ("127.0.0.1", port),
            "server": ("127.0.0.1", 80),
        }
        await asyncio.sleep(LATENCY)
        answer = await _called(self._application, scope, port)
        await asyncio.sleep(LATENCY)
        return answer

    async def close(self) -> None:
        """There is nothing to let go of."""


async def _called(application: ASGIApp, scope: dict[str, Any], port: int) -> Answer:
    messages: list[dict[str, Any]] = []
    connection: object = port

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(dict(message))

    try:
        await application(scope, receive, send)
    except ConnectionAbortedError as error:
        raise NoAnswer(dropped(begun=False), port) from error
    except Exception as error:
        if messages and (messages[-1]["type"] != "http.response.body" or messages[-1].get("more_body")):
            raise NoAnswer(dropped(begun=True), port) from error
    if not messages:
        # As uvicorn answers where an application ends or fails before it has begun to answer.
        return Answer(500, (("content-type", "text/plain; charset=utf-8"),), b"Internal Server Error", port)
    body = b"".join(message.get("body", b"") for message in messages[1:])
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in messages[0]["headers"]]
    length = next((int(value) for name, value in headers if name == "content-length"), None)
    if length is not None and length != len(body) and scope["method"] != "HEAD":
        raise NoAnswer(dropped(begun=True), port)
    if ("connection", "close") in headers:
        connection = object()
    try:
        plain, undecoded = decoded(body, headers)
    except OverflowError:
        raise NoAnswer(too_long(), connection) from None
    return Answer(messages[0]["status"], tuple(headers), plain, connection, undecoded)


class VirtualWorld:
    """One virtual world with one deployment in it; `make` is given the clock to build that by."""

    threaded = False

    def __init__(self, make: Callable[[Callable[[], float]], ASGIApp]) -> None:
        self._loop = VirtualLoop()
        self._application = make(lambda: EPOCH + self._loop.time())

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop that the world's time goes by."""
        return self._loop

    def now(self) -> datetime:
        """Return the time that the deployment is told, too."""
        return datetime.fromtimestamp(EPOCH + self._loop.time(), UTC)

    def wire(self, deployment: Deployment) -> Wire:  # noqa: ARG002  there is only one deployment
        """Return the way to the deployment."""
        return InProcess(self._application)

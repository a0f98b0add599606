"""The way out and back: a call goes in; a validated response comes out, or an `ApiError`."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Self, TypeVar
from weakref import WeakKeyDictionary

import httpx

from . import errors
from ._answering import understand
from ._calls import Answers, Call, base, credential

if TYPE_CHECKING:
    from .types import Response
    from collections.abc import Mapping
    import asyncio

    from ._retrying import Retries

T = TypeVar("T")

# What may be open may stay open, lest a crowd of calls connects anew for ever.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100)


class BaseClient:
    """Where a server is, and as whom to ask it; may be shared between threads, and between event loops."""

    def __init__(
        self,
        base_url: str,
        *,
        credentials: Mapping[str, tuple[str, str, str | None]],
        user_agent: str,
        timeout: float,
        retries: int,
        httpx_args: Mapping[str, Any] | None,
    ) -> None:
        """Look at the arguments; nothing is opened before the first call.

        ``credentials`` maps the name of an argument to its header, what stands before the value there, and the value.
        """
        if not timeout > 0 or retries < 0:
            raise errors.InvalidArgumentError("timeout is a positive number of seconds, retries at least 0")
        self._base_url = base(base_url)
        self._headers = {"Accept": "*/*", "Accept-Encoding": "gzip, deflate", "User-Agent": user_agent}
        self._secrets: dict[str, str] = {}
        for name, (header, scheme, value) in credentials.items():
            if value is not None:
                self._secrets[name] = credential(name, value)
                self._headers[header] = f"{scheme}{value}"
        self.timeout = timeout
        self._retries = retries
        self._httpx_args = {"limits": LIMITS, **(httpx_args or {})}
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self._async_http: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = (
            WeakKeyDictionary()
        )

    def __repr__(self) -> str:
        """Name the server, and which credentials are sent, but none of them."""
        sent = "".join(f", {name}=***" for name in self._secrets)
        return f"{type(self).__name__}({self._base_url!r}{sent}, timeout={self.timeout}, retries={self._retries})"

    def send(self, call: Call, answers: Answers[T], timeout: float | None) -> Response[T]:
        """Make a call; ``timeout`` bounds it in seconds, retries and all."""
        http, deadline = self._open(), self._deadline(timeout)
        retries: Retries | None = None
        while True:
            try:
                try:
                    answer, content = _fetch(http, self._request(call, deadline), deadline)
                except Exception as error:
                    raise _no_answer(call, error) from error
                return understand(call, answers, answer, content, self._secrets.values())
            except errors.ApiError as error:
                retries = retries or self._allowed(call, error)
                pause = retries.pause(error, deadline - time.monotonic())
            time.sleep(pause)

    async def asend(self, call: Call, answers: Answers[T], timeout: float | None) -> Response[T]:
        """Do what `send` does without blocking the event loop."""
        import asyncio

        http, deadline = self._asyncio_open(asyncio.get_running_loop()), self._deadline(timeout)
        retries: Retries | None = None
        while True:
            try:
                try:
                    async with asyncio.timeout(deadline - time.monotonic()):
                        request = self._request(call, deadline)
                        answer = await http.send(request, auth=None, follow_redirects=False)
                except Exception as error:
                    raise _no_answer(call, error) from error
                return understand(call, answers, answer, answer.content, self._secrets.values())
            except errors.ApiError as error:
                retries = retries or self._allowed(call, error)
                pause = retries.pause(error, deadline - time.monotonic())
            await asyncio.sleep(pause)

    def close(self) -> None:
        """Close the connections that threads opened; the next call opens new ones."""
        with self._lock:
            http, self._http = self._http, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Close all connections, those of the running event loop included; the next call opens new ones."""
        import asyncio

        self.close()
        with self._lock:
            http = self._async_http.pop(asyncio.get_running_loop(), None)
        if http is not None:
            await http.aclose()

    def __enter__(self) -> Self:
        """Return the client itself; its connections are closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    async def __aenter__(self) -> Self:
        """Return the client itself; its connections are closed at the end of the block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.aclose()

    def _open(self) -> httpx.Client:
        if (http := self._http) is None:
            with self._lock:
                if (http := self._http) is None:
                    http = self._http = httpx.Client(**self._httpx_args)
        return http

    def _asyncio_open(self, loop: asyncio.AbstractEventLoop) -> httpx.AsyncClient:
        # A pool belongs to one event loop; a client may be used from several, one asyncio.run after another.
        with self._lock:
            if (http := self._async_http.get(loop)) is None:
                http = self._async_http[loop] = httpx.AsyncClient(**self._httpx_args)
        return http

    def _deadline(self, timeout: float | None) -> float:
        if timeout is not None and not timeout > 0:
            raise errors.InvalidArgumentError("timeout is a positive number of seconds")
        return time.monotonic() + (self.timeout if timeout is None else timeout)

    def _request(self, call: Call, deadline: float) -> httpx.Request:
        left = max(deadline - time.monotonic(), 0.001)
        return httpx.Request(
            call.method,
            self._base_url + call.path,
            params=call.params,
            headers={**self._headers, **call.headers} if call.headers else self._headers,
            cookies=call.cookies,
            content=call.content,
            extensions={"timeout": {"connect": left, "read": left, "write": left, "pool": left}},
        )

    def _allowed(self, call: Call, error: errors.ApiError) -> Retries:
        """Return the attempts that are left after a first failure, or raise it if it is one that stays."""
        if not (self._retries and error.transient):
            raise error
        from ._retrying import Retries

        return Retries(self._retries, call.method)


def _fetch(http: httpx.Client, request: httpx.Request, deadline: float) -> tuple[httpx.Response, bytes]:
    answer = http.send(request, stream=True, auth=None, follow_redirects=False)
    chunks: list[bytes] = []
    try:
        for chunk in answer.iter_bytes():
            chunks.append(chunk)
            if time.monotonic() > deadline:  # a body may drip for ever, each drop of it in time
                raise httpx.ReadTimeout("the body did not end in time")
    finally:
        answer.close()
    return answer, b"".join(chunks)


def _no_answer(call: Call, error: Exception) -> errors.ApiError:
    """Return what a failure below amounts to; what is no failure of the network is raised as it is."""
    told = f"{call.method} {call.path}"
    reason = f"{error or type(error).__name__}"
    match error:
        case httpx.TimeoutException() | TimeoutError():
            return errors.TimeLimitError(f"{told} was not answered within the time limit ({reason})")
        case httpx.DecodingError():
            return errors.MalformedAnswerError(f"{told}: the body is not encoded as it says ({reason})")
        case httpx.LocalProtocolError() | httpx.InvalidURL() | UnicodeError():
            return errors.InvalidArgumentError(f"{told} cannot be sent ({reason})")
        case httpx.HTTPError():
            return errors.NoAnswerError(f"{told} was not answered ({reason})")
    raise error

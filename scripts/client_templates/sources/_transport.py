"""The way out and back, over httpx, which is imported when the first client is made."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import httpx

from . import errors

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

    from ._calls import Call
    from ._pools import Pools

# What may be open may stay open, lest a crowd of calls connects anew for ever.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100)


class Transport:
    """One server, and the connections to it: one pool for all threads, and `Pools` for each event loop."""

    def __init__(self, base_url: str, headers: Mapping[str, str], httpx_args: Mapping[str, Any]) -> None:
        """Look at the address; nothing is opened before the first call."""
        self.base_url = _base(base_url)
        self._headers = dict(headers)
        self._httpx_args = httpx_args
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self._asyncio_http: WeakKeyDictionary[asyncio.AbstractEventLoop, Pools] = WeakKeyDictionary()

    def fetch(self, call: Call, deadline: float) -> tuple[httpx.Response, bytes]:
        """Send a request, and return the answer and its body; ``deadline`` is monotonic, in seconds."""
        try:
            answer = self._open().send(
                self._request(call, deadline), stream=True, auth=None, follow_redirects=False
            )
            try:
                return answer, _body(answer, deadline)
            finally:
                answer.close()
        except Exception as error:  # those that are not of the network are raised again
            raise _no_answer(call, error) from error

    async def asyncio_fetch(self, call: Call, deadline: float) -> tuple[httpx.Response, bytes]:
        """Do what `fetch` does without blocking the event loop."""
        import asyncio

        http, turn = self._pools().pick()
        try:
            async with asyncio.timeout(deadline - time.monotonic()), turn:
                answer = await http.send(self._request(call, deadline), auth=None, follow_redirects=False)
        except Exception as error:  # as above
            raise _no_answer(call, error) from error
        return answer, answer.content

    def close(self) -> None:
        """Close the pool that the threads share."""
        with self._lock:
            http, self._http = self._http, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Close the pools of the running event loop."""
        import asyncio

        with self._lock:
            pools = self._asyncio_http.pop(asyncio.get_running_loop(), None)
        if pools is not None:
            await pools.aclose()

    def _open(self) -> httpx.Client:
        if (http := self._http) is None:
            with self._lock:
                if (http := self._http) is None:
                    http = self._http = httpx.Client(**{"limits": LIMITS, **self._httpx_args})
        return http

    def _pools(self) -> Pools:
        import asyncio

        from ._pools import Pools

        loop = asyncio.get_running_loop()
        with self._lock:
            if (pools := self._asyncio_http.get(loop)) is None:
                pools = self._asyncio_http[loop] = Pools(self._httpx_args)
        return pools

    def _request(self, call: Call, deadline: float) -> httpx.Request:
        left = max(deadline - time.monotonic(), 0.001)
        return httpx.Request(
            call.method,
            self.base_url + call.path,
            params=call.params,
            headers={**self._headers, **call.headers} if call.headers else self._headers,
            cookies=call.cookies,
            content=call.content,
            extensions={"timeout": {"connect": left, "read": left, "write": left, "pool": left}},
        )


def _body(answer: httpx.Response, deadline: float) -> bytes:
    chunks: list[bytes] = []
    for chunk in answer.iter_bytes():
        chunks.append(chunk)
        if time.monotonic() > deadline:  # a body may drip for ever, each drop of it in time
            raise httpx.ReadTimeout("the body did not end in time")
    return b"".join(chunks)


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


def _base(url: str) -> str:
    """Return a base URL without its last slash, or raise `InvalidArgumentError`."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise errors.InvalidArgumentError(f"base_url is no URL: {error}") from error
    if parsed.userinfo:
        raise errors.InvalidArgumentError("base_url holds a user or password: leave them out")
    if parsed.scheme not in {"http", "https"} or not parsed.host or not 0 < (parsed.port or 80) < 65536:
        raise errors.InvalidArgumentError(f"base_url is {url!r}: write it like https://api.example.com")
    if parsed.query or parsed.fragment:
        raise errors.InvalidArgumentError(f"base_url is {url!r}: leave out what follows the path")
    return str(parsed).rstrip("/")

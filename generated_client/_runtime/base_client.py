# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The base of all clients: it asks, asks again where that may help, and closes at the end."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from .. import errors
from ..types import Response
from .answering import advise, pause_after, understand
from .calls import Answers, Call
from .wire.ways import LOOP, THREADS, Way

T = TypeVar("T")

LOG = logging.getLogger(__name__.partition("._runtime")[0])
"""Requests at DEBUG, what is asked again at INFO; never a credential."""


class BaseClient:
    """Where a server is, and as whom to ask it; may be shared between threads, event loops and processes."""

    def __init__(
        self,
        base_url: str,
        *,
        # By argument: the header, what precedes the value there, and the value.
        credentials: Mapping[str, tuple[str, str, Any]],
        user_agent: str,
        headers: Mapping[str, Any] | None,
        timeout: Any,
        retries: int,
        httpx_args: Mapping[str, Any] | None,
        http_client: Any,
    ) -> None:
        """Look at the arguments; nothing is opened before the first call."""
        from . import arguments
        from .wire.headers import Headers
        from .wire.transport import Transport

        self.timeout = arguments.seconds("timeout", timeout)
        self._retries = arguments.count("retries", retries)
        self._transport = Transport(base_url, httpx_args, http_client)
        fixed = {"Host": self._transport.host, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        self._headers = Headers({**fixed, "User-Agent": user_agent})
        self._headers.remember("proxy", *self._transport.proxy_secrets())
        given = {name: each for name, each in credentials.items() if each[2] is not None}
        for name, (field, scheme, value) in given.items():
            self._headers.add(name, field, scheme, value)
        own = {field.lower(): name for name, (field, _, _) in given.items()}
        for field, value in arguments.extra_headers(headers, own).items():
            self._headers.add(f"headers: {field}", field, "", value)
        self._sent, self._lacked = tuple(given), () if given else tuple(credentials)

    def __repr__(self) -> str:
        """Name the server, and which credentials are sent, but none of them."""
        if "_sent" not in vars(self):  # the constructor refused an argument
            return object.__repr__(self)
        sent = "".join(f", {name}=***" for name in self._sent)
        limits = f"timeout={self.timeout:g}, retries={self._retries}"
        return f"{type(self).__name__}({self._transport.base_url!r}{sent}, {limits})"

    async def ask(self, way: Way, call: Call, answers: Answers[T], timeout: Any) -> Response[T]:
        """Make a call; ``timeout`` bounds it in seconds, retries and all."""
        self._transport.load(way)
        deadline, attempt, hide = self._deadline(timeout), 0, self._headers.hide
        while True:
            attempt += 1
            try:
                answer = await self._transport.fetch(way, call, self._headers, deadline)
                if LOG.isEnabledFor(logging.DEBUG):
                    url = f"{self._transport.base_url}{call.path(hide)}"
                    LOG.debug("%s %s was answered %d", call.method, url, answer.status_code)
                return understand(call, answers, answer, hide)
            except errors.ApiError as error:
                pause = self._failed(call, error, attempt, deadline)
            await way.sleep(pause)

    def close(self) -> None:
        """Close the connections of threads. Call it when no call is under way; the next opens new ones."""
        THREADS.run(self._transport.close(THREADS))

    async def aclose(self) -> None:
        """Close all connections, those of the running event loop included; the next call opens new ones."""
        self.close()
        await self._transport.close(LOOP)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def _deadline(self, timeout: Any) -> float:
        if timeout is None:
            return time.monotonic() + self.timeout
        if type(timeout) is not float or not timeout > 0:
            from .arguments import seconds

            timeout = seconds("timeout", timeout)
        return time.monotonic() + float(timeout)

    def _failed(self, call: Call, error: errors.ApiError, attempt: int, deadline: float) -> float:
        """Return how long to wait before the next attempt; where there is none, raise the error."""
        error.operation, error.attempts = call.operation, attempt
        error.url = f"{self._transport.base_url}{call.path(self._headers.hide)}"
        advise(error, call, self._transport.base_url, self._lacked)
        pause = None
        if attempt <= self._retries and error.transient:
            pause = pause_after(error, call.method, deadline - time.monotonic())
        if self._shows(error.__cause__ or error.__context__):
            error.__cause__ = error.__context__ = None
        if pause is None:
            LOG.debug("%s failed: %s", error.url, error)
            raise error
        LOG.info("%s is asked again in %.2f s, after attempt %d: %s", error.url, pause, attempt, error)
        return pause

    def _shows(self, cause: BaseException | None) -> bool:
        """Say whether what led to an error repeats a credential."""
        if cause is None:
            return False
        text = f"{cause}{getattr(cause, '__notes__', '')}"
        within = cause.exceptions if isinstance(cause, BaseExceptionGroup) else ()
        further = (cause.__cause__ or cause.__context__, *within)
        return self._headers.hide(text) != text or any(map(self._shows, further))


def client_of(given: Any) -> BaseClient:
    """Return a client; what is none is refused."""
    if not isinstance(given, BaseClient):
        from .arguments import shown

        raise errors.InvalidArgumentError(f"client is {shown(given)}: pass a Client")
    return given

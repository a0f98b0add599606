# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""What every client does: ask, ask again where that may help, and close at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self, TypeVar

from . import errors
from ._answering import understand
from ._calls import Answers, Call, credential

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._retrying import Retries
    from .types import Response

T = TypeVar("T")


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

        ``credentials`` maps the name of an argument to its header, what precedes it there, and its value.
        """
        from ._transport import Transport

        if not timeout > 0 or retries < 0:
            raise errors.InvalidArgumentError("timeout is a positive number of seconds, retries at least 0")
        headers = {"Accept": "*/*", "Accept-Encoding": "gzip, deflate", "User-Agent": user_agent}
        self._secrets: dict[str, str] = {}
        for name, (header, scheme, value) in credentials.items():
            if value is not None:
                self._secrets[name] = credential(name, value)
                headers[header] = f"{scheme}{value}"
        self.timeout = timeout
        self._retries = retries
        self._transport = Transport(base_url, headers, httpx_args or {})

    def __repr__(self) -> str:
        """Name the server, and which credentials are sent, but none of them."""
        sent = "".join(f", {name}=***" for name in self._secrets)
        limits = f"timeout={self.timeout}, retries={self._retries}"
        return f"{type(self).__name__}({self._transport.base_url!r}{sent}, {limits})"

    def send(self, call: Call, answers: Answers[T], timeout: float | None) -> Response[T]:
        """Make a call; ``timeout`` bounds it in seconds, retries and all."""
        deadline, retries = self._deadline(timeout), None
        while True:
            try:
                answer, content = self._transport.fetch(call, deadline)
                return understand(call, answers, answer, content, self._secrets.values())
            except errors.ApiError as error:
                retries = retries or self._allowed(call, error)
                pause = retries.pause(error, deadline - time.monotonic())
            time.sleep(pause)

    async def asend(self, call: Call, answers: Answers[T], timeout: float | None) -> Response[T]:
        """Do what `send` does without blocking the event loop."""
        import asyncio

        deadline, retries = self._deadline(timeout), None
        while True:
            try:
                answer, content = await self._transport.asyncio_fetch(call, deadline)
                return understand(call, answers, answer, content, self._secrets.values())
            except errors.ApiError as error:
                retries = retries or self._allowed(call, error)
                pause = retries.pause(error, deadline - time.monotonic())
            await asyncio.sleep(pause)

    def close(self) -> None:
        """Close the connections that threads opened; the next call opens new ones."""
        self._transport.close()

    async def aclose(self) -> None:
        """Close all connections, those of the running event loop included; the next call opens new ones."""
        self._transport.close()
        await self._transport.aclose()

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

    def _deadline(self, timeout: float | None) -> float:
        if timeout is not None and not timeout > 0:
            raise errors.InvalidArgumentError("timeout is a positive number of seconds")
        return time.monotonic() + (self.timeout if timeout is None else timeout)

    def _allowed(self, call: Call, error: errors.ApiError) -> Retries:
        """Return the attempts that are left after a first failure, or raise it if it is one that stays."""
        if not (self._retries and error.transient):
            raise error
        from ._retrying import Retries

        return Retries(self._retries, call.method)

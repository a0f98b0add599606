# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The client of one server, with the credentials to ask it with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from ._runtime.base_client import BaseClient
from .types import Seconds

if TYPE_CHECKING:
    import httpx2

Credential: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""A string, or a function that is asked for it before each attempt; asyncio's calls take asynchronous ones too."""
HeaderValue: TypeAlias = str | Callable[[], str | None | Awaitable[str | None]]
"""The same for a header that may be left out: the function returns None then."""
USER_AGENT = "session-status-client/1"


class Client(BaseClient):
    """One server of Session status, version 1, and the credentials to ask it with.

    Connections are kept and reused: share one client between threads and tasks. `with Client(...) as client:`, or
    `async with`, closes them at the end. Redirects are never followed, so no credential travels on. A forked
    process opens connections of its own, and a pickled client carries none.

    Args:
        base_url: The URL of the API, a path prefix included: `https://api.example.com`.
        api_key: The API key; sent as X-API-Key.
        token: The bearer token; sent as Authorization.
        headers: More headers, as a gateway or a trace wants them.
        timeout: The most that a call may take, in seconds, its retries included; the first call of a process imports
            what it needs beforehand.
        retries: The number of further attempts after a rate limit, a gateway's failure or the network's.
        httpx_args: Options of the connection, as `httpx2.Client` takes them: `verify`, `cert`, `proxy`, `mounts`, `trust_env`,
            `limits`, `http1`, `http2`, `transport`, `event_hooks`.
        http_client: A client of httpx2 to send with, in place of all these; it stays its owner's, who closes it.

    Raises:
        InvalidArgumentError: If an argument cannot be what it says; credentials are never repeated.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: Credential | None = None,
        token: Credential | None = None,
        headers: Mapping[str, HeaderValue] | None = None,
        timeout: Seconds = 10.0,
        retries: int = 2,
        httpx_args: Mapping[str, Any] | None = None,
        http_client: httpx2.Client | httpx2.AsyncClient | None = None,
    ) -> None:
        super().__init__(
            base_url,
            credentials={
                "api_key": ("X-API-Key", "", api_key),
                "token": ("Authorization", "Bearer ", token),
            },
            user_agent=USER_AGENT,
            headers=headers,
            timeout=timeout,
            retries=retries,
            httpx_args=httpx_args,
            http_client=http_client,
        )

    @classmethod
    def from_env(
        cls,
        prefix: str = "SESSION_STATUS",
        *,
        headers: Mapping[str, HeaderValue] | None = None,
        timeout: Seconds = 10.0,
        retries: int = 2,
        httpx_args: Mapping[str, Any] | None = None,
        http_client: httpx2.Client | httpx2.AsyncClient | None = None,
    ) -> Self:
        """Return a client as the environment describes it.

        Reads `{prefix}_BASE_URL`, `{prefix}_API_KEY`, `{prefix}_TOKEN`; at least one credential must be there.

        Raises:
            InvalidArgumentError: If a variable is missing, or cannot be what it says.
        """
        from ._runtime.arguments import variables

        found = variables(
            prefix,
            (
                "base_url",
                "api_key",
                "token",
            ),
        )
        return cls(
            **found,
            headers=headers,
            timeout=timeout,
            retries=retries,
            httpx_args=httpx_args,
            http_client=http_client,
        )

# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""Get Session Status: GET /v1/sessions/status/{session_id}.

Check if a session and its VM are alive.

This endpoint provides a simple aliveness check for a session, including:

- Whether the session exists
- Whether a VM is assigned
- Whether the VM is alive (active status)
- VM uptime and remaining lifetime

Args: session_id: Your session UUID

Returns:

- exists: True if session exists
- vm_assigned: True if VM is assigned to this session
- vm_alive: True if VM exists and status is 'active'
- vm_status: Current VM status ('active', 'killed', etc.)
- vm_id: The VM identifier (if assigned)
- uptime_seconds: How long VM has been running (if alive)
- expires_in_seconds: Time until VM expires (if alive)
- created_at: When the session was created

Example: GET /v1/sessions/status/550e8400-e29b-41d4-a716-446655440000

Response (VM alive): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true, "vm_assigned": true, "vm_status": "active", "vm_id": "vmid-abc-15", "vm_alive": true, "uptime_seconds": 123.45, "expires_in_seconds": 176.55, "created_at": "2025-01-10T12:34:56" }

Response (no VM assigned yet): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true, "vm_assigned": false, "vm_alive": false, "vm_status": null, "vm_id": null, "uptime_seconds": null, "expires_in_seconds": null, "created_at": "2025-01-10T12:34:56" }

Response (VM dead): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true, "vm_assigned": true, "vm_status": "killed", "vm_id": "vmid-abc-15", "vm_alive": false, "uptime_seconds": null, "expires_in_seconds": 0, "created_at": "2025-01-10T12:34:56" }

Source: operation `get_session_status` in openapi.json.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

from ..._runtime import polling
from ..._runtime.base_client import client_of
from ..._runtime.calls import Answers, Call, segment
from ..._runtime.decoding import as_json
from ..._runtime.wire.ways import LOOP, THREADS
from ...client import Client
from ...models.http_validation_error import HTTPValidationError
from ...models.session_status_response import SessionStatusResponse
from ...types import Response, Seconds

_ANSWERS: Answers[SessionStatusResponse] = Answers(
    {200: as_json(SessionStatusResponse)},
    {422: as_json(HTTPValidationError)},
)


def _call(
    session_id: str,
) -> Call:
    return Call(
        method="GET",
        template="/v1/sessions/status/{session_id}",
        named={"session_id": session_id},
        segments={"session_id": segment("session_id", session_id)},
    )


def sync_detailed(
    session_id: str,
    *,
    client: Client,
    timeout: Seconds | None = None,
) -> Response[SessionStatusResponse]:
    """Get Session Status: the whole answer, headers and raw body included.

    Args:
        session_id: Your session UUID.
        client: The server to ask, and the credentials to ask it with.
        timeout: The most that this call may take, in seconds, retries included; None: as the client says.

    Returns:
        The answer, its body validated in `parsed`.

    Raises:
        ApiError: If it could not be told; its subclasses in `errors` say why.
    """
    return THREADS.run(client_of(client).ask(THREADS, _call(session_id), _ANSWERS, timeout))


def sync(
    session_id: str,
    *,
    client: Client,
    timeout: Seconds | None = None,
) -> SessionStatusResponse:
    """Get Session Status.

    Args:
        session_id: Your session UUID.
        client: The server to ask, and the credentials to ask it with.
        timeout: The most that this call may take, in seconds, retries included; None: as the client says.

    Returns:
        The validated body.

    Raises:
        ApiError: If it could not be told; its subclasses in `errors` say why.
    """
    return sync_detailed(session_id, client=client, timeout=timeout).parsed


def poll(
    session_id: str,
    *,
    client: Client,
    until: Callable[[SessionStatusResponse], object],
    timeout: Seconds,
    give_up: Callable[[SessionStatusResponse], object] | None = None,
    interval: Seconds = 1.0,
) -> SessionStatusResponse:
    """Get Session Status, again and again until it is as wanted.

    Args:
        session_id: Your session UUID.
        client: The server to ask, and the credentials to ask it with.
        until: Says of an answer whether it is the one waited for.
        timeout: The most to wait in all, in seconds, the time that requests take included.
        give_up: Says of an answer whether waiting has become pointless.
        interval: The first pause, in seconds; pauses grow to 15 s, vary at random, and yield to Retry-After.

    Returns:
        The first answer of which `until` is true.

    Raises:
        ApiError: If it could not be told; its subclasses in `errors` say why.
        PollTimeoutError: If the time runs out; it carries the last answer and the number of polls.
        PollGaveUpError: If `give_up` comes true; it carries the same.
    """
    return THREADS.run(
        polling.poll(
            THREADS,
            client,
            _call(session_id),
            _ANSWERS,
            until=until,
            timeout=timeout,
            give_up=give_up,
            interval=interval,
        )
    )


def changes(
    session_id: str,
    *,
    client: Client,
    of: Callable[[SessionStatusResponse], object],
    timeout: Seconds = float("inf"),
    interval: Seconds = 1.0,
) -> Iterator[SessionStatusResponse]:
    """Get Session Status, again and again: the first answer, then each that differs.

    Args:
        session_id: Your session UUID.
        client: The server to ask, and the credentials to ask it with.
        of: Returns the part of an answer that must differ from the one before.
        timeout: The time to watch for, in seconds; the iterator simply ends, unless the last polls failed.
        interval: The pause between questions, in seconds; it varies at random, and yields to Retry-After.

    Returns:
        An iterator of answers; failures that may pass are lived through, and told to the logger at INFO.

    Raises:
        ApiError: If it could not be told; its subclasses in `errors` say why.
        PollTimeoutError: If the time ran out while polls failed; its cause says why.
    """
    return THREADS.iterate(
        polling.changes(
            THREADS, client, _call(session_id), _ANSWERS, of=of, timeout=timeout, interval=interval
        )
    )


async def asyncio_detailed(
    session_id: str,
    *,
    client: Client,
    timeout: Seconds | None = None,
) -> Response[SessionStatusResponse]:
    """Get Session Status: the whole answer, headers and raw body included.

    Args:
        session_id: Your session UUID.
        client: The server to ask, and the credentials to ask it with.
        timeout: The most that this call may take, in seconds, retries included; None: as the client says.

    Returns:
        The answer, its body validated in `parsed`.

    Raises:
        ApiError: If it could not be told; its subclasses in `errors` say why.
    """
    return await client_of(client).ask(LOOP, _call(session_id), _ANSWERS, timeout)


async def asyncio(
    session_id: str,
    *,
    client: Client,
    timeout: Seconds | None = None,
) -> SessionStatusResponse:
    """Get Session Status.

    Args:
        session_id: Your session UUID.
        client: The server to ask, and the credentials to ask it with.
        timeout: The most that this call may take, in seconds, retries included; None: as the client says.

    Returns:
        The validated body.

    Raises:
        ApiError: If it could not be told; its subclasses in `errors` say why.
    """
    return (await asyncio_detailed(session_id, client=client, timeout=timeout)).parsed


async def asyncio_poll(
    session_id: str,
    *,
    client: Client,
    until: Callable[[SessionStatusResponse], object],
    timeout: Seconds,
    give_up: Callable[[SessionStatusResponse], object] | None = None,
    interval: Seconds = 1.0,
) -> SessionStatusResponse:
    """Get Session Status, again and again until it is as wanted.

    Args:
        session_id: Your session UUID.
        client: The server to ask, and the credentials to ask it with.
        until: Says of an answer whether it is the one waited for.
        timeout: The most to wait in all, in seconds, the time that requests take included.
        give_up: Says of an answer whether waiting has become pointless.
        interval: The first pause, in seconds; pauses grow to 15 s, vary at random, and yield to Retry-After.

    Returns:
        The first answer of which `until` is true.

    Raises:
        ApiError: If it could not be told; its subclasses in `errors` say why.
        PollTimeoutError: If the time runs out; it carries the last answer and the number of polls.
        PollGaveUpError: If `give_up` comes true; it carries the same.
    """
    return await polling.poll(
        LOOP,
        client,
        _call(session_id),
        _ANSWERS,
        until=until,
        timeout=timeout,
        give_up=give_up,
        interval=interval,
    )


def asyncio_changes(
    session_id: str,
    *,
    client: Client,
    of: Callable[[SessionStatusResponse], object],
    timeout: Seconds = float("inf"),
    interval: Seconds = 1.0,
) -> AsyncIterator[SessionStatusResponse]:
    """Get Session Status, again and again: the first answer, then each that differs.

    Args:
        session_id: Your session UUID.
        client: The server to ask, and the credentials to ask it with.
        of: Returns the part of an answer that must differ from the one before.
        timeout: The time to watch for, in seconds; the iterator simply ends, unless the last polls failed.
        interval: The pause between questions, in seconds; it varies at random, and yields to Retry-After.

    Returns:
        An iterator of answers; failures that may pass are lived through, and told to the logger at INFO.

    Raises:
        ApiError: If it could not be told; its subclasses in `errors` say why.
        PollTimeoutError: If the time ran out while polls failed; its cause says why.
    """
    return polling.changes(
        LOOP, client, _call(session_id), _ANSWERS, of=of, timeout=timeout, interval=interval
    )

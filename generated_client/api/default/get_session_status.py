# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.http_validation_error import HTTPValidationError
from ...models.session_status_response import SessionStatusResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    session_id: str,
    *,
    x_api_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_api_key, Unset):
        headers["X-API-Key"] = x_api_key

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/sessions/status/{session_id}".format(
            session_id=quote(str(session_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> HTTPValidationError | SessionStatusResponse | None:
    if response.status_code == 200:
        response_200 = SessionStatusResponse.from_dict(response.json())

        return response_200

    if response.status_code == 422:
        response_422 = HTTPValidationError.from_dict(response.json())

        return response_422

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[HTTPValidationError | SessionStatusResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    session_id: str,
    *,
    client: AuthenticatedClient,
    x_api_key: None | str | Unset = UNSET,
) -> Response[HTTPValidationError | SessionStatusResponse]:
    """Get Session Status

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

    Response (VM alive): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true,
    "vm_assigned": true, "vm_status": "active", "vm_id": "vmid-abc-15", "vm_alive": true,
    "uptime_seconds": 123.45, "expires_in_seconds": 176.55, "created_at": "2025-01-10T12:34:56" }

    Response (no VM assigned yet): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists":
    true, "vm_assigned": false, "vm_alive": false, "vm_status": null, "vm_id": null, "uptime_seconds":
    null, "expires_in_seconds": null, "created_at": "2025-01-10T12:34:56" }

    Response (VM dead): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true,
    "vm_assigned": true, "vm_status": "killed", "vm_id": "vmid-abc-15", "vm_alive": false,
    "uptime_seconds": null, "expires_in_seconds": 0, "created_at": "2025-01-10T12:34:56" }

    Args:
        session_id (str):
        x_api_key (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | SessionStatusResponse]
    """

    kwargs = _get_kwargs(
        session_id=session_id,
        x_api_key=x_api_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    session_id: str,
    *,
    client: AuthenticatedClient,
    x_api_key: None | str | Unset = UNSET,
) -> HTTPValidationError | SessionStatusResponse | None:
    """Get Session Status

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

    Response (VM alive): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true,
    "vm_assigned": true, "vm_status": "active", "vm_id": "vmid-abc-15", "vm_alive": true,
    "uptime_seconds": 123.45, "expires_in_seconds": 176.55, "created_at": "2025-01-10T12:34:56" }

    Response (no VM assigned yet): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists":
    true, "vm_assigned": false, "vm_alive": false, "vm_status": null, "vm_id": null, "uptime_seconds":
    null, "expires_in_seconds": null, "created_at": "2025-01-10T12:34:56" }

    Response (VM dead): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true,
    "vm_assigned": true, "vm_status": "killed", "vm_id": "vmid-abc-15", "vm_alive": false,
    "uptime_seconds": null, "expires_in_seconds": 0, "created_at": "2025-01-10T12:34:56" }

    Args:
        session_id (str):
        x_api_key (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | SessionStatusResponse
    """

    return sync_detailed(
        session_id=session_id,
        client=client,
        x_api_key=x_api_key,
    ).parsed


async def asyncio_detailed(
    session_id: str,
    *,
    client: AuthenticatedClient,
    x_api_key: None | str | Unset = UNSET,
) -> Response[HTTPValidationError | SessionStatusResponse]:
    """Get Session Status

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

    Response (VM alive): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true,
    "vm_assigned": true, "vm_status": "active", "vm_id": "vmid-abc-15", "vm_alive": true,
    "uptime_seconds": 123.45, "expires_in_seconds": 176.55, "created_at": "2025-01-10T12:34:56" }

    Response (no VM assigned yet): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists":
    true, "vm_assigned": false, "vm_alive": false, "vm_status": null, "vm_id": null, "uptime_seconds":
    null, "expires_in_seconds": null, "created_at": "2025-01-10T12:34:56" }

    Response (VM dead): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true,
    "vm_assigned": true, "vm_status": "killed", "vm_id": "vmid-abc-15", "vm_alive": false,
    "uptime_seconds": null, "expires_in_seconds": 0, "created_at": "2025-01-10T12:34:56" }

    Args:
        session_id (str):
        x_api_key (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | SessionStatusResponse]
    """

    kwargs = _get_kwargs(
        session_id=session_id,
        x_api_key=x_api_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    session_id: str,
    *,
    client: AuthenticatedClient,
    x_api_key: None | str | Unset = UNSET,
) -> HTTPValidationError | SessionStatusResponse | None:
    """Get Session Status

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

    Response (VM alive): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true,
    "vm_assigned": true, "vm_status": "active", "vm_id": "vmid-abc-15", "vm_alive": true,
    "uptime_seconds": 123.45, "expires_in_seconds": 176.55, "created_at": "2025-01-10T12:34:56" }

    Response (no VM assigned yet): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists":
    true, "vm_assigned": false, "vm_alive": false, "vm_status": null, "vm_id": null, "uptime_seconds":
    null, "expires_in_seconds": null, "created_at": "2025-01-10T12:34:56" }

    Response (VM dead): { "session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true,
    "vm_assigned": true, "vm_status": "killed", "vm_id": "vmid-abc-15", "vm_alive": false,
    "uptime_seconds": null, "expires_in_seconds": 0, "created_at": "2025-01-10T12:34:56" }

    Args:
        session_id (str):
        x_api_key (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | SessionStatusResponse
    """

    return (
        await asyncio_detailed(
            session_id=session_id,
            client=client,
            x_api_key=x_api_key,
        )
    ).parsed

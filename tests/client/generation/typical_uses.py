"""What users write; type-checked strictly, never run."""

# pyright: strict

import datetime as dt
from typing import assert_type

import httpx2

from generated_client import (
    ApiError,
    Client,
    HTTPValidationError,
    InvalidRequestError,
    MalformedAnswerError,
    PollTimeoutError,
    RateLimitedError,
    Response,
    SessionStatusResponse,
    ValidationError,
    get_session_status,
)


def is_alive(session_id: str) -> bool | None:
    """Tell alive, not alive and could not tell apart."""
    with Client("https://api.example.com", api_key="...") as client:
        try:
            return get_session_status.sync(session_id, client=client).vm_alive
        except RateLimitedError as error:
            assert_type(error.retry_after, float | None)
        except MalformedAnswerError as error:
            assert_type(error.path, str)
        except InvalidRequestError as error:
            if isinstance(error.detail, HTTPValidationError):
                assert_type(error.detail.detail, list[ValidationError] | None)
        except ApiError as error:
            assert_type(error.status, int | None)
        return None


def whole_answer(client: Client, session_id: str) -> bytes:
    """Look at everything that came."""
    response = get_session_status.sync_detailed(session_id, client=client, timeout=2)
    assert_type(response, Response[SessionStatusResponse])
    assert_type(response.parsed.created_at, dt.datetime | None)
    assert_type(response.parsed.uptime_seconds, float | None)
    return response.content


async def wait(session_id: str) -> str | None:
    """Wait for a VM, then watch it."""
    async with Client.from_env() as client:
        try:
            alive = await get_session_status.asyncio_poll(
                session_id,
                client=client,
                until=lambda now: now.vm_alive,
                timeout=60,
                give_up=lambda now: not now.exists,
            )
        except PollTimeoutError:
            return None
        async for now in get_session_status.asyncio_changes(
            session_id, client=client, of=lambda now: (now.vm_id, now.vm_status)
        ):
            assert_type(now, SessionStatusResponse)
    return alive.vm_id


async def token() -> str:
    """Fetch a token."""
    return "..."


def made_otherwise(mine: httpx2.Client) -> list[Client]:
    """Pass everything that a client takes."""
    return [
        Client("https://api.example.com", token=token, timeout=dt.timedelta(seconds=5), retries=0),
        Client("https://api.example.com", api_key=lambda: "...", headers={"traceparent": lambda: "..."}),
        Client("https://api.example.com", httpx_args={"verify": "ca.pem"}, timeout=httpx2.Timeout(5)),
        Client("https://api.example.com", http_client=mine),
    ]


def made_by_hand() -> dict[str, object]:
    """Build a model, as tests of users do."""
    status = SessionStatusResponse(session_id="s", exists=True, vm_assigned=False)
    return {**status.to_dict(), "again": SessionStatusResponse.from_dict(status.to_dict())}

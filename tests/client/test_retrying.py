"""When a call is made again, and when it is not."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from generated_client import (
    ApiError,
    Client,
    NoAnswerError,
    PollTimeoutError,
    RateLimitedError,
    ServerError,
    get_session_status,
)
from generated_client._runtime import answering as retrying
from tests.client.peers.scripted import Scripted, answer

if TYPE_CHECKING:
    import socket

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.001)


def drop(connection: socket.socket) -> None:
    """Hang up without a word."""
    connection.shutdown(2)


def test_what_passes_is_asked_again(scripted: Scripted) -> None:
    """Gateways' failures, rate limits and dropped connections are retried, sync and async."""
    for failure in (
        answer(429, b"{}", retry_after="0"),
        answer(408),
        answer(425),
        answer(502),
        answer(503),
        answer(504),
        drop,
    ):
        for way in ("sync", "asyncio"):
            scripted.says(failure, failure, answer(body=BODY))
            client = Client(scripted.base_url)

            async def ask(client: Client = client) -> bool:
                async with client:
                    return (await get_session_status.asyncio("s", client=client)).exists

            with client:
                assert (
                    get_session_status.sync("s", client=client).exists
                    if way == "sync"
                    else asyncio.run(ask())
                )
            assert len(scripted.requests) == 3


@pytest.mark.parametrize("failure", [answer(500), answer(401), answer(404), answer(422), answer(body=b"{}")])
def test_what_stays_is_not_asked_again(scripted: Scripted, failure: bytes) -> None:
    """An answer that would be the same again costs one request."""
    scripted.says(failure)
    with Client(scripted.base_url) as client, pytest.raises(ApiError) as caught:
        get_session_status.sync("s", client=client)
    assert (len(scripted.requests), caught.value.attempts) == (1, 1)


def test_the_last_failure_is_told_with_the_number_of_attempts(scripted: Scripted) -> None:
    """When the attempts are used up, the error says how many there were."""
    scripted.says(answer(503))
    with (
        Client(scripted.base_url, retries=3) as client,
        pytest.raises(ServerError, match="4 attempts") as caught,
    ):
        get_session_status.sync("s", client=client)
    assert (len(scripted.requests), caught.value.attempts) == (4, 4)


def test_no_retries_are_none(scripted: Scripted) -> None:
    """retries=0 means one request."""
    scripted.says(drop)
    with Client(scripted.base_url, retries=0) as client, pytest.raises(NoAnswerError):
        get_session_status.sync("s", client=client)
    assert len(scripted.requests) == 1


def test_retry_after_beyond_the_deadline_is_told_at_once(scripted: Scripted) -> None:
    """Waiting that cannot help is not begun; the caller learns how long it would have been."""
    scripted.says(answer(429, b"{}", retry_after="3600"))
    with Client(scripted.base_url) as client, pytest.raises(RateLimitedError) as caught:
        get_session_status.sync("s", client=client, timeout=5)
    assert (caught.value.retry_after, len(scripted.requests)) == (3600.0, 1)


def test_retry_after_is_waited_for(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's word replaces the pause of our own."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    scripted.says(answer(503, b"{}", retry_after="2"), answer(body=BODY))
    with Client(scripted.base_url) as client:
        get_session_status.sync("s", client=client)
    assert pauses == [2.0]


def test_pauses_grow_and_are_jittered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pause is drawn from twice the range of the one before."""
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 1.0)
    ranges = [set[float](), set[float]()]
    for _ in range(50):
        for attempt, pauses in enumerate(ranges, 1):
            error = NoAnswerError("x")
            error.attempts = attempt
            pauses.add(retrying.pause_after(error, "GET", 100) or 0)
    assert all(len(pauses) > 10 for pauses in ranges)
    assert max(ranges[0]) <= 2 < max(ranges[1]) <= 4


def test_a_server_that_asks_for_no_pause_is_not_stormed(client: Client, scripted: Scripted) -> None:
    """Retry-After: 0 makes neither retries nor polls follow each other at once."""
    error = ServerError(status=503, retry_after=0.0, attempts=10)
    assert sum(retrying.pause_after(error, "GET", 100) or 0 for _ in range(100)) > 1
    scripted.says(answer(body=BODY, retry_after="0"))
    with pytest.raises(PollTimeoutError):
        get_session_status.poll("s", client=client, until=lambda _: False, timeout=0.5, interval=0.1)
    assert len(scripted.requests) < 7


def test_what_may_have_been_done_is_not_done_twice() -> None:
    """A POST is made again after a rate limit, not after a connection was lost half way."""
    for status in (408, 425, 429):
        assert retrying.pause_after(ApiError(status=status), "POST", 100) is not None
    assert retrying.pause_after(NoAnswerError("lost"), "POST", 100) is None
    assert retrying.pause_after(ServerError(status=503), "POST", 100) is None

"""What is asked again, and when, and what watching lives through."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from generated_client import (
    Client,
    PollTimeoutError,
    ServerError,
    TimeLimitError,
    get_session_status,
)
from tests.client.asking import WAYS, Way
from tests.client.peers.scripted import Scripted, answer

if TYPE_CHECKING:
    import socket

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'


@pytest.mark.parametrize("way", WAYS)
def test_a_kept_connection_that_the_server_gave_up_is_asked_again(scripted: Scripted, way: Way) -> None:
    """408 with Connection: close, once, on a kept connection costs a second request and no error."""
    once = answer(408, b"", connection="close")
    scripted.says(answer(body=BODY), once, answer(body=BODY))

    async def twice() -> bool:
        async with Client(scripted.base_url) as client:
            asked = [await get_session_status.asyncio("s", client=client) for _ in range(2)]
            return all(each.exists for each in asked)

    if way == "asyncio":
        assert asyncio.run(twice())
    else:
        with Client(scripted.base_url) as client:
            assert all(get_session_status.sync("s", client=client).exists for _ in range(2))
    assert (len(scripted.requests), scripted.connections) == (3, 2)


@pytest.mark.parametrize("way", WAYS)
def test_what_comes_unasked_for_on_a_kept_connection_is_not_an_answer(scripted: Scripted, way: Way) -> None:
    """Bytes that arrive between two requests end the connection, and are never taken for the next answer."""
    other = answer(body=BODY.replace(b"true", b"false"))

    def twice_over(connection: socket.socket) -> None:
        connection.sendall(answer(body=BODY))
        scripted.ended.wait(0.05)
        connection.sendall(other)
        scripted.ended.wait(1)

    scripted.says(twice_over, answer(body=BODY))

    async def twice() -> list[bool]:
        async with Client(scripted.base_url, retries=0) as client:
            first = await get_session_status.asyncio("s", client=client)
            await asyncio.sleep(0.2)
            return [first.exists, (await get_session_status.asyncio("s", client=client)).exists]

    if way == "asyncio":
        assert asyncio.run(twice()) == [True, True]
    else:
        with Client(scripted.base_url, retries=0) as client:
            assert get_session_status.sync("s", client=client).exists
            time.sleep(0.2)
            assert get_session_status.sync("s", client=client).exists


def test_what_lies_there_while_the_event_loop_is_busy_is_not_an_answer(scripted: Scripted) -> None:
    """The same where the loop had no time to take it, and where it is the end of the connection."""
    other = answer(body=BODY.replace(b"true", b"false"))

    def twice_over(connection: socket.socket) -> None:
        connection.sendall(answer(body=BODY))
        scripted.ended.wait(0.02)
        connection.sendall(other)
        scripted.ended.wait(0.5)

    async def twice() -> bool:
        async with Client(scripted.base_url, retries=0) as client:
            await get_session_status.asyncio("s", client=client)
            time.sleep(0.1)  # noqa: ASYNC251  that is the point
            return (await get_session_status.asyncio("s", client=client)).exists

    for first in (twice_over, lambda connection: connection.sendall(answer(body=BODY))):
        scripted.says(first, answer(body=BODY))
        assert asyncio.run(twice())


MADE: dict[str, Callable[[str], dict[str, Any]]] = {
    "alone": lambda _: {},
    "limits": lambda _: {"httpx_args": {"limits": httpx2.Limits(max_connections=3)}},
    "transport": lambda kind: {"httpx_args": {"transport": getattr(httpx2, f"{kind}HTTPTransport")()}},
    "client": lambda kind: {"http_client": getattr(httpx2, f"{kind}Client")()},
    "wrapper": lambda kind: {"httpx_args": {"transport": WRAPPERS[kind]()}},
}


class Wrapper(httpx2.BaseTransport):
    """A transport around another, as those are that open spans."""

    def __init__(self) -> None:
        """Wrap one of httpx2's own."""
        self.inner = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Hand it on."""
        return self.inner.handle_request(request)

    def close(self) -> None:
        """Close the other."""
        self.inner.close()


class AsyncWrapper(httpx2.AsyncBaseTransport):
    """The same for event loops."""

    def __init__(self) -> None:
        """Wrap one of httpx2's own."""
        self.inner = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Hand it on."""
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the other."""
        await self.inner.aclose()


WRAPPERS: dict[str, Any] = {"": Wrapper, "Async": AsyncWrapper}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("made", MADE)
def test_what_comes_along_with_an_answer_is_not_the_next(scripted: Scripted, way: Way, made: str) -> None:
    """Two answers in one go end the connection, whoever made it, and the second is not taken for another."""
    other = answer(body=BODY.replace(b"true", b"false"))
    scripted.says(answer(body=BODY) + other, answer(body=BODY) + other, answer(body=BODY))
    options = MADE[made]("Async" if way == "asyncio" else "")
    client = Client(scripted.base_url, retries=0, **options)

    async def thrice() -> list[bool]:
        async with options.get("http_client") or contextlib.nullcontext(), client:
            return [(await get_session_status.asyncio("s", client=client)).exists for _ in range(3)]

    if way == "asyncio":
        assert asyncio.run(thrice()) == [True] * 3
    else:
        with options.get("http_client") or contextlib.nullcontext(), client:
            assert all(get_session_status.sync("s", client=client).exists for _ in range(3))


RETRY_AFTER = [
    ("1.5", "", 1.5), ("7", "", 7.0), (" 7 ", "", 7.0), ("9" * 400, "", float("inf")), ("1e3", "", None),
    ("nan", "", None), ("inf", "", None), ("-1", "", None), ("+1", "", None), ("0x10", "", None),
    ("soon", "", None),
    ("Wed, 21 Oct 2015 07:28:10 GMT", "Wed, 21 Oct 2015 07:28:00 GMT", 10.0),
    ("Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:10 GMT", 0.0),
    ("Wednesday, 21-Oct-15 07:28:10 GMT", "Wed Oct 21 07:28:00 2015", 10.0),
    ("Wed, 21 Oct 2015 09:28:10 +0200", "Wed, 21 Oct 2015 07:28:00 GMT", 10.0),
    ("Wed, 21 Oct 2015 07:28:00 GMT", "yesterday", 0.0),
    ("Wed, 99 Oct 99999 07:28:00 GMT", "", None),
]  # fmt: skip


@pytest.mark.parametrize("asked_for, date, seconds", RETRY_AFTER)
def test_retry_after_is_counted_by_the_servers_own_clock(
    scripted: Scripted, client: Client, asked_for: str, date: str, seconds: float | None
) -> None:
    """It may be a fraction or a date, and a date counts from the answer's own Date."""
    scripted.says(answer(503, b"", retry_after=asked_for, date=date))
    with pytest.raises(ServerError) as caught:
        get_session_status.sync("s", client=client)
    assert caught.value.retry_after == seconds


def watched(way: Way, client: Client, timeout: float) -> list[bool]:
    """Return what a watch yields."""
    options: dict[str, Any] = {
        "client": client,
        "of": lambda now: now.vm_alive,
        "timeout": timeout,
        "interval": 0.01,
    }
    if way == "sync":
        return [now.vm_alive for now in get_session_status.changes("s", **options)]

    async def watch() -> list[bool]:
        return [now.vm_alive async for now in get_session_status.asyncio_changes("s", **options)]

    return asyncio.run(watch())


@pytest.mark.parametrize("way", WAYS)
def test_watching_lives_through_failures_that_pass(
    scripted: Scripted, way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    """A burst of failures longer than the retries is no end; the logger tells of it."""
    alive = answer(body=BODY.replace(b"}", b', "vm_alive": true}'))
    scripted.says(answer(body=BODY), *[answer(503)] * 5, alive)
    caplog.set_level("INFO", "generated_client")
    with Client(scripted.base_url, retries=0) as client:
        assert watched(way, client, 1.0) == [False, True]
    assert "poll 2 failed" in caplog.text
    scripted.says(answer(body=BODY), answer(503))
    with Client(scripted.base_url, retries=0) as client, pytest.raises(PollTimeoutError) as caught:
        watched(way, client, 0.8)
    # The last question of all may have less time than an answer takes.
    assert isinstance(caught.value.__cause__, ServerError | TimeLimitError)
    assert caught.value.last.exists
    assert caught.value.operation == "GET /v1/sessions/status/{session_id}"


@pytest.mark.parametrize("way", WAYS)
def test_a_last_question_that_is_cut_short_is_no_failure_of_the_server(scripted: Scripted, way: Way) -> None:
    """A watch whose last request had less time than an answer takes here simply ends."""

    def slowly(connection: socket.socket) -> None:
        scripted.ended.wait(0.6)
        connection.sendall(answer(body=BODY))

    scripted.says(slowly)
    with Client(scripted.base_url, retries=0) as client:
        assert watched(way, client, 1) == [False]


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_falls_silent_while_watched_is_told(scripted: Scripted, way: Way) -> None:
    """A last request that had longer than any before it, and no answer, is a failure, and is the cause."""

    def never(_: socket.socket) -> None:
        scripted.ended.wait(2)

    scripted.says(answer(body=BODY), never)
    with Client(scripted.base_url) as client, pytest.raises(PollTimeoutError) as caught:
        watched(way, client, 0.8)
    assert isinstance(caught.value.__cause__, TimeLimitError)
    assert caught.value.last.exists

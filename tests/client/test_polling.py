"""Waiting for an answer, and watching answers change."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from generated_client import (
    ApiError,
    Client,
    InvalidArgumentError,
    PollGaveUpError,
    PollTimeoutError,
    ServerError,
    SessionStatusResponse,
    UnauthorisedError,
    get_session_status,
)
from tests.client.peers.scripted import Scripted, answer

Until = Callable[[SessionStatusResponse], object]


def told(vm: str | None, status: str | None = None, **headers: str) -> bytes:
    """Return an answer about a session with this VM."""
    members = {
        "vm_assigned": vm is not None,
        "vm_id": vm,
        "vm_status": status,
        "vm_alive": status == "active",
    }
    return answer(200, json.dumps({"session_id": "s", "exists": True, **members}).encode(), **headers)


def poll(way: str, client: Client, **options: Any) -> SessionStatusResponse:
    """Wait, in one way or the other."""
    options = {"timeout": 10, "interval": 0.001, **options}
    if way == "sync":
        return get_session_status.poll("s", client=client, **options)

    async def wait() -> SessionStatusResponse:
        async with client:
            return await get_session_status.asyncio_poll("s", client=client, **options)

    return asyncio.run(wait())


both_ways = pytest.mark.parametrize("way", ["sync", "asyncio"])


@both_ways
def test_waiting_ends_with_the_answer_waited_for(scripted: Scripted, client: Client, way: str) -> None:
    """A dead VM is no reason to stop: the session may get another, and that one is waited for."""
    scripted.says(told("a", "active"), told("a", "killed"), told(None), told("b", "active"))
    status = poll(way, client, until=lambda now: now.vm_alive and now.vm_id != "a")
    assert (status.vm_id, len(scripted.requests)) == ("b", 4)


@both_ways
def test_giving_up_carries_the_last_answer(scripted: Scripted, client: Client, way: str) -> None:
    """What makes waiting pointless ends it, with an error that says how far it got."""
    scripted.says(told("a"), told(None))
    with pytest.raises(PollGaveUpError) as caught:
        poll(way, client, until=lambda now: now.vm_alive, give_up=lambda now: not now.vm_assigned)
    assert (caught.value.polls, caught.value.last.vm_assigned) == (2, False)


@both_ways
def test_running_out_of_time_carries_the_last_answer(scripted: Scripted, client: Client, way: str) -> None:
    """The deadline ends waiting, after more than one question."""
    scripted.says(told("a", "creating"))
    with pytest.raises(PollTimeoutError, match="not yet what was waited for after") as caught:
        poll(way, client, until=lambda now: now.vm_alive, timeout=1)
    assert caught.value.polls == len(scripted.requests) > 1
    assert caught.value.last.vm_status == "creating"


@both_ways
def test_failures_that_pass_are_lived_through(scripted: Scripted, client: Client, way: str) -> None:
    """A gateway's failure in between is not an answer, and does not end waiting."""
    scripted.says(answer(503), answer(429, b"{}", retry_after="0"), told("a", "active"))
    assert poll(way, client, until=lambda now: now.vm_alive).vm_id == "a"
    scripted.says(answer(503))
    with pytest.raises(PollTimeoutError, match=r"no answer yet .*: GET .* was answered 503") as caught:
        poll(way, client, until=lambda now: now.vm_alive, timeout=0.6)
    assert caught.value.last is None
    assert isinstance(caught.value.__cause__, ServerError)
    assert str(caught.value).endswith(ServerError.remedy)


@both_ways
def test_failures_that_stay_end_waiting(scripted: Scripted, client: Client, way: str) -> None:
    """A refused credential is told at once."""
    scripted.says(told("a"), answer(401))
    with pytest.raises(UnauthorisedError):
        poll(way, client, until=lambda now: now.vm_alive)
    assert len(scripted.requests) == 2


@both_ways
def test_each_change_is_yielded_once(scripted: Scripted, client: Client, way: str) -> None:
    """The first answer, then each that differs in what is asked for; the iterator ends with the time."""
    scripted.says(*[told(vm, "active") for vm in "aabbba"])
    options: dict[str, Any] = {"of": lambda now: now.vm_id, "timeout": 0.5, "interval": 0.001}

    async def watch() -> list[str | None]:
        async with client:
            return [
                now.vm_id async for now in get_session_status.asyncio_changes("s", client=client, **options)
            ]

    if way == "sync":
        seen = [now.vm_id for now in get_session_status.changes("s", client=client, **options)]
    else:
        seen = asyncio.run(watch())
    assert seen == ["a", "b", "a"]


def test_failures_end_watching(scripted: Scripted, client: Client) -> None:
    """What changed is never guessed."""
    scripted.says(told("a"), answer(500))
    watched = get_session_status.changes("s", client=client, of=lambda now: now, interval=0.001)
    assert next(watched).vm_id == "a"
    with pytest.raises(ApiError):
        next(watched)
    scripted.says(told("a"), answer(503, x_request_id="r-1"))
    watched = get_session_status.changes("s", client=client, of=str, timeout=0.5, interval=0.01)
    assert next(watched).vm_id == "a"
    with pytest.raises(PollTimeoutError, match=r"no answer any more .* 503 \(request id r-1\)\. Ask again"):
        next(watched)


def test_an_address_where_nobody_listens_is_looked_at_first() -> None:
    """What is wrong stands in the message, and the remedy is not to wait for longer."""
    with (
        Client("http://127.0.0.1:1", retries=0) as client,
        pytest.raises(
            PollTimeoutError, match=r"no answer yet after \d+ polls: .*refused.*\. Look at base_url"
        ),
    ):
        poll("sync", client, until=bool, timeout=0.2, interval=0.05)


def test_pauses_grow_vary_and_leave_room_for_a_last_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses grow by half, to 15 s, give or take a fifth; the last is cut so that one more question fits."""
    now = [100.0]
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", sleep)
    transport = httpx2.MockTransport(
        lambda _: httpx2.Response(200, content=told(None).partition(b"\r\n\r\n")[2])
    )
    client = Client("http://h", httpx_args={"transport": transport})
    with pytest.raises(PollTimeoutError):
        poll("sync", client, until=lambda _: False, timeout=60, interval=1)
    for pause, planned in zip(pauses[:8], [min(1.5**n, 15) for n in range(8)], strict=True):
        assert 0.8 * planned <= pause <= 1.2 * planned
    assert sum(pauses) == pytest.approx(59)


def test_retry_after_of_an_answer_wins(
    scripted: Scripted, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that asks to be left alone for a while is, and one that asks for too long ends waiting."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    scripted.says(told(None, retry_after="3"), told("a", "active"))
    poll("sync", client, until=lambda now: now.vm_alive)
    assert pauses == [3.0]
    scripted.says(told(None, retry_after="3600"))
    with pytest.raises(PollTimeoutError, match=" after 1 poll: ") as caught:
        poll("sync", client, until=lambda now: now.vm_alive)
    assert caught.value.polls == 1
    scripted.says(told(None))
    with pytest.raises(PollGaveUpError, match=r"gave up after 1 poll$"):
        poll("sync", client, until=lambda _: False, give_up=lambda _: True)


@pytest.mark.parametrize("bad", [{"timeout": 0}, {"interval": 0}, {"timeout": float("nan")}])
def test_times_that_are_none_are_refused(client: Client, bad: dict[str, float]) -> None:
    """Waiting for no time, or without pause, is a mistake of the caller's."""
    with pytest.raises(InvalidArgumentError):
        poll("sync", client, until=lambda now: now.vm_alive, **bad)


@both_ways
@pytest.mark.parametrize("name", ["until", "give_up"])
def test_functions_that_raise_are_told_as_such(
    scripted: Scripted, client: Client, way: str, name: str
) -> None:
    """What they raise arrives as it is, but for StopIteration, which no coroutine lets out."""
    scripted.says(told("a"))
    for raised, arrives in ((KeyError, KeyError), (StopIteration, InvalidArgumentError)):

        def fail(_: object, raised: type[Exception] = raised) -> bool:
            raise raised(name)

        with pytest.raises(arrives, match=name):
            poll(way, client, **{"until": lambda _: False, name: fail})

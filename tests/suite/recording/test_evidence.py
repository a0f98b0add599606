"""Records are true and never change: connections, failures, and tokens that expire."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from attrs import evolve

from contract_tests.asking.client import Client
from contract_tests.asking.sending.transport import Transport
from contract_tests.asking.sending.wire import Answer, Socket
from contract_tests.recording.exchange import Headers
from contract_tests.recording.failure import FailureKind
from contract_tests.recording.observation import Context, Observation
from contract_tests.recording.purpose import Scenario
from contract_tests.settings.credentials import Credentials
from contract_tests.settings.deployment import Deployment
from tests.suite.asking import broken
from tests.suite.asking.broken import HALF, Way, answer, answering, listening, once
from tests.suite.building import SESSION

PLAIN = Context(scenario=Scenario.RESTING, subject="declared", credential="none")
KEY, TOKEN, RENEWED = "k" * 20, "old-token-" * 2, "new-token-" * 2


def asked(way: Way, *lanes: str, apart: bool = False) -> list[Observation]:
    """Return what is observed of a server, asked once in each lane; `apart`: each over one of its own."""

    async def every(deployment: Deployment) -> Sequence[Observation]:
        wire = Socket(deployment.origin, 1)
        began = asyncio.get_running_loop().time()
        client = Client(deployment, Transport(deployment, wire, Credentials().redactor(), began))
        for lane in lanes:
            await client.ask(SESSION, evolve(PLAIN, again=apart), lane=lane)
        await wire.close()
        return client.observations

    with listening(way) as server:
        deployment = Deployment(
            base_url=server.base_url, credentials=Credentials(), pace=5000, concurrency=1, time_limit=0.5
        )
        return list(asyncio.run(every(deployment)))


def connections(observations: Sequence[Observation]) -> list[tuple[int, bool | None] | None]:
    """Return over which connections they went, and whether each was opened for that request."""
    every = [each.exchange.connection for each in observations]
    return [(each.number, each.opened) if each else None for each in every]


def test_a_connection_that_stays_open_is_opened_once() -> None:
    """Requests of one lane go over one connection, which the first of them opened."""
    kept_open = answering(200, b"{}")
    assert connections(asked(kept_open, "a", "a", "b", "a")) == [
        (1, True), (1, False), (2, True), (1, False),
    ]  # fmt: skip


def test_a_connection_that_is_closed_is_not_used_again() -> None:
    """Each request opens one; no number stands for two, though a port may be used again."""
    closing = answering(200, b"{}", connection="close")
    assert connections(asked(closing, "a", "a", "a")) == [(1, True), (2, True), (3, True)]


def test_a_request_that_goes_apart_has_a_connection_of_its_own() -> None:
    """One that is opened for it."""
    kept_open = answering(200, b"{}")
    assert connections(asked(kept_open, "", "", apart=True)) == [(1, True), (2, True)]


def test_of_a_failure_the_connection_is_known_where_it_can_be() -> None:
    """The first attempt may have gone over any; the others, on connections of their own, over these."""
    first, *others = asked(broken.hanging_up, "")
    assert not any(each.context.again for each in (first, *others)), "nothing else was answered"
    assert first.exchange.connection is None
    assert connections(others) == [(number, True) for number in range(1, len(others) + 1)]


@pytest.mark.parametrize(
    "way, kind, begun",
    [
        (broken.hanging_up, FailureKind.DROPPED, False),
        (once(broken.NOISE), FailureKind.DROPPED, False),
        (once(b"HTTP/1.1 200 O"), FailureKind.DROPPED, False),
        (once(b"HTTP/1.1 200 OK\r\nContent-"), FailureKind.DROPPED, False),
        (once(answer(200, HALF, content_length="600")), FailureKind.DROPPED, True),
        (once(answer(503, HALF, content_length="600")), FailureKind.DROPPED, True),
        (broken.endless, FailureKind.TOO_LONG, True),
        (broken.silence, FailureKind.TIMED_OUT, None),
    ],
)
def test_a_failure_says_whether_an_answer_had_begun(
    way: Way,
    kind: FailureKind,
    begun: bool | None,  # noqa: FBT001  parametrized
) -> None:
    """Its whole head had come; where time ran out, that is not known. No failure has an answer's status."""
    for each in asked(way, ""):
        failure = each.exchange.failure
        assert failure is not None
        assert (failure.kind, failure.begun, each.exchange.status) == (kind, begun, None)


def test_an_unused_port_is_unreachable() -> None:
    """No connection is told of, however often it is asked."""

    async def once_asked(base_url: str) -> Sequence[Observation]:
        deployment = Deployment(base_url=base_url, credentials=Credentials())
        wire = Socket(deployment.origin, 1)
        transport = Transport(deployment, wire, Credentials().redactor(), asyncio.get_running_loop().time())
        client = Client(deployment, transport)
        await client.ask(SESSION, PLAIN)
        return client.observations

    with broken.unused_context() as server:
        every = asyncio.run(once_asked(server.base_url))
    for each in every:
        assert each.exchange.failure is not None
        assert each.exchange.failure.kind is FailureKind.NOTHING_LISTENS
        assert each.exchange.failure.unreachable
        assert each.exchange.connection is None


class Scripted:
    """A wire that answers by the credential that it sees, and tells no connections apart."""

    def __init__(self, status: Callable[[str], int]) -> None:
        self._status = status

    async def exchange(self, method: str, target: str, headers: Headers, *, fresh: bool, lane: str) -> Answer:  # noqa: ARG002
        """Answer at once."""
        await asyncio.sleep(0)
        return Answer(self._status(dict(headers)["Authorization"]), (), b"{}")

    async def close(self) -> None:
        """There is nothing to let go of."""


def test_records_never_change_when_a_token_is_renewed() -> None:
    """A request that was refused with the token that had expired is kept as that, and stays what it was."""
    credentials = Credentials(bearer_token=TOKEN)
    deployment = Deployment(
        base_url="http://localhost", credentials=credentials, renew_token=lambda: RENEWED, pace=5000
    )
    wire = Scripted(lambda value: 200 if RENEWED in value else 401)
    context = evolve(PLAIN, credential="token")
    seen: list[tuple[Observation, ...]] = []

    async def every() -> list[Observation]:
        began = asyncio.get_running_loop().time()
        client = Client(deployment, Transport(deployment, wire, credentials.redactor(), began))
        returned = []
        for _ in range(3):
            returned += await asyncio.gather(*(client.ask(SESSION, context) for _ in range(2)))
            seen.append(client.observations)
        return returned

    returned = asyncio.run(every())
    *_, last = seen
    assert all(earlier == last[: len(earlier)] for earlier in seen)
    assert all(any(each is kept for kept in last) for each in returned)
    expired = [each for each in last if each.context.credential == "expired-token"]
    assert {each.exchange.status for each in expired} == {401}
    assert {each.context.subject for each in last} == {"declared"}
    assert {each.exchange.status for each in last if each not in expired} == {200}
    assert [each.exchange.connection for each in last] == [None] * len(last)

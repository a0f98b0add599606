"""A gateway that lets nothing through is named by what it asks for, and nothing is judged."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from contract_tests.recording.timing import TIME_LIMIT
from contract_tests.reference.app import build
from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.matrix.conduct import conduct

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from contract_tests.reference import Seeded

PAGE = {"content-type": "text/html"}
PASSWORD = Told(401, b"<h1>401</h1>", PAGE | {"www-authenticate": 'Basic realm="staging"'})
CERTIFICATE = Told(400, b"<center>No required SSL certificate was sent</center>", PAGE)
MAINTENANCE = Told(503, b"<h1>Back soon</h1>", PAGE)
WARM = 2.0
"""Seconds until a deployment answers, longer than the first question is put again."""


@pytest.mark.parametrize(
    "told, words",
    [
        (PASSWORD, 'password (Basic realm="staging")'),
        (Told(401, b"", {"www-authenticate": "Negotiate"}), "password (Negotiate)"),
        (Told(401, b"", {"www-authenticate": "NTLM"}), "password (NTLM)"),
        (
            Told(401, b"", {"www-authenticate": "Basic " + 3000 * "\x1b"}),
            "password (Basic " + 28 * r"\x1b",
        ),
        (CERTIFICATE, "client certificate"),
        (MAINTENANCE, "503"),
    ],
)
def test_what_a_gateway_asks_for_is_named(told: Told, words: str) -> None:
    """Exit 3, in the gateway's words, with nothing violated."""

    class Gateway(Behaviour):
        """Answers nothing else."""

        async def respond(self, asked: Asked) -> Told:  # noqa: ARG002  whatever is asked
            return Told(told.status, told.body, dict(told.headers))

    def make(_seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        return build(Storage(), Gateway, clock)

    status, report, _ = conduct(make)
    assert (status, report.blocking) == (3, ())
    assert words in report.headline


def test_a_page_that_is_shown_at_first_is_no_maintenance() -> None:
    """A deployment that is still warming up when it is first asked, and answers soon, is judged."""

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        began = clock()

        class Warming(Behaviour):
            """Shows a page until it is warm."""

            async def respond(self, asked: Asked) -> Told:
                if clock() - began > WARM:
                    return await super().respond(asked)
                return Told(MAINTENANCE.status, MAINTENANCE.body, dict(MAINTENANCE.headers))

        storage = Storage()
        fill(storage, seeded, clock)
        return build(storage, Warming, clock)

    status, report, _ = conduct(make)
    assert (status, report.complete) == (0, True), report.headline


def test_a_silent_port_is_waited_for_once() -> None:
    """However many credentials there are: the second is tried while the first waits."""

    class Silent(Behaviour):
        """Answers nothing in time."""

        async def respond(self, asked: Asked) -> Told:
            await asyncio.sleep(TIME_LIMIT + 1)
            return await super().respond(asked)

    def make(_seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        return build(Storage(), Silent, clock)

    status, report, _ = conduct(make)
    assert (status, report.requests) == (3, 4)
    assert 2 * TIME_LIMIT < report.seconds < 2 * TIME_LIMIT + 2


def test_a_credential_that_one_session_refuses_is_used_for_the_others() -> None:
    """Where the first session is refused and the next id is not, the run goes on, and names the session."""

    class Refusing(Behaviour):
        """Refuses whoever asks about sessions that are alive."""

        def authorise(self, asked: Asked) -> int | None:
            session = self.storage.session(asked.session_id)
            alive = session is not None and session.vm is not None and session.on_demand is None
            return None if alive else super().authorise(asked)

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        fill(storage, seeded, clock)
        return build(storage, Refusing, clock)

    _, report, observations = conduct(make)
    assert any("was declared alive, and seen answered 401" in each for each in report.promises)
    assert any(each.context.credential == "key" and each.exchange.status == 200 for each in observations)

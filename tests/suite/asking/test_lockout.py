"""A gateway that locks out whoever causes errors is told from a deployment that refuses."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import Response

from contract_tests.clauses.finding import Outcome
from contract_tests.reference.app import build
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.faults.variants.wire import drop
from tests.matrix.conduct import conduct

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from contract_tests.reference import Seeded

LIMIT, WITHIN = 20, 10.0
"""Client errors, and the seconds within which they lock everybody out."""


class LocksOut:
    """Counts client errors; from the twentieth within ten seconds on it refuses everybody, for good."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float], status: int, **manner: Any) -> None:
        """Stand before an application; `status` is that of the refusal, 0 closes the connection."""
        self.app, self.clock, self.status = app, clock, status
        self.least, self.told = LIMIT, "<h1>Forbidden</h1>"
        vars(self).update(manner)
        self.errors: deque[float] = deque()
        self.locked: float | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        now = self.clock()
        while self.errors and self.errors[0] <= now - WITHIN:
            self.errors.popleft()
        if self.locked is None and len(self.errors) >= self.least:
            self.locked = now

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start" and 400 <= message["status"] < 500:
                self.errors.append(now)
            await send(message)

        if self.locked is None:
            await self.app(scope, receive, counted)
        elif self.status == 0:
            await drop(send)
        else:
            media = "text/html" if self.told.startswith("<") else "application/json"
            await Response(self.told, self.status, media_type=media)(scope, receive, send)


def locking(status: int, **manner: Any) -> Callable[[Seeded, Callable[[], float]], ASGIApp]:
    """Return what makes the reference behind such a gateway."""

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        fill(storage, seeded, clock)
        return LocksOut(build(storage, clock=clock), clock, status, **manner)

    return make


@pytest.mark.parametrize("least", [LIMIT, 4])
@pytest.mark.parametrize("status", [403, 401, 400, 404, 302, 200, 0])
def test_a_lock_out_is_recognised(status: int, least: int) -> None:
    """Exit 3 says since when, and after how many errors; nothing is violated by what came from then on."""
    exit_status, report, observations = conduct(locking(status, least=least))
    assert (exit_status, report.blocking) == (3, ())
    assert report.headline.startswith("ERRORED locked out since ")
    assert f" after {least} client errors" in report.headline
    lockout = report.recording.lockout
    assert lockout is not None
    refused = [each.exchange for each in observations if each.exchange.sent >= lockout.since]
    assert all(each.status == (status or None) for each in refused)
    # Closed connections might be those of a restart, for which there is more patience.
    assert len(refused) < (40 if status else 80)


def test_a_lock_out_by_an_object_is_recognised() -> None:
    """Status 200 and JSON, but nothing of a status in it."""
    exit_status, report, _ = conduct(locking(200, told='{"error": "blocked"}'))
    assert (exit_status, report.blocking) == (3, ())
    assert report.headline.startswith("ERRORED locked out since ")


def test_wrong_credentials_that_lock_out_prove_nothing_by_that() -> None:
    """What only a gateway refused that refuses everybody is not upheld; exit 3 says why."""
    _, whole, _ = conduct(locking(403, least=10_000))
    _, _, observations = conduct(locking(403, least=10_000))
    errors = sum(
        each.exchange.status in range(400, 500) and each.context.scenario != "wrong" for each in observations
    )
    exit_status, report, _ = conduct(locking(403, least=errors))
    assert whole.exit_status == 0
    assert exit_status == 3
    wrong = [each for each in report.verdicts if "key-is-refused" in each.clause.id]
    assert {each.outcome for each in wrong} <= {Outcome.UNTESTED, Outcome.UPHELD}


def test_a_lower_pace_avoids_it() -> None:
    """At a lower pace, as its line says, the same deployment is judged to the end."""
    exit_status, report, _ = conduct(locking(403), pace=2.0)
    assert (exit_status, report.complete) == (0, True), report.headline

"""A documented request that is dropped is tried once more: later, over the only connection, and slower."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from contract_tests.recording.timing import RESTART
from contract_tests.reference import running
from contract_tests.reference.app import build
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.faults.variants.wire import drop
from tests.matrix.conduct import conduct
from tests.suite.asking.broken import listening, relaying
from tests.suite.asking.test_broken_servers import commanded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference import Seeded
    from tests.suite.asking.broken import Line

BORNE = 2
"""Connections that a deployment bears at once."""
BEGINS = 1.0
"""Seconds into a run at which a replica is gone."""


@pytest.mark.parametrize("queues", [True, False])
def test_a_limit_of_connections_is_borne(queues: bool, tmp_path: Path) -> None:  # noqa: FBT001  a parameter
    """Where more connections wait, or are closed, ours do not keep each other out: all is answered."""
    places = threading.Semaphore(BORNE)
    with running() as seeded:
        relayed = relaying(int(seeded.base_url.rpartition(":")[2]))

        def limited(line: Line) -> None:
            if places.acquire(blocking=queues):
                try:
                    relayed(line)
                finally:
                    places.release()

        sessions = [f"{state}={each}" for state, each in seeded.sessions]
        manners = {"time_limit": 2.0, "budget": 0}
        with listening(limited) as server:
            ran = commanded(server.base_url, tmp_path, *sessions, manners=manners, **seeded.environment())
    assert (ran.status, ran.report["complete"]) == (0, True), ran.lines[-1]


def test_failing_over_takes_a_while() -> None:
    """A gateway that drops everything until it has noticed that a replica is gone is not to blame."""

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage, began = Storage(), clock()
        fill(storage, seeded, clock)
        application = build(storage, clock=clock)

        async def failing_over(scope: Scope, receive: Receive, send: Send) -> None:
            if BEGINS < clock() - began < BEGINS + RESTART * 0.9:
                await drop(send)
            await application(scope, receive, send)

        return failing_over

    status, report, observations = conduct(make)
    assert sum(each.exchange.failure is not None for each in observations) > BORNE
    assert (status, report.complete) == (0, True), report.headline

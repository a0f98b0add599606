"""A firewall that drops silently what looks like an attack costs a bounded time, and no MUST."""

from __future__ import annotations

import asyncio
import re
import urllib.parse
from typing import TYPE_CHECKING

from contract_tests.clauses.finding import Outcome
from contract_tests.reference.app import build
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.matrix.conduct import conduct

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference import Seeded


def silent(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
    """Make the reference behind a firewall that never answers what looks like an attack."""
    storage = Storage()
    fill(storage, seeded, clock)
    api = build(storage, clock=clock)

    async def firewall(scope: Scope, receive: Receive, send: Send) -> None:
        path = urllib.parse.unquote(scope.get("raw_path", b"").decode("latin-1"))
        if re.search(r"[<>'\"\x00\r\n;|$%]|\.\.|etc|union", path):
            await asyncio.sleep(1000)
        await api(scope, receive, send)

    return firewall


def test_silence_upon_attacks_is_a_should_and_waited_for_a_few_times_only() -> None:
    """The SHOULD is told, everything else is judged, and the time limit passes a few times only."""
    exit_status, report, observations = conduct(silent)
    broken = {each.clause.id for each in report.with_outcome(Outcome.VIOLATED) if each.clause.level != "NOTE"}
    assert (exit_status, report.conclusion, broken) == (0, "UPHELD", {"refusal.hostile-id-is-answered"})
    assert sum(each.exchange.status is None for each in observations) <= 12
    assert report.seconds < 60

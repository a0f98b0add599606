"""A watch goes on where an answer tells no status, and ends where one tells of a death."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from contract_tests.asking.sending.doubts import REFUSAL_TRIES
from contract_tests.asking.watching import LOOKS
from contract_tests.clauses.finding import Outcome
from contract_tests.reference.app import build
from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.matrix.conduct import SEEDED, conduct

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from contract_tests.reference import Seeded
    from contract_tests.verdict.verdict import Verdict

DIES = "lifetime.expired-vm-dies"
SESSION = dict(SEEDED.sessions)["expiring"]


def judged(tells: Callable[[int], Told | None]) -> tuple[Verdict, list[int | None]]:
    """Judge a deployment that answers the expiring session's questions, counted from 1, as is told here."""

    class Lapsing(Behaviour):
        """Answers some questions about one session without its status."""

        count = 0

        async def respond(self, asked: Asked) -> Told:
            if asked.session_id != SESSION or self.authorise(asked) is None:
                return await super().respond(asked)
            Lapsing.count += 1
            return tells(Lapsing.count) or await super().respond(asked)

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        fill(storage, seeded, clock)
        return build(storage, Lapsing, clock)

    _, report, observations = conduct(make)
    watched = [each for each in observations if each.context.scenario == "expiring"]
    verdict = next(each for each in report.verdicts if each.clause.id == DIES)
    return verdict, [each.exchange.status for each in watched]


@pytest.mark.parametrize("status", [403, 400, 418, 500])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_answer_without_a_status_does_not_end_the_watch(status: int, times: int) -> None:
    """One, two or three such answers, at the beginning or amid the watch: the death is still seen."""
    for lapses in (range(1, 1 + times), range(3, 3 + times)):
        verdict, _ = judged(partial(_amid, status, lapses))
        assert verdict.outcome is Outcome.UPHELD, verdict.reason


def test_a_watch_that_met_429_only_ends_with_what_is_true() -> None:
    """The reason says that the status was not told again, and does not name a longer watch."""
    verdict, _ = judged(lambda count: _told(429, count > 3))
    assert verdict.outcome is Outcome.UNTESTED
    assert verdict.reason is not None
    assert verdict.reason.endswith("not told of: status 429; lower --pace")


def test_a_session_that_is_not_found_any_more_ends_the_watch() -> None:
    """A 404 after its time is a death, at which another account looks once; later only the owner does.

    With each credential it is asked again whether that passes.
    """
    _, statuses = judged(lambda count: _told(404, count > 3))
    assert 2 + LOOKS <= statuses.count(404) <= 2 + LOOKS + 2 * REFUSAL_TRIES


def _amid(status: int, lapses: range, count: int) -> Told | None:
    return _told(status, count in lapses)


def _told(status: int, applies: bool) -> Told | None:  # noqa: FBT001  a condition, and nothing else
    return Told(status, b"{}", {"content-type": "application/json"}) if applies else None

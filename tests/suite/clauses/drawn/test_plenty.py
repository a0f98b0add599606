"""Clauses keep so much until the end and no more: their state does not grow with a run."""

import pytest

from contract_tests.recording.purpose import Probe
from tests.suite.building import DROPPED, FRESH, SESSION, answer, body, told, verdict

FOREIGN = "access.foreign-session-shows-nothing"
LOOKS = "access.foreign-looks-unknown"


def odd(count: int) -> int:
    """Return how many of so many odd requests a clause counts, beside one ordinary one."""
    many = [
        answer(body("unknown", FRESH), at=at, session=FRESH, subject="odd", probe=Probe.QUERY)
        for at in range(1, count + 1)
    ]
    return verdict("refusal.unknown-query-is-ignored", [told("unknown"), *many]).exercised


def foreign(count: int) -> int:
    """Return how many answers to us about another account's session a clause counts."""
    theirs = answer(body("alive"), subject="foreign", credential="foreign")
    ours = [answer({}, code=403, at=at, subject="foreign") for at in range(1, count + 1)]
    return verdict(FOREIGN, [theirs, *ours]).exercised


@pytest.mark.parametrize("count", [1, 99, 100, 101, 102])
def test_a_hundred_odd_answers_are_enough(count: int) -> None:
    """Those that come later are not kept."""
    assert odd(count) == min(count, 100)
    assert foreign(count) == min(count, 100)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_as_many_failures_are_kept_as_a_verdict_shows(count: int) -> None:
    """Three requests that failed twice are enough."""
    failed = [answer(failure=DROPPED, at=at, again=True) for at in range(1, count + 1)]
    made = verdict("delivery.every-request-is-answered", [told("alive"), *failed])
    assert made.exercised == 1 + min(count, 3)
    assert len(made.witnesses) == min(count, 3)


@pytest.mark.parametrize("like, outcome", [(407, "upheld"), (408, "violated")])
def test_eight_looks_of_unknown_sessions_are_enough(like: int, outcome: str) -> None:
    """A ninth way to answer about unused ids excuses nothing."""
    unknown = [
        answer({}, code=400 + number, at=number, session=FRESH, subject="unknown") for number in range(12)
    ]
    unlike = answer({}, code=like, at=20, session=SESSION, subject="foreign")
    seen = answer(body("alive"), at=21, subject="foreign", credential="foreign")
    assert str(verdict(LOOKS, [*unknown, unlike, seen]).outcome) == outcome

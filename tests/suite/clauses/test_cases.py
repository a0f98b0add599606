"""Every clause says of every case what it ought to, and nothing that does not concern it changes that."""

import json
from collections.abc import Callable, Sequence

import pytest
from attrs import evolve

from contract_tests.clauses import CATALOGUE
from contract_tests.recording.observation import Observation
from tests.suite.building import answer, body
from tests.suite.clauses.cases import Case, Says, said
from tests.suite.clauses.families import ANSWERS, CASES, STATUSES

ABOUT_ALL_ANSWERS = {
    "delivery.no-server-error",
    "delivery.every-request-is-answered",
    "refusal.error-tells-no-internals",
}
"""Clauses that every answer concerns, whoever asked."""
STRANGER = "5f0c8a2e-1c1b-4e0e-8d1c-2a6f1b7c9d10"
every_clause = pytest.mark.parametrize("clause", CATALOGUE)


def told(clause: str, among: Callable[[Case], Sequence[Observation]]) -> list[tuple[int, Says, Says]]:
    """Return each case of a clause in which it says something else of these observations, and what."""
    cases = enumerate(case for case in CASES if case.clause == clause)
    each_said = [(place, case.expected, said(clause, among(case), case.tolerances)) for place, case in cases]
    return [(place, right, now) for place, right, now in each_said if right != now]


@every_clause
def test_a_clause_says_what_it_ought_to(clause: str) -> None:
    """Observations made by hand uphold a clause, violate it, or do not exercise it."""
    assert told(clause, lambda case: case.observations) == []


@pytest.mark.parametrize("outcome", ["upheld", "violated", "silent"])
def test_every_clause_can_say_it(outcome: str) -> None:
    """Each clause has a case that upholds it, one that violates it, and one that does not concern it; or a
    sentence about one answer, of which all that is drawn is judged.

    So a clause whose body is gone, or that always says the same, fails by name.
    """
    assert {case.clause for case in CASES if case.expected == outcome} | {*STATUSES, *ANSWERS} == {*CATALOGUE}


def more(observation: Observation) -> Observation:
    """Return an observation whose body has one more member, where it is a status."""
    exchange = observation.exchange
    try:
        content = json.loads(exchange.body)
    except (ValueError, RecursionError):
        return observation
    if not isinstance(content, dict) or "exists" not in content or json.dumps(content) != exchange.text:
        return observation
    return evolve(observation, exchange=evolve(exchange, text=json.dumps(content | {"more": [1]})))


@every_clause
def test_members_that_nobody_documented_change_nothing(clause: str) -> None:
    """A body may have more members than documented."""
    assert told(clause, lambda case: [more(each) for each in case.observations]) == []


@pytest.mark.parametrize("clause", sorted({*CATALOGUE} - ABOUT_ALL_ANSWERS))
def test_another_sessions_traffic_changes_nothing(clause: str) -> None:
    """Answers about another session, in between, neither excuse nor accuse this one."""

    def with_strangers(case: Case) -> list[Observation]:
        talk = body("alive", STRANGER, vm_id="a stranger's")
        times = [each.exchange.sent + 0.001 for each in case.observations]
        return [*case.observations, *(answer(talk, code=401, at=at, session=STRANGER) for at in times)]

    assert told(clause, with_strangers) == []


@every_clause
def test_the_order_of_recording_changes_nothing(clause: str) -> None:
    """Exchanges are judged by when they were sent, in whatever order they were recorded."""

    def backwards(case: Case) -> Sequence[Observation]:
        apart = len({each.exchange.sent for each in case.observations}) == len(case.observations)
        return case.observations[::-1] if apart else case.observations

    assert told(clause, backwards) == []

"""The order of what was in flight at once, and what others are told meanwhile, change no verdict."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.clauses import Tolerances
from contract_tests.recording.observation import Credential, Observation
from contract_tests.verdict.verdict import Judging
from tests.suite.building import answer, body, examples, numbered
from tests.suite.clauses.cases import Case, said
from tests.suite.clauses.drawn.test_legal_histories import OPINION, asides, histories, tellings, trips
from tests.suite.clauses.drawn.test_wrong_histories import UPTIME, WRONG, vms
from tests.suite.clauses.drawn.test_wrong_histories import trips as ways
from tests.suite.clauses.families import CASES
from tests.suite.clauses.test_cases import ABOUT_ALL_ANSWERS, STRANGER
from tests.suite.histories import Aside, History, Telling, Trip, Vm, told

CREDENTIALS: tuple[Credential, ...] = ("key", "token")
NUMBERED = [case for case in CASES if any(each.context.session.isdecimal() for each in case.observations)]
"""A deployment's ids are of one kind, and the stranger's is a UUID."""
OTHERS = [case for case in CASES if case.clause not in ABOUT_ALL_ANSWERS and case not in NUMBERED]


@st.composite
def strangers(draw: st.DrawFn) -> list[Observation]:
    """Draw what another session, whose VM is its own, is told at some moments."""
    state = draw(st.sampled_from(["alive", "unassigned", "dead"]))
    every = []
    for at in draw(st.lists(st.floats(0, 10), min_size=1, max_size=5, unique=True)):
        told_then = body(state, STRANGER, created_at="2025-01-10T12:34:56Z")
        if state == "alive":
            told_then |= {"uptime_seconds": 100 + at, "expires_in_seconds": 1000 - at}
        told_then |= {} if state == "unassigned" else {"vm_id": "a stranger's"}
        credential = draw(st.sampled_from(CREDENTIALS))
        every.append(answer(told_then, at=at, session=STRANGER, credential=credential))
    return every


@examples(400)
@given(st.sampled_from(OTHERS), strangers())
def test_another_session_neither_excuses_nor_accuses(case: Case, between: list[Observation]) -> None:
    """Where it is answered as it ought to be, what was violated stays so, and nothing else is."""
    now = said(case.clause, [*case.observations, *between], case.tolerances)
    assert (now == "violated") == (case.expected == "violated")


@st.composite
def swapped(draw: st.DrawFn, observations: list[Observation]) -> list[Observation]:
    """Draw another order of exchanges, in which only such that overlap in time on the wire change places."""
    order = numbered(observations)
    for place in range(len(order) - 1):
        one, other = order[place].exchange, order[place + 1].exchange
        overlap = one.sent <= other.received and other.sent <= one.received
        if overlap and draw(st.booleans()):
            order[place], order[place + 1] = order[place + 1], order[place]
    return order


def blamed(observations: Sequence[Observation]) -> dict[str, str]:
    """Return the clauses that observations violate in just this order, and what was seen."""
    judging = Judging(Tolerances())
    for each in observations:
        judging.step(each)
    return {each.clause.id: each.witnesses[0].seen for each in judging.finish() if each.witnesses}


@examples(100)
@given(histories, tellings, trips, asides, st.data())
def test_what_was_in_flight_at_once_may_be_judged_in_either_order(
    history: History, telling: Telling, way: list[Trip], beside: list[Aside], data: st.DataObject
) -> None:
    """No legal history is blamed when overlapping exchanges change places."""
    order = data.draw(swapped(told(history, telling, way, asides=beside)))
    assert set(blamed(order)) <= {OPINION}


@pytest.mark.parametrize("name", [name for name, (clause, _) in WRONG.items() if clause == UPTIME])
@examples(10)
@given(vms, ways, asides, st.data())
def test_an_uptime_that_is_wrong_is_seen_in_either_order(
    name: str, vm: Vm, way: list[Trip], beside: list[Aside], data: st.DataObject
) -> None:
    """It is judged by bounds alone, so nothing hides behind exchanges that change places.

    The time left may be put off by other callers, which is no defect; so it is not drawn here.
    """
    clause, changed = WRONG[name]
    order = data.draw(swapped(told(History(vm), Telling(changed=changed), way, asides=beside)))
    assert clause in blamed(order)

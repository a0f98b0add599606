"""No legal history of a session is ever judged violated, however a correct deployment tells it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.recording.observation import Observation
from contract_tests.recording.timing import REPLICAS
from tests.suite.building import examples, violated
from tests.suite.histories import ROUNDED, Aside, Event, History, Telling, Trip, Vm, told

OPINION = "shape.created-at-carries-an-offset"
"""The one clause that the documentation's own examples break; a note, and never more."""
SUM = "lifetime.uptime-and-expiry-agree"

moments = st.floats(0, 6).map(lambda value: round(value, 2))
there, back = st.sampled_from([0.001, 0.02, 0.075, 0.15]), st.sampled_from([0.001, 0.05, 0.15])
slow = st.floats(0.5, 4).map(lambda value: round(value, 2))
"""Seconds that a cold start takes, or a stop of the world."""
trip = st.builds(Trip, there, back, st.integers(0, 2))
late = st.builds(Trip, slow, back, st.integers(0, 2)) | st.builds(Trip, there, slow, st.integers(0, 2))
trips = st.lists(trip, min_size=1, max_size=12) | st.lists(trip | late, min_size=1, max_size=24)
lags = st.sampled_from([(0.0,), (0.0, REPLICAS), (0.0, 0.2, REPLICAS), (0.3, 0.0)])
settings = st.tuples(moments, st.sampled_from([-REPLICAS, -0.1, 0.1, REPLICAS]))
"""When NTP sets the only clock right, and by how much: what replicas' clocks may be apart."""
rounding = st.sampled_from(list(ROUNDED))
manners: dict[str, st.SearchStrategy[Any]] = {
    "cache": st.sampled_from([0.0, 0.3, 1.0]),
    "uptimes": rounding,
    "lefts": rounding,
    "late": st.floats(0, 9),
    "gone": st.sampled_from(["killed", "terminated", "expired"]),
    "dead_left": st.sampled_from([None, 0]),
}
tellings = st.builds(Telling, lags=lags, **manners) | st.builds(Telling, stepped=settings, **manners)
lifetimes = st.floats(0, 4) | st.floats(4, 20) | st.floats(20, 86_400)
events = st.builds(
    Event,
    moments,
    st.sampled_from(["extended", "prolonged", "killed", "suspended", "resumed", "replaced", "let go"]),
    lifetimes,
)
vms = st.builds(Vm, st.just("vm-0"), st.floats(-100_000, 0), lifetimes)
histories = st.builds(History, vms | st.none(), st.lists(events, max_size=5))
asides = st.lists(st.builds(Aside, moments, st.sampled_from(["key", "token"]), st.booleans()), max_size=6)


def blamed(observations: list[Observation]) -> dict[str, str]:
    """Return the clauses that a legal history is said to violate."""
    found = violated(observations)
    found.pop(OPINION, None)
    return found


@examples(150)
@given(histories, tellings, trips, asides)
def test_no_watched_history_is_blamed(
    history: History, telling: Telling, way: list[Trip], beside: list[Aside]
) -> None:
    """Whatever happens to a VM while it is watched, and however it is rounded, cached and delayed."""
    assert blamed(told(history, telling, way, asides=beside)) == {}


@pytest.mark.parametrize("together", [True, False])
def test_a_vm_that_lives_between_two_questions_is_not_blamed(together: bool) -> None:  # noqa: FBT001  a parameter
    """A session without a VM gets one, and lets it go, and one question beside the watch alone saw it."""
    history = History(None, [Event(1.1, "replaced"), Event(2.7, "let go")])
    observations = told(history, Telling(), asides=[Aside(2.5, "key", together=together)])
    assert {each.exchange.body.count(b"vm-1") for each in observations} == {0, 1}
    assert blamed(observations) == {}


shortened = st.builds(Event, moments, st.just("shortened"), lifetimes)


@examples(150)
@given(vms, shortened, st.lists(st.builds(Event, moments, st.just("extended"), lifetimes)), tellings, trips)
def test_a_lifetime_cut_short_breaks_its_sum_and_no_more(
    vm: Vm, cut: Event, more: list[Event], telling: Telling, way: list[Trip]
) -> None:
    """Once, whatever extensions there are besides."""
    assert set(blamed(told(History(vm, [cut, *more[:2]]), telling, way))) <= {SUM}


@examples(150)
@given(histories, tellings, trips, asides)
def test_no_resting_history_is_blamed(
    history: History, telling: Telling, way: list[Trip], beside: list[Aside]
) -> None:
    """The same where it is asked about seldom."""
    assert blamed(told(history, telling, way, asides=beside, state="dead")) == {}


@examples(150)
@given(histories, tellings, trips)
def test_no_expiring_history_is_blamed(history: History, telling: Telling, way: list[Trip]) -> None:
    """The same where a VM is waited for to die."""
    assert blamed(told(history, telling, way, state="expiring")) == {}

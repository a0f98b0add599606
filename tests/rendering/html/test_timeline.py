"""Timelines: the band is what the clauses allow, and nothing that an answer holds upsets a drawing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.clauses.finding import Outcome
from contract_tests.rendering.html import plot, timeline
from contract_tests.rendering.html.page import render
from tests.rendering.html.pages import Page
from tests.rendering.made import full
from tests.suite.building import SESSION, answer, body, numbered, told, verdict
from tests.suite.clauses.drawn.test_wrong_histories import WRONG
from tests.suite.histories import History, Telling, Vm
from tests.suite.histories import told as watched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.recording.observation import Observation

MOMENTS = (0.0, 0.2, 1.0, 3.0, 5.0)
EXPIRY = "lifetime.expiry-counts-down"


def drawn(observations: Sequence[Observation]) -> timeline.Timeline:
    """Return the timeline of the only session in these observations."""
    (only,) = timeline.timelines(numbered(observations))
    return only


def watch(rate: float = 1.0, **changed: Any) -> list[Observation]:
    """Return a watched session whose clock runs at that rate."""
    return [
        told(
            "alive",
            at=at,
            **({"uptime_seconds": 100 + rate * at, "expires_in_seconds": 200 - rate * at} | changed),
        )
        for at in MOMENTS
    ]


def places(panel: timeline.Panel) -> list[str]:
    """Return where each mark lies."""
    return [mark.place for mark in panel.marks]


def test_a_clock_that_keeps_time_stays_within_the_band() -> None:
    """Uptime that grows and time left that falls by what passed lie within, all of it in one band."""
    for panel in drawn(watch()).panels:
        assert places(panel) == ["inside"] * len(MOMENTS)
        assert len(panel.bands) == 1


def test_a_clock_that_runs_fast_leaves_the_band() -> None:
    """At double speed both values leave the band once they are off by more than 2.5 s."""
    for panel in drawn(watch(rate=2.0)).panels:
        assert places(panel) == ["inside"] * 3 + ["outside"] * 2


def test_a_time_left_that_stands_still_leaves_the_band() -> None:
    """Told the same number again and again, only the time left is outside, and at the end only."""
    uptime, left = drawn(watch(expires_in_seconds=200)).panels
    assert (uptime.outside, len(left.bands)) == (0, 1)
    assert places(left) == ["inside"] * 3 + ["outside"] * 2


def test_an_extension_begins_the_band_anew() -> None:
    """A step up of the time left is no leaving of the band, and what follows is held against it."""
    extended = [
        told("alive", at=at, uptime_seconds=100 + at, expires_in_seconds=200 - at + 60 * (at > 2))
        for at in (0.0, 1.0, 3.0, 4.0)
    ]
    uptime, left = drawn(extended).panels
    assert (places(left), len(left.bands)) == (["inside"] * 4, 2)
    assert len(uptime.bands) == 1


def test_another_vm_begins_the_band_anew() -> None:
    """A session that got a new VM is held against what that VM told first."""
    moved = [
        told("alive", at=at, uptime_seconds=at if at < 2 else at - 2, vm_id="one" if at < 2 else "two")
        for at in (0.0, 1.0, 2.0, 3.0)
    ]
    uptime, _ = drawn(moved).panels
    assert (places(uptime), len(uptime.bands)) == (["inside"] * 4, 2)


def test_a_dead_vm_has_nothing_in_a_band() -> None:
    """Uptime told by a dead VM is marked; the documented nothing, and no time left, are quiet."""
    ended = [*watch(), told("dead", at=6.0), told("dead", at=7.0, uptime_seconds=12)]
    # Declared alive, and seen dead in the end.
    stated = [answer(each.exchange.text, at=each.exchange.sent, state="alive") for each in ended]
    uptime, left = drawn(stated).panels
    assert places(uptime)[-1] == "unjudged"
    assert len(uptime.quiet) == 1
    assert len(left.quiet) == 2


clocks = st.lists(
    st.tuples(st.floats(0.01, 4), st.floats(0.001, 1), st.floats(-6, 6), st.floats(-6, 6)),
    min_size=2,
    max_size=8,
)


@given(clocks)
def test_an_uptime_lies_outside_the_band_wherever_the_clause_is_broken(
    steps: list[tuple[float, float, float, float]],
) -> None:
    """Whatever uptimes were told, the picture shows what the verdict is about.

    It also shows what is not blamed: a VM that was restarted once under its name leaves its band.
    """
    observations = told_with(steps)
    uptime, _ = drawn(observations).panels
    broken = verdict("lifetime.uptime-keeps-time", observations).outcome is Outcome.VIOLATED
    assert uptime.outside or not broken


@given(clocks)
def test_nothing_lies_outside_the_band_of_a_time_left_that_is_upheld(
    steps: list[tuple[float, float, float, float]],
) -> None:
    """Whatever was told of the time left, a picture with a contradiction never stands beside `upheld`."""
    observations = told_with(steps)
    _, left = drawn(observations).panels
    if left.outside:
        assert verdict(EXPIRY, observations).outcome is not Outcome.UPHELD


@pytest.mark.parametrize("name", [name for name, (clause, _) in WRONG.items() if clause == EXPIRY])
def test_a_time_left_that_is_judged_wrong_lies_outside_one_band(name: str) -> None:
    """An answer that breaks the clause is drawn against the one instant that all ought to have told."""
    vm = Vm("vm-0", born=-500, expires=5000)
    observations = numbered(watched(History(vm), Telling(changed=WRONG[name][1])))
    observations = [evolve(each, context=evolve(each.context, state="alive")) for each in observations]
    _, left = drawn(observations).panels
    assert verdict(EXPIRY, observations).outcome is Outcome.VIOLATED
    assert left.outside
    assert len(left.bands) == 1


def told_with(steps: list[tuple[float, float, float, float]]) -> list[Observation]:
    """Return answers after such pauses, that took so long and told uptime and time left so far off."""
    at, observations = 0.0, []
    for pause, took, older, later in steps:
        content = body("alive", uptime_seconds=100 + at + older, expires_in_seconds=200 - at + later)
        observations.append(answer(content, at=at, took=took, state="alive"))
        at += pause + took
    return observations


ODD = [
    "NaN", "Infinity", "-Infinity", "1e400", "-1e308", "1" + "0" * 400, "1" + "0" * 5000, "true", '"12"',
    "[]", "{}", "null", "-3", "1e-320", "1e12",
]  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=lambda value: value[:12])
def test_odd_numbers_upset_no_drawing(value: str) -> None:
    """Whatever stands where a number should, every coordinate is a number within the drawing."""
    odd = f'{{"vm_alive": true, "vm_id": "one", "uptime_seconds": {value}, "expires_in_seconds": {value}}}'
    observations = [*watch(), answer(odd, at=6.0, state="alive")]
    for panel in drawn(observations).panels:
        across = [mark.x for mark in panel.marks] + list(panel.quiet)
        assert all(0 <= x <= plot.WIDTH for x in across)
        assert all(0 <= mark.y <= plot.HEIGHT for mark in panel.marks)
        assert all(
            math.isfinite(float(each)) for band in panel.bands for each in band.replace(",", " ").split()
        )
        assert 1 <= len(list(panel.up.ticks())) <= 12
    assert SESSION in Page(render(full()[0], numbered(observations))).text


@pytest.mark.parametrize("text", ["[" * 100_000, "", "[]", "12", '{"vm_alive": true', "\x00"])
def test_what_is_no_status_is_not_drawn(text: str) -> None:
    """A body that cannot be read tells nothing, however it is broken."""
    assert list(timeline.timelines([answer(text, state="alive")])) == []


def test_many_sessions_and_many_answers_are_bounded() -> None:
    """At most eight sessions and 250 answers about each are drawn."""
    many = [
        told("alive", session=f"session {name}", at=at / 10, uptime_seconds=at / 10)
        for name in range(12)
        for at in range(300)
    ]
    made = list(timeline.timelines(numbered(many)))
    assert [len(each.answers) for each in made] == [timeline.MOST_TOLD] * timeline.MOST

"""Time told wrongly is seen within the default watch, whatever the jitter."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.suite.building import examples, violated
from tests.suite.histories import ROUNDED, History, Telling, Trip, Vm, told

Change = Callable[[dict[str, Any], float, int], dict[str, Any]]

UPTIME, EXPIRY = "lifetime.uptime-keeps-time", "lifetime.expiry-counts-down"
READS, AGREE = "lifetime.reading-does-not-extend", "lifetime.uptime-and-expiry-agree"


def uptime(made: Callable[[float, float, int], float]) -> Change:
    """Return a change of the uptime, made of what it should be, the moment, and the number of reads."""

    def changed(body: dict[str, Any], moment: float, reads: int) -> dict[str, Any]:
        return body | {"uptime_seconds": made(body["uptime_seconds"], moment, reads)}

    return changed


def left(made: Callable[[float, float, int], float]) -> Change:
    """Return a change of the time left."""

    def changed(body: dict[str, Any], moment: float, reads: int) -> dict[str, Any]:
        return body | {"expires_in_seconds": made(body["expires_in_seconds"], moment, reads)}

    return changed


def stale(seconds: float, which: Callable[[int], bool]) -> Change:
    """Return a change to what was so many seconds ago, for some reads: a replica that is far behind."""

    def changed(body: dict[str, Any], _moment: float, reads: int) -> dict[str, Any]:
        if not which(reads):
            return body
        told = {"uptime_seconds": body["uptime_seconds"] - seconds}
        return body | told | {"expires_in_seconds": body["expires_in_seconds"] + seconds}

    return changed


WRONG: dict[str, tuple[str, Change]] = {
    "uptime in milliseconds": (UPTIME, uptime(lambda up, _moment, _reads: up * 1000)),
    "uptime in minutes": (UPTIME, uptime(lambda up, _moment, _reads: up / 60)),
    "uptime stands still": (UPTIME, uptime(lambda up, moment, _reads: up - moment)),
    "uptime runs backwards": (UPTIME, uptime(lambda up, moment, _reads: up - 2 * moment)),
    "uptime at double speed": (UPTIME, uptime(lambda up, moment, _reads: up + moment)),
    "a read restarts": (UPTIME, uptime(lambda _up, _moment, _reads: 0.0)),
    "every third read starts anew": (UPTIME, uptime(lambda up, _moment, reads: up if reads % 3 else 0.0)),
    "a replica half a minute behind": (UPTIME, stale(30, lambda reads: reads % 2 == 0)),
    "a replica half a minute behind, seldom": (UPTIME, stale(30, lambda reads: reads == 4)),
    "time left in milliseconds": (EXPIRY, left(lambda left, _moment, _reads: left * 1000)),
    "time left in minutes": (EXPIRY, left(lambda left, _moment, _reads: left / 60)),
    "time left stands still": (EXPIRY, left(lambda left, moment, _reads: left + moment)),
    "time left counts up": (EXPIRY, left(lambda left, moment, _reads: left + 2 * moment)),
    "time left is the uptime": (
        EXPIRY,
        lambda body, _moment, _reads: body | {"expires_in_seconds": body["uptime_seconds"]},
    ),
    "time left counts up in milliseconds": (EXPIRY, left(lambda left, moment, _reads: left + 1000 * moment)),
    "a read resets": (READS, left(lambda _left, _moment, _reads: 300.0)),
    "a read extends by 1 s": (READS, left(lambda left, _moment, reads: left + reads)),
    "a read extends by 3 s": (READS, left(lambda left, _moment, reads: left + 3 * reads)),
    "a read extends by 30 s": (READS, left(lambda left, _moment, reads: left + 30 * reads)),
    "a read extends by 300 s": (READS, left(lambda left, _moment, reads: left + 300 * reads)),
    "a read extends by an hour": (READS, left(lambda left, _moment, reads: left + 3600 * reads)),
    "the time left shrinks with each read": (EXPIRY, left(lambda left, _moment, reads: left - 5 * reads)),
}
"""Each defect, the clause that sees it, and the change that makes it so."""

NOT_IN_WHOLE_SECONDS = {
    "uptime in minutes": "a minute may turn during the watch, and then looks like the seconds that passed",
    "time left in minutes": "likewise",
    "a read extends by 1 s": "with rounding on top, extensions by others could look the same",
}
"""Defects that whole seconds may hide in a watch of 3 s, and why."""

trips = st.lists(
    st.builds(Trip, st.sampled_from([0.001, 0.02, 0.075]), st.sampled_from([0.001, 0.05, 0.075])),
    min_size=1,
    max_size=9,
)
vms = st.builds(Vm, st.just("vm-0"), st.floats(-10_000, -100), st.floats(100, 86_400))


@pytest.mark.parametrize("name", WRONG)
@examples(20)
@given(vms, trips)
def test_what_is_wrong_is_seen(name: str, vm: Vm, way: list[Trip]) -> None:
    """Whatever the VM's age and the time it has left, and with up to 150 ms on the way."""
    clause, changed = WRONG[name]
    assert clause in violated(told(History(vm), Telling(changed=changed), way))


def rounded(changed: Change, rounding: str) -> Change:
    """Return a change whose outcome is told in whole seconds, or in tenths."""

    def told(body: dict[str, Any], moment: float, reads: int) -> dict[str, Any]:
        body = changed(body, moment, reads)
        return body | {
            name: ROUNDED[rounding](body[name]) for name in ("uptime_seconds", "expires_in_seconds")
        }

    return told


@pytest.mark.parametrize("name", [name for name in WRONG if name not in NOT_IN_WHOLE_SECONDS])
@examples(20)
@given(st.sampled_from(["down", "to the nearest", "up", "to tenths"]), vms)
def test_what_is_wrong_is_seen_through_rounding(name: str, rounding: str, vm: Vm) -> None:
    """Whole seconds do not hide it."""
    clause, changed = WRONG[name]
    found = violated(told(History(vm), Telling(changed=rounded(changed, rounding))))
    # An expiry that each read moves does not count down either.
    assert {clause, EXPIRY if clause == READS else clause} & set(found)

"""Uptime and time left over time, and a VM's death: cases. Histories that are drawn stand beside."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from contract_tests.recording.observation import Observation
from tests.suite.building import OTHER, answer, body, told
from tests.suite.clauses.cases import silent, undecided, upheld, violated
from tests.suite.clauses.drawn.drawn_histories import Histories, Scene

Told = Callable[[float], float | None]

UPTIME, EXPIRY = "lifetime.uptime-keeps-time", "lifetime.expiry-counts-down"
READS, AGREE = "lifetime.reading-does-not-extend", "lifetime.uptime-and-expiry-agree"
DIES = "lifetime.expired-vm-dies"
REFUSED = answer({"detail": "Not authenticated"}, code=401)
WATCH = (0.0, 0.12, 0.29, 0.51, 0.78, 1.1, 2.77, 3.02)


def growing(at: float) -> float:
    """Return an uptime that grows as time passes."""
    return 100 + at


def falling(at: float) -> float:
    """Return a time left that falls as time passes."""
    return 200 - at


def extended(at: float) -> float:
    """Return a time left that falls as time passes, and was extended once."""
    return falling(at) + 60 * (at > 1)


def alive(up: Told = growing, left: Told = falling, when: Sequence[float] = WATCH, **known: Any) -> list[Any]:
    """Return answers about one living VM, with its uptime and its time left as functions of the moment."""
    return [
        answer(body("alive", uptime_seconds=up(at), expires_in_seconds=left(at)), at=at, **known)
        for at in when
    ]


def expiring(*seen: tuple[float, float | None], vm: str = "a", state: str | None = "expiring") -> list[Any]:
    """Return answers that tell a time left at these moments; None: the VM is dead."""
    return [
        answer(
            body("dead", vm_id=vm) if left is None else body("alive", vm_id=vm, expires_in_seconds=left),
            at=at,
            state=state,
        )
        for at, left in seen
    ]


RIGHT = alive()
OF_OTHERS = (*alive(when=(0,)), *alive(lambda _: 5.0, lambda _: 5.0, (3,), session=OTHER), REFUSED)
NONE_ALIVE = (
    told("dead", at=0),
    told("dead", at=3),
    told("unassigned", at=4),
    told("unknown", at=5),
    REFUSED,
)

UPTIME_CASES = (
    upheld(UPTIME, *RIGHT),
    upheld(UPTIME, *alive(lambda at: 100 + int(at))),
    upheld(
        UPTIME, *alive(when=(0, 0.5)), told("dead", at=1), *alive(lambda at: at - 1.5, when=(1.5, 3, 4.5))
    ),
    violated(UPTIME, *alive(lambda _: 100.0)),
    violated(UPTIME, *alive(lambda at: 100 - at)),
    violated(UPTIME, *alive(lambda at: 1000 * at)),
    violated(UPTIME, *alive(lambda at: 70 + at if at == 0.51 else 100 + at)),
    undecided(UPTIME, *alive(when=(0, 1, 2))),
    upheld(UPTIME, *alive(when=(0, 2.6), took=0.0)),
    undecided(UPTIME, *alive(when=(0, 2.59), took=0.0)),
    upheld(UPTIME, *alive(lambda at: 100 + at + 2.5 * (at > 1), when=(0, 4), took=0.0)),
    violated(UPTIME, *alive(lambda at: 100 + at + 2.625 * (at > 1), when=(0, 4), took=0.0)),
    undecided(UPTIME, *alive(when=(0, 2)), told("dead", at=2.5), *alive(when=(3, 4))),
    silent(UPTIME, *NONE_ALIVE, *alive(lambda _: None)),
    undecided(UPTIME, *OF_OTHERS),
)

EXPIRY_CASES = (
    upheld(EXPIRY, *RIGHT),
    upheld(EXPIRY, *alive(left=extended)),
    violated(EXPIRY, *alive(left=lambda _: 200.0)),
    violated(EXPIRY, *alive(left=lambda _: 0.5)),
    violated(EXPIRY, *alive(left=lambda _: -5.0)),
    upheld(EXPIRY, *alive(left=lambda at: 0.2 - at)),
    upheld(EXPIRY, *alive(left=lambda at: math.floor(-0.2 - at))),
    violated(EXPIRY, *alive(left=lambda at: 200 + at)),
    violated(EXPIRY, *alive(left=lambda at: (200 - at) * 1000)),
    undecided(EXPIRY, *alive(when=(0, 0.5))),
    undecided(EXPIRY, *alive(left=lambda at: 200 - at if at < 1 else 50 - at)),
    silent(EXPIRY, *NONE_ALIVE, *alive(left=lambda _: None), *alive(left=lambda _: 0.0)),
    undecided(EXPIRY, *OF_OTHERS),
)

READS_CASES = (
    upheld(READS, *RIGHT),
    upheld(READS, *alive(left=extended)),
    violated(READS, *alive(left=lambda _: 300.0)),
    violated(READS, *alive(left=lambda at: 200 - at + 30 * WATCH.index(at))),
    undecided(READS, *alive(when=(0, 1, 2))),
    upheld(READS, *alive(when=(0, 2.6), took=0.0)),
    undecided(READS, *alive(when=(0, 2.59), took=0.0)),
    silent(READS, *NONE_ALIVE, *alive(left=lambda _: None)),
    undecided(READS, *OF_OTHERS),
)

AGREE_CASES = (
    upheld(AGREE, *RIGHT),
    upheld(AGREE, *alive(left=extended)),
    violated(AGREE, *alive(left=lambda at: 200 - 2 * at)),
    violated(AGREE, *alive(lambda at: 100 - at)),
    upheld(AGREE, *alive(when=(0, 2.6), took=0.0)),
    silent(AGREE, *alive(when=(0, 2.59), took=0.0)),
    silent(AGREE, *alive(when=(10, 12))),
    violated(AGREE, *alive(left=lambda at: 200 - at + 60 * (at > 1) - 30 * (at > 4), when=(0, 2, 5))),
    violated(AGREE, *alive(left=lambda at: 200 - at - 3 * (at == 4), when=(0, 3, 4))),
    violated(AGREE, *alive(left=lambda at: 200 - at - 3 * (at == 2.5), when=(0, 1, 2.5, 3), took=0.0)),
    upheld(AGREE, *alive(left=lambda at: 200 - at - 2.5 * (at > 1), when=(0, 4), took=0.0)),
    violated(AGREE, *alive(left=lambda at: 200 - at - 2.625 * (at > 1), when=(0, 4), took=0.0)),
    violated(AGREE, *alive(left=lambda at: 200 - at - 3 * (at == 2), when=(0, 2, 4), took=0.0)),
    upheld(AGREE, *alive(left=lambda at: 200 - at - 3 * (at == 1.99), when=(0, 1.99, 4), took=0.0)),
    upheld(AGREE, *alive(left=lambda at: 200 - at - 3 * (at == 2), when=(0, 2, 4), took=0.1)),
    upheld(AGREE, *alive(left=lambda at: 200 - at + 3 * (at > 1) - 3 * (at == 4), when=(0, 3, 4), took=0.0)),
    silent(AGREE, *NONE_ALIVE, *alive(when=(0, 1, 2)), *alive(lambda _: None, session=OTHER), REFUSED),
)

DIES_CASES = (
    upheld(DIES, *expiring((0, 3.5), (2, 1.5), (4, None))),
    upheld(DIES, *expiring((0, 3.5), (2, 1.5), (4, 0), (9, 0), (12, None))),
    upheld(DIES, *expiring((0, 3.5), (2, 20.5), (4, 18.5), (21, 1.5), (23, None))),
    violated(DIES, *expiring((0, 3.5), (3.6, 0), (13.9, 0))),
    violated(DIES, *expiring((0, 3.5), (3.6, 0), (6.2, 0)), grace=2.5),
    violated(DIES, *expiring((0, 3), (4.1, 0.5), (15, 0.5), state="alive")),
    violated(DIES, *expiring((0, 0.05), (5, 0.1), (11, 0.1))),
    undecided(DIES, *expiring((0, 1.5), (6, 1.5), (12, 1.5))),
    undecided(DIES, *expiring((0, 3.5)), answer("", code=503, at=4)),
    undecided(DIES, *expiring((0, 3.5), (13.9, 0))),
    undecided(DIES, *expiring((0, 3.5), (13.4, 0))),
    undecided(DIES, *expiring((0, 3), (14, 0))),
    upheld(DIES, *expiring((0, 3.5), (1.02, None))),
    undecided(DIES, *expiring((0, 3.5), (1.01, None))),
    upheld(DIES, *expiring((0, 3), (1.52, None))),
    undecided(DIES, *expiring((0, 3), (1.51, None))),
    undecided(DIES, *expiring((0, 3.5), (3.6, 0), (13.62, 0))),
    violated(DIES, *expiring((0, 3.5), (3.6, 0), (13.63, 0))),
    violated(DIES, *expiring((0, 3.5), (3.6, 1.0), (13.63, 1.0))),
    undecided(DIES, *expiring((0, 3.5), (3.6, 1.0), (13.62, 1.0))),
    undecided(DIES, *expiring((0, 3.5), (3.6, 0), (8, 0.5), (16, 0.5))),
    violated(DIES, *expiring((0, 3.5), (3.6, 0), (8, 0.04), (14, 0.04))),
    undecided(DIES, *expiring((0, 30.5), (10, 20.5))),
    undecided(DIES, *expiring((0, 30.5), (10, None))),
    undecided(DIES, *expiring((0, 3.5), (2, 20.5), (13.9, 9))),
    silent(DIES, *alive(), *NONE_ALIVE),
    silent(DIES, *alive(left=lambda _: 0.0, when=(0, 12), subject="unknown")),
    silent(DIES, *alive(left=lambda _: 0.0, when=(0, 12), subject="near")),
    silent(DIES, *alive(left=lambda _: 0.0, when=(0, 12), credential="none")),
    silent(DIES, *expiring((0, 30.5), (10, None), state="alive"), *alive(left=lambda _: None, session=OTHER)),
)

CASES = (*UPTIME_CASES, *EXPIRY_CASES, *READS_CASES, *AGREE_CASES, *DIES_CASES)


def _watched(scene: Scene, uptime: float = 1, left: float = -1, per_read: float = 0) -> list[Observation]:
    """Return answers about one living VM, some soon after the other and some not.

    Uptime and time left move by so many seconds in each second, and the latter also with each read.
    """
    watch = evolve(scene, took=0.1, pauses=scene.draw(st.permutations([0.2, 0.3, 0.5, 0.9, 1.6, 2.1])))
    return [
        watch.told(
            place,
            uptime_seconds=90_000.25 + uptime * (watch.at(place) - scene.start),
            expires_in_seconds=90_000.25 + left * (watch.at(place) - scene.start) + per_read * place,
        )
        for place in range(7)
    ]


def _overdue(scene: Scene, state: str) -> list[Observation]:
    """Return answers about a VM whose time is up, and that is in some state when the grace is over, too."""
    late = evolve(scene, pauses=(4, 11 + scene.pauses[0]))
    lefts = (scene.draw(st.floats(0.1, 2.5)), 0)
    told = [late.seen(place, body("alive", expires_in_seconds=left)) for place, left in enumerate(lefts)]
    return [*told, late.seen(2, body(state, expires_in_seconds=0))]


HISTORIES: dict[str, Histories] = {
    UPTIME: (_watched, lambda scene: _watched(scene, uptime=scene.pick(0, -1, 2, 60, 1000))),
    EXPIRY: (_watched, lambda scene: _watched(scene, left=scene.pick(0, 1, -2, -60, -1000))),
    READS: (_watched, lambda scene: _watched(scene, per_read=scene.pick(5, 30, 900, 3600))),
    AGREE: (_watched, lambda scene: _watched(scene, *scene.pick((1, -3), (-1, -1)))),
    DIES: (
        lambda scene: _overdue(scene, scene.pick("dead", "unassigned")),
        lambda scene: _overdue(scene, "alive"),
    ),
}

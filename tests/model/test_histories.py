"""No legal history is judged violated, by any caller, at any time, from any replica."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contract_tests.clauses import Tolerances
from contract_tests.verdict.verdict import Judging
from tests.suite.building import OTHER, SESSION, answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.recording.observation import Credential, Observation

BY_CHOICE = "shape.created-at-carries-an-offset"
TERMS = Tolerances(grace=10.0)
SETTLING = 3.0
"""Seconds that a VM is left alone before another one takes its place; sooner, they look alike."""
SESSIONS = (SESSION, OTHER)
ROUNDINGS: dict[str, Callable[[float], float]] = {
    "not": lambda value: value,
    "to hundredths": lambda value: round(value, 2),
    "down": math.floor,
    "nearest": round,
}


@frozen
class Truth:
    """The state of a session from a moment on; seconds since the run began."""

    since: float
    exists: bool = True
    vm: int = 0
    """The how many-th VM it has; 0 for none."""
    status: str = ""
    born: float = 0.0
    expires: float = 0.0


@define
class Cached:
    """An answer in a replica's cache."""

    at: float
    body: dict[str, Any]


@define
class Session:
    """A session's story."""

    id: str
    story: list[Truth] = field(factory=lambda: [Truth(-1e6)])

    @property
    def latest(self) -> Truth:
        """The state now."""
        return self.story[-1]

    def at(self, moment: float) -> Truth:
        """Return what was true at a moment."""
        return next(each for each in reversed(self.story) if each.since <= moment)


@frozen
class Manner:
    """The ways of a deployment: how late, and in which words, it tells a session's state.

    Seconds: by how many the second replica is behind, for how many an answer is kept, and by how many
    cleaning up lags. `gone` is what an expired VM is called, `nothing_left` a dead one's time left.
    """

    lag: float
    cache: float
    late: float
    rounding: str
    gone: str
    nothing_left: int | None


@frozen
class Way:
    """The way of one question: its credential and replica, and the seconds that question and answer take."""

    replica: int
    credential: Credential
    there: float
    back: float


manners = st.builds(
    Manner,
    lag=st.sampled_from([0.0, 0.2, 0.5]),
    cache=st.sampled_from([0.0, 0.4, 1.0]),
    late=st.sampled_from([0.0, 1.0, 9.0]),
    rounding=st.sampled_from(list(ROUNDINGS)),
    gone=st.sampled_from(["killed", "terminated"]),
    nothing_left=st.sampled_from([0, None]),
)
lifetimes = st.sampled_from([1.0, 4.0, 20.0, 300.0, 86_400.0])
pauses = st.sampled_from([0.05, 0.1, 0.3, 0.9, 1.55, 2.1, 2.7])
ways = st.builds(
    Way,
    replica=st.integers(0, 1),
    credential=st.sampled_from(["key", "token"]),
    there=st.sampled_from([0.001, 0.04, 0.3]),
    back=st.sampled_from([0.001, 0.04, 0.3]),
)


class Legal(RuleBasedStateMachine):
    """Things happen to two sessions, each of them legal, and answers about them come from two replicas."""

    @initialize(manner=manners, lifetime=lifetimes)
    def begin(self, manner: Manner, lifetime: float) -> None:
        """Choose what the deployment is like; one session has a VM, the other one none."""
        self.manner = manner
        self.now = 0.0
        self.number = self.vms = 0
        self.sessions = [Session(each) for each in SESSIONS]
        self.cached: dict[tuple[str, int], Cached] = {}
        self.asked: list[Observation] = []
        self.assign(which=0, lifetime=lifetime, warm=False)

    @rule(seconds=pauses)
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds

    @rule(which=st.integers(0, 1), way=ways, more=st.lists(pauses, max_size=8))
    def ask(self, which: int, way: Way, more: list[float]) -> None:
        """A caller asks, once or a few times in a row."""
        for pause in (0.0, *more):
            self.now += pause
            session = self.sessions[which]
            sent = self.now
            body = self._told(session, way.replica, sent + way.there)
            self.now = sent + way.there + way.back
            self.number += 1
            seen = answer(
                body, at=sent, took=way.there + way.back, session=session.id, credential=way.credential
            )
            self.asked.append(evolve(seen, exchange=evolve(seen.exchange, number=self.number)))

    @rule(
        which=st.integers(0, 1),
        lifetime=lifetimes,
        warm=st.booleans(),
    )
    def assign(self, which: int, lifetime: float, warm: bool) -> None:  # noqa: FBT001  drawn, not passed by hand
        """A session gets a VM, new or out of a warm pool, in the place of the one it may have."""
        if self._now(which).exists:
            self.now += SETTLING
            self.vms += 1
            born = self.now - 40.0 * self.vms * warm
            self._becomes(which, vm=self.vms, status="active", born=born, expires=self.now + lifetime)

    @rule(which=st.integers(0, 1), status=st.sampled_from(["killed", "suspended", "failed"]))
    def end(self, which: int, status: str) -> None:
        """A VM is killed, suspended, or fails."""
        if self._now(which).status == "active":
            self._becomes(which, status=status)

    @rule(which=st.integers(0, 1), seconds=st.sampled_from([0.5, 5.0, 60.0, 3600.0]))
    def extend(self, which: int, seconds: float) -> None:
        """A living VM is granted more time."""
        now = self._now(which)
        if now.status == "active" and now.expires > self.now:
            self._becomes(which, expires=now.expires + seconds)

    @rule(which=st.integers(0, 1))
    def let_go(self, which: int) -> None:
        """A dead VM is forgotten."""
        if self._now(which).vm and self._now(which).status != "active":
            self._becomes(which, vm=0, status="")

    @precondition(lambda self: self.number > 20)
    @rule(which=st.integers(0, 1))
    def delete(self, which: int) -> None:
        """A session is deleted."""
        self._becomes(which, exists=False, vm=0, status="")

    def teardown(self) -> None:
        """Judge it all: nothing is violated."""
        if not hasattr(self, "asked"):
            return
        judging = Judging(TERMS)
        for observation in sorted(self.asked, key=lambda each: each.exchange.sent):
            judging.step(observation)
        blamed = {each.clause.id: each.witnesses[0] for each in judging.finish() if each.witnesses}
        blamed.pop(BY_CHOICE, None)
        assert blamed == {}

    def _now(self, which: int) -> Truth:
        """Return what is true of a session, after what has expired is cleaned up."""
        session = self.sessions[which]
        latest = session.latest
        if latest.status == "active" and self.now >= latest.expires + self.manner.late:
            session.story.append(
                evolve(latest, since=latest.expires + self.manner.late, status=self.manner.gone)
            )
        return session.latest

    def _becomes(self, which: int, **changed: Any) -> None:
        self.sessions[which].story.append(evolve(self._now(which), since=self.now, **changed))

    def _told(self, session: Session, replica: int, moment: float) -> dict[str, Any]:
        kept = self.cached.get((session.id, replica))
        if kept is None or moment >= kept.at + self.manner.cache:
            body = self._body(session, moment - self.manner.lag * replica)
            kept = self.cached[session.id, replica] = Cached(moment, body)
        return kept.body

    def _body(self, session: Session, moment: float) -> dict[str, Any]:
        truth = session.at(moment)
        if truth.status == "active" and moment >= truth.expires + self.manner.late:
            truth = evolve(truth, status=self.manner.gone)
        alive = truth.status == "active"
        return {
            "session_id": session.id,
            "exists": truth.exists,
            "vm_assigned": truth.vm > 0,
            "vm_alive": alive,
            "vm_status": truth.status or None,
            "vm_id": f"vm-{truth.vm}" if truth.vm else None,
            "uptime_seconds": ROUNDINGS[self.manner.rounding](max(0.0, moment - truth.born))
            if alive
            else None,
            "expires_in_seconds": ROUNDINGS[self.manner.rounding](max(0.0, truth.expires - moment))
            if alive
            else (self.manner.nothing_left if truth.vm else None),
            "created_at": "2025-01-10T12:34:56" if truth.exists else None,
        }


def test_no_legal_history_is_blamed() -> None:
    """Whatever legally happens to two sessions, and however two replicas round, cache and lag, no clause is
    judged violated; CONTRACT_TESTS_EXAMPLES asks for so many other histories."""
    more = os.environ.get("CONTRACT_TESTS_EXAMPLES")
    chosen = settings(
        max_examples=int(more or 150),
        stateful_step_count=40,
        database=None,
        derandomize=more is None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Legal, settings=chosen)

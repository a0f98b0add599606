"""The reference does what its model does, whatever its owner does to it, and breaks no clause meanwhile."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contract_tests.clauses import Tolerances
from contract_tests.reference.seeding import OURS, THEIRS
from contract_tests.verdict.verdict import Judging
from tests.model.model import ModelSession, nothing
from tests.model.reference import Deployed, told
from tests.suite.building import FRESH

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.recording.observation import Credential, Observation, Subject

BY_CHOICE = "shape.created-at-carries-an-offset"
"""The note that the reference earns, since it writes times as the documentation's examples do."""
MOST = 4
"""Sessions at once; more would show nothing more, and cost questions."""

SETTLING = 3.0
"""Seconds that a VM is left alone before another one takes its place; sooner, they look alike."""

lifetimes = st.sampled_from([0.5, 3.0, 20.0, 300.0, 86_400.0])
which = st.integers(0, MOST - 1)


class Owner(RuleBasedStateMachine):
    """An owner changes sessions at will; after each step every account asks about all of them."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.deployed = Deployed(str(Path(self._folder.name) / "sessions.sqlite"))
        self.judging = Judging(Tolerances())
        self.sessions: list[ModelSession] = []
        self.deleted: list[ModelSession] = []
        self.credentials: tuple[Credential, ...] = ("key", "token")

    def teardown(self) -> None:
        """Judge what only the end shows."""
        self.deployed.close()
        self._folder.cleanup()
        assert [verdict.clause.id for verdict in self.judging.finish() if verdict.witnesses] in (
            [],
            [BY_CHOICE],
        )

    @precondition(lambda self: len(self.sessions) < MOST)
    @rule(theirs=st.booleans(), on_demand=st.none() | lifetimes)
    def create(self, *, theirs: bool, on_demand: float | None) -> None:
        """A session is created, for us or for another account; the first question may start its VM."""
        made = self.deployed.control.create(THEIRS if theirs else OURS, on_demand=on_demand)
        self.sessions.append(ModelSession(made, self.deployed.clock(), theirs, on_demand))

    @precondition(lambda self: self.sessions)
    @rule(number=which, lifetime=lifetimes)
    def assign(self, number: int, lifetime: float) -> None:
        """A session gets a VM, in the place of the one it may have."""
        session = self._session(number)
        self.deployed.wait(SETTLING)
        session.start(self.deployed.control.assign(session.id, lifetime), self.deployed.clock(), lifetime)

    @precondition(lambda self: any(session.vms for session in self.sessions))
    @rule(number=which, how=st.sampled_from(["killed", "suspended"]))
    def end(self, number: int, how: str) -> None:
        """A VM is killed, or suspended; what does not live stays as it is."""
        session = self._session(number, lambda each: bool(each.vms))
        control = self.deployed.control
        (control.kill if how == "killed" else control.suspend)(session.id)
        if session.alive_at(self.deployed.clock()):
            session.vms[-1].ended = how

    @precondition(lambda self: any(session.suspended for session in self.sessions))
    @rule(number=which, lifetime=lifetimes)
    def resume(self, number: int, lifetime: float) -> None:
        """A session whose VM was suspended gets another one."""
        session = self._session(number, lambda each: each.suspended)
        self.deployed.wait(SETTLING)
        session.start(self.deployed.control.resume(session.id, lifetime), self.deployed.clock(), lifetime)

    @precondition(lambda self: self._living())
    @rule(number=which, seconds=lifetimes)
    def extend(self, number: int, seconds: float) -> None:
        """A living VM is granted more time."""
        session = self._living()[number % len(self._living())]
        self.deployed.control.extend(session.id, seconds)
        session.vms[-1].expires_at += seconds

    @precondition(lambda self: self.sessions)
    @rule(number=which)
    def delete(self, number: int) -> None:
        """A session is deleted."""
        session = self._session(number)
        self.deployed.control.delete(session.id)
        self.sessions.remove(session)
        self.deleted.append(session)

    @rule(seconds=st.sampled_from([0.1, 0.5, 1.0, 2.7, 30.0, 400.0, 90_000.0]))
    def wait(self, seconds: float) -> None:
        """Time passes, and VMs expire."""
        self.deployed.wait(seconds)

    @rule()
    def restart(self) -> None:
        """The deployment ends, and starts again on the same file."""
        self.deployed.restart()

    @invariant()
    def everybody_is_told_what_is_true(self) -> None:
        """The owner of a session is told what the model says, everybody else that there is none."""
        for session in (*self.sessions, *self.deleted[-1:]):
            owners: tuple[Credential, ...] = ("foreign",) if session.theirs else ("key", "token")
            subject: Subject = "foreign" if session.theirs else "declared"
            for credential in ("foreign", "key", "token") if session.theirs else ("key", "token", "none"):
                seen = self._asked(session.id, credential, subject)
                if credential == "none":
                    assert seen.exchange.status == 401
                elif credential in owners and session in self.sessions:
                    self._agrees(session, told(seen))
                else:
                    assert told(seen) == nothing(session.id)
        assert told(self._asked(FRESH, "key", "unknown")) == nothing(FRESH)

    @invariant()
    def no_clause_is_broken(self) -> None:
        """Whatever was told so far breaks no clause."""
        broken = [name for name, (_, tally) in self.judging.tallies.items() if tally.witnesses]
        assert broken in ([], [BY_CHOICE])

    def _asked(self, session: str, credential: Credential, subject: Subject) -> Observation:
        seen = self.deployed.ask(session, credential, subject)
        self.judging.step(seen)
        return seen

    def _agrees(self, session: ModelSession, body: dict[str, Any]) -> None:
        answered_at = self.deployed.read_at
        if session.on_demand is not None and not session.vms:
            session.start(body["vm_id"], answered_at, session.on_demand)
        expected = session.body_at(answered_at)
        for name in ("uptime_seconds", "expires_in_seconds"):
            if expected[name] is not None:
                expected[name] = pytest.approx(expected[name], abs=0.0051)
        assert body == expected

    def _session(self, number: int, wanted: Callable[[ModelSession], bool] = lambda _: True) -> ModelSession:
        every = [session for session in self.sessions if wanted(session)]
        return every[number % len(every)]

    def _living(self) -> list[ModelSession]:
        return [session for session in self.sessions if session.alive_at(self.deployed.clock())]


def test_the_reference_does_what_its_model_does() -> None:
    """Created, assigned, killed, expired, extended, replaced, suspended, resumed, deleted and restarted: the
    endpoint says what the model says, and no clause is broken; CONTRACT_TESTS_EXAMPLES asks for more."""
    more = os.environ.get("CONTRACT_TESTS_EXAMPLES")
    chosen = settings(
        max_examples=int(more or 25),
        stateful_step_count=20,
        database=None,
        derandomize=more is None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Owner, settings=chosen)

"""An operator, and the behaviour that has one applied at one place of its request path."""

from __future__ import annotations

from collections import Counter
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from contract_tests.reference.behaviour import Behaviour
from contract_tests.reference.seeding import OURS
from contract_tests.reference.storage import Session, usual
from tests.blind.occasions import Occasion, Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference import Seeded
    from contract_tests.reference.behaviour import Asked, Told
    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Storage


@frozen
class Operator:
    """One way of changing what a step of the documented behaviour returns.

    `place` is the step's name; `apply` is given the behaviour, the step as documented and its arguments.
    `against` are the clauses that ought to see it, the likeliest first. `narrow` says that the operator is
    itself a condition on credentials or ids, weakened.
    """

    place: str
    words: str
    apply: Callable[..., Any]
    against: tuple[str, ...]
    narrow: bool = False


@frozen
class Composed:
    """A fault composed by rule: one operator on one occasion."""

    operator: Operator
    occasion: Occasion

    @property
    def name(self) -> str:
        """Its one line."""
        return f"{self.operator.place}: {self.operator.words}, {self.occasion.words}"


SCENE: ContextVar[Scene] = ContextVar("scene")


class Operated(Behaviour):
    """The documented behaviour with one composed fault in it; remembers what faults need to be wrong."""

    fault: ClassVar[Composed | None] = None
    seeded: ClassVar[Seeded]

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.times: Counter[str] = Counter()
        self.first: dict[str, float] = {}
        self.latest = 0.0
        self.before = ""
        self.kept: dict[Any, Any] = {}
        """Things told before, by whatever key suits an operator."""

    @property
    def scene(self) -> Scene:
        """The request that is being answered."""
        return SCENE.get()

    def known(self, session_id: str) -> Session | None:
        """Return the session that an id names, of any account."""
        return self.storage.session(usual(session_id))

    async def respond(self, asked: Asked) -> Told:
        """Look at the request, and answer it."""
        SCENE.set(self._scene(asked))
        self.before, self.latest = self.scene.credential, self.clock()
        if self.applies("respond"):
            assert self.fault is not None
            return await self.fault.operator.apply(self, super().respond, asked)  # type: ignore[no-any-return]
        return await super().respond(asked)

    def applies(self, place: str) -> bool:
        """Tell whether the fault shows at a place, in the request that is being answered."""
        fault = self.fault
        return fault is not None and fault.operator.place == place and fault.occasion.holds(self.scene)

    def _scene(self, asked: Asked) -> Scene:
        now, name = self.clock(), asked.session_id
        self.times[name] += 1
        self.first.setdefault(name, now)
        session = self.known(name)
        state, dead_for = self._state(session, now)
        return Scene(
            asked=asked,
            credential=self._credential(asked),
            before=self.before,
            state=state,
            nth=self.times[name],
            since=now - self.first[name],
            gap=now - self.latest,
            dead_for=dead_for,
        )

    def _state(self, session: Session | None, now: float) -> tuple[str, float]:
        if session is None:
            return "unknown", 0.0
        if session.account != OURS:
            return "foreign", 0.0
        if session.vm is None:
            return ("unassigned" if session.on_demand is None else "expiring"), 0.0
        alive = session.vm.status_at(now) == "active"
        if session.on_demand is None:
            return ("alive" if alive else "dead"), 0.0
        return ("expiring", 0.0) if alive else ("expired", now - session.vm.expires_at)

    def _credential(self, asked: Asked) -> str:
        key, authorization = asked.headers.get("x-api-key"), asked.headers.get("authorization", "")
        if key is None and not authorization:
            return "none"
        if key == self.seeded.foreign_api_key:
            return "foreign"
        if key == self.seeded.api_key:
            return "key"
        return "token" if authorization == f"Bearer {self.seeded.bearer_token}" else "wrong"


def _step(place: str) -> Any:
    documented = getattr(Behaviour, place)

    def step(self: Operated, *arguments: Any) -> Any:
        def usually(*others: Any) -> Any:
            return documented(self, *(others or arguments))

        if self.applies(place):
            assert self.fault is not None
            return self.fault.operator.apply(self, usually, *arguments)
        return usually()

    return step


STEPS = (
    "authorise",
    "account_of_key",
    "account_of_token",
    "refuse",
    "find",
    "describe",
    "describe_vm",
    "uptime",
    "time_left",
    "timestamp",
    "finish",
    "render",
)
"""The places of the request path, in its order; `respond` is around them all."""
for _place in STEPS:
    setattr(Operated, _place, _step(_place))


def behaviour_of(fault: Composed | None, seeded: Seeded) -> type[Operated]:
    """Return the behaviour that has a fault in it, or none."""
    return type("Composed", (Operated,), {"fault": fault, "seeded": seeded})

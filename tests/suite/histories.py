"""Histories of a session that a correct deployment may show, as a model: what is true, and who tells it how.

Times are seconds since the run began, on our clock. The deployment's own clock plays no part.
"""

from __future__ import annotations

import asyncio
import math
from itertools import cycle
from typing import TYPE_CHECKING, Any, Literal, cast

from attrs import define, evolve, frozen

from contract_tests.asking.contexts import about
from contract_tests.asking.sending.virtual import VirtualLoop
from contract_tests.asking.watching import expiring, resting, watched
from contract_tests.recording.purpose import Scenario
from contract_tests.settings.deployment import Deployment
from contract_tests.settings.sessions import DeclaredSession
from tests.suite.building import SESSION, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from contract_tests.asking.client import Client
    from contract_tests.recording.observation import Context, Credential, Observation, State

RUN = Deployment(base_url="http://localhost")

CREATED = "2025-01-10T12:34:56"

ROUNDED: dict[str, Callable[[float], float]] = {
    "exactly": lambda value: value,
    "to tenths": lambda value: round(value, 1),
    "down": math.floor,
    "to the nearest": round,
    "up": math.ceil,
}

Happening = Literal[
    "extended", "prolonged", "shortened", "killed", "suspended", "resumed", "replaced", "let go"
]  # fmt: skip


@frozen
class Event:
    """Something that happens to a session's VM. `seconds` is the lifetime that comes with it,
    or is added or lost."""

    at: float
    what: Happening
    seconds: float = 300.0


@frozen
class Vm:
    """A session's VM as it is at some moment: when it was born, when it expires, what its status is."""

    name: str
    born: float
    expires: float
    status: str = "active"


@frozen
class Trip:
    """Seconds that a question takes to arrive and its answer to come back; and the replica that answers."""

    there: float = 0.01
    back: float = 0.01
    replica: int = 0


@frozen
class Aside:
    """A question about the session beside the scenario's own: when, and with which credential."""

    at: float
    credential: Credential = "token"
    together: bool = False


@frozen(kw_only=True)
class Telling:
    """The ways of a deployment: how late, how rounded, and in which words it tells a session's state.

    `lags` are by how many seconds each replica is behind, `cache` for how many it repeats an answer,
    `uptimes` and `lefts` how it rounds, `late` by how many seconds its cleaning up lags behind expiry,
    `gone` the status word of a VM that expired, `dead_left` what is told of the time left of a dead VM.
    `stepped` is when its clock was set right, and by how many seconds.
    """

    lags: tuple[float, ...] = (0.0,)
    cache: float = 0.0
    uptimes: str = "exactly"
    lefts: str = "exactly"
    late: float = 0.0
    gone: str = "killed"
    dead_left: float | None = 0
    stepped: tuple[float, float] = (math.inf, 0.0)
    changed: Callable[[dict[str, Any], float, int], dict[str, Any]] | None = None
    """Its defect: makes another body of one, the moment, and the number of reads so far."""


@define
class History:
    """A session's VM through time; `first` is the VM that it has when the run begins, if any."""

    first: Vm | None
    events: Sequence[Event] = ()
    session: str = SESSION

    def vm_at(self, moment: float, telling: Telling) -> Vm | None:
        """Return the VM that the session has at a moment, alive or not."""
        vm = self.first
        for number, event in enumerate(sorted(self.events, key=lambda each: each.at), start=1):
            if event.at > moment:
                break
            vm = _expired(vm, event.at, telling)
            vm = _happened(vm, event, f"{self.session[:4]}-vm-{number}")
        return _expired(vm, moment, telling)

    def body_at(self, moment: float, telling: Telling) -> dict[str, Any]:
        """Return the status body at a moment."""
        vm = self.vm_at(moment, telling)
        alive = vm is not None and vm.status == "active"
        body: dict[str, Any] = {
            "session_id": self.session,
            "exists": True,
            "vm_assigned": vm is not None,
            "vm_status": vm.status if vm else None,
            "vm_id": vm.name if vm else None,
            "vm_alive": alive,
            "uptime_seconds": None,
            "expires_in_seconds": telling.dead_left if vm else None,
            "created_at": CREATED,
        }
        if vm is not None and alive:
            clock = moment + (telling.stepped[1] if moment >= telling.stepped[0] else 0.0)
            body["uptime_seconds"] = ROUNDED[telling.uptimes](max(0.0, clock - vm.born))
            body["expires_in_seconds"] = ROUNDED[telling.lefts](max(0.0, vm.expires - clock))
        return body


def _expired(vm: Vm | None, moment: float, telling: Telling) -> Vm | None:
    if vm is not None and vm.status == "active" and moment >= vm.expires + telling.late:
        return evolve(vm, status=telling.gone)
    return vm


def _happened(vm: Vm | None, event: Event, name: str) -> Vm | None:  # noqa: PLR0911  one return for each happening
    fresh = Vm(name, event.at, event.at + event.seconds)
    alive = vm is not None and vm.status == "active"
    match event.what:
        case "extended" if vm and alive:
            return evolve(vm, expires=vm.expires + event.seconds)
        case "prolonged" if vm and alive:
            return evolve(vm, expires=max(vm.expires, event.at + event.seconds))
        case "shortened" if vm and alive:
            return evolve(vm, expires=vm.expires - event.seconds)
        case "killed" if vm:
            return evolve(vm, status="killed")
        case "suspended" if vm and alive:
            return evolve(vm, status="suspended")
        case "resumed" if vm and vm.status == "suspended":
            return fresh
        case "replaced":
            return fresh
        case "let go":
            return None
        case _:
            return vm


SCENARIOS: dict[State, Callable[[Client, DeclaredSession], Coroutine[None, None, None]]] = {
    "alive": watched,
    "expiring": expiring,
    "dead": resting,
    "unassigned": resting,
}


class Asked:
    """Stands for an inquiry: answers as a deployment tells a history, after the time that a trip takes."""

    def __init__(self, telling: Telling, trips: Sequence[Trip], deployment: Deployment) -> None:
        self.own: list[Credential] = ["key"]
        self.deployment = deployment
        self.credentials = deployment.credentials
        self.transport = self
        self.histories: dict[str, History] = {}
        self.observations: list[Observation] = []
        self._telling = telling
        self._trips = cycle(trips)
        self._cached: dict[tuple[str, int], tuple[float, dict[str, Any]]] = {}
        self._reads = 0

    def now(self) -> float:
        """Return the seconds since the run began."""
        return asyncio.get_running_loop().time()

    async def ask(self, session: str, context: Context, **_: object) -> Observation:
        """Ask, and keep what was observed."""
        trip, sent = next(self._trips), self.now()
        await asyncio.sleep(trip.there)
        body = self._answered(session, trip.replica % len(self._telling.lags))
        await asyncio.sleep(trip.back)
        made = answer(body, at=sent, took=self.now() - sent, session=session)
        made = evolve(made, context=evolve(context, asked=session))
        if context.credential in {"key", "token"}:
            self.observations.append(made)
        return made

    def _answered(self, session: str, replica: int) -> dict[str, Any]:
        since, body = self._cached.get((session, replica), (-math.inf, {}))
        if self.now() >= since + self._telling.cache:
            self._reads += 1
            body = self.histories[session].body_at(self.now() - self._telling.lags[replica], self._telling)
            if self._telling.changed:
                body = self._telling.changed(body, self.now(), self._reads)
            self._cached[session, replica] = (self.now(), body)
        return body


def told(  # noqa: PLR0913  a run depends on that much
    history: History,
    telling: Telling,
    trips: Sequence[Trip] = (Trip(),),
    *,
    state: State = "alive",
    asides: Sequence[Aside] = (),
    deployment: Deployment = RUN,
) -> list[Observation]:
    """Return what the shipped scenario of a state observes of a history, and what is asked beside it."""
    session = DeclaredSession(state, history.session)
    asked = Asked(telling, trips, deployment)
    asked.histories[session.id] = history
    client = cast("Client", asked)

    async def aside(each: Aside) -> None:
        await asyncio.sleep(each.at)
        context = evolve(about(session, Scenario.OTHER, each.credential), together=each.together)
        await asked.ask(session.id, context)

    async def everything() -> None:
        await asyncio.gather(SCENARIOS[state](client, session), *(aside(each) for each in asides))

    loop = VirtualLoop()
    try:
        loop.run_until_complete(everything())
    finally:
        loop.close()
    return sorted(asked.observations, key=lambda each: each.exchange.sent)

"""What several answers say together, drawn: histories that satisfy a clause's sentence, and what breaks it.

A history is drawn clear of what a tolerance may cover: its pauses are longer than replicas may lag, and what
is wrong is wrong by more than rounding. The moments at which a clause changes its mind are among the cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from contract_tests.recording.exchange import Connection
from contract_tests.recording.purpose import Probe, Scenario
from tests.suite.building import DROPPED, answer, body

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.recording.observation import Observation

    Drawn = Callable[["Scene"], list[Observation]]

ODD_CODES = (201, 202, 204, 400, 402, 405, 406, 409, 415, 418, 451)
WAYS = (Probe.HEADER_IN_LOWER_CASE, Probe.HEADER_IN_UPPER_CASE)
DETAIL = {"detail": "Not authenticated"}


@frozen
class Scene:
    """Where a history takes place, and what its clauses choose among.

    Two sessions and two VMs by name, and who asks. Seconds: when the first question is sent, how long the
    pauses between questions are, and how long each answer takes.
    """

    draw: st.DrawFn
    session: str
    other: str
    vm: str
    another: str
    credential: Any
    start: float
    pauses: Sequence[float]
    took: float

    def at(self, place: int) -> float:
        """Return the moment of the answer at that place."""
        return round(self.start + sum(self.pauses[:place]), 6)

    def pick(self, *choices: Any) -> Any:
        """Return one of these."""
        return self.draw(st.sampled_from(choices))

    def told(self, place: int, state: str = "alive", **changed: Any) -> Observation:
        """Return an answer about the session in a state, with members changed."""
        vm = {"vm_id": self.vm} if state in {"alive", "dead"} else {}
        return self.seen(place, body(state, self.session, **vm | changed))

    def seen(self, place: int, content: Any, code: int = 200, **known: Any) -> Observation:
        """Return an answer about the session."""
        about: dict[str, Any] = {"session": self.session, "credential": self.credential, "took": self.took}
        return answer(content, code=code, at=self.at(place), **about | known)

    def living(self, place: int, **changed: Any) -> Observation:
        """Return an answer about the living VM, its clock running since long before the start."""
        passed = self.at(place) - self.start
        return self.told(place, uptime_seconds=500 + passed, expires_in_seconds=900 - passed, **changed)

    def fresh(self, place: int, state: str = "unknown", code: int = 200, **known: Any) -> Observation:
        """Return an answer about a fresh id."""
        content = body(state, self.other) if code == 200 else DETAIL
        return self.seen(place, content, code, **{"session": self.other, "subject": "unknown"} | known)


names = st.uuids().map(str) | st.text("abc-0189", min_size=1, max_size=12)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Draw where a history takes place."""
    one, other = draw(st.lists(st.uuids().map(str), min_size=2, max_size=2, unique=True))
    vm, another = draw(st.lists(names, min_size=2, max_size=2, unique=True))
    pauses = draw(st.lists(st.floats(3, 20).map(lambda value: round(value, 2)), min_size=7, max_size=7))
    start = draw(st.floats(0, 1000).map(lambda value: round(value, 2)))
    credential, took = draw(st.sampled_from(["key", "token"])), draw(st.sampled_from([0.001, 0.05, 0.4]))
    return Scene(draw, one, other, vm, another, credential, start, pauses, took)


def _created(scene: Scene, *times: str) -> list[Observation]:
    return [scene.told(place, created_at=told_at) for place, told_at in enumerate(times)]


def _states(scene: Scene, *states: str) -> list[Observation]:
    return [scene.told(place, state) for place, state in enumerate(states)]


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


def _two(scene: Scene, vm: str) -> list[Observation]:
    theirs = body("alive", scene.other, vm_id=vm)
    return [scene.living(0), scene.seen(1, theirs, session=scene.other), scene.living(2)]


def _spelled(scene: Scene, **changed: Any) -> list[Observation]:
    other = body("alive", scene.session, **{"vm_id": scene.vm} | changed)
    odd = scene.seen(1, other, asked=f"{{{scene.session}}}", subject="spelling", probe=Probe.IN_BRACES)
    return [scene.told(0), odd, scene.told(2)]


def _near(scene: Scene, content: Any) -> list[Observation]:
    return [scene.told(0), scene.seen(1, content, asked="550e8400", subject="near")]


def _stale(scene: Scene, code: int) -> list[Observation]:
    over = Connection(scene.pick(1, 17))
    pair = [
        scene.seen(0, body("alive", scene.session), scenario=Scenario.STALE),
        scene.seen(1, DETAIL, code, scenario=Scenario.STALE, credential="none"),
    ]
    return [evolve(each, exchange=evolve(each.exchange, connection=over)) for each in pair]


def _foreign(scene: Scene, shown: Any, code: int = 200) -> list[Observation]:
    theirs = scene.seen(0, body("alive", scene.session), credential="foreign", subject="foreign")
    return [theirs, scene.fresh(1), scene.seen(2, shown, code, subject="foreign")]


def _company(scene: Scene, content: Any, code: int = 200) -> list[Observation]:
    return [scene.told(0), scene.seen(1, content, code, together=True), scene.told(2)]


def _odd(scene: Scene, probe: Probe, code: int, state: str = "unknown") -> list[Observation]:
    return [scene.fresh(0), scene.fresh(1, state, code, subject="odd", probe=probe)]


def _failed(scene: Scene, *, again: bool) -> list[Observation]:
    known: dict[str, Any] = {"session": scene.session, "credential": scene.credential, "again": again}
    return [scene.told(0), answer(failure=DROPPED, at=scene.at(1), **known)]


def _overdue(scene: Scene, state: str) -> list[Observation]:
    """Return answers about a VM whose time is up, and that is in some state when the grace is over, too."""
    late = evolve(scene, pauses=(4, 11 + scene.pauses[0]))
    lefts = (scene.draw(st.floats(0.1, 2.5)), 0)
    told = [late.seen(place, body("alive", expires_in_seconds=left)) for place, left in enumerate(lefts)]
    return [*told, late.seen(2, body(state, expires_in_seconds=0))]


ZONES = (
    "2025-01-10T12:34:56Z",
    "2025-01-10T13:34:56+01:00",
    "2025-01-10 07:34:56-05:00",
    "2025-01-10T12:34:56.0z",
)
SHOWN = (
    {"vm_id": "x"},
    {"vm_alive": True},
    {"uptime_seconds": 5},
    {"vm_status": "killed"},
    {"vm_assigned": True},
)

HISTORIES: dict[str, tuple[Drawn, Drawn]] = {
    "shape.status-is-documented": (
        lambda scene: [scene.told(0), scene.seen(1, {"detail": []}, 422)],
        lambda scene: [scene.told(0), scene.seen(1, DETAIL, scene.pick(*ODD_CODES))],
    ),
    "existence.creation-time-is-constant": (
        lambda scene: _created(scene, scene.pick(*ZONES), scene.pick(*ZONES), scene.pick(*ZONES)),
        lambda scene: _created(scene, scene.pick(*ZONES), f"2025-01-{scene.pick(11, 12, 31)}T12:34:56Z"),
    ),
    "existence.existence-does-not-flap": (
        lambda scene: _states(scene, "alive", "alive", *scene.pick((), ("unknown", "unknown"))),
        lambda scene: _states(
            scene, *scene.pick(("alive", "unknown", "alive"), ("unknown", "dead", "unknown"))
        ),
    ),
    "existence.asking-does-not-create": (
        lambda scene: [scene.fresh(place, probe=Probe.AGAIN) for place in range(3)],
        lambda scene: [
            scene.fresh(0, probe=Probe.AGAIN),
            scene.fresh(1, scene.pick("unassigned", "alive"), probe=Probe.AGAIN),
        ],
    ),
    "existence.spellings-agree": (
        _spelled,
        lambda scene: _spelled(
            scene, **scene.pick({"vm_id": scene.another}, {"created_at": "2024-01-10T12:34:56"})
        ),
    ),
    "liveness.vm-is-stable-while-alive": (
        lambda scene: [scene.living(0), scene.living(1), scene.living(2)],
        lambda scene: [scene.living(0), scene.living(1, vm_id=scene.another)],
    ),
    "liveness.killed-vm-stays-dead": (
        lambda scene: _states(scene, "dead", "dead", "dead"),
        lambda scene: _states(scene, *scene.pick((), ("alive",)), "dead", "alive"),
    ),
    "liveness.liveness-does-not-flap": (
        lambda scene: _states(scene, "alive", "alive", "dead", "dead"),
        lambda scene: _states(scene, *scene.pick(("alive", "dead", "alive"), ("dead", "alive", "dead"))),
    ),
    "liveness.sessions-do-not-share-a-vm": (
        lambda scene: _two(scene, scene.another),
        lambda scene: _two(scene, scene.vm),
    ),
    "lifetime.uptime-keeps-time": (
        _watched,
        lambda scene: _watched(scene, uptime=scene.pick(0, -1, 2, 60, 1000)),
    ),
    "lifetime.expiry-counts-down": (
        _watched,
        lambda scene: _watched(scene, left=scene.pick(0, 1, -2, -60, -1000)),
    ),
    "lifetime.reading-does-not-extend": (
        _watched,
        lambda scene: _watched(scene, per_read=scene.pick(5, 30, 900, 3600)),
    ),
    "lifetime.uptime-and-expiry-agree": (
        _watched,
        lambda scene: _watched(scene, *scene.pick((1, -3), (-1, -1))),
    ),
    "lifetime.expired-vm-dies": (
        lambda scene: _overdue(scene, scene.pick("dead", "unassigned")),
        lambda scene: _overdue(scene, "alive"),
    ),
    "access.valid-credentials-are-accepted": (
        lambda scene: [scene.told(0), scene.seen(1, body("alive"), credential=scene.pick("key", "token"))],
        lambda scene: [
            scene.told(0),
            scene.seen(1, DETAIL, scene.pick(401, 403), probe=scene.pick(*WAYS)),
        ],
    ),
    "access.stale-authorisation": (
        lambda scene: _stale(scene, scene.pick(300, 401, 403, 404, 422)),
        lambda scene: _stale(scene, scene.pick(200, 201, 204)),
    ),
    "access.foreign-session-shows-nothing": (
        lambda scene: _foreign(
            scene, *scene.pick((DETAIL, 403), (DETAIL, 404), (body("unknown", scene.session),))
        ),
        lambda scene: _foreign(
            scene,
            *scene.pick(
                (body("alive", scene.session),), ({"detail": scene.pick(*SHOWN)}, scene.pick(403, 404))
            ),
        ),
    ),
    "access.foreign-looks-unknown": (
        lambda scene: _foreign(scene, body("unknown", scene.session)),
        lambda scene: _foreign(scene, DETAIL, scene.pick(400, 403, 404, 410)),
    ),
    "access.credentials-stay-apart": (
        lambda scene: _company(scene, body("alive", scene.session)),
        lambda scene: _company(
            scene, *scene.pick((DETAIL, 401), (DETAIL, 404), (body("unknown", scene.session),))
        ),
    ),
    "refusal.only-the-exact-id-matches": (
        lambda scene: _near(scene, scene.pick(body("unknown"), DETAIL)),
        lambda scene: _near(scene, body("alive", scene.session, vm_id=scene.vm)),
    ),
    "refusal.method-override-is-ignored": (
        lambda scene: _odd(scene, Probe.OVERRIDE, 200),
        lambda scene: _odd(scene, Probe.OVERRIDE, scene.pick(204, 400, 404, 405, 500)),
    ),
    "refusal.unknown-query-is-ignored": (
        lambda scene: _odd(scene, Probe.QUERY, 200),
        lambda scene: _odd(scene, Probe.QUERY, *scene.pick((200, "unassigned"), (400,), (404,), (500,))),
    ),
    "refusal.accept-does-not-crash": (
        lambda scene: _odd(scene, Probe.ACCEPT, scene.pick(200, 406)),
        lambda scene: _odd(scene, Probe.ACCEPT, scene.pick(400, 404, 415, 500)),
    ),
    "delivery.every-request-is-answered": (
        lambda scene: _failed(scene, again=False),
        lambda scene: _failed(scene, again=True),
    ),
    "delivery.concurrent-answers-stay-apart": (
        lambda scene: _company(scene, body("alive", scene.session, vm_id=scene.vm)),
        lambda scene: _company(scene, body("alive", scene.pick(scene.other, scene.session[::-1]))),
    ),
}
"""By clause: what satisfies its sentence, and what breaks it."""

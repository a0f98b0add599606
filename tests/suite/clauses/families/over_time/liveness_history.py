"""Liveness over time: cases."""

from typing import Any

from contract_tests.recording.observation import Observation
from tests.suite.building import OTHER, answer, body, told
from tests.suite.clauses.cases import not_offered, silent, upheld, violated
from tests.suite.clauses.drawn.drawn_histories import Histories, Scene

STABLE, STAYS_DEAD = "liveness.vm-is-stable-while-alive", "liveness.killed-vm-stays-dead"
FLAPS, SHARED = "liveness.liveness-does-not-flap", "liveness.sessions-do-not-share-a-vm"
REFUSED = answer({"detail": "Not authenticated"}, code=401)


def living(
    *seen: tuple[float, str | None], up: float = 100.0, left: float = 200.0, **known: Any
) -> list[Any]:
    """Return answers that name a VM at these moments, its clock running."""
    return [
        answer(body("alive", vm_id=vm, uptime_seconds=up + at, expires_in_seconds=left - at), at=at, **known)
        for at, vm in seen
    ]


def states(*seen: tuple[float, str], **known: Any) -> list[Any]:
    """Return answers about one VM that say at these moments: alive, or another status word."""
    return [
        answer(
            body("alive") if word == "alive" else body("dead", vm_status=word, vm_alive=False), at=at, **known
        )
        for at, word in seen
    ]


def many(count: int, state: str) -> list[Any]:
    """Return answers that name so many VMs at once, by their numbers."""
    return [told(state, vm_id=str(number)) for number in range(count)]


def fresh(at: float, vm: str, up: float = 0.0) -> Any:
    """Return an answer about a VM that was just born."""
    return answer(body("alive", vm_id=vm, uptime_seconds=up, expires_in_seconds=300.0 - up), at=at)


STABLE_CASES = (
    upheld(STABLE, *living((0, "a"), (2.5, "a"))),
    upheld(STABLE, *living((0, "a")), fresh(1, "b"), fresh(3.5, "b", 2.5)),
    upheld(STABLE, *living((0, "a")), told("dead", at=1), fresh(2, "b"), fresh(4.5, "b", 2.5)),
    violated(STABLE, *living((0, "a"), (1, "b"))),
    silent(STABLE, *living((0, "a")), told("dead", at=1, vm_id="a"), *living((1.5, "a"), (1.9, "b"))),
    silent(STABLE, *living((0, "a")), told("unassigned", at=1, credential="token"), *living((2, "b"))),
    silent(STABLE, *living((0, "a")), answer({"detail": "gone"}, code=404, at=1), *living((2, "b"))),
    violated(STABLE, *living((0, "a")), told("dead", at=1), *living((2, "b"), (3, "c"))),
    violated(STABLE, *living((0, "a")), *living((1, "b")), *living((2, "c"))),
    violated(STABLE, *living((0, "a")), fresh(2.1, "b"), *living((4.2, "a"), (5, "a"))),
    silent(STABLE, *living((0, "a"), (1, "a")), *living((2, "b"), session=OTHER), REFUSED),
    violated(STABLE, *living((0, "a"), (1, "a")), *living((2, "b"), credential="token")),
    silent(
        STABLE,
        told("dead", at=0),
        told("dead", at=3, vm_id="b"),
        told("unassigned", at=6),
        told("unknown", at=9),
    ),
    silent(STABLE, fresh(0, "a"), fresh(0.9, "b", 0.2)),
    silent(STABLE, *living((0, "a")), *living((1, "b"), up=150)),
    violated(STABLE, *living((0, "a")), *living((1, "b"), left=900), *living((2, "c"))),
    silent(STABLE, *living((0, "a")), *living((1, None))),
    silent(STABLE, told("dead", at=0), told("dead", at=3)),
    silent(STABLE, *living((0, "a"), (3, "a"), subject="spelling")),
    silent(STABLE, *living((0, "a"), (3, "a"), subject="unknown")),
    violated(STABLE, *living((0, "a"), (1, "b"), up=3.0)),
    silent(STABLE, *living((0, "a"), (1, "b"), up=2.99)),
    violated(STABLE, *living((0, "a")), *living((0.5, "b"), up=99.5)),
    silent(STABLE, *living((0, "a")), *living((0.5, "b"), up=99.49)),
    violated(STABLE, *living((0, "a"), took=0.0), *living((1, "b"), up=99.0, took=0.0)),
    silent(STABLE, *living((0, "a")), *living((1, "b"), left=900.0)),
    silent(STABLE, told("alive", vm_id="a", uptime_seconds=None), told("alive", vm_id="b", at=0.5)),
    silent(STABLE, told("alive", vm_id="a"), told("alive", vm_id="b", at=0.5, uptime_seconds=None)),
    silent(
        STABLE,
        *(told("alive", vm_id=vm, at=at, expires_in_seconds=None) for at, vm in ((0, "a"), (0.5, "b"))),
    ),
)

DEAD_CASES = (
    upheld(STAYS_DEAD, *states((0, "killed"), (2.5, "killed"))),
    upheld(STAYS_DEAD, *states((0, "killed")), fresh(3, "b")),
    violated(STAYS_DEAD, *states((0, "killed"), (2.5, "alive"))),
    violated(STAYS_DEAD, *states((0, "alive"), (1, "killed"), (2, "alive"), (4, "alive"))),
    not_offered(STAYS_DEAD, *states((0, "killed"), (1, "suspended"), (4, "alive"))),
    not_offered(STAYS_DEAD, *states((0, "terminated"), (4, "alive"))),
    silent(STAYS_DEAD, *states((0, "killed"), (1, "killed"), (1.5, "alive"))),
    upheld(STAYS_DEAD, *states((0, "killed"), (2, "killed"), took=0.0)),
    silent(STAYS_DEAD, *states((0, "killed"), (1.99, "killed"), took=0.0)),
    violated(STAYS_DEAD, *states((0, "killed"), (2, "alive"), took=0.0)),
    silent(STAYS_DEAD, *states((0, "killed"), (1.99, "alive"), took=0.0)),
    silent(STAYS_DEAD, *states((0, "killed"), (2, "killed"), took=0.01)),
    upheld(STAYS_DEAD, *states((0, "killed"), took=0.0), fresh(2, "b")),
    silent(STAYS_DEAD, *states((0, "killed"), took=0.0), fresh(1.99, "b")),
    violated(STAYS_DEAD, *many(64, "dead"), told("alive", at=3, vm_id="63")),
    upheld(STAYS_DEAD, *many(65, "dead"), told("alive", at=3, vm_id="64")),
    silent(STAYS_DEAD, *states((0, "killed")), *states((3, "alive"), session=OTHER), REFUSED),
    violated(STAYS_DEAD, *states((0, "killed")), *states((3, "alive"), credential="token")),
    silent(STAYS_DEAD, told("unassigned", at=0), told("unknown", at=3), *living((0, "a"), (3, "a"))),
)

FLAP_CASES = (
    upheld(FLAPS, *states((0, "alive"), (2.5, "alive"))),
    upheld(FLAPS, *states((0, "alive"), (1, "killed"), (4, "killed"))),
    upheld(FLAPS, *states((0, "killed"), (0.1, "alive"), (0.3, "killed"), (2.75, "killed"))),
    violated(FLAPS, *states((0, "alive"), (2.1, "killed"), (4.2, "alive"))),
    violated(FLAPS, *states((0, "killed"), (2.1, "alive"), (4.2, "killed"))),
    violated(
        FLAPS,
        *states(
            (0, "alive"), (0.5, "active"), (1, "alive"), (1.5, "active"), (2.5, "active"), (2.6, "alive")
        ),
    ),
    silent(FLAPS, *states((0, "alive"), (1, "killed"))),
    upheld(FLAPS, *many(64, "alive"), told("alive", at=3, vm_id="63")),
    silent(FLAPS, *many(65, "alive"), told("alive", at=3, vm_id="64")),
    silent(FLAPS, *states((0, "alive"), (1, "suspended"), (2, "alive"), (3, "suspended"))),
    silent(FLAPS, *states((0, "alive"), (2.5, "suspended"), (5, "alive"))),
    silent(FLAPS, *states((0, "alive")), *states((2, "killed"), session=OTHER)),
    violated(FLAPS, *states((0, "alive"), (2.1, "killed")), *states((4.2, "alive"), credential="token")),
    silent(FLAPS, told("unassigned", at=0), told("unassigned", at=3), told("unknown", at=4), REFUSED),
)

SHARED_CASES = (
    upheld(SHARED, *living((0, "a"), (3, "a")), *living((1, "b"), session=OTHER)),
    violated(SHARED, *living((0, "a"), (3, "a")), *living((1, "a"), session=OTHER)),
    violated(SHARED, *living((1, "a")), *living((0, "a"), (3, "a"), session=OTHER)),
    upheld(SHARED, *living((0, "a")), *living((1, "a"), session=OTHER)),
    violated(SHARED, *living((0, "a"), took=1.0), *living((1, "a"), session=OTHER)),
    upheld(SHARED, *living((0, "a"), took=0.99), *living((1, "a"), session=OTHER)),
    violated(SHARED, *living((1, "a")), *living((0, "a"), session=OTHER, took=1.0)),
    upheld(SHARED, *living((1, "a")), *living((0, "a"), session=OTHER, took=0.99)),
    violated(SHARED, *living((0, "a"), took=4.0), *living((1, "a")), *living((2, "a"), session=OTHER)),
    violated(SHARED, *many(64, "alive"), *living((0, "63"), session=OTHER)),
    upheld(SHARED, *many(65, "alive"), *living((0, "64"), session=OTHER)),
    violated(SHARED, *living((0, "b"), (2, "a")), *living((1, "a"), session=OTHER, took=1.0)),
    silent(SHARED, *living((0, None)), *living((0, None), session=OTHER)),
    silent(SHARED, *living((0, "a"), (3, "a"))),
    silent(SHARED, *living((0, "a")), told("dead", session=OTHER, vm_id="a"), told("unknown"), REFUSED),
)

CASES = (*STABLE_CASES, *DEAD_CASES, *FLAP_CASES, *SHARED_CASES)


def _two(scene: Scene, vm: str) -> list[Observation]:
    theirs = body("alive", scene.other, vm_id=vm)
    return [scene.living(0), scene.seen(1, theirs, session=scene.other), scene.living(2)]


HISTORIES: dict[str, Histories] = {
    STABLE: (
        lambda scene: [scene.living(0), scene.living(1), scene.living(2)],
        lambda scene: [scene.living(0), scene.living(1, vm_id=scene.another)],
    ),
    STAYS_DEAD: (
        lambda scene: scene.states("dead", "dead", "dead"),
        lambda scene: scene.states(*scene.pick((), ("alive",)), "dead", "alive"),
    ),
    FLAPS: (
        lambda scene: scene.states("alive", "alive", "dead", "dead"),
        lambda scene: scene.states(*scene.pick(("alive", "dead", "alive"), ("dead", "alive", "dead"))),
    ),
    SHARED: (lambda scene: _two(scene, scene.another), lambda scene: _two(scene, scene.vm)),
}

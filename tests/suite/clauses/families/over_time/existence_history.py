"""Existence over time: cases."""

from typing import Any

from contract_tests.recording.observation import Observation
from contract_tests.recording.purpose import Probe
from tests.suite.building import FRESH, OTHER, SESSION, answer, body, told
from tests.suite.clauses.cases import not_offered, silent, upheld, violated
from tests.suite.clauses.drawn.drawn_histories import Histories, Scene

CONSTANT, FLAPS = "existence.creation-time-is-constant", "existence.existence-does-not-flap"
CREATES, AGREE = "existence.asking-does-not-create", "existence.spellings-agree"
REFUSED = answer({"detail": "Not authenticated"}, code=401)
UPPER = SESSION.upper()


def created(*times: str | None, **known: Any) -> list[Any]:
    """Return answers, seconds apart, that tell these times of creation."""
    return [
        answer(body("alive", created_at=told_at), at=float(at), **known) for at, told_at in enumerate(times)
    ]


def existing(*seen: tuple[float, bool], **known: Any) -> list[Any]:
    """Return answers that say at these moments whether a session exists."""
    return [answer(body("alive" if exists else "unknown"), at=at, **known) for at, exists in seen]


def fresh(*seen: tuple[float, bool], probe: Probe = Probe.AGAIN) -> list[Any]:
    """Return answers about a fresh id, which say at these moments whether it exists."""
    return [
        answer(
            body("unassigned" if exists else "unknown", FRESH),
            at=at,
            session=FRESH,
            subject="unknown",
            probe=probe,
        )
        for at, exists in seen
    ]


def spelled(at: float, state: str = "alive", **changed: Any) -> Any:
    """Return an answer about the session in upper case."""
    return answer(body(state, **changed), at=at, asked=UPPER, subject="spelling", probe=Probe.UPPER_CASE)


MISSING = answer({"detail": "Not Found"}, code=404, session=FRESH, subject="unknown", probe=Probe.AGAIN)
EARLY, LATE = told("alive", at=0.0), told("alive", at=4.0)

CASES = (
    upheld(CONSTANT, *created("2025-01-10T12:34:56", "2025-01-10T12:34:56")),
    upheld(CONSTANT, *created("2025-01-10T12:34:56Z", "2025-01-10T13:34:56+01:00", "2025-01-10 12:34:56z")),
    upheld(CONSTANT, *created("2025-01-10T12:34:56.654321Z", "2025-01-10T12:34:56Z", "2025-01-10T12:34:57Z")),
    upheld(CONSTANT, *created("2025-01-10T12:34:56.000000Z", "2025-01-10T12:34:56.654321Z")),
    upheld(CONSTANT, *created("2025-01-10T12:34:56.654321Z", "2025-01-10T12:34:57.000+00:00")),
    upheld(CONSTANT, *created("2025-01-10T12:34:56.654000Z", "2025-01-10T12:34:56.653987Z")),
    violated(CONSTANT, *created("2025-01-10T12:34:56.000000Z", "2025-01-10T12:34:57.000000Z")),
    violated(CONSTANT, *created("2025-01-10T12:34:56.000000Z", "2025-01-10T12:34:57.654321Z")),
    violated(CONSTANT, *created("2025-01-10T12:34:56", "2025-01-10T12:34:57")),
    violated(CONSTANT, *created("2025-01-10T12:34:56.123Z", "2025-01-10T12:34:56.124Z")),
    violated(CONSTANT, *created("2025-01-10T12:34:56.5Z", "2025-01-10T12:34:58Z")),
    violated(CONSTANT, *created("2025-01-10T12:34:56.123456Z", "2025-01-10T12:34:56.1234599Z")),
    upheld(CONSTANT, *created("2025-01-10T12:34:56.1234560Z", "2025-01-10T12:34:56.12345712Z")),
    violated(CONSTANT, *created("2025-01-10T12:34:56Z", None, "2025-01-10T12:34:56+01:00")),
    violated(
        CONSTANT,
        *created("2025-01-10T12:34:56", "2025-01-10T12:34:56"),
        told("dead", at=3, created_at="2025-01-11T12:34:56"),
    ),
    not_offered(CONSTANT, *created(None, None)),
    silent(
        CONSTANT, *created("2025-01-10T12:34:56"), *created("2026-01-10T12:34:56", session=OTHER), REFUSED
    ),
    silent(CONSTANT, *created("2025-01-10T12:34:56"), *created("2026-01-10T12:34:56", credential="token")),
    silent(CONSTANT, *created("2025-01-10T12:34:56", "2025-01-10T20:34:56Z", "yesterday"), told("unknown")),
    upheld(FLAPS, *existing((0, True), (1, True), (3, True))),
    upheld(FLAPS, *existing((0, True), (1, False), (4, False))),
    upheld(FLAPS, *existing((0, False), (0.1, True), (0.3, False), (2.75, False))),
    upheld(FLAPS, *existing((0, True), (0.5, False), (0.9, True), (1.4, False), (4, False))),
    violated(FLAPS, *existing((0, True), (2.1, False), (4.2, True))),
    violated(FLAPS, *existing((0, False), (2.1, True), (4.2, False))),
    violated(
        FLAPS, *existing((0, True), (0.5, False), (1, True), (1.5, False), (2, True), (2.5, False), (3, True))
    ),
    silent(
        FLAPS,
        *existing((0, True), (1, False)),
        *existing((2, True), session=OTHER),
        *existing((2, True), credential="token"),
    ),
    silent(FLAPS, *fresh((0, False), (3, True), (6, False)), REFUSED, told("unknown", at=9)),
    upheld(CREATES, *fresh((0, False), (2.5, False))),
    upheld(CREATES, *fresh((0, False), (2.02, False))),
    silent(CREATES, *fresh((0, False), (2.01, False))),
    violated(CREATES, *fresh((0, False), (0.5, True))),
    violated(CREATES, *fresh((0, False), (3, False), (6, True))),
    not_offered(CREATES, MISSING),
    silent(CREATES, *fresh((0, False), (1, False))),
    silent(
        CREATES,
        *fresh((0, True), (3, True)),
        *fresh((0, False), (3, True), probe=Probe.NONE),
        REFUSED,
        EARLY,
        LATE,
    ),
    upheld(AGREE, EARLY, spelled(2), LATE),
    violated(AGREE, EARLY, spelled(3, vm_id="another"), LATE),
    violated(AGREE, EARLY, spelled(3, "unassigned"), LATE),
    violated(AGREE, EARLY, spelled(3, created_at="2025-01-10T12:34:57"), LATE),
    not_offered(AGREE, EARLY, spelled(3, "unknown"), LATE),
    not_offered(AGREE, EARLY, answer({}, code=404, asked=UPPER, subject="spelling", at=3), LATE),
    silent(AGREE, EARLY, LATE, spelled(5, vm_id="another")),
    silent(AGREE, EARLY, spelled(3, vm_id="another"), told("unassigned", at=4), REFUSED),
)


def _created(scene: Scene, *times: str) -> list[Observation]:
    return [scene.told(place, created_at=told_at) for place, told_at in enumerate(times)]


def _spelled(scene: Scene, **changed: Any) -> list[Observation]:
    other = body("alive", scene.session, **{"vm_id": scene.vm} | changed)
    odd = scene.seen(1, other, asked=f"{{{scene.session}}}", subject="spelling", probe=Probe.IN_BRACES)
    return [scene.told(0), odd, scene.told(2)]


ZONES = (
    "2025-01-10T12:34:56Z",
    "2025-01-10T13:34:56+01:00",
    "2025-01-10 07:34:56-05:00",
    "2025-01-10T12:34:56.0z",
)

HISTORIES: dict[str, Histories] = {
    CONSTANT: (
        lambda scene: _created(scene, scene.pick(*ZONES), scene.pick(*ZONES), scene.pick(*ZONES)),
        lambda scene: _created(scene, scene.pick(*ZONES), f"2025-01-{scene.pick(11, 12, 31)}T12:34:56Z"),
    ),
    FLAPS: (
        lambda scene: scene.states("alive", "alive", *scene.pick((), ("unknown", "unknown"))),
        lambda scene: scene.states(
            *scene.pick(("alive", "unknown", "alive"), ("unknown", "dead", "unknown"))
        ),
    ),
    CREATES: (
        lambda scene: [scene.fresh(place, probe=Probe.AGAIN) for place in range(3)],
        lambda scene: [
            scene.fresh(0, probe=Probe.AGAIN),
            scene.fresh(1, scene.pick("unassigned", "alive"), probe=Probe.AGAIN),
        ],
    ),
    AGREE: (
        _spelled,
        lambda scene: _spelled(
            scene, **scene.pick({"vm_id": scene.another}, {"created_at": "2024-01-10T12:34:56"})
        ),
    ),
}

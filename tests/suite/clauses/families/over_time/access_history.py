"""Access, by several credentials together: cases."""

from typing import Any

from attrs import evolve

from contract_tests.recording.exchange import Connection
from contract_tests.recording.observation import Credential, Observation
from contract_tests.recording.purpose import Probe, Scenario
from tests.suite.building import DROPPED, FRESH, OTHER, answer, body, told
from tests.suite.clauses.cases import not_offered, silent, upheld, violated
from tests.suite.clauses.drawn.drawn_histories import DETAIL, Histories, Scene

ACCEPTED, SHOWS = "access.valid-credentials-are-accepted", "access.foreign-session-shows-nothing"
STALE = "access.stale-authorisation"
LOOKS, APART = "access.foreign-looks-unknown", "access.credentials-stay-apart"
MISSING = {"detail": "Not Found"}
LOST = answer(failure=DROPPED)


def own(
    code: int = 200, credential: Credential = "key", at: float = 0.0, probe: Probe = Probe.NONE, **known: Any
) -> Any:
    """Return an answer with that status to a credential of one's own."""
    content = body("alive") if code == 200 else DETAIL
    return answer(content, code=code, credential=credential, at=at, probe=probe, **known)


def foreign(
    content: Any,
    code: int = 200,
    credential: Credential = "key",
    session: str = OTHER,
    probe: Probe = Probe.NONE,
) -> Any:
    """Return an answer about another account's session."""
    known: Any = {"subject": "foreign", "state": "foreign", "probe": probe}
    return answer(content, code=code, credential=credential, session=session, **known)


def unknown(content: Any, code: int = 200, **known: Any) -> Any:
    """Return an answer to ours about a fresh id."""
    return answer(content, code=code, session=FRESH, subject="unknown", **known)


THEIRS = foreign(body("alive", OTHER), credential="foreign")
NONE = body("unknown", OTHER)
UNFOUND = unknown(body("unknown", FRESH))
ZERO = {"created_at": "0001-01-01T00:00:00Z"}
UNBORN = (unknown(body("unknown", FRESH) | ZERO),) * 2
"""As some languages write no time."""

ACCEPTED_CASES = (
    upheld(ACCEPTED, own(), own(credential="token"), own(probe=Probe.HEADER_IN_LOWER_CASE)),
    upheld(ACCEPTED, own(404), own(422, "token")),
    upheld(ACCEPTED, own(), own(401, session=OTHER), own(403, "token", session=OTHER)),
    violated(ACCEPTED, own(), own(401, "token")),
    violated(ACCEPTED, own(403, "token", at=1), own()),
    violated(ACCEPTED, own(), own(401, probe=Probe.HEADER_IN_UPPER_CASE)),
    violated(ACCEPTED, own(at=0), own(401, at=1), own(at=2)),
    violated(ACCEPTED, UNFOUND, unknown(DETAIL, 401, credential="token")),
    silent(
        ACCEPTED,
        answer("<title>Sign in</title>"),
        answer({}),
        own(404),
        own(307),
        own(500),
        own(404, "token"),
    ),
    silent(ACCEPTED, own(401), own(403, "token"), own(401, probe=Probe.HEADER_IN_LOWER_CASE), LOST, own(503)),
    silent(
        ACCEPTED, own(200, "none"), own(200, "wrong-key"), own(200, "foreign"), THEIRS, own(subject="near")
    ),
    silent(ACCEPTED, foreign(body("alive", OTHER)), answer(failure=DROPPED, subject="foreign")),
)


def over(number: int | None, code: int, credential: Credential = "none", at: float = 1.0) -> Any:
    """Return an answer that came over a connection, by its number, or over one that is not known."""
    made = own(code, credential, at, scenario=Scenario.STALE)
    connection = None if number is None else Connection(number, opened=False)
    return evolve(made, exchange=evolve(made.exchange, connection=connection))


FIRST = over(4, 200, "key", 0.0)

STALE_CASES = (
    *(upheld(STALE, FIRST, over(4, code)) for code in (300, 401, 404)),
    *(violated(STALE, FIRST, over(4, code)) for code in (200, 299)),
    violated(STALE, FIRST, over(4, 200, "token", 0.5), over(4, 200)),
    violated(STALE, FIRST, over(4, 429), over(4, 200, at=2.0)),
    *(not_offered(STALE, FIRST, over(number, code)) for number in (3, None) for code in (200, 401)),
    not_offered(STALE, over(None, 200, "key", 0.0), over(None, 200)),
    not_offered(STALE, FIRST, over(5, 200, "token", 0.5), over(4, 200)),
    not_offered(STALE, over(4, 200), over(4, 200, "key", 2.0)),
    silent(STALE, FIRST, over(4, 429), over(4, 503)),
    silent(STALE, FIRST, own(200, "none", 1.0), LOST),
)

HIDDEN: tuple[Any, ...] = (
    foreign(DETAIL, 403), foreign(MISSING, 404), foreign(NONE), foreign("", 404), foreign("<html>", 403),
    foreign({"session_id": OTHER, "exists": False, "vm_assigned": False}),
    foreign(NONE | {"vm_id": "", "created_at": ""}),
    foreign({"detail": "gone", "created_at": "2025-01-10T12:34:56"}, 404),
)  # fmt: skip
SHOWN: tuple[Any, ...] = (
    {"exists": True}, {"vm_assigned": True}, {"vm_alive": True}, {"vm_id": "vmid-abc-15"},
    {"vm_status": "killed"}, {"uptime_seconds": 0}, {"created_at": "2025-01-10T12:34:56"},
)  # fmt: skip

SHOWS_CASES = (
    *(upheld(SHOWS, THEIRS, hidden) for hidden in HIDDEN),
    *(violated(SHOWS, THEIRS, foreign(NONE | shown)) for shown in SHOWN),
    violated(SHOWS, THEIRS, foreign(body("alive", OTHER), credential="token")),
    violated(SHOWS, foreign(body("dead", OTHER)), THEIRS),
    violated(SHOWS, THEIRS, foreign(body("dead", OTHER), probe=Probe.DERIVED)),
    upheld(SHOWS, THEIRS, UNFOUND, UNFOUND, foreign(NONE | {"env_error": "no UUID"}, probe=Probe.DERIVED)),
    violated(SHOWS, THEIRS, foreign({"detail": {"session": body("alive", OTHER)}}, 403)),
    violated(SHOWS, THEIRS, foreign([{"a": {"b": {"c": {"vm_id": "x"}}}}], 403)),
    violated(SHOWS, THEIRS, UNFOUND, UNFOUND, foreign(NONE | {"env_status": "ready"})),
    violated(SHOWS, THEIRS, UNFOUND, UNFOUND, foreign(NONE | {"owner": "a"})),
    upheld(SHOWS, THEIRS, UNFOUND, foreign(NONE | {"owner": "a"})),
    upheld(SHOWS, THEIRS, *UNBORN, foreign(NONE | ZERO)),
    silent(SHOWS, told("alive"), *UNBORN, answer(body("unknown") | ZERO, credential="foreign")),
    violated(SHOWS, THEIRS, *UNBORN[:1], foreign(NONE | ZERO)),
    violated(SHOWS, THEIRS, *UNBORN, UNFOUND, foreign(NONE | ZERO)),
    violated(SHOWS, THEIRS, *UNBORN, foreign(NONE | {"created_at": "2025-01-10T12:34:56"})),
    violated(SHOWS, THEIRS, foreign({"detail": "no access to vmid-abc-15"}, 403)),
    upheld(SHOWS, THEIRS, told("alive"), foreign({"detail": "no access to vmid-abc-15"}, 403)),
    upheld(SHOWS, THEIRS, foreign([{"a": {"b": {"c": {"d": {"vm_id": "x"}}}}}], 403)),
    upheld(SHOWS, THEIRS, foreign(NONE | {"more": {"vm_id": "x"}})),
    silent(SHOWS, foreign(body("alive", OTHER)), foreign(NONE, credential="foreign")),
    silent(SHOWS, foreign(body("alive", OTHER)), foreign(body("alive", FRESH), 200, "foreign", FRESH)),
    silent(
        SHOWS, THEIRS, told("alive"), own(session=OTHER), foreign(body("alive", OTHER), 200, "none"), LOST
    ),
)

LOOKS_CASES = (
    upheld(LOOKS, THEIRS, UNFOUND, foreign(NONE)),
    upheld(LOOKS, THEIRS, unknown(MISSING, 404), foreign(MISSING, 404)),
    upheld(LOOKS, THEIRS, unknown({"detail": "no such session"}, 404), foreign(MISSING, 404)),
    upheld(LOOKS, THEIRS, unknown(NONE | {"at": [FRESH, 1]}), foreign(NONE | {"at": [OTHER, 1]})),
    violated(LOOKS, THEIRS, unknown(NONE | {"at": [FRESH, 1]}), foreign(NONE | {"at": [OTHER, 2]})),
    upheld(LOOKS, THEIRS, unknown(NONE | {"t": 1}), unknown(NONE | {"t": 2}), foreign(NONE | {"t": 3})),
    violated(LOOKS, THEIRS, UNFOUND, foreign(DETAIL, 403)),
    violated(LOOKS, THEIRS, UNFOUND, foreign(NONE | {"env_status": "none"})),
    violated(LOOKS, THEIRS, unknown(MISSING, 404), foreign(NONE)),
    silent(LOOKS, foreign(DETAIL, 403), told("alive"), THEIRS, LOST),
    silent(LOOKS, UNFOUND, foreign(DETAIL, 422, probe=Probe.DERIVED)),
    silent(LOOKS, UNFOUND, THEIRS, foreign(DETAIL, 401, "none")),
)


def concurrent(code: int, credential: Credential = "none", at: float = 3.0, **known: Any) -> Any:
    """Return an answer to one of many requests in flight."""
    return own(code, credential, at, together=True, **known)


APART_CASES = (
    upheld(APART, concurrent(401), concurrent(404), concurrent(500)),
    upheld(APART, own(at=0), concurrent(200, "key"), own(at=6)),
    upheld(APART, own(404, at=0), concurrent(410, "key"), own(404, at=6)),
    upheld(APART, unknown(MISSING, 404), unknown(MISSING, 404, at=3, together=True), unknown(NONE, at=6)),
    violated(APART, concurrent(200)),
    violated(APART, concurrent(204, subject="unknown")),
    violated(APART, own(at=0), concurrent(401, "key"), own(at=6)),
    violated(APART, own(at=0), concurrent(404, "key"), own(at=6)),
    silent(
        APART, own(200, "none"), own(at=0), own(at=6), LOST, concurrent(503), concurrent(200, "wrong-key")
    ),
    silent(APART, concurrent(200, "key"), own(at=6), concurrent(200, subject="hostile")),
    silent(APART, own(at=0), concurrent(401, "key"), own(401, at=6)),
    *(
        silent(APART, own(401, "token", 0), concurrent(code, "token"), own(401, "token", 6))
        for code in (200, 401)
    ),
    silent(APART, own(at=0), concurrent(500, "key"), own(at=6)),
    silent(APART, *(own(401, "wrong-key", at) for at in (0, 6)), concurrent(401, "wrong-key")),
    silent(APART, *(own(at=at, probe=Probe.HEADER_IN_LOWER_CASE) for at in (0, 6)), concurrent(401, "key")),
)

CASES = (*ACCEPTED_CASES, *STALE_CASES, *SHOWS_CASES, *LOOKS_CASES, *APART_CASES)

WAYS = (Probe.HEADER_IN_LOWER_CASE, Probe.HEADER_IN_UPPER_CASE)


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


SHOWN = (
    {"vm_id": "x"},
    {"vm_alive": True},
    {"uptime_seconds": 5},
    {"vm_status": "killed"},
    {"vm_assigned": True},
)

HISTORIES: dict[str, Histories] = {
    ACCEPTED: (
        lambda scene: [scene.told(0), scene.seen(1, body("alive"), credential=scene.pick("key", "token"))],
        lambda scene: [scene.told(0), scene.seen(1, DETAIL, scene.pick(401, 403), probe=scene.pick(*WAYS))],
    ),
    STALE: (
        lambda scene: _stale(scene, scene.pick(300, 401, 403, 404, 422)),
        lambda scene: _stale(scene, scene.pick(200, 201, 204)),
    ),
    SHOWS: (
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
    LOOKS: (
        lambda scene: _foreign(scene, body("unknown", scene.session)),
        lambda scene: _foreign(scene, DETAIL, scene.pick(400, 403, 404, 410)),
    ),
    APART: (
        lambda scene: scene.company(body("alive", scene.session)),
        lambda scene: scene.company(
            *scene.pick((DETAIL, 401), (DETAIL, 404), (body("unknown", scene.session),))
        ),
    ),
}

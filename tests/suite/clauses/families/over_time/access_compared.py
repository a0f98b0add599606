"""Refusals, and answers to several credentials, compared: cases."""

from typing import Any

from contract_tests.recording.observation import Credential, Observation
from contract_tests.recording.purpose import Probe
from tests.suite.building import DROPPED, FRESH, OTHER, SESSION, VM, answer, body, told
from tests.suite.clauses.cases import not_offered, silent, undecided, upheld, violated
from tests.suite.clauses.drawn.drawn_histories import DETAIL, Histories, Scene

KNOWN, ALIKE, SAME = (
    "access.refusal-shows-nothing-known",
    "access.refusals-look-alike",
    "access.credentials-tell-the-same",
)


def refused(content: Any = DETAIL, code: int = 401, credential: Credential = "none", **known: Any) -> Any:
    """Return a refusal."""
    return answer(content, code=code, credential=credential, **known)


def naming(value: str, name: str = "X-Upstream", **known: Any) -> Any:
    """Return a refusal with a header that holds a value."""
    return refused(headers=((name, f"vm/{value}"),), **known)


def head(code: int, session: str = SESSION, length: int = 0) -> Any:
    """Return an answer to HEAD without a credential, about a declared session or a fresh id."""
    state: Any = "alive" if session == SESSION else None
    known: Any = {"method": "HEAD", "credential": "none", "subject": "door", "state": state}
    headers = (("Content-Length", str(length)),)
    return answer("", code=code, session=session, headers=headers, **known)


def heads(*lengths: int) -> tuple[Any, ...]:
    """Return answers to HEAD about fresh ids, with these lengths."""
    return tuple(head(200, f"{number}{FRESH[1:]}", length) for number, length in enumerate(lengths))


def owned(session: str, workspace: str) -> Any:
    """Return a status that names a workspace."""
    return answer(body("unassigned", session, workspace=workspace), session=session)


SESSIONS = tuple(f"{number}50e8400-e29b-41d4-a716-446655440000" for number in range(5))
UNUSED: dict[str, Any] = {"session": FRESH, "subject": "unknown"}
WORKSPACES = tuple(owned(each, f"workspace-{each[:8]}") for each in SESSIONS) * 2
REGION = tuple(owned(each, "region-eu-1") for each in SESSIONS) * 2
UNFOUND = answer(body("unknown", FRESH), **UNUSED)
USUAL = (UNFOUND, refused(**UNUSED), refused(**UNUSED))
STRANGE = tuple(refused({"id": number}, **UNUSED) for number in range(4))
OURS = "workspace-050e8400"

KNOWN_CASES = (
    upheld(KNOWN, told("alive"), refused()),
    upheld(KNOWN, told("alive"), refused({"created_at": "2025-01-10T12:34:56", "session_id": SESSION})),
    upheld(KNOWN, told("alive"), naming(SESSION)),
    upheld(KNOWN, *REGION, told("alive"), naming("region-eu-1")),
    upheld(KNOWN, *WORKSPACES[:2], told("alive"), naming(OURS)),
    upheld(KNOWN, *WORKSPACES, *USUAL[1:], told("alive"), naming(OURS)),
    upheld(KNOWN, *WORKSPACES, UNFOUND, refused(**UNUSED), told("alive"), naming(OURS)),
    upheld(KNOWN, *WORKSPACES[:5], *USUAL, told("alive"), naming(OURS)),
    upheld(KNOWN, *WORKSPACES, *USUAL, told("alive"), naming(OURS), naming(OURS, **UNUSED)),
    upheld(
        KNOWN,
        *WORKSPACES,
        told("alive"),
        answer(body("unknown", FRESH, workspace="workspace-0"), **UNUSED),
        *USUAL[1:],
        naming(OURS),
    ),
    upheld(KNOWN, told("alive"), naming(VM), naming(VM, **UNUSED), naming(VM, **UNUSED)),
    violated(KNOWN, told("alive"), naming(VM)),
    violated(
        KNOWN, told("alive"), told("dead", session=OTHER), refused("VM is killed", session=OTHER), *STRANGE
    ),
    upheld(KNOWN, told("alive"), told("dead", session=OTHER), refused("VM is killed"), *STRANGE),
    upheld(KNOWN, told("alive"), told("dead"), refused("skilled"), *STRANGE),
    upheld(KNOWN, told("alive"), told("dead"), refused("killed"), refused("killed", **UNUSED), *STRANGE),
    violated(KNOWN, told("alive"), naming(VM, credential="wrong-key")),
    violated(KNOWN, told("alive"), refused(f"<p>{VM} is not yours", 403)),
    violated(KNOWN, refused({"detail": f"no access to {VM}"}), told("dead")),
    violated(KNOWN, *WORKSPACES, *USUAL, naming(OURS)),
    upheld(KNOWN, told("alive"), naming(VM), naming(VM, **UNUSED), refused(**UNUSED)),
    violated(KNOWN, told("alive"), naming(VM, method="HEAD", subject="door")),
    not_offered(KNOWN, told("unassigned"), refused()),
    not_offered(KNOWN, answer(body("alive", vm_id="vm-1")), naming("vm-1")),
    silent(KNOWN, told("alive"), answer({"vm_id": VM}, code=401), answer(failure=DROPPED, credential="none")),
    silent(KNOWN, naming(VM), refused(code=503)),
    not_offered(KNOWN, answer(body("alive", vm_id=SESSION[:8])), naming(SESSION[:8])),
)


def refusals(code: int, content: Any, count: int = 3, **known: Any) -> list[Any]:
    """Return several refusals, each about a session of its own."""
    known = {"subject": "declared"} | known
    return [
        refused(content, code, at=float(at), **known | {"session": f"{at:08}{SESSION[8:]}"[-36:]})
        for at in range(count)
    ]


def unused(code: int, content: Any, count: int = 3, **known: Any) -> list[Any]:
    """Return several refusals about unused ids."""
    known |= {"subject": "unknown"}
    return [
        refused(content, code, at=float(at), session=f"9{at:07}{FRESH[8:]}", **known) for at in range(count)
    ]


ALIKE_CASES = (
    upheld(ALIKE, *refusals(401, DETAIL), *unused(401, DETAIL)),
    upheld(
        ALIKE,
        *(refused({"id": each}, 403, session=each) for each in SESSIONS),
        refused({"id": FRESH}, 403, **UNUSED),
    ),
    upheld(ALIKE, *refusals(401, DETAIL, 6), refused({"id": 1}), *unused(401, DETAIL, 6)),
    violated(ALIKE, *refusals(403, DETAIL), *unused(401, DETAIL, 7)),
    violated(ALIKE, *refusals(401, DETAIL, 7), *unused(401, {"detail": "none"})),
    violated(ALIKE, *refusals(403, DETAIL, 5, subject="foreign"), *unused(401, DETAIL, 5)),
    violated(ALIKE, head(200), head(404, FRESH), head(405, FRESH)),
    violated(ALIKE, head(200, length=286), *heads(*[259] * 9), head(200, length=287)),
    silent(ALIKE, head(200, length=286), *heads(*[259] * 8), head(200, length=259), head(200, "9", 259)),
    silent(ALIKE, head(200, length=286), *heads(*[259] * 8), head(200, length=286)),
    silent(ALIKE, head(200, length=286), *heads(*[259] * 8, 286), head(200, length=286)),
    silent(ALIKE, head(200, length=286), *heads(*[259] * 9), head(200, length=259)),
    silent(ALIKE, head(200, length=286), *heads(*[259] * 9), head(200, "9" * 20, 240)),
    silent(ALIKE, head(405), head(404, FRESH), head(404, FRESH)),
    silent(ALIKE, head(200), head(404, FRESH)),
    silent(ALIKE, head(200), head(204, FRESH), head(404, FRESH)),
    silent(ALIKE, head(200), head(401), head(404, FRESH), head(404, FRESH)),
    silent(ALIKE, head(404, FRESH), head(404, FRESH)),
    silent(ALIKE, *refusals(403, DETAIL, 2), *unused(401, DETAIL, 20)),
    silent(ALIKE, *refusals(403, DETAIL, 20), *unused(401, DETAIL, 2)),
    silent(ALIKE, *refusals(403, DETAIL, 4), *unused(401, DETAIL, 5)),
    undecided(ALIKE, *refusals(404, DETAIL, 5), *unused(401, DETAIL, 5)),
    silent(ALIKE, *refusals(403, DETAIL, 5, credential="key"), *unused(401, DETAIL, 5)),
)


def wrong(*codes: tuple[str, int], credential: Credential = "wrong-key", near: int = 9) -> list[Any]:
    """Return refusals in a row, of a random credential, and of one nearly right at place `near`."""
    random = Probe.RANDOM_TOKEN if credential == "wrong-token" else Probe.RANDOM_KEY
    return [
        refused(
            DETAIL, code, at=20.0 + at, subject=subject, session=f"8{at:07}{SESSION[8:]}",
            credential="near-miss-key" if at == near else credential,
            probe=Probe.DERIVED if at == near else random,
        )
        for at, (subject, code) in enumerate(codes)
    ]  # fmt: skip


def kinds(declared: int, unknown: int, order: str = "duduud") -> tuple[tuple[str, int], ...]:
    """Return subjects and status codes, by the first letter of a subject."""
    return tuple(("declared", declared) if each == "d" else ("unknown", unknown) for each in order)


PLAIN = (*refusals(401, DETAIL, 5), *unused(401, DETAIL, 5))
WRONG_CASES = (
    upheld(ALIKE, *PLAIN, *wrong(*kinds(403, 403))),
    violated(ALIKE, *PLAIN, *wrong(*kinds(403, 401))),
    violated(ALIKE, *PLAIN, *wrong(*kinds(401, 403))),
    violated(ALIKE, *PLAIN, *wrong(*kinds(401, 403), credential="wrong-token")),
    violated(ALIKE, *PLAIN, *wrong(*kinds(401, 403), near=2)),
    violated(ALIKE, *PLAIN, *wrong(("foreign", 403), *kinds(403, 401)[1:])),
    violated(ALIKE, *PLAIN, *wrong(*kinds(403, 401), ("declared", 404))),
    upheld(ALIKE, *PLAIN, *wrong(*kinds(403, 401, "duuud"))),
    upheld(ALIKE, *PLAIN, *wrong(*kinds(403, 401, "dudud"))),
    upheld(ALIKE, *PLAIN, *wrong(*kinds(403, 401), ("declared", 401))),
    upheld(ALIKE, *PLAIN, *wrong(*kinds(403, 401), ("unknown", 403), ("declared", 403))),
    upheld(ALIKE, *PLAIN, *wrong(*kinds(403, 401, "ddduuu"))),
    upheld(ALIKE, *PLAIN, *wrong(*kinds(403, 401, "uuuddd"))),
    upheld(ALIKE, *PLAIN[1:], *wrong(*kinds(403, 401))),
    upheld(ALIKE, refused(code=403), *PLAIN, *wrong(*kinds(403, 401))),
)

NO_ACCESS: dict[str, Any] = {"detail": "no access to this one"}


def company(declared: Any, unknown: Any, count: int = 3) -> list[Any]:
    """Return refusals of both kinds that were in flight together."""
    return [*refusals(401, declared, count, together=True), *unused(401, unknown, together=True)]


COMPANY_CASES = (
    upheld(ALIKE, *PLAIN, *company(DETAIL, DETAIL)),
    violated(ALIKE, *PLAIN, *company(NO_ACCESS, DETAIL)),
    violated(ALIKE, *PLAIN, *company(DETAIL, NO_ACCESS)),
    upheld(ALIKE, *PLAIN, *company(NO_ACCESS, {"detail": "nothing"})),
    upheld(ALIKE, *PLAIN, *company(NO_ACCESS, DETAIL, 2)),
    upheld(ALIKE, *refusals(401, NO_ACCESS, 1), *PLAIN[1:], *company(NO_ACCESS, DETAIL)),
)


def to(credential: Credential, at: float, state: str = "alive", **known: Any) -> Any:
    """Return an answer to a credential."""
    changed = known.pop("changed", {})
    return answer(body(state, **changed), at=at, credential=credential, **known)


LATER: tuple[tuple[Credential, float, str], ...] = (("key", 0, "6.7"), ("token", 3, "7"), ("key", 6, "6.7"))

SAME_CASES = (
    upheld(SAME, to("key", 0), to("token", 3), to("key", 6)),
    upheld(SAME, to("key", 0), to("token", 3, changed={"vm_status": "pausing"}), to("key", 6)),
    upheld(SAME, to("key", 0), to("token", 3, "unassigned"), to("key", 6)),
    violated(SAME, to("key", 0), to("token", 3, "unknown"), to("key", 6)),
    violated(SAME, to("key", 0), to("token", 3, changed={"created_at": "2025-01-09T00:00:00"}), to("key", 6)),
    violated(SAME, to("token", 0, changed={"created_at": "2025-01-10T12:34:58"}), to("key", 3)),
    upheld(
        SAME, *(to(each, at, changed={"created_at": f"2025-01-10T12:34:5{tail}"}) for each, at, tail in LATER)
    ),
    not_offered(SAME, to("key", 0), to("key", 6)),
    not_offered(SAME, to("token", 0), to("token", 3, "unassigned")),
    silent(SAME, to("key", 0), to("token", 3, "unassigned")),
    upheld(SAME, to("key", 0), to("token", 3, "unassigned"), to("key", 6, "unassigned")),
    silent(SAME, to("key", 0), to("token", 3, session=OTHER), to("key", 6)),
    silent(SAME, answer(DETAIL, code=401), answer(failure=DROPPED)),
)

CASES = (*KNOWN_CASES, *ALIKE_CASES, *WRONG_CASES, *COMPANY_CASES, *SAME_CASES)


def _refused(scene: Scene, place: int, content: Any = DETAIL, code: int = 401, **known: Any) -> Observation:
    return scene.seen(place, content, code, credential="none", **known)


def _name(scene: Scene) -> str:
    return f"vm-1{scene.vm:>6}"


def _kinds(scene: Scene, declared: Any, unknown: Any) -> list[Observation]:
    """Return five refusals of each kind, told by their code and their body."""
    told = []
    for number in range(10):
        (code, content), subject = (unknown, "unknown") if number % 2 else (declared, "declared")
        session = f"{number} {scene.other}"
        told.append(_refused(scene, number // 2, content, code, session=session, subject=subject))
    return told


def _by_token(scene: Scene, **changed: Any) -> list[Observation]:
    told = [("key", {}), ("token", changed), ("key", {})]
    return [
        scene.seen(place, body("alive", scene.session, vm_id=scene.vm) | said, credential=credential)
        for place, (credential, said) in enumerate(told)
    ]


HISTORIES: dict[str, Histories] = {
    KNOWN: (
        lambda scene: [scene.told(0, vm_id=_name(scene)), _refused(scene, 1, {"detail": scene.session})],
        lambda scene: [
            scene.told(0, vm_id=_name(scene)),
            _refused(scene, 1, scene.pick(f"<p>{_name(scene)}", {"detail": f"no access to {_name(scene)}"})),
        ],
    ),
    ALIKE: (
        lambda scene: _kinds(scene, (401, DETAIL), (401, DETAIL)),
        lambda scene: _kinds(
            scene, scene.pick((403, DETAIL), (401, "<p>not yours"), (401, {})), (401, DETAIL)
        ),
    ),
    SAME: (
        lambda scene: _by_token(scene, vm_status="pausing"),
        lambda scene: _by_token(scene, created_at=scene.pick("2024-01-10T12:34:56", "2023-02-11T01:02:03")),
    ),
}

"""What refusals show, and what several credentials are told: cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.suite.building import DROPPED, FRESH, OTHER, SESSION, VM, answer, body, told
from tests.suite.clauses.cases import not_offered, silent, upheld, violated

if TYPE_CHECKING:
    from contract_tests.recording.observation import Credential

KNOWN, ALIKE, SAME = (
    "access.refusal-shows-nothing-known",
    "access.refusals-look-alike",
    "access.credentials-tell-the-same",
)
DETAIL = {"detail": "Not authenticated"}


def refused(content: Any = DETAIL, code: int = 401, credential: Credential = "none", **known: Any) -> Any:
    """Return a refusal."""
    return answer(content, code=code, credential=credential, **known)


def naming(value: str, name: str = "X-Upstream", **known: Any) -> Any:
    """Return a refusal with a header that holds a value."""
    return refused(headers=((name, f"vm/{value}"),), **known)


def owned(session: str, workspace: str) -> Any:
    """Return a status that names a workspace."""
    return answer(body("unassigned", session, workspace=workspace), session=session)


SESSIONS = tuple(f"{number}50e8400-e29b-41d4-a716-446655440000" for number in range(5))
WORKSPACES = tuple(owned(each, f"workspace-{each[:8]}") for each in SESSIONS)
REGION = tuple(owned(each, "region-eu-1") for each in SESSIONS)

KNOWN_CASES = (
    upheld(KNOWN, told("alive"), refused()),
    upheld(KNOWN, told("alive"), refused({"created_at": "2025-01-10T12:34:56", "session_id": SESSION})),
    upheld(KNOWN, told("alive"), naming(SESSION)),
    upheld(KNOWN, *REGION, told("alive"), naming("region-eu-1")),
    upheld(KNOWN, *WORKSPACES[:2], told("alive"), naming("workspace-050e8400")),
    violated(KNOWN, told("alive"), naming(VM)),
    violated(KNOWN, told("alive"), naming(VM, credential="wrong-key")),
    violated(KNOWN, told("alive"), refused(f"<p>{VM} is not yours", 403)),
    violated(KNOWN, refused({"detail": f"no access to {VM}"}), told("dead")),
    violated(KNOWN, *WORKSPACES, naming("workspace-050e8400")),
    not_offered(KNOWN, told("unassigned"), refused()),
    not_offered(KNOWN, answer(body("alive", vm_id="vm-1")), naming("vm-1")),
    silent(KNOWN, told("alive"), answer({"vm_id": VM}, code=401), answer(failure=DROPPED, credential="none")),
    silent(KNOWN, naming(VM), refused(code=503)),
)


def refusals(code: int, content: Any, count: int = 3, **known: Any) -> list[Any]:
    """Return several refusals."""
    return [refused(content, code, at=float(at), **known) for at in range(count)]


UNUSED: dict[str, Any] = {"session": FRESH, "subject": "unknown"}

ALIKE_CASES = (
    upheld(ALIKE, *refusals(401, DETAIL), *refusals(401, DETAIL, **UNUSED)),
    upheld(ALIKE, *refusals(403, {"id": SESSION}), *refusals(403, {"id": FRESH}, **UNUSED)),
    upheld(ALIKE, *refusals(401, DETAIL, 2), refused({"id": 1}), *refusals(401, DETAIL, **UNUSED)),
    violated(ALIKE, *refusals(403, DETAIL), *refusals(401, DETAIL, **UNUSED)),
    violated(ALIKE, *refusals(401, DETAIL), *refusals(401, {"detail": "none"}, **UNUSED)),
    violated(ALIKE, *refusals(403, DETAIL, subject="foreign"), *refusals(401, DETAIL, **UNUSED)),
    silent(ALIKE, *refusals(403, DETAIL, 2), *refusals(401, DETAIL, **UNUSED)),
    silent(ALIKE, *refusals(403, DETAIL), *refusals(401, DETAIL, 2, **UNUSED)),
    silent(ALIKE, *refusals(404, DETAIL), *refusals(401, DETAIL, **UNUSED)),
    silent(ALIKE, *refusals(403, DETAIL, credential="key"), *refusals(401, DETAIL, **UNUSED)),
)


def to(credential: Credential, at: float, state: str = "alive", **known: Any) -> Any:
    """Return an answer to a credential."""
    changed = known.pop("changed", {})
    return answer(body(state, **changed), at=at, credential=credential, **known)


SAME_CASES = (
    upheld(SAME, to("key", 0), to("token", 3), to("key", 6)),
    upheld(SAME, to("key", 0), to("token", 3, changed={"vm_status": "pausing"}), to("key", 6)),
    upheld(SAME, to("key", 0), to("token", 3, "unassigned"), to("key", 6)),
    violated(SAME, to("key", 0), to("token", 3, "unknown"), to("key", 6)),
    violated(SAME, to("key", 0), to("token", 3, changed={"created_at": "2025-01-09T00:00:00"}), to("key", 6)),
    not_offered(SAME, to("key", 0), to("key", 6)),
    not_offered(SAME, to("token", 0), to("token", 3, "unassigned")),
    silent(SAME, to("key", 0), to("token", 3, "unassigned")),
    upheld(SAME, to("key", 0), to("token", 3, "unassigned"), to("key", 6, "unassigned")),
    silent(SAME, to("key", 0), to("token", 3, session=OTHER), to("key", 6)),
    silent(SAME, answer(DETAIL, code=401), answer(failure=DROPPED)),
)

CASES = (*KNOWN_CASES, *ALIKE_CASES, *SAME_CASES)

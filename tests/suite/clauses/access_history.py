"""Who may ask, by several credentials together: cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.suite.building import FRESH, OTHER, answer, body, told
from tests.suite.clauses.cases import silent, upheld, violated

if TYPE_CHECKING:
    from contract_tests.observation import Credential

ACCEPTED, SHOWS = "access.valid-credentials-are-accepted", "access.foreign-session-shows-nothing"
LOOKS, APART = "access.foreign-looks-unknown", "access.credentials-stay-apart"
DETAIL = {"detail": "Not authenticated"}
MISSING = {"detail": "Not Found"}
DROPPED = answer(failure="the connection was dropped")


def own(
    code: int = 200, credential: Credential = "key", at: float = 0.0, label: str = "", **known: Any
) -> Any:
    """Return an answer with that status to a credential of one's own."""
    content = body("alive") if code == 200 else DETAIL
    scenario = "credentials" if label else "resting"
    return answer(content, code=code, credential=credential, at=at, label=label, scenario=scenario, **known)


def foreign(content: Any, code: int = 200, credential: Credential = "key", session: str = OTHER) -> Any:
    """Return an answer about another account's session."""
    return answer(
        content, code=code, credential=credential, session=session, subject="foreign", state="foreign"
    )


def unknown(content: Any, code: int = 200, **known: Any) -> Any:
    """Return an answer to ours about a fresh id."""
    return answer(content, code=code, session=FRESH, subject="unknown", **known)


THEIRS = foreign(body("alive", OTHER), credential="foreign")
NONE = body("unknown", OTHER)
NOBODY = unknown(body("unknown", FRESH))

ACCEPTED_CASES = (
    upheld(ACCEPTED, own(), own(credential="token"), own(label="header in lower case")),
    upheld(ACCEPTED, own(404), own(422, "token")),
    upheld(ACCEPTED, own(), own(401, session=OTHER), own(403, "token", session=OTHER)),
    violated(ACCEPTED, own(), own(401, "token")),
    violated(ACCEPTED, own(403, "token", at=1), own()),
    violated(ACCEPTED, own(), own(401, label="header in upper case")),
    violated(ACCEPTED, own(at=0), own(401, at=1), own(at=2)),
    violated(ACCEPTED, NOBODY, unknown(DETAIL, 401, credential="token")),
    silent(
        ACCEPTED,
        answer("<title>Sign in</title>"),
        answer({}),
        own(404),
        own(307),
        own(500),
        own(404, "token"),
    ),
    silent(ACCEPTED, own(401), own(403, "token"), own(401, label="header in lower case"), DROPPED, own(503)),
    silent(
        ACCEPTED, own(200, "none"), own(200, "wrong-key"), own(200, "foreign"), THEIRS, own(subject="near")
    ),
    silent(ACCEPTED, foreign(body("alive", OTHER)), answer(failure="dropped", subject="foreign")),
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
    violated(SHOWS, THEIRS, foreign({"detail": {"session": body("alive", OTHER)}}, 403)),
    violated(SHOWS, THEIRS, foreign([{"a": {"b": {"c": {"vm_id": "x"}}}}], 403)),
    upheld(SHOWS, THEIRS, foreign([{"a": {"b": {"c": {"d": {"vm_id": "x"}}}}}], 403)),
    upheld(SHOWS, THEIRS, foreign(NONE | {"more": {"vm_id": "x"}})),
    silent(SHOWS, foreign(body("alive", OTHER)), foreign(NONE, credential="foreign")),
    silent(SHOWS, foreign(body("alive", OTHER)), foreign(body("alive", FRESH), 200, "foreign", FRESH)),
    silent(
        SHOWS, THEIRS, told("alive"), own(session=OTHER), foreign(body("alive", OTHER), 200, "none"), DROPPED
    ),
)

LOOKS_CASES = (
    upheld(LOOKS, NOBODY, foreign(NONE)),
    upheld(LOOKS, unknown(MISSING, 404), foreign(MISSING, 404)),
    upheld(LOOKS, unknown({"detail": "no such session"}, 404), foreign(MISSING, 404)),
    violated(LOOKS, NOBODY, foreign(DETAIL, 403)),
    violated(LOOKS, NOBODY, foreign(NONE | {"env_status": "none"})),
    violated(LOOKS, unknown(MISSING, 404), foreign(NONE)),
    silent(LOOKS, foreign(DETAIL, 403), told("alive"), THEIRS, DROPPED),
    silent(LOOKS, NOBODY, THEIRS, foreign(DETAIL, 401, "none")),
)


def company(code: int, credential: Credential = "none", at: float = 3.0, **known: Any) -> Any:
    """Return an answer to one of many requests in flight."""
    return own(code, credential, at, together=True, **known)


APART_CASES = (
    upheld(APART, company(401), company(404), company(500)),
    upheld(APART, own(at=0), company(200, "key"), own(at=6)),
    upheld(APART, own(401, "token", 0), company(401, "token"), own(401, "token", 6)),
    upheld(APART, own(404, at=0), company(410, "key"), own(404, at=6)),
    upheld(APART, unknown(MISSING, 404), unknown(MISSING, 404, at=3, together=True), unknown(NONE, at=6)),
    violated(APART, company(200)),
    violated(APART, company(204, subject="unknown")),
    violated(APART, own(at=0), company(401, "key"), own(at=6)),
    violated(APART, own(at=0), company(404, "key"), own(at=6)),
    violated(APART, own(401, "token", 0), company(200, "token"), own(401, "token", 6)),
    silent(APART, own(200, "none"), own(at=0), own(at=6), DROPPED, company(503), company(200, "wrong-key")),
    silent(APART, company(200, "key"), own(at=6), company(200, subject="hostile")),
    silent(APART, own(at=0), company(401, "key"), own(401, at=6)),
    silent(APART, own(at=0), company(500, "key"), own(at=6)),
    silent(APART, *(own(401, "wrong-key", at) for at in (0, 6)), company(401, "wrong-key")),
    silent(APART, *(own(at=at, label="header in lower case") for at in (0, 6)), company(401, "key")),
)

CASES = (*ACCEPTED_CASES, *SHOWS_CASES, *LOOKS_CASES, *APART_CASES)

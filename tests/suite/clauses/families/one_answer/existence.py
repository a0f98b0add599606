"""The session that a status is about, and its existence: cases of single answers."""

import uuid
from typing import Any

from tests.suite.building import DROPPED, FRESH, OTHER, SESSION, answer, body, told
from tests.suite.clauses.cases import Says, not_offered, sentence, silent, upheld, violated, yes
from tests.suite.clauses.drawn.drawn_answers import Drawn, OfAnswer
from tests.suite.clauses.drawn.drawn_statuses import Body, OfStatus, alive, of_time

ALIVE, DEAD, UNASSIGNED, UNKNOWN = told("alive"), told("dead"), told("unassigned"), told("unknown")
REFUSED = answer({"detail": "Not authenticated"}, code=401)
MISSING = answer({"detail": "Not Found"}, code=404, session=FRESH, subject="unknown")
GONE = answer(body("unknown"))

ECHOED, NOT_EXISTING = "existence.session-id-is-echoed", "existence.unknown-session-does-not-exist"
FOUND, NO_VM = "existence.unknown-session-is-answered-200", "existence.absent-session-has-no-vm"
NEVER, CREATED = "existence.absent-session-was-never-created", "existence.session-was-created"
PAST, PLAUSIBLE = "existence.creation-lies-in-the-past", "existence.creation-time-is-plausible"


def echoing(told_id: str, asked: str = SESSION, **known: Any) -> Any:
    """Return an answer about one id to a question about another."""
    return answer(body("alive", told_id), asked=asked, **known)


def answered(code: int) -> Any:
    """Return an answer about a fresh id that tells nothing but its status."""
    return answer({}, code=code, session=FRESH, subject="unknown")


def dated(created: str | None, date: str | None) -> Any:
    """Return an answer with that created_at and that Date header."""
    headers = (("Content-Type", "application/json"), *((("date", date),) if date is not None else ()))
    return answer(body("alive", created_at=created), headers=headers)


NOON = "Fri, 10 Jan 2025 12:00:00 GMT"
SPELLED = (SESSION.upper(), SESSION.replace("-", ""), f"{{{SESSION}}}", f"urn:uuid:{SESSION}")

CASES = (
    upheld(ECHOED, ALIVE, DEAD, UNKNOWN, *(echoing(spelling) for spelling in SPELLED)),
    upheld(ECHOED, *(echoing(SESSION, spelling, subject="spelling") for spelling in SPELLED)),
    upheld(ECHOED, echoing("any id", "any id")),
    upheld(ECHOED, echoing(SESSION, f"{SESSION}/"), echoing(f"%{ord(SESSION[0]):x}{SESSION[1:]}")),
    violated(ECHOED, echoing(f"{SESSION}/"), echoing(OTHER, f"{SESSION}/"), echoing(f"%25{SESSION}")),
    violated(ECHOED, echoing(OTHER)),
    violated(ECHOED, echoing(FRESH)),
    violated(ECHOED, echoing("")),
    violated(ECHOED, echoing(SESSION[:-1])),
    violated(ECHOED, echoing(OTHER, SPELLED[0], subject="spelling")),
    silent(ECHOED, REFUSED, answer("x"), echoing(OTHER, subject="near"), echoing(OTHER, credential="none")),
    upheld(NOT_EXISTING, answer(body("unknown", FRESH), session=FRESH, subject="unknown")),
    violated(NOT_EXISTING, answer(body("alive", FRESH), session=FRESH, subject="unknown")),
    *(not_offered(NOT_EXISTING, answered(code)) for code in (400, 404, 499)),
    *(silent(NOT_EXISTING, answered(code)) for code in (301, 399, 500, 501, 503)),
    silent(NOT_EXISTING, answer(failure=DROPPED, session=FRESH, subject="unknown")),
    not_offered(NO_VM, MISSING),
    not_offered(NEVER, MISSING),
    upheld(PAST, dated("2025-01-10T12:05:00Z", NOON), dated("2025-01-11T02:05:00", NOON)),
    upheld(PAST, dated("2025-01-11T02:04:59+14:00", NOON), dated("0001-01-01T00:00:00", NOON)),
    violated(PAST, dated("2025-01-10T12:05:01Z", NOON)),
    violated(PAST, dated("2025-01-11T02:05:01", NOON)),
    violated(PAST, dated("2025-01-10T12:05:01Z", "Fri, 10 Jan 2025 12:00:00 -0000")),
    violated(PAST, dated("2025-01-10T12:05:01Z", "Fri, 10 Jan 2025 13:00:00 +0100")),
    violated(PAST, dated("9999-12-31T23:59:59-23:59", NOON)),
    violated(PAST, dated("2025-01-10T12:00:00-00:06", NOON)),
    not_offered(PAST, dated(None, NOON)),
    *(not_offered(PAST, dated("2026-01-10T12:05:00Z", date)) for date in (None, "soon")),
    not_offered(PAST, dated("9999-12-31T23:59:59-23:59", "never"), dated("tomorrow", NOON)),
    silent(PAST, dated("tomorrow", NOON), UNKNOWN, REFUSED),
)


def same_session(body: Body) -> bool:
    """The session asked for, in any spelling of its UUID."""
    try:
        return uuid.UUID(body["session_id"]) == uuid.UUID(SESSION)
    except ValueError:
        return False


def absent(it: Drawn) -> Says:
    """An unused id's session does not exist."""
    if not it.plain or it.subject != "unknown":
        return "silent"
    if 400 <= it.code < 500:
        return "not offered"
    return yes(it.body == "absent") if it.code == 200 and it.body in {"status", "absent"} else "silent"


STATUSES: dict[str, OfStatus] = {
    ECHOED: sentence(lambda _: True, same_session),
    NO_VM: sentence(
        lambda it: not it["exists"],
        lambda it: not it["vm_assigned"] and not alive(it) and it.get("vm_id") is None,
    ),
    NEVER: sentence(lambda it: not it["exists"], lambda it: it.get("created_at") is None),
    CREATED: sentence(lambda it: it["exists"], lambda it: it.get("created_at") is not None),
    PAST: of_time("to come", "no time"),
    PLAUSIBLE: of_time("long ago", "no time"),
}

ANSWERS: dict[str, OfAnswer] = {
    NOT_EXISTING: absent,
    FOUND: sentence(
        lambda it: it.plain and it.subject == "unknown" and it.code != 401, lambda it: it.code == 200
    ),
}

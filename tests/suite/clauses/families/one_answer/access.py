"""Who may ask: cases of single answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.suite.building import DROPPED, FRESH, SESSION, answer, body, told
from tests.suite.clauses.cases import not_offered, silent, upheld, violated

if TYPE_CHECKING:
    from contract_tests.recording.exchange import Headers
    from contract_tests.recording.observation import Credential

REQUIRED = "access.credentials-are-required"
KEY, TOKEN = "access.wrong-key-is-refused", "access.wrong-token-is-refused"
NEAR, QUERY = "access.near-miss-key-is-refused", "access.key-in-query-is-not-accepted"
NOTHING, ERROR = "access.refusal-reveals-nothing", "access.refusal-is-an-error"
SCHEME = "access.refusal-names-the-scheme"

DETAIL = {"detail": "Not authenticated"}
BEARER: Headers = (("content-type", "application/json"), ("WWW-Authenticate", "Bearer"))
AUTHORISED = (
    told("alive"),
    told("unknown"),
    answer({}, code=404),
    answer(body("alive"), credential="foreign"),
)
LOST = answer(failure=DROPPED, credential="none")
GATEWAY = answer("", code=429, credential="none")


def asked(code: int, credential: Credential = "none", content: Any = DETAIL, **known: Any) -> Any:
    """Return an answer with that status to a request with that credential."""
    return answer(content, code=code, credential=credential, **known)


UPPER: dict[str, Any] = {"asked": SESSION.upper(), "subject": "spelling"}
UNKNOWN: dict[str, Any] = {"session": FRESH, "subject": "unknown"}

LOGIN: Headers = (("Location", "https://login.invalid/"),)
DOOR: dict[str, Any] = {"subject": "door"}

REQUIRED_CASES = (
    upheld(REQUIRED, asked(302, headers=LOGIN), asked(307, headers=LOGIN, **UPPER)),
    violated(REQUIRED, asked(200, headers=LOGIN)),
    upheld(REQUIRED, asked(401, **DOOR), asked(404, "query", **DOOR), asked(400, "elsewhere", **DOOR)),
    *(
        violated(REQUIRED, asked(200, credential, body("alive"), **DOOR))
        for credential in ("none", "query", "elsewhere")
    ),
    silent(REQUIRED, asked(200, content="<html>", **DOOR), asked(307, **DOOR), asked(200, "key", **DOOR)),
    upheld(REQUIRED, asked(401), asked(403), asked(401, **UNKNOWN), asked(403, subject="foreign")),
    upheld(REQUIRED, asked(404, **UPPER), asked(401, **UPPER)),
    *(violated(REQUIRED, asked(code)) for code in (200, 204, 302, 404, 422)),
    silent(REQUIRED, asked(500), asked(500, **UPPER)),
    violated(REQUIRED, asked(200, content=body("unknown", FRESH), **UNKNOWN)),
    violated(REQUIRED, asked(404, **UNKNOWN)),
    violated(REQUIRED, asked(200, **UPPER)),
    *(upheld(REQUIRED, asked(code, **UPPER)) for code in (400, 499)),
    violated(REQUIRED, asked(399, **UPPER)),
    silent(REQUIRED, *AUTHORISED, LOST, GATEWAY, asked(200, "wrong-key"), asked(200, "query")),
    upheld(REQUIRED, asked(404, "wrong-key", subject="hostile")),
    violated(REQUIRED, asked(200, "wrong-token", body("unknown"), subject="hostile")),
    silent(
        REQUIRED, asked(200, subject="contract"), asked(200, subject="hostile"), asked(200, subject="odd")
    ),
)

WRONG: tuple[tuple[str, Credential], ...] = (
    (KEY, "wrong-key"), (TOKEN, "wrong-token"), (NEAR, "near-miss-key"), (QUERY, "query"),
)  # fmt: skip

WRONG_CASES = (
    *(upheld(clause, asked(401, credential), asked(403, credential)) for clause, credential in WRONG),
    *(upheld(clause, asked(404, credential), asked(400, credential)) for clause, credential in WRONG),
    *(violated(clause, asked(200, credential, body("alive"))) for clause, credential in WRONG),
    *(violated(clause, asked(204, credential, "")) for clause, credential in WRONG),
    *(violated(clause, asked(299, credential, "")) for clause, credential in WRONG),
    *(upheld(clause, asked(499, credential)) for clause, credential in WRONG),
    *(silent(clause, *AUTHORISED, asked(200), asked(200, "foreign"), LOST) for clause, _ in WRONG),
    *(silent(clause, asked(429, credential), asked(503, credential)) for clause, credential in WRONG),
    *(
        silent(clause, *(asked(200, other) for _, other in WRONG if other != credential))
        for clause, credential in WRONG
    ),
    *(upheld(clause, asked(302, credential, headers=LOGIN)) for clause, credential in WRONG),
    *(silent(clause, asked(200, credential, subject="hostile")) for clause, credential in WRONG[:3]),
    *(silent(clause, asked(300, credential), asked(399, credential)) for clause, credential in WRONG[:3]),
    *(silent(clause, asked(302, credential), asked(500, credential)) for clause, credential in WRONG[:3]),
)

TELLING = (
    "exists", "vm_assigned", "vm_alive", "vm_status", "vm_id", "uptime_seconds", "expires_in_seconds",
    "env_status",
)  # fmt: skip
PLACEHOLDERS = (
    "$CONTRACT_API_KEY", "${CONTRACT_API_KEY%?}", "Bearer $CONTRACT_BEARER_TOKEN", "${CONTRACT_API_KEY}x",
)  # fmt: skip

NOTHING_CASES = (
    upheld(NOTHING, asked(401), asked(403, "wrong-key"), asked(404, **UPPER), asked(401, content="<html>")),
    upheld(NOTHING, asked(403, content={"session_id": SESSION, "created_at": "2025-01-10T12:34:56"})),
    *(violated(NOTHING, asked(401, content={"detail": [{name: None}]})) for name in TELLING),
    *(violated(NOTHING, asked(403, "near-miss-key", {"detail": f"bad key {word}"})) for word in PLACEHOLDERS),
    violated(NOTHING, asked(401, "wrong-token", headers=(("X-Echo", PLACEHOLDERS[0]),))),
    violated(NOTHING, asked(401, content=f"<html>{PLACEHOLDERS[0]}")),
    violated(NOTHING, asked(401, content={"a": {"b": {"c": {"vm_id": 1}}}})),
    upheld(NOTHING, asked(401, content={"a": {"b": {"c": {"d": {"vm_id": 1}}}}})),
    violated(NOTHING, asked(300, content={"vm_id": 1})),
    silent(NOTHING, asked(299, content={"vm_id": 1})),
    silent(NOTHING, *AUTHORISED, asked(200, content=body("alive")), LOST, GATEWAY),
    silent(NOTHING, asked(401, "query", body("alive")), asked(401, "key", body("alive"))),
    silent(NOTHING, asked(401, content=body("alive"), subject="hostile")),
    upheld(NOTHING, asked(401, "near-miss-key", body("unknown"), subject="hostile")),
    violated(NOTHING, asked(401, "near-miss-key", {"detail": PLACEHOLDERS[0]}, subject="hostile")),
)

ERRORS, OTHERS = (400, 401, 403, 404, 499), (200, 302, 307, 399, 500)

ERROR_CASES = (
    *(upheld(ERROR, asked(code), asked(code, "wrong-key"), asked(code, **UPPER)) for code in ERRORS),
    *(violated(ERROR, asked(code)) for code in OTHERS),
    *(violated(ERROR, asked(code, "wrong-token")) for code in OTHERS),
    violated(ERROR, asked(200, "near-miss-key")),
    silent(ERROR, *AUTHORISED, asked(500, "key"), LOST, GATEWAY),
    silent(
        ERROR, asked(500, subject="hostile"), asked(500, "wrong-key", subject="near"), asked(200, "query")
    ),
)

SCHEME_CASES = (
    upheld(SCHEME, asked(401, headers=BEARER)),
    upheld(SCHEME, asked(401, "wrong-key", headers=(("www-authenticate", "X"),))),
    violated(SCHEME, asked(401)),
    violated(SCHEME, asked(401, headers=(("WWW-Authenticate", ""),))),
    not_offered(SCHEME, asked(403), asked(403, "near-miss-key")),
    silent(
        SCHEME,
        *AUTHORISED,
        asked(404),
        asked(200),
        asked(401, "key"),
        LOST,
        GATEWAY,
        asked(401, "query"),
    ),
)

CASES = (*REQUIRED_CASES, *WRONG_CASES, *NOTHING_CASES, *ERROR_CASES, *SCHEME_CASES)

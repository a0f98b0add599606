"""Access: cases of single answers."""

from collections.abc import Callable
from typing import Any

from contract_tests.recording.exchange import Headers
from contract_tests.recording.observation import Credential
from tests.suite.building import DROPPED, FRESH, SESSION, answer, body, told
from tests.suite.clauses.cases import Says, sentence, silent, upheld, violated, yes
from tests.suite.clauses.drawn.drawn_answers import Drawn, OfAnswer
from tests.suite.clauses.drawn.drawn_histories import DETAIL

REQUIRED = "access.credentials-are-required"
KEY, TOKEN = "access.wrong-key-is-refused", "access.wrong-token-is-refused"
NEAR, QUERY = "access.near-miss-key-is-refused", "access.key-in-query-is-not-accepted"
NOTHING, ERROR = "access.refusal-reveals-nothing", "access.refusal-is-an-error"
SCHEME = "access.refusal-names-the-scheme"

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

REFUSED_CASES = (
    *(upheld(clause, asked(302, credential, headers=LOGIN)) for clause, credential in WRONG),
    *(upheld(REQUIRED, asked(code, headers=LOGIN)) for code in (300, 399)),
    *(violated(REQUIRED, asked(code, headers=LOGIN)) for code in (299, 400)),
    *(silent(clause, *AUTHORISED, asked(200, "foreign"), LOST) for clause, _ in WRONG),
    *(silent(clause, asked(200, credential, subject="hostile")) for clause, credential in WRONG[:3]),
    violated(SCHEME, asked(401, headers=(("WWW-Authenticate", ""),))),
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
    upheld(NOTHING, asked(401, content={"exists": False}), asked(401, content={"exists": False}, **UNKNOWN)),
    violated(NOTHING, asked(401, content={"exists": True}), asked(401, content={"exists": False}, **UNKNOWN)),
    violated(NOTHING, asked(300, content={"vm_id": 1})),
    silent(NOTHING, asked(299, content={"vm_id": 1})),
    silent(NOTHING, *AUTHORISED, asked(200, content=body("alive")), LOST, GATEWAY),
    silent(NOTHING, asked(401, "query", body("alive")), asked(401, "key", body("alive"))),
    silent(NOTHING, asked(401, content=body("alive"), subject="hostile")),
    upheld(NOTHING, asked(401, "near-miss-key", body("unknown"), subject="hostile")),
    violated(NOTHING, asked(401, "near-miss-key", {"detail": PLACEHOLDERS[0]}, subject="hostile")),
)

BESIDE = f"localhost:8000/v1/sessions/status/{SESSION}"


def redirected(where: str, **known: Any) -> Any:
    """Return a redirect of a request without a credential."""
    return asked(308, headers=(("Location", where),), **known)


ERROR_CASES = (
    *(
        silent(ERROR, redirected(where, **UPPER))
        for where in (SESSION, f"http://{BESIDE}", f"https://{BESIDE}")
    ),
    silent(ERROR, redirected(f"/v1/sessions/status/{SESSION}", **UPPER)),
    *(
        violated(ERROR, redirected(where, **UPPER))
        for where in (
            "/login",
            SESSION.upper(),
            f"/{SESSION}",
            f"//login.{BESIDE}",
            "http://[",
            f"{SESSION}?a",
        )
    ),
    violated(ERROR, redirected(SESSION)),
)

CASES = (*REQUIRED_CASES, *REFUSED_CASES, *NOTHING_CASES, *ERROR_CASES)


def refused(credential: str) -> Callable[[Drawn], Says]:
    """A request with this credential meets no success; what redirects or breaks down refuses nothing."""

    def says(it: Drawn) -> Says:
        if it.credential != credential or it.odd or it.code >= 500 or 300 <= it.code < 400 or not it.answered:
            return "silent"
        return yes(it.code >= 400)

    return says


def required(it: Drawn) -> Says:
    """No caller is told anything; how a malformed id is refused first is left open."""
    if it.odd and (it.credential in {"none", "query"} or it.wrong) and it.answered:
        if it.code < 300 and it.body in {"status", "absent", "member"}:
            return "violated"
        return "upheld" if 400 <= it.code < 500 else "silent"
    if not it.unused_context or not it.answered or it.code >= 500:
        return "silent"
    return yes(it.code in {401, 403} or (it.subject == "spelling" and 400 <= it.code < 500))


def scheme(it: Drawn) -> Says:
    """A 401 says how to authenticate."""
    if not it.unauthorised or it.code not in {401, 403}:
        return "silent"
    return yes(it.challenge) if it.code == 401 else "not offered"


def reveals(it: Drawn) -> Says:
    """A refusal tells nothing."""
    if not (it.unauthorised or (it.wrong and it.answered)) or it.code < 300:
        return "silent"
    return yes(it.body not in ({"credential"} if it.odd else {"status", "absent", "member", "credential"}))


ANSWERS: dict[str, OfAnswer] = {
    REQUIRED: required,
    KEY: refused("wrong-key"),
    TOKEN: refused("wrong-token"),
    NEAR: refused("near-miss-key"),
    NOTHING: reveals,
    ERROR: sentence(lambda it: it.unauthorised, lambda it: 400 <= it.code < 500),
    SCHEME: scheme,
    QUERY: sentence(lambda it: it.credential == "query" and it.answered, lambda it: it.code >= 300),
}

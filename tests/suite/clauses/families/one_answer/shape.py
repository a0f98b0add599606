"""The shape of bodies: cases."""

import json
from typing import Any

from tests.suite.building import DROPPED, FRESH, NOW, OMIT, OTHER, answer, body, told
from tests.suite.clauses.cases import Says, not_offered, sentence, silent, upheld, violated, yes
from tests.suite.clauses.drawn.drawn_answers import READABLE, Drawn, OfAnswer
from tests.suite.clauses.drawn.drawn_histories import DETAIL, Histories
from tests.suite.clauses.drawn.drawn_statuses import OfStatus, of_time

ALIVE, DEAD, UNASSIGNED, UNKNOWN = told("alive"), told("dead"), told("unassigned"), told("unknown")
REFUSED = answer({"detail": "Not authenticated"}, code=401)
ANONYMOUS = answer(body("alive"), credential="none")
GATEWAY = answer("<html>", code=502, headers=(("Content-Type", "text/html"),))
LOST = answer(failure=DROPPED)
NOT_FOUND = {"detail": "Not Found"}
TEXT = json.dumps(body("alive"))

DOCUMENTED, IS_JSON = "shape.status-is-documented", "shape.body-is-json"
UNIQUE, MATCHES = "shape.members-are-unique", "shape.status-body-matches-schema"
INVALID, TIMESTAMP = "shape.validation-error-matches-schema", "shape.created-at-is-a-timestamp"
OFFSET = "shape.created-at-carries-an-offset"

ERROR = {"loc": ["path", 0], "msg": "not a UUID", "type": "uuid_parsing"}


def invalid(detail: Any = None, **known: Any) -> Any:
    """Return a 422 about a hostile id."""
    content = {"detail": [ERROR] if detail is None else detail}
    return answer(content, code=422, session="", asked="x", **{"subject": "hostile"} | known)


def created(at: Any) -> Any:
    """Return an answer with that created_at."""
    return told("alive", created_at=at)


def member(name: str, value: Any) -> Any:
    """Return an answer with one member changed."""
    changed: dict[str, Any] = {name: value}
    return told("alive", **changed)


def typed(kind: str) -> Any:
    """Return a good body with that Content-Type."""
    return answer(body("alive"), headers=(("content-type", kind),))


DOCUMENTED_CASES = (
    upheld(DOCUMENTED, ALIVE, answer({"detail": []}, code=422)),
    upheld(DOCUMENTED, told("alive"), answer(NOT_FOUND, code=404, at=3, session=OTHER)),
    *(violated(DOCUMENTED, answer(body("alive"), code=code)) for code in (201, 204, 302, 400, 500, 501)),
    violated(DOCUMENTED, answer(NOT_FOUND, code=404), UNKNOWN),
    violated(DOCUMENTED, ALIVE, answer(NOT_FOUND, code=404, at=3), told("alive", at=6)),
    silent(
        DOCUMENTED, answer(NOT_FOUND, code=404), answer(NOT_FOUND, code=404, session=FRESH, subject="unknown")
    ),
    silent(DOCUMENTED, answer(NOT_FOUND, code=410), answer(NOT_FOUND, code=404, at=3)),
    silent(DOCUMENTED, REFUSED, ANONYMOUS, GATEWAY, LOST, answer({}, code=403), UNKNOWN),
    silent(DOCUMENTED, answer(NOT_FOUND, code=418, subject="near"), answer("", code=418, subject="hostile")),
)

JSON_CASES = (
    upheld(IS_JSON, ALIVE, UNKNOWN, answer({"detail": []}, code=422)),
    upheld(
        IS_JSON,
        typed("application/json; charset=utf-8"),
        typed("Application/JSON"),
        typed("application/json ;a=b"),
    ),
    upheld(IS_JSON, answer(f" \r\n\t{TEXT}\n"), answer("1e999"), answer('"\\ud800"'), answer("null")),
    *(
        violated(IS_JSON, typed(kind))
        for kind in ("text/html", "application/hal+json", "application/problem+json", "text/json", "")
    ),
    violated(IS_JSON, answer(body("alive"), headers=(("Date", NOW),))),
    *(
        violated(IS_JSON, answer(text))
        for text in (
            "",
            "x",
            TEXT + "x",
            TEXT[:-1],
            '{"a": NaN}',
            "[-Infinity]",
            "{'a': 1}",
            "\ufeff{}",
            "[1,]",
            "[" * 5000,
        )
    ),
    violated(IS_JSON, answer(b'"\xff"')),
    violated(IS_JSON, answer(TEXT.encode("utf-16"))),
    violated(IS_JSON, answer("<html>", code=422)),
    silent(IS_JSON, REFUSED, ANONYMOUS, GATEWAY, LOST, answer("x", code=500), answer("x", code=404)),
    *(violated(IS_JSON, answer("x", subject=subject)) for subject in ("spelling", "near", "hostile")),
    silent(
        IS_JSON,
        answer("<html>", subject="hostile", headers=(("content-type", "text/html"),)),
        answer("x", subject="near", code=422),
        answer(body("alive"), subject="spelling"),
        answer("x", subject="odd"),
        answer("x", subject="hostile", asked="../x"),
        answer("x", credential="wrong-key"),
    ),
)

UNIQUE_CASES = (
    upheld(UNIQUE, ALIVE, answer({"detail": [{"a": {"b": 1}}, {"a": 1}]}, code=422)),
    violated(UNIQUE, answer(TEXT[:-1] + ', "exists": true}')),
    violated(UNIQUE, answer('{"detail": [{"a": {"b": 1, "b": 1}}]}', code=422)),
    violated(UNIQUE, answer('{"a": 1, "\\u0061": 1}')),
    silent(UNIQUE, answer("x"), REFUSED, ANONYMOUS, answer('{"a": 1, "a": 1}', code=404)),
)

MATCHES_CASES = (
    violated(MATCHES, answer(body("alive", exists="true"), subject="spelling")),
    silent(MATCHES, answer({"exists": "true"}, subject="hostile"), answer(body("alive"), subject="spelling")),
    upheld(MATCHES, ALIVE, DEAD, UNASSIGNED, UNKNOWN),
    upheld(
        MATCHES, answer({"session_id": "", "exists": False, "vm_assigned": False}), told("alive", more=[1])
    ),
    upheld(MATCHES, created("yesterday"), told("dead", uptime_seconds=-1e308), told("alive", vm_status="")),
    *(violated(MATCHES, member(name, OMIT)) for name in ("session_id", "exists", "vm_assigned")),
    *(violated(MATCHES, member(name, None)) for name in ("session_id", "exists", "vm_assigned", "vm_alive")),
    *(violated(MATCHES, member(name, "true")) for name in ("exists", "vm_assigned", "vm_alive")),
    *(
        violated(MATCHES, member(name, 1))
        for name in ("exists", "vm_alive", "vm_id", "vm_status", "env_error")
    ),
    *(violated(MATCHES, member(name, "1")) for name in ("uptime_seconds", "expires_in_seconds")),
    *(violated(MATCHES, member(name, value=True)) for name in ("uptime_seconds", "expires_in_seconds")),
    violated(MATCHES, told("alive", env_status=None)),
    violated(MATCHES, created(1736512496)),
    *(
        violated(MATCHES, answer(content))
        for content in ([body("alive")], {"data": body("alive")}, "null", "1", '"x"', {})
    ),
    silent(
        MATCHES,
        answer("x"),
        answer({}, code=422),
        REFUSED,
        ANONYMOUS,
        GATEWAY,
        LOST,
        answer({}, subject="hostile"),
    ),
)

WRONG_DETAILS: tuple[Any, ...] = ("not a UUID", {}, [{}], [ERROR | {"loc": "path"}], ["x"])
INVALID_CASES = (
    upheld(
        INVALID, invalid(), invalid([]), answer({}, code=422), invalid([ERROR | {"input": "x", "ctx": {}}])
    ),
    upheld(INVALID, answer({"detail": [ERROR], "more": 1}, code=422)),
    *(violated(INVALID, invalid(detail)) for detail in WRONG_DETAILS),
    *(
        violated(INVALID, invalid([ERROR | change]))
        for change in ({"loc": [None]}, {"msg": 1}, {"type": None}, {"loc": [1.5]})
    ),
    violated(INVALID, answer("<html>", code=422, subject="near")),
    violated(INVALID, answer("", code=422, subject="odd")),
    violated(INVALID, answer([ERROR], code=422)),
    silent(
        INVALID, ALIVE, UNKNOWN, REFUSED, invalid("x", credential="none"), invalid("x", subject="contract")
    ),
    not_offered(
        INVALID, answer(NOT_FOUND, code=404, subject="hostile"), answer(body("unknown"), subject="hostile")
    ),
    not_offered(INVALID, answer({}, code=500, subject="hostile")),
)

GOOD = (
    "2025-01-10T12:34:56", "2025-01-10t12:34:56z", "2025-01-10 12:34:56.123456789+14:00",
    "2024-02-29T00:00:00Z", "2016-12-31T23:59:60Z", "0001-01-01T00:00:00", "9999-12-31T23:59:59.999999-23:59",
)  # fmt: skip
BAD = (
    "", "2025-01-10", "2025-01-10T12:34", "2025-1-10T12:34:56", "2025-02-29T00:00:00", "2025-13-01T00:00:00",
    "2025-01-10T24:00:00", "2025-01-10T12:34:61", "2025-01-10T12:34:56+1400", "2025-01-10T12:34:56.",
    "20250110T123456Z", "1736512496", "Fri, 10 Jan 2025 12:34:56 GMT", "2025-01-10T12:34:56 ",
    "2025-01-10_12:34:56", "٢٠٢٥-01-10T12:34:56", "2025-01-10T12:34:56Z\n", "0000-01-01T00:00:00",
)  # fmt: skip

TIMES = (
    *(upheld(TIMESTAMP, created(at)) for at in GOOD),
    *(violated(TIMESTAMP, created(at)) for at in BAD),
    not_offered(TIMESTAMP, created(None), created(OMIT)),
    silent(TIMESTAMP, UNKNOWN, REFUSED, ANONYMOUS, answer(NOT_FOUND, code=404)),
    upheld(OFFSET, *(created(at) for at in GOOD if at.endswith(("Z", "z", "00", "59")) and len(at) > 19)),
    violated(OFFSET, created("2025-01-10T12:34:56")),
    violated(OFFSET, created("2025-01-10 12:34:56.5")),
    not_offered(OFFSET, created(None)),
    silent(OFFSET, UNKNOWN, created("yesterday"), REFUSED),
)

CASES = (
    *DOCUMENTED_CASES, *JSON_CASES, *UNIQUE_CASES, *MATCHES_CASES, *INVALID_CASES, *TIMES,
)  # fmt: skip


def media(it: Drawn) -> Says:
    """Both documented bodies are JSON, and say so; about any other id, without a slash, what says so is."""
    if it.real and it.subject in {"spelling", "near", "hostile"} and it.code == 200 and not it.attacks:
        says = it.kind.lower().startswith("application/json")
        return "violated" if says and it.body not in READABLE else "silent"
    if not it.plain or it.code not in {200, 422}:
        return "silent"
    return yes(it.kind.lower().startswith("application/json") and it.body in READABLE)


def documented_422(it: Drawn) -> Says:
    """A 422 has the documented body, in which nothing is required."""
    if not it.real or not it.answered:
        return "silent"
    if it.code != 422:
        return "not offered" if it.subject == "hostile" else "silent"
    return yes(it.body in {"invalid", "status", "absent", "member"})


ODD_CODES = (201, 202, 204, 400, 402, 405, 406, 409, 415, 418, 451)

STATUSES: dict[str, OfStatus] = {
    TIMESTAMP: of_time("no time"),
    OFFSET: of_time("without an offset", "no time"),
    MATCHES: sentence(lambda _: True, lambda _: True),
}

ANSWERS: dict[str, OfAnswer] = {
    IS_JSON: media,
    UNIQUE: sentence(
        lambda it: it.plain and it.code in {200, 422} and it.body in READABLE, lambda it: it.body != "twice"
    ),
    MATCHES: sentence(
        lambda it: it.plain and it.code == 200 and it.body in READABLE,
        lambda it: it.body in {"status", "absent"},
    ),
    INVALID: documented_422,
}

HISTORIES: dict[str, Histories] = {
    DOCUMENTED: (
        lambda scene: [scene.told(0), scene.seen(1, {"detail": []}, 422)],
        lambda scene: [scene.told(0), scene.seen(1, DETAIL, scene.pick(*ODD_CODES))],
    )
}

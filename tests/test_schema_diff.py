"""How an operation may change, and which of that breaks its callers."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.schema_diff import CHANGES
from tests.editing import ABSENT, PATH, PINNED, compared, edited
from tests.test_schema_diff_values import TABLE as SCHEMAS

STRING = {"type": "string"}
JSON = "application/json"
HTML = {"content": {"text/html": {"schema": STRING}}}
KEY = {"type": "apiKey", "in": "header", "name": "X-API-Key"}
TRACE = {"name": "trace", "in": "query", "schema": STRING}
BEARER: dict[str, list[str]] = {"OAuth2PasswordBearer": []}
ANYBODY: dict[str, list[str]] = {}
BY_KEY: dict[str, list[str]] = {"Key": []}
SCHEMES = {**PINNED["components"]["securitySchemes"], "Key": KEY}


FULL = edited(
    PINNED,
    (". requestBody", {"content": {JSON: {"schema": {}}, "text/plain": {"schema": STRING}}}),
    (". responses 200 headers", {"X-Left": {"schema": STRING}}),
    (". security", [{"OAuth2PasswordBearer": ["read"]}]),
)
"""The pinned contract with what it lacks: a body, a header, a scope."""
OK = f". responses 200 content {JSON}"
ANSWERS = PINNED["paths"][PATH]["get"]["responses"]
PARAMETERS = PINNED["paths"][PATH]["get"]["parameters"]
BODY = "components schemas SessionStatusResponse"


def answering(status: int) -> tuple[str, object]:
    """Return the change that adds a status."""
    return f". responses {status}", HTML


# What is changed, in the contract or in one that has more, and what that is called.
TABLE: list[tuple[str, dict[str, Any], list[tuple[str, object]]]] = [
    ("parameter-added-required", PINNED, [(". parameters 2", {**TRACE, "required": True})]),
    ("parameter-added-optional", PINNED, [(". parameters 2", TRACE)]),
    ("parameter-removed", PINNED, [(". parameters 1", ABSENT)]),
    ("parameter-made-required", PINNED, [(". parameters 1 required", True)]),
    (
        "parameter-made-optional",
        edited(PINNED, (". parameters 1 required", True)),
        [(". parameters 1 required", False)],
    ),
    ("parameter-encoding-changed", PINNED, [(". parameters 0 style", "matrix")]),
    ("parameter-encoding-changed", PINNED, [(". parameters 0 content", {JSON: {"schema": STRING}})]),
    ("parameter-null-changed", PINNED, [(". parameters 1 schema", STRING)]),
    ("request-type-narrowed", PINNED, [(". parameters 0 schema type", "integer")]),
    ("request-enum-narrowed", PINNED, [(". parameters 1 schema anyOf 0 enum", ["a"])]),
    ("request-format-added", PINNED, [(". parameters 1 schema anyOf 0 format", "uuid")]),
    ("request-promised", PINNED, [(". parameters 0 schema format", "uuid")]),
    ("request-promised", PINNED, [(". parameters 0 schema minLength", 36)]),
    ("request-promised", PINNED, [(". parameters 0 schema maxLength", 36)]),
    ("request-promised", PINNED, [(". parameters 0 schema pattern", "^[0-9a-f-]+$")]),
    ("request-bound-narrowed", PINNED, [(". parameters 0 schema maxLength", 35)]),
    ("request-format-added", PINNED, [(". parameters 0 schema format", "email")]),
    ("request-default-added", PINNED, [(". parameters 1 schema default", "a")]),
    ("wording-changed", PINNED, [(". parameters 0 description", "Which")]),
    ("body-added-required", PINNED, [(". requestBody", {"required": True, "content": {}})]),
    ("body-added-optional", PINNED, [(". requestBody", {"content": {}})]),
    ("body-removed", FULL, [(". requestBody", ABSENT)]),
    ("body-made-required", FULL, [(". requestBody required", True)]),
    (
        "body-made-optional",
        edited(FULL, (". requestBody required", True)),
        [(". requestBody required", False)],
    ),
    ("body-content-removed", FULL, [(". requestBody content text/plain", ABSENT)]),
    ("body-content-added", FULL, [(". requestBody content text/html", {})]),
    ("answer-removed", PINNED, [(". responses 200", ABSENT)]),
    ("error-removed", PINNED, [(". responses 422", ABSENT)]),
    ("success-added", PINNED, [(". responses 202", HTML)]),
    *(("answer-added", PINNED, [answering(status)]) for status in (307, 401, 403, 404, 429, 503)),
    ("answer-added", PINNED, [(". responses default", HTML)]),
    ("answer-added", PINNED, [(". responses 5XX", HTML)]),
    ("wording-changed", PINNED, [(". responses 200 description", "Fine")]),
    ("content-removed", FULL, [(OK, ABSENT)]),
    ("content-added", FULL, [(". responses 200 content text/html", {"schema": STRING})]),
    ("wording-changed", PINNED, [(f"{OK} examples", ABSENT)]),
    ("header-removed", FULL, [(". responses 200 headers", {})]),
    ("header-added", FULL, [(". responses 200 headers X-More", {"schema": STRING})]),
    ("header-made-required", FULL, [(". responses 200 headers X-Left required", True)]),
    (
        "header-made-optional",
        edited(FULL, (". responses 200 headers X-Left required", True)),
        [(". responses 200 headers X-Left required", False)],
    ),
    ("response-type-widened", FULL, [(". responses 200 headers X-Left schema type", ["string", "integer"])]),
    ("security-added", edited(PINNED, (". security", [])), [(". security", [BEARER])]),
    ("security-added", edited(PINNED, (". security", ABSENT)), [("security", [BEARER])]),
    ("security-dropped", PINNED, [(". security", [])]),
    ("security-dropped", PINNED, [(". security", ABSENT)]),
    (
        "security-alternative-removed",
        edited(PINNED, (". security", [BEARER, ANYBODY])),
        [(". security", [BEARER])],
    ),
    ("security-anonymous-added", PINNED, [(". security", [BEARER, ANYBODY])]),
    ("security-scopes-added", PINNED, [(". security 0 OAuth2PasswordBearer", ["read"])]),
    ("security-scopes-removed", FULL, [(". security 0 OAuth2PasswordBearer", [])]),
    (
        "security-scheme-redescribed",
        PINNED,
        [
            ("components securitySchemes OAuth2PasswordBearer flows password tokenUrl", "/login"),
        ],
    ),
    (
        "security-scheme-redescribed",
        PINNED,
        [
            ("components securitySchemes OAuth2PasswordBearer", {"type": "http", "scheme": "bearer"}),
        ],
    ),
    ("wording-changed", PINNED, [(". operationId", "status")]),
    ("wording-changed", PINNED, [(". summary", "Status")]),
    ("wording-changed", PINNED, [(". description", "Status of a session")]),
    ("wording-changed", PINNED, [(". deprecated", True)]),
    ("wording-changed", PINNED, [(". tags", ["sessions"])]),
    ("response-member-removed", PINNED, [(f"{BODY} properties env_error", ABSENT)]),
    ("response-default-changed", PINNED, [(f"{BODY} properties vm_alive default", True)]),
    ("response-member-made-optional", PINNED, [(f"{BODY} required 1", ABSENT)]),
    (
        "response-format-removed",
        PINNED,
        [
            (f"{BODY} properties created_at anyOf 0 format", ABSENT),
        ],
    ),
]

# Changes that come with another, or are of where things stand: proved below, or with whole documents.
ELSEWHERE = {
    "path-prefixed",
    "path-parameter-renamed",
    "parameter-became-scheme",
    "security-alternative-added",
    "too-large",
}

# Of what OpenAPI allows to be said otherwise, what means the same.
SAME: list[list[tuple[str, object]]] = [
    [("info title", "Others"), ("servers", [{"url": "https://api.example.com"}])],
    [(". security", ABSENT), ("security", [BEARER])],
    [(". parameters", PARAMETERS[::-1])],
    [(". parameters", []), (f"paths {PATH} parameters", PARAMETERS)],
    [(". parameters 1 name", "x-api-key")],
    [(". parameters 1 required", ABSENT)],
    [(". parameters 0 style", "simple")],
    [(". parameters 0 schema minLength", 1)],
    [(". parameters 2", {"name": "Accept", "in": "header", "required": True, "schema": STRING})],
    [(". x-internal", True), (". responses 200 x-internal", True)],
    [(f". responses 200 content {JSON};charset=utf-8", ANSWERS["200"]["content"][JSON]), (OK, ABSENT)],
    [(". responses 200 content */*", ANSWERS["200"]["content"][JSON]), (OK, ABSENT)],
    [(". responses 2XX", ANSWERS["200"]), (". responses 200", ABSENT)],
    [
        ("components parameters", {"Key": PARAMETERS[1]}),
        (". parameters 1", {"$ref": "#/components/parameters/Key"}),
    ],
    [
        ("components responses", {"Fine": ANSWERS["200"]}),
        (". responses 200", {"$ref": "#/components/responses/Fine"}),
    ],
]


@pytest.mark.parametrize("name, document, edits", TABLE)
def test_a_change_is_called_by_its_name_and_by_nothing_else(
    name: str, document: dict[str, Any], edits: list[tuple[str, object]]
) -> None:
    """One change of an operation is one difference with the consequence that the table gives it."""
    (found,) = compared(document, edited(document, *edits))
    assert (found.change, found.kind) == (name, CHANGES[name].kind)
    assert "{" not in found.message.replace("{session_id}", "")


@pytest.mark.parametrize("edits", SAME)
def test_spellings_of_the_same_do_not_differ(edits: list[tuple[str, object]]) -> None:
    """What callers cannot tell apart is no difference."""
    assert compared(PINNED, edited(PINNED, *edits)) == ()


def test_every_kind_of_change_is_shown() -> None:
    """No entry of the table of changes is without a case, and there are no fewer kinds than forty."""
    shown = {name for name, *_ in TABLE} | {name for row in SCHEMAS for name in row[2:]} | ELSEWHERE
    assert shown == set(CHANGES)
    assert len(CHANGES) >= 40


def test_breaking_differences_come_first() -> None:
    """Whoever reads the first line reads the worst."""
    edits = [(". summary", "S"), (". parameters 2", TRACE), (". parameters 0 schema type", "integer")]
    found = compared(PINNED, edited(PINNED, *edits))
    assert [each.kind for each in found] == ["breaking", "harmless", "documentation"]


def test_a_key_that_becomes_a_scheme_is_the_same_on_the_wire() -> None:
    """Describing the key as a security scheme instead of a header takes nothing from anybody."""
    edits = [
        (". parameters 1", ABSENT),
        (". security", [BEARER, BY_KEY]),
        ("components securitySchemes", SCHEMES),
    ]
    found = {each.change: each.kind for each in compared(PINNED, edited(PINNED, *edits))}
    assert found == dict.fromkeys(("security-alternative-added", "parameter-became-scheme"), "harmless")


def test_a_credential_wanted_besides_breaks() -> None:
    """A token that no longer suffices alone is a token that no longer suffices."""
    edits = [(". security", [{**BEARER, **BY_KEY}]), ("components securitySchemes", SCHEMES)]
    breaking = [each for each in compared(PINNED, edited(PINNED, *edits)) if each.kind == "breaking"]
    assert [each.change for each in breaking] == ["security-alternative-removed"]
    assert breaking[0].message.endswith("no longer suffices: Authorization: Bearer with header x-api-key")

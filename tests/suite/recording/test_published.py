"""Differences of a published description that break callers, and such as only use other words."""

import contextlib
import json
import socket
from typing import Any

import pytest
from hypothesis import given, settings

from contract_tests.recording import contract
from contract_tests.recording.contract import PATH, RESPONSES
from contract_tests.recording.described import DescriptionError, operation_of
from contract_tests.recording.published import EXAMPLE_ID, Difference, differences
from tests.suite.recording.editing import ABSENT, PINNED, STRANGE, Edit, edited

BODY, SELF = "components schemas SessionStatusResponse", "#/components/schemas/SessionStatusResponse"
MEMBERS = PINNED["components"]["schemas"]["SessionStatusResponse"]["properties"]
ANSWERS, PARAMETERS = (PINNED["paths"][PATH]["get"][each] for each in ("responses", "parameters"))
TOLD = ANSWERS["200"]["content"]["application/json"]
OK = ". responses 200 content application/json"
ERROR = "components schemas ValidationError"
STRING, NUMBER, INTEGER, NULL = ({"type": name} for name in ("string", "number", "integer", "null"))
ONE = {"type": "object", "properties": {"a": STRING}}
TRACE = {"name": "trace", "in": "query", "schema": STRING}
BEARER, KEY = ({name: list[str]()} for name in ("OAuth2PasswordBearer", "Key"))
NOTHING: dict[str, object] = {}
SCHEMES = (
    "components securitySchemes",
    {
        **PINNED["components"]["securitySchemes"],
        "Key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "Token": {"type": "http", "scheme": "bearer"},
    },
)
"""With these two defined a description says nothing else, as long as nothing demands them."""


def compared(was: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    """Return what breaks callers in one document who rely on another."""
    pinned, published = (operation_of(each, PATH) for each in (was, now))
    assert pinned is not None
    assert published is not None
    return list(differences(pinned, published))


OPEN = "security: strangers are no longer refused"
BREAKING: list[tuple[str, *tuple[Edit, ...]]] = [
    (OPEN, (". security", [])),
    (OPEN, (". security", ABSENT)),
    ("Authorization: Bearer no longer suffices, only header x-api-key", (". security", [KEY])),
    ("only Authorization: Bearer and header x-api-key", (". security", [{**BEARER, **KEY}])),
    ("Bearer with the scope read", (". security 0 OAuth2PasswordBearer", ["read"])),
    ("query trace: must now be sent", (". parameters 2", {**TRACE, "required": True})),
    ("body of the request: must now be sent", (". requestBody", {"required": True, "content": {}})),
    ("header X-API-Key: is no longer understood", (". parameters 1", ABSENT)),
    ("header X-API-Key: must now be sent", (". parameters 1 required", True)),
    (f"path session_id: may no longer be {EXAMPLE_ID}", (". parameters 0 schema type", "integer")),
    (f"path session_id: may no longer be {EXAMPLE_ID}", (". parameters 0 schema maxLength", 35)),
    (f"header X-API-Key: may no longer be {EXAMPLE_ID}", (". parameters 1 schema anyOf 0 enum", ["a"])),
    ("answer 200: is no longer given", (". responses 200", ABSENT)),
    ("answer 202: is a success that callers do not know", (". responses 202", ANSWERS["200"])),
    ("answer 200: is no longer given as application/json", (OK, ABSENT)),
    ("answer 200, $: may be null", (f"{OK} schema", {})),
    ("answer 200, vm_alive: now means true where", (f"{BODY} properties vm_alive default", True)),
    ("answer 422, $.detail[0].loc[0]: may be null", (f"{ERROR} properties loc items", {})),
    # Two at once, so that no body that is documented is admitted as it is, nor with one thing changed.
    (
        'answer 200, $.vm_assigned: may be "text"',
        *((f"{BODY} properties {each}", STRING) for each in ("exists", "vm_assigned")),
    ),
    (
        "answer 200, $.session_id: may be missing",
        (f"{BODY} properties region", {"enum": ["eu"]}),
        (f"{BODY} required", ["exists", "vm_assigned", "region"]),
    ),
]


@pytest.mark.parametrize("row", BREAKING)
def test_what_breaks_callers_is_said(row: tuple[str, *tuple[Edit, ...]]) -> None:
    """The place and the way, of which there is no other in the same place."""
    said, *edits = row
    found = compared(PINNED, edited(PINNED, SCHEMES, *edits))
    assert [each for each in found if said in f"{each.place}: {each.message}"], found
    assert len({each.place for each in found}) == len(found)


@pytest.mark.parametrize("member", MEMBERS)
def test_each_member_may_break_readers_in_each_way(member: str) -> None:
    """Another type, null, not required, not described: that member and no other is shown."""
    pinned = PINNED["components"]["schemas"]["SessionStatusResponse"]
    place, types = f"{BODY} properties {member}", pinned["properties"][member].get("anyOf", [MEMBERS[member]])
    ways: dict[str, Edit] = {
        "may be missing": (f"{BODY} required", [each for each in pinned["required"] if each != member])
    }
    default = {key: value for key, value in MEMBERS[member].items() if key == "default"}
    if member not in pinned["required"]:
        ways.clear()
    for name, value in {"null": "null", "string": '"text"', "boolean": "true", "object": "an object"}.items():
        if name not in {each["type"] for each in types}:
            ways[f"may be {value}"] = (place, {"anyOf": [*types, {"type": name}], **default})
    for message, edit in ways.items():
        found = compared(PINNED, edited(PINNED, edit))
        assert [(each.place, each.message) for each in found] == [(f"answer 200, $.{member}", message)]
    assert f"answer 200, $.{member}" in {
        each.place for each in compared(PINNED, edited(PINNED, (place, ABSENT)))
    }


# These mean the same, or break no caller.
HARMLESS: list[list[Edit]] = [
    [("info title", "Others"), ("servers", [{"url": "https://api.example.com"}])],
    [(". summary", "S"), (". description", "D"), (". tags", ["t"]), (". deprecated", True)],
    [(". x-internal", True), (f"{OK} examples", ABSENT), (f"{BODY} title", "T")],
    [(". security", ABSENT), ("security", [BEARER])],
    [(". security", [BEARER, {}])],
    [(". security", [{"Token": []}])],
    [("components securitySchemes OAuth2PasswordBearer flows password tokenUrl", "/login")],
    [(". parameters 1", ABSENT), (". security", [BEARER, KEY])],
    [(". parameters", PARAMETERS[::-1])],
    [(". parameters", []), (f"paths {PATH} parameters", PARAMETERS)],
    [(". parameters 0", ABSENT)],
    [(". parameters 1 name", "x-api-key"), (". parameters 1 required", ABSENT)],
    [(". parameters 0 style", "simple"), (". parameters 0 schema minLength", 1)],
    [(". parameters 0 schema", {**STRING, "format": "uuid", "pattern": "^[0-9a-f-]{36}$", "maxLength": 36})],
    [(". parameters 1 schema", STRING)],
    [(". parameters 2", TRACE)],
    [(". parameters 2", {"name": "Accept", "in": "header", "required": True, "schema": STRING})],
    [("x-parts", PARAMETERS), (". parameters 1", {"$ref": "#/x-parts/1"})],
    [("x-parts", ANSWERS), (". responses 200", {"$ref": "#/x-parts/200"})],
    [(". responses 422", ABSENT)],
    [(f". responses {status}", NOTHING) for status in (307, 401, 404, 429, "5XX", "default")],
    [(". responses 2XX", ANSWERS["200"]), (". responses 200", ABSENT)],
    [(f"{OK};charset=utf-8", TOLD), (OK, ABSENT)],
    [(". responses 200 content */*", TOLD), (OK, ABSENT)],
    [(". responses 200 content text/html", {"schema": STRING})],
    [(f"{BODY} properties region", STRING), (f"{BODY} required 3", "region")],
    [(f"{BODY} required 3", "vm_id"), (f"{BODY} properties vm_id", STRING)],
    [(f"{BODY} additionalProperties", False)],
    [(f"{BODY} properties vm_status anyOf 0 enum", ["active", "killed"])],
    [(f"{BODY} properties exists", {"enum": [False, True]})],
    [(f"{BODY} properties exists nullable", False), ("openapi", "3.0.3")],
    [(f"{BODY} properties next", {"$ref": SELF})],
]


@pytest.mark.parametrize("edits", HARMLESS)
def test_what_breaks_nobody_is_no_difference(edits: list[Edit]) -> None:
    """Other words for the same, more that may be sent, less that is received."""
    assert compared(PINNED, edited(PINNED, SCHEMES, *edits)) == []


# Spellings of the same.
SAME: list[tuple[Any, Any]] = [
    ({"anyOf": [STRING, NULL]}, {"type": ["null", "string"]}),
    ({"anyOf": [STRING, NULL]}, {"type": "string", "nullable": True}),
    ({"anyOf": [STRING, NULL]}, {"oneOf": [NULL, STRING]}),
    ({"anyOf": [ONE, NULL]}, {"allOf": [{"$ref": "#/components/schemas/One"}], "nullable": True}),
    ({"enum": ["a", "b"]}, {"anyOf": [{"const": "b"}, {"const": "a"}]}),
    ({"type": ["integer", "number"]}, NUMBER),
    ({}, True),
    ({"not": {}}, False),
    (ONE, {"$ref": "#/components/schemas/One", "$id": "https://h.example/one"}),
    (ONE, {"allOf": [{"$ref": "#/components/schemas/One"}, {"title": "A"}]}),
    ({**ONE, "required": ["a"]}, {"allOf": [ONE, {"required": ["a"]}]}),
    (ONE, {"properties": {"a": STRING}}),
    (ONE, {**ONE, "additionalProperties": True}),
    ({**ONE, "title": None, "examples": {"a": 1}}, ONE),
    ({"const": {"$ref": "a", "title": "b"}}, {"enum": [{"$ref": "a", "title": "b"}]}),
    ({"properties": {"$ref": {}, "nullable": {}, "properties": {}}}, {"type": "object"}),
    ({"type": "array"}, {"type": "array", "items": {}, "uniqueItems": False}),
    (ONE, {"type": "object", "properties": {"a": {**STRING, "default": None}}}),
]


@pytest.mark.parametrize("was, now", SAME)
def test_spellings_of_the_same_do_not_differ(was: object, now: object) -> None:
    """A schema in other words admits the same bodies, in either direction."""
    one = ("components schemas One", ONE)
    ours, theirs = (edited(PINNED, one, (f"{BODY} properties vm_id", each)) for each in (was, now))
    assert compared(ours, theirs) == compared(theirs, ours) == []


@pytest.mark.parametrize(
    "was, now", [({"enum": ["a"]}, {"enum": ["a", "b"]}), (INTEGER, NUMBER), (False, STRING)]
)
def test_what_is_wider_breaks_readers_only(was: object, now: object) -> None:
    """The pin has no such schemas yet; the opposite change breaks no caller."""
    ours, theirs = (edited(PINNED, (f"{BODY} properties vm_id", each)) for each in (was, now))
    assert [each.place for each in compared(ours, theirs)] == ["answer 200, $.vm_id"]
    assert compared(theirs, ours) == []


@pytest.mark.parametrize(
    "published, servers",
    [
        ("/api/v1/sessions/status/{session_id}", []),
        ("/v1/sessions/status/{id}", []),
        ("/status/{session_id}", [{"url": "https://h.example/v1/sessions"}]),
        ("/status/{session_id}", [{"url": "/eu/v1/sessions/"}, {}, None]),
    ],
)
def test_the_operation_is_found_by_the_end_of_its_path(published: str, servers: list[object]) -> None:
    """A prefix, a server's path and another name for the parameter do not hide it; the nearest is taken."""
    item = edited(PINNED, (". parameters 0 name", published.split("{")[1][:-1]))["paths"][PATH]
    document = {
        **PINNED,
        "servers": servers,
        "paths": {"/": {}, f"/older{published}": {"get": {}}, published: item},
    }
    assert compared(PINNED, document) == []


@pytest.mark.parametrize(
    "document", [{}, {"paths": []}, {"paths": {PATH: {"post": {}}}}, {"paths": {f"{PATH}/more": {"get": {}}}}]
)
def test_an_operation_that_is_not_described_is_none(document: dict[str, Any]) -> None:
    """Other paths, other methods and other languages are not mistaken for it."""
    assert operation_of(document, PATH) is operation_of({**PINNED, "swagger": "2.0"}, PATH) is None


def either(index: int) -> dict[str, Any]:
    """Return a schema of two alternatives that are one."""
    return {"anyOf": [{"$ref": f"#/components/schemas/A{index}"}] * 2}


ENDLESS = [(f"components schemas A{index}", either(index + 1)) for index in range(60)]
"""Alternatives of alternatives of alternatives, which no computer would come to the end of."""


def deep(levels: int) -> dict[str, Any]:
    """Return a schema of nothing but what another one admits, which is so too."""
    made: dict[str, Any] = {}
    for _ in range(levels):
        made = {"not": made}
    return made


@pytest.mark.parametrize(
    "edits, said",
    [
        ([(BODY, {"$ref": SELF})], "without end"),
        ([(BODY, {"anyOf": [{"$ref": SELF}] * 2})], "without end"),
        ([*ENDLESS, ("components schemas A60", STRING), (BODY, either(0))], "too large"),
        ([(f"{BODY} properties vm_id", deep(1_000))], "too deeply"),
        ([(BODY, {"$ref": "#/components/schemas/Missing"})], "which is missing"),
        ([(". responses 200", {"$ref": f"#{RESPONSES}/200"})], "to itself"),
        ([(f"{BODY} properties vm_id", {"pattern": "("})], "no JSON Schema"),
    ],
)
def test_what_cannot_be_read_gets_one_line(edits: list[Edit], said: str) -> None:
    """Circles, towers and references that lead nowhere are refused, with a remedy."""
    with pytest.raises(DescriptionError, match=f"^[^\n]*{said}[^\n]*; [^\n]*$"):
        compared(PINNED, edited(PINNED, *edits))


@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef", "$schema", "$id"])
def test_nothing_is_fetched(keyword: str) -> None:
    """An address in a description is not asked, whatever keyword it stands behind."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)  # noqa: FBT003  # socket's own signature
        address = f"http://127.0.0.1:{server.getsockname()[1]}/schema.json"
        with contextlib.suppress(DescriptionError):
            compared(PINNED, edited(PINNED, (f"{BODY} properties vm_id {keyword}", address)))
        with pytest.raises(BlockingIOError):
            server.accept()


@settings(max_examples=300, derandomize=True)
@given(STRANGE)
def test_no_document_is_too_strange(edit: Edit) -> None:
    """It is refused in one line or compared: it does not differ from itself, and a body that is shown to
    break readers is one that the pin refuses."""
    document = edited(PINNED, edit)
    try:
        if operation_of(document, PATH) is None:
            return
        assert compared(document, edited(PINNED, edit)) == []
        found = compared(PINNED, document)
    except DescriptionError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017  # refusing is as lawful as comparing
        return
    for each in found:
        if each.place.startswith("answer 200, $"):
            assert contract.complaint("SessionStatusResponse", json.loads(each.example))

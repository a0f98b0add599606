"""Whole documents compared: where the operation is found, what FastAPI writes, what nobody should."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Header, Security
from fastapi.security import APIKeyHeader, OAuth2PasswordBearer
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel

from contract_tests.schema_diff import operation_of
from tests.editing import PATH, PINNED, compared, described, edited

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    "published, servers, changes",
    [
        ("/api/v1/sessions/status/{session_id}", [], ["path-prefixed"]),
        ("/v1/sessions/status/{id}", [], ["path-parameter-renamed"]),
        ("/status/{session_id}", [{"url": "https://h.example/v1/sessions"}], []),
        ("/status/{session_id}", [{"url": "/eu/v1/sessions/"}], ["path-prefixed"]),
    ],
)
def test_the_operation_is_found_by_the_end_of_its_path(
    published: str, servers: list[object], changes: list[str]
) -> None:
    """A prefix, a server's path and another name for the parameter do not hide it."""
    document = {**PINNED, "servers": servers, "paths": {"/": {}, published: PINNED["paths"][PATH]}}
    if "id}" in published and "session_id" not in published:
        document = edited(document)
        document["paths"][published]["get"]["parameters"][0]["name"] = "id"
    assert [each.change for each in compared(PINNED, document)] == changes


def test_the_nearest_path_is_taken() -> None:
    """The path itself goes before one with a prefix, and a short prefix before a long one."""
    item = PINNED["paths"][PATH]
    paths = {f"/old/api{PATH}": item, f"/api{PATH}": item}
    assert described({"paths": paths}).path == f"/api{PATH}"
    assert described({"paths": {**paths, PATH: item}}).path == PATH


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"paths": []},
        {"paths": {PATH: {"post": {}}}},
        {"paths": {PATH + "/more": PINNED["paths"][PATH]}},
        {**PINNED, "swagger": "2.0"},
    ],
)
def test_an_operation_that_is_not_described_is_none(document: dict[str, Any]) -> None:
    """Other paths, other methods and other languages are not mistaken for it."""
    assert operation_of(document, PATH, "get") is None


class SessionStatusResponse(BaseModel):
    """Response model for session status check."""

    session_id: str
    exists: bool
    vm_assigned: bool
    vm_status: str | None = None
    vm_id: str | None = None
    vm_alive: bool = False
    uptime_seconds: float | None = None
    expires_in_seconds: float | None = None
    created_at: AwareDatetime | None = None
    env_status: str = "none"
    env_error: str | None = None


def by_header(
    session_id: str,
    token: Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="token"))],
    x_api_key: Annotated[str | None, Header(alias="X-API-Key")] = None,
) -> None:
    """Take the key as the contract describes it."""


def by_scheme(
    session_id: str,
    token: Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="token"))],
    key: Annotated[str | None, Security(APIKeyHeader(name="X-API-Key", auto_error=False))] = None,
) -> None:
    """Take the key by FastAPI's means."""


@pytest.mark.parametrize("served", [by_header, by_scheme])
def test_what_todays_fastapi_publishes_breaks_nobody(served: Callable[..., None]) -> None:
    """A dozen lines of FastAPI agree with the contract, with what FastAPI adds by itself."""
    app = FastAPI()
    app.get(PATH, response_model=SessionStatusResponse)(served)
    found = compared(PINNED, app.openapi())
    assert [each for each in found if each.kind == "breaking"] == []
    added = {each.pointer for each in found if each.change == "response-member-added"}
    assert {pointer.rpartition("/")[2] for pointer in added} == {"input", "ctx"}


def test_a_schema_that_refers_to_itself_is_compared_once() -> None:
    """Recursion through members and through alternatives ends, and a change inside is found."""

    def linked(kind: str) -> dict[str, Any]:
        link = {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]}
        node = {"type": "object", "properties": {"next": link, "value": {"type": kind}}}
        place = ". responses 200 content application/json schema"
        return edited(
            PINNED, (place, {"$ref": "#/components/schemas/Node"}), ("components schemas Node", node)
        )

    assert compared(linked("integer"), linked("integer")) == ()
    assert [each.change for each in compared(linked("integer"), linked("number"))] == [
        "response-type-widened"
    ]


@pytest.mark.parametrize(
    "knot",
    [
        {"$ref": "#/components/schemas/SessionStatusResponse"},
        {"allOf": [{"$ref": "#/components/schemas/SessionStatusResponse"}]},
        {"anyOf": [{"$ref": "#/components/schemas/SessionStatusResponse"}] * 2},
        {"$ref": "#/components/schemas/Missing"},
        {"$ref": "https://example.com/schema.json"},
        {"$ref": 5},
    ],
)
def test_references_that_lead_nowhere_or_in_a_circle_are_survived(knot: object) -> None:
    """Such a document has no meaning, yet comparing it ends, and with itself it is the same."""
    document = edited(PINNED, ("components schemas SessionStatusResponse", knot))
    compared(PINNED, document)
    assert compared(document, document) == ()


def test_a_document_without_end_is_given_up_and_breaks_nobody() -> None:
    """Alternatives of alternatives grow beyond any bound; it is said that they were not compared."""
    schemas = {
        f"A{index}": {"anyOf": [{"$ref": f"#/components/schemas/A{index + 1}"}] * 2} for index in range(60)
    }
    place = ". responses 200 content application/json schema"
    document = edited(PINNED, ("components schemas", schemas), (place, {"$ref": "#/components/schemas/A0"}))
    found = compared(PINNED, document)
    assert ("too-large", "harmless") in [(each.change, each.kind) for each in found]


def test_a_document_nested_too_deeply_is_given_up() -> None:
    """As deep as JSON can be read is deeper than can be compared."""
    deep: dict[str, Any] = {}
    for _ in range(900):
        deep = {"type": "array", "items": deep}
    document = json.loads(json.dumps(PINNED))
    document["components"]["schemas"]["SessionStatusResponse"]["properties"]["vm_id"] = deep
    assert "too-large" in [each.change for each in compared(document, json.loads(json.dumps(document)))]


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each value inside a value."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [path, *(found for key, each in inside for found in places(each, (*path, key)))]


PLACES = [each for each in places(PINNED) if each and each[0] in {"paths", "components"}]
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYWORDS = st.sampled_from(
    [
        "$ref",
        "allOf",
        "anyOf",
        "const",
        "content",
        "default",
        "enum",
        "exclusiveMinimum",
        "format",
        "items",
        "maxLength",
        "minimum",
        "multipleOf",
        "nullable",
        "pattern",
        "properties",
        "required",
        "security",
        "type",
    ]
)
EDITS = st.lists(
    st.tuples(st.sampled_from(PLACES), JSON_VALUES | st.dictionaries(KEYWORDS, JSON_VALUES, max_size=3)),
    max_size=4,
)


def replaced(edits: list[tuple[tuple[Any, ...], object]]) -> dict[str, Any]:
    """Return the contract with anything in any places; a place that is gone is passed over."""
    document: dict[str, Any] = json.loads(json.dumps(PINNED))
    for path, value in edits:
        holder: Any = document
        try:
            for step in path[:-1]:
                holder = holder[step]
            if isinstance(holder, list | dict):
                holder[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    return document


@settings(max_examples=150, deadline=None, derandomize=True)
@given(EDITS)
def test_a_document_does_not_differ_from_itself(edits: list[tuple[tuple[Any, ...], object]]) -> None:
    """Whatever a document holds, comparing it with a copy of itself, or with the contract, is survived,
    and the copy is no different."""
    document = replaced(edits)
    copied = replaced(edits)
    operation = operation_of(document, PATH, "get")
    if operation is None:
        return
    assert compared(document, copied) == ()
    compared(PINNED, document)
    compared(document, PINNED)


def turned(value: Any, names: dict[str, str], order: Callable[[list[Any]], list[Any]]) -> Any:
    """Return a document with members in another order and with its components under other names."""
    if isinstance(value, dict):
        members = order(list(value.items()))
        return {names.get(key, key): turned(each, names, order) for key, each in members}
    if isinstance(value, list):
        return [turned(each, names, order) for each in value]
    start, slash, name = value.rpartition("/") if isinstance(value, str) else ("", "", "")
    return f"{start}/{names[name]}" if slash and start.startswith("#/components/") else value


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False), EDITS)
def test_names_of_components_and_order_change_nothing(
    random: Any, edits: list[tuple[tuple[Any, ...], object]]
) -> None:
    """Components may have any names, and members stand in any order: same document, same differences."""
    names = {name: f"Other{index}" for index, name in enumerate(PINNED["components"]["schemas"])}
    names["OAuth2PasswordBearer"] = "Token"
    document = turned(PINNED, names, lambda members: random.sample(members, len(members)))
    assert list(document["components"]["schemas"]) != list(PINNED["components"]["schemas"])
    assert compared(PINNED, document) == compared(document, PINNED) == ()
    changed = replaced(edits)
    if operation_of(changed, PATH, "get") is not None:
        assert compared(changed, document) == compared(changed, PINNED)

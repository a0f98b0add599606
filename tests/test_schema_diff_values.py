"""How schemas may change, on the side of what callers send and of what they receive."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.schema_diff import CHANGES, Difference, Operation, differences, operation_of

STRING, NUMBER, INTEGER, NULL = ({"type": name} for name in ("string", "number", "integer", "null"))
OBJECT, ARRAY = {"type": "object"}, {"type": "array"}
ONE = {**OBJECT, "properties": {"a": STRING}}
TWO = {**OBJECT, "properties": {"a": STRING, "b": STRING}}


def needing(*names: str, schema: dict[str, Any] = ONE) -> dict[str, Any]:
    """Return an object's schema in which these members must be there."""
    return {**schema, "required": list(names)}


def meaning(default: object) -> dict[str, Any]:
    """Return an object's schema with a member that means this where it is missing."""
    return {**OBJECT, "properties": {"a": {**STRING, "default": default}}}


def either(*schemas: object) -> dict[str, Any]:
    """Return a schema with alternatives."""
    return {"anyOf": list(schemas)}


# What it was, what it is now, what that is called for callers who send it, and for those who receive it.
TABLE: list[tuple[Any, Any, str, str]] = [
    (STRING, {}, "request-type-widened", "response-type-widened"),
    ({}, STRING, "request-type-narrowed", "response-type-narrowed"),
    (INTEGER, NUMBER, "request-type-widened", "response-type-widened"),
    (NUMBER, INTEGER, "request-type-narrowed", "response-type-narrowed"),
    (STRING, NUMBER, "request-type-narrowed", "response-type-widened"),
    (STRING, either(STRING, INTEGER), "request-type-widened", "response-type-widened"),
    (STRING, either(STRING, NULL), "request-null-added", "response-null-added"),
    (STRING, {"type": "string", "nullable": True}, "request-null-added", "response-null-added"),
    ({"type": ["string", "null"]}, STRING, "request-null-removed", "response-null-removed"),
    (STRING, False, "request-type-narrowed", "response-type-narrowed"),
    (STRING, {"enum": ["a"]}, "request-enum-narrowed", "response-enum-narrowed"),
    ({"enum": ["a", "b"]}, STRING, "request-enum-widened", "response-enum-widened"),
    ({"enum": ["a", "b"]}, {"const": "a"}, "request-enum-narrowed", "response-enum-narrowed"),
    ({"const": "a"}, {"enum": ["a", "b"]}, "request-enum-widened", "response-enum-widened"),
    (STRING, {**STRING, "format": "date-time"}, "request-format-added", "response-format-added"),
    ({**STRING, "format": "date-time"}, STRING, "request-format-removed", "response-format-removed"),
    (
        {**STRING, "format": "date-time"},
        {**STRING, "format": "date"},
        "request-format-changed",
        "response-format-changed",
    ),
    (
        {**INTEGER, "format": "int32"},
        {**INTEGER, "format": "int64"},
        "number-format-changed",
        "number-format-changed",
    ),
    (STRING, {**STRING, "maxLength": 9}, "request-bound-narrowed", "response-bound-narrowed"),
    (
        {**STRING, "minLength": 2},
        {**STRING, "minLength": 1},
        "request-bound-widened",
        "response-bound-widened",
    ),
    (NUMBER, {**NUMBER, "exclusiveMinimum": 0}, "request-bound-narrowed", "response-bound-narrowed"),
    (
        {**NUMBER, "minimum": 0, "exclusiveMinimum": True},
        {**NUMBER, "minimum": 0},
        "request-bound-widened",
        "response-bound-widened",
    ),
    ({**ARRAY, "maxItems": 3}, ARRAY, "request-bound-widened", "response-bound-widened"),
    (STRING, {**STRING, "pattern": "^a"}, "request-pattern-added", "response-pattern-added"),
    ({**STRING, "pattern": "^a"}, STRING, "request-pattern-removed", "response-pattern-removed"),
    (
        {**STRING, "pattern": "^a"},
        {**STRING, "pattern": "^b"},
        "request-pattern-changed",
        "response-pattern-changed",
    ),
    (
        {**INTEGER, "multipleOf": 2},
        {**INTEGER, "multipleOf": 4},
        "request-pattern-added",
        "response-pattern-added",
    ),
    (
        {**INTEGER, "multipleOf": 4},
        {**INTEGER, "multipleOf": 2},
        "request-pattern-removed",
        "response-pattern-removed",
    ),
    (ARRAY, {**ARRAY, "uniqueItems": True}, "request-pattern-added", "response-pattern-added"),
    (TWO, ONE, "request-member-ignored", "response-member-removed"),
    (
        {**TWO, "additionalProperties": False},
        {**ONE, "additionalProperties": False},
        "request-member-refused",
        "response-member-removed",
    ),
    (ONE, TWO, "request-member-added-optional", "response-member-added"),
    (ONE, needing("b", schema=TWO), "request-member-added-required", "response-member-added"),
    (ONE, needing("a"), "request-member-made-required", "response-member-made-required"),
    (needing("a"), ONE, "request-member-made-optional", "response-member-made-optional"),
    (ONE, {**ONE, "additionalProperties": False}, "request-others-refused", "response-others-refused"),
    ({**ONE, "additionalProperties": False}, ONE, "request-others-allowed", "response-others-allowed"),
    ({**OBJECT, "additionalProperties": STRING}, OBJECT, "request-others-allowed", "response-others-widened"),
    (
        {**OBJECT, "additionalProperties": INTEGER},
        {**OBJECT, "additionalProperties": NUMBER},
        "request-type-widened",
        "response-type-widened",
    ),
    (ONE, meaning("x"), "request-default-added", "response-default-added"),
    (meaning("x"), ONE, "request-default-removed", "response-default-removed"),
    (meaning("x"), meaning("y"), "request-default-changed", "response-default-changed"),
    (meaning(0), meaning(default=False), "request-default-changed", "response-default-changed"),
    (
        {**ARRAY, "items": INTEGER},
        {**ARRAY, "items": NUMBER},
        "request-type-widened",
        "response-type-widened",
    ),
    (
        {**ARRAY, "prefixItems": [STRING, INTEGER], "maxItems": 2},
        {**ARRAY, "prefixItems": [STRING, NUMBER], "maxItems": 2},
        "request-type-widened",
        "response-type-widened",
    ),
    (either(ONE, INTEGER), either(TWO, INTEGER), "request-member-added-optional", "response-member-added"),
    (ONE, {**ONE, "not": {"required": ["b"]}}, "keyword-changed", "keyword-changed"),
    (STRING, {**STRING, "title": "A"}, "wording-changed", "wording-changed"),
    (STRING, {**STRING, "description": "a"}, "wording-changed", "wording-changed"),
    (STRING, {**STRING, "examples": ["a"]}, "wording-changed", "wording-changed"),
    (STRING, {**STRING, "deprecated": True}, "wording-changed", "wording-changed"),
]

# Spellings of the same.
SAME: list[tuple[Any, Any]] = [
    (either(STRING, NULL), {"type": ["null", "string"]}),
    (either(STRING, NULL), {"type": "string", "nullable": True}),
    (either(STRING, NULL), {"oneOf": [NULL, STRING]}),
    (either(STRING, {"enum": [None]}), either(STRING, {"const": None})),
    (either({**STRING, "format": "date-time"}, NULL), {"type": ["string", "null"], "format": "date-time"}),
    ({**either(STRING, NULL), "title": "A"}, {"type": ["string", "null"], "title": "A"}),
    ({"enum": ["a", "b"]}, either({"const": "b"}, {"const": "a"})),
    ({"enum": ["a", "b"], "type": "string"}, {"enum": ["b", "a"]}),
    ({"type": "boolean"}, {"enum": [True, False]}),
    ({"type": ["integer", "number"]}, NUMBER),
    ({}, True),
    (ONE, {"properties": {"a": STRING}}),
    (needing("a", "b", schema=TWO), needing("b", "a", schema=TWO)),
    (needing("a", schema=TWO), {"allOf": [needing("a"), {"properties": {"b": STRING}}]}),
    (ONE, {"allOf": [ONE]}),
    (ONE, {"$ref": "#/components/schemas/One"}),
    (ONE, {"allOf": [{"$ref": "#/components/schemas/One"}]}),
    ({**ONE, "title": "A"}, {"$ref": "#/components/schemas/One", "title": "A"}),
    (either(ONE, NULL), {"allOf": [{"$ref": "#/components/schemas/One"}], "nullable": True}),
    ({**INTEGER, "minimum": 1}, {**INTEGER, "exclusiveMinimum": 0}),
    ({**NUMBER, "exclusiveMaximum": 3}, {**NUMBER, "maximum": 3, "exclusiveMaximum": True}),
    (STRING, {**STRING, "minLength": 0}),
    (STRING, {**STRING, "format": "password"}),
    (ONE, {**ONE, "additionalProperties": True}),
    (ARRAY, {**ARRAY, "items": {}}),
    (ARRAY, {**ARRAY, "uniqueItems": False}),
    (STRING, {**STRING, "x-order": 3}),
    (
        {"properties": {"a": either(STRING, NULL)}},
        {"properties": {"a": {**either(STRING, NULL), "default": None}}},
    ),
    (needing("a"), needing("a", schema=meaning("x"))),
    ({**STRING, "maxLength": 3}, {"allOf": [{**STRING, "maxLength": 9}, {"maxLength": 3}]}),
]


def described(side: str, schema: object) -> Operation:
    """Return an operation that has a schema on one side: sent as JSON in a body, or received."""
    content = {"content": {"application/json": {"schema": json.loads(json.dumps(schema))}}}
    posted: dict[str, Any] = {"responses": {"200": content}}
    if side == "request":
        posted = {"requestBody": content, "responses": {}}
    document = {"openapi": "3.1.0", "paths": {"/": {"post": posted}}, "components": {"schemas": {"One": ONE}}}
    operation = operation_of(document, "/", "post")
    assert operation is not None
    return operation


def compared(side: str, was: object, now: object) -> tuple[Difference, ...]:
    """Return how one schema in place of another is told."""
    return differences(described(side, was), described(side, now))


@pytest.mark.parametrize("side", ["request", "response"])
@pytest.mark.parametrize("was, now, sent, received", TABLE)
def test_a_change_is_called_by_its_name_and_by_nothing_else(
    side: str, was: object, now: object, sent: str, received: str
) -> None:
    """One change of a schema is one difference, whose consequence depends on who sends it."""
    name = sent if side == "request" else received
    (found,) = compared(side, was, now)
    assert (found.change, found.kind) == (name, CHANGES[name].kind)
    assert "{" not in found.message


@pytest.mark.parametrize("side", ["request", "response"])
@pytest.mark.parametrize("was, now", SAME)
def test_spellings_of_the_same_do_not_differ(side: str, was: object, now: object) -> None:
    """What allows the same values and says the same words is no difference, in either direction."""
    assert [each.change for each in compared(side, was, now)] == []
    assert [each.change for each in compared(side, now, was)] == []


def test_what_a_change_both_ways_breaks_is_told() -> None:
    """A string that becomes a number is wider for whoever receives it, narrower for whoever sends it."""
    (sent,), (received,) = (compared(side, STRING, INTEGER) for side in ("request", "response"))
    assert sent.message == "what may be sent was string, now integer"
    assert received.message == "what is received was string, now integer"


def test_messages_and_pointers_lead_to_the_place() -> None:
    """The pointer leads through a reference to where the pinned document says it."""
    was, now = {"$ref": "#/components/schemas/One"}, {**OBJECT, "properties": {"a": either(STRING, NULL)}}
    (found,) = compared("response", was, now)
    assert found.pointer == "/components/schemas/One/properties/a"
    assert found.message == "what is received may now be null"

"""A schema as the alternatives that it allows, one per type, however it spells them.

`type: [string, null]`, `anyOf`, 3.0's `nullable`, `allOf` around a single `$ref` and an `enum` without
a type are spellings; a comparison of what is allowed must not depend on them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeGuard

from attrs import field, frozen, mutable

from contract_tests.schema_diff.described import Node, Operation, listing, mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")

# Said to people and generators; what is allowed does not depend on it.
WORDING = (
    "title",
    "description",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
)
_ASIDE = {*WORDING, "default", "nullable", "xml", "discriminator", "$comment", "$id", "$schema", "$anchor"}
_NAMING = {"$ref", "$defs", "definitions"}

_IMPLIED_BY = {
    "object": ("properties", "required", "additionalProperties", *LOWER[4:], *UPPER[4:]),
    "array": ("items", "prefixItems", "uniqueItems", *LOWER[3:4], *UPPER[3:4]),
    "string": ("pattern", "format", *LOWER[2:3], *UPPER[2:3]),
    "number": ("multipleOf", *LOWER[:2], *UPPER[:2]),
}

NEVER: Mapping[str, Any] = {"enum": []}
STEPS = 20_000
"""How many schemas one comparison looks at, since a document may refer to itself without end."""


class TooLargeError(Exception):
    """A document takes more steps to compare than any honest one does."""


@frozen(eq=False)
class Alternative:
    """One type ("anything" included) that a schema allows, with what else it demands of values of it."""

    type: str
    demands: Mapping[str, Any]
    pointer: str

    @property
    def family(self) -> str:
        """The type, an integer being a number."""
        return "number" if self.type == "integer" else self.type

    @property
    def values(self) -> dict[str, Any] | None:
        """The values allowed, by their JSON text; None when they are not enumerated."""
        return (
            {text(each): each for each in listing(self.demands["enum"])} if "enum" in self.demands else None
        )

    @property
    def only_enumerates(self) -> bool:
        """Whether it demands nothing but to be one of some values."""
        return set(self.demands) <= {"enum", *WORDING}


@mutable(eq=False)
class Shapes:
    """What the schemas of one document allow."""

    operation: Operation
    steps: int = field(default=0, init=False)

    def whole(self, node: Node, seen: frozenset[str] = frozenset()) -> tuple[Node, frozenset[str]]:
        """Return a schema with what it refers to and all of its `allOf` folded in, and the references
        followed; one that refers to nothing but itself allows nothing."""
        self.steps += 1
        if self.steps > STEPS:
            raise TooLargeError
        schema = mapping(node.value) if node.value is not False else NEVER
        own = {key: value for key, value in schema.items() if key not in {*_NAMING, "allOf"}}
        parts, pointer = [], node.pointer
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if reference in seen:
                return Node(NEVER, pointer), seen
            seen |= {reference}
            part, seen = self.whole(self.operation.target(reference), seen)
            parts.append(part.value)
            pointer = pointer if set(own) - _ASIDE else part.pointer
        for each in node.at("allOf").elements():
            part, followed = self.whole(each, seen)
            seen |= followed
            parts.append(part.value)
        for value in parts:
            own = _both(own, value)
        return Node(own, pointer), seen

    def alternatives(
        self, node: Node, seen: frozenset[str] = frozenset(), worded: tuple[str, ...] = ()
    ) -> tuple[Alternative, ...]:
        """Return what a schema allows, each type once unless its values differ in more than an `enum`.

        What a schema says to people is its own, and is kept of its branches only.
        """
        whole, seen = self.whole(node, seen)
        schema = dict(whole.value)
        null = [Alternative("null", {}, whole.pointer)] if schema.pop("nullable", None) is True else []
        for keyword in ("anyOf", "oneOf"):
            branches = whole.at(keyword).elements()
            if branches:
                rest = {key: value for key, value in schema.items() if key not in {*_ASIDE, keyword}}
                found = [
                    each
                    for branch in branches
                    for each in self.alternatives(
                        Node({"allOf": [branch.value, rest]}, branch.pointer) if rest else branch,
                        seen,
                        WORDING,
                    )
                ]
                return _joined([*found, *null])
        return _joined([*_by_type(schema, whole.pointer, worded), *null])


def _by_type(schema: Mapping[str, Any], pointer: str, worded: tuple[str, ...]) -> Iterable[Alternative]:
    aside = {*_ASIDE, "type", "enum", "const"}.difference(worded)
    enumerated = [schema["const"]] if "const" in schema else schema.get("enum")
    values = None if enumerated is None else listing(enumerated)
    for name in _types(schema, values):
        unfit = {*aside, *_unfit(name)}
        demands = {key: value for key, value in schema.items() if key not in unfit}
        fitting = [each for each in values or () if _is(each, name)]
        whole = {"null": 1, "boolean": 2}.get(name, 0)
        if values is None or (whole and len({*map(text, fitting)}) == whole):
            yield Alternative(name, demands, pointer)
        elif fitting:
            yield Alternative(name, {**demands, "enum": fitting}, pointer)


def _unfit(name: str) -> set[str]:
    """Return the keywords that say nothing about values of a type."""
    family = "number" if name == "integer" else name
    others = {word for other, words in _IMPLIED_BY.items() if other != family for word in words}
    return others - {"format"} if family == "number" else others


def _is(value: object, name: str) -> bool:
    return type_of(value) == name or (type_of(value), name) == ("integer", "number")


def _types(schema: Mapping[str, Any], values: Iterable[Any] | None) -> list[str]:
    said = schema.get("type")
    if isinstance(said, str):
        return [said]
    if isinstance(said, list | tuple):
        names = list(dict.fromkeys(map(str, said)))
        return [each for each in names if each != "integer" or "number" not in names]
    if values is not None:
        return list(dict.fromkeys(map(type_of, values)))
    implied = [name for name, keywords in _IMPLIED_BY.items() if any(each in schema for each in keywords)]
    return implied[:1] or ["anything"]


def _joined(found: list[Alternative]) -> tuple[Alternative, ...]:
    """Let one that allows anything stand for all, and enumerations of one type become one."""
    anything = [each for each in found if each.type == "anything"]
    if anything:
        return (anything[0],) if len(found) == 1 else (Alternative("anything", {}, anything[0].pointer),)
    joined: dict[str, Alternative] = {}
    for each in found:
        key = (
            f"enum {each.type}"
            if each.only_enumerates and each.values is not None
            else text([each.type, each.demands])
        )
        other = joined.get(key)
        if other is None:
            joined[key] = each
        elif other.values is not None:
            values = {**other.values, **(each.values or {})}
            joined[key] = Alternative(
                each.type, {**other.demands, "enum": list(values.values())}, other.pointer
            )
    return tuple(joined.values())


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema that demands what two do; where that cannot be said in one, the first prevails."""
    both = dict(one)
    for key, theirs in other.items():
        ours = both.get(key, theirs)
        both[key] = ours
        if key == "properties":
            shared = {name: mapping(theirs)[name] for name in mapping(ours) if name in mapping(theirs)}
            both[key] = {**mapping(theirs), **mapping(ours)}
            for name, value in shared.items():
                if both[key][name] != value:
                    both[key][name] = {"allOf": [both[key][name], value]}
        elif key == "required":
            both[key] = [*dict.fromkeys(map(str, [*listing(ours), *listing(theirs)]))]
        elif key == "enum":
            allowed = {*map(text, listing(theirs))}
            both[key] = [each for each in listing(ours) if text(each) in allowed]
        elif key == "type":
            both[key] = _shared_types(ours, theirs)
        elif key in LOWER + UPPER and is_number(ours) and is_number(theirs):
            both[key] = max(ours, theirs) if key in LOWER else min(ours, theirs)
    return both


def _shared_types(ours: object, theirs: object) -> Any:
    mine, yours = ([each] if isinstance(each, str) else list(listing(each)) for each in (ours, theirs))
    wide = {"integer": "number"}
    return [each for each in mine if each in yours or wide.get(each) in yours] + [
        each for each in yours if each not in mine and wide.get(each) in mine
    ]


def text(value: object) -> str:
    """Return a JSON value as text that equal values share: 1 and 1.0 do, 1 and true do not."""
    whole = isinstance(value, float) and value.is_integer()
    return json.dumps(int(value) if whole else value, sort_keys=True, default=str)  # type: ignore[call-overload]


def type_of(value: object) -> str:
    """Return a JSON value's type, in JSON Schema's words."""
    if isinstance(value, bool) or value is None:
        return "null" if value is None else "boolean"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    named = {str: "string", int: "integer", list: "array", dict: "object"}
    return named.get(type(value), "object")


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a JSON value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)

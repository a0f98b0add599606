# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""Readers for the types that msgspec does not read by itself; see `decoding`."""

from __future__ import annotations

import functools
import operator
import types
import typing
from collections.abc import Callable
from typing import Any, TypeAlias

import attrs
import msgspec

from .decoding import members

Reader: TypeAlias = Callable[[Any], Any]


@functools.cache
def reader(hint: Any) -> Reader:
    """Return the function that turns parsed JSON into this type, or raises `msgspec.ValidationError`."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if attrs.has(hint):
        return _model(hint)
    if origin is typing.Annotated:
        return reader(arguments[0])
    if origin in {typing.Union, types.UnionType}:
        return _union(hint)
    if origin is list:
        return _many(list, "array", "[{}]", reader(arguments[0]))
    if origin is dict:
        return _many(dict, "object", ".{}", reader(arguments[1]))
    return _leaf(hint, {hint})


def _model(model: Any) -> Reader:
    @functools.cache
    def table() -> tuple[dict[str, tuple[str, Reader]], set[str], str, Reader]:
        found = members(model)  # not before it is needed: models may hold themselves
        opened = next((each for each in found if each.open), None)
        return (
            {each.wire_name: (each.name, reader(each.hint)) for each in found if not each.open},
            {each.wire_name for each in found if each.required},
            opened.name if opened else "",
            reader(opened.hint) if opened else reader(Any),
        )

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise _mismatch("object", value)
        named, required, opened, read_rest = table()
        found: dict[str, Any] = {}
        rest: dict[str, Any] = {}
        for wire_name, item in value.items():
            if (member := named.get(wire_name)) is None:
                rest[wire_name] = item
                continue
            try:
                found[member[0]] = member[1](item)
            except msgspec.ValidationError as error:
                raise _within(f".{wire_name}", error) from None
        if not required <= value.keys():
            missing = next(each for each in named if each in required and each not in value)
            raise msgspec.ValidationError(f"Object missing required field `{missing}`")
        if opened:
            found[opened] = read_rest(rest)
        return model(**found)

    return read


def _many(kind: Any, name: str, step: str, read_item: Reader) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise _mismatch(name, value)
        found: dict[Any, Any] = {}
        for key, item in value.items() if kind is dict else enumerate(value):
            try:
                found[key] = read_item(item)
            except msgspec.ValidationError as error:
                raise _within(step.format(key), error) from None
        return found if kind is dict else list(found.values())

    return read


def _union(hint: Any) -> Reader:
    """Read a scalar as one of the scalars, and anything else as the first of the others that it is."""
    branches = [each for each in typing.get_args(hint) if each is not msgspec.UnsetType]
    scalars = [each for each in branches if not (attrs.has(each) or typing.get_origin(each) or each is Any)]
    others = [reader(each) for each in branches if each not in scalars]
    read_scalar = _first(_scalars(scalars) or others)
    read_other = _first(others) if others else read_scalar
    return lambda value: read_other(value) if type(value) in {dict, list} else read_scalar(value)


def _first(readers: list[Reader]) -> Reader:
    """Read what the first reads that can; of several failures, tell the one that came furthest."""
    if len(readers) == 1:
        return readers[0]

    def read(value: Any) -> Any:
        failures = []
        for each in readers:
            try:
                return each(value)
            except msgspec.ValidationError as error:
                failures.append(error)
        raise max(failures, key=lambda error: str(error).partition(" - at ")[2].count("."))

    return read


def _scalars(kinds: list[Any]) -> list[Reader]:
    if not kinds:
        return []
    together = functools.reduce(operator.or_, kinds)
    try:
        msgspec.convert(None, type=together)
    except msgspec.ValidationError:
        pass
    except TypeError:  # several that are all strings on the wire: the plain string comes last
        return [reader(each) for each in sorted(kinds, key=lambda each: each is str)]
    return [_leaf(together, set(kinds))]


def _leaf(hint: Any, kinds: set[Any]) -> Reader:
    # What JSON itself has needs no conversion: most members are of these types, and this is fast.
    exact = frozenset(kinds & {str, bool, int, float, type(None)})
    return lambda value: value if type(value) in exact else msgspec.convert(value, hint)


def _within(step: str, error: msgspec.ValidationError) -> msgspec.ValidationError:
    what, _, path = str(error).partition(" - at ")
    return msgspec.ValidationError(f"{what} - at `${step}{path.strip('`')[1:]}`")


def _mismatch(expected: str, value: object) -> msgspec.ValidationError:
    names = {dict: "object", list: "array", type(None): "null"}
    return msgspec.ValidationError(
        f"Expected `{expected}`, got `{names.get(type(value), type(value).__name__)}`"
    )

"""Readers for the types that msgspec does not read by itself; see `_decoding`."""

from __future__ import annotations

import functools
import operator
import types
import typing
from collections.abc import Callable
from typing import Any, TypeAlias

import attrs
import msgspec

from ._decoding import members

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
        return _list(reader(arguments[0]))
    if origin is dict:
        return _map(reader(arguments[1]))
    return functools.partial(msgspec.convert, type=hint)


def _model(model: Any) -> Reader:
    @functools.cache
    def table() -> tuple[Any, ...]:  # not before it is needed: models may hold themselves
        named = [each for each in members(model) if not each.open]
        opened = next((each for each in members(model) if each.open), None)
        return (
            [(each.name, each.wire_name, each.required, reader(each.hint)) for each in named],
            opened.name if opened else None,
            reader(opened.hint) if opened else None,
        )

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise _mismatch("object", value)
        named, opened, read_rest = table()
        found: dict[str, Any] = {}
        for name, wire_name, required, read_member in named:
            if wire_name in value:
                try:
                    found[name] = read_member(value[wire_name])
                except msgspec.ValidationError as error:
                    raise _within(f".{wire_name}", error) from None
            elif required:
                raise msgspec.ValidationError(f"Object missing required field `{wire_name}`")
        if opened:
            known = {wire_name for _, wire_name, _, _ in named}
            found[opened] = read_rest({name: each for name, each in value.items() if name not in known})
        return model(**found)

    return read


def _list(read_item: Reader) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not list:
            raise _mismatch("array", value)
        found = []
        for index, item in enumerate(value):
            try:
                found.append(read_item(item))
            except msgspec.ValidationError as error:
                raise _within(f"[{index}]", error) from None
        return found

    return read


def _map(read_item: Reader) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise _mismatch("object", value)
        found = {}
        for name, item in value.items():
            try:
                found[name] = read_item(item)
            except msgspec.ValidationError as error:
                raise _within(f".{name}", error) from None
        return found

    return read


def _union(hint: Any) -> Reader:
    """Read what the first member reads that can; of several failures, tell the one that came furthest."""
    branches = [each for each in typing.get_args(hint) if each is not msgspec.UnsetType]
    simple = [each for each in branches if not (attrs.has(each) or typing.get_origin(each))]
    readers = [reader(each) for each in branches if each not in simple]
    if simple:
        readers = [*_simple(simple), *readers]

    def read(value: Any) -> Any:
        failures = []
        for each in readers:
            try:
                return each(value)
            except msgspec.ValidationError as error:
                failures.append(error)
        raise max(failures, key=lambda error: str(error).partition(" - at ")[2].count("."))

    return read


def _simple(kinds: list[Any]) -> list[Reader]:
    together = functools.reduce(operator.or_, kinds)
    try:
        msgspec.convert(None, type=together)
    except msgspec.ValidationError:
        pass
    except TypeError:  # several that are all strings on the wire: the plain string comes last
        ordered = sorted(kinds, key=lambda each: each is str)
        return [functools.partial(msgspec.convert, type=each) for each in ordered]
    return [functools.partial(msgspec.convert, type=together)]


def _within(step: str, error: msgspec.ValidationError) -> msgspec.ValidationError:
    what, _, path = str(error).partition(" - at ")
    return msgspec.ValidationError(f"{what} - at `${step}{path.strip('`')[1:]}`")


def _mismatch(expected: str, value: object) -> msgspec.ValidationError:
    names = {dict: "object", list: "array", type(None): "null"}
    return msgspec.ValidationError(
        f"Expected `{expected}`, got `{names.get(type(value), type(value).__name__)}`"
    )

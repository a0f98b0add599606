"""Readers for all types, made of those that msgspec reads by itself.

msgspec reads a body straight into models whose attributes are called what their members are called on the
wire. It knows no other names for attrs classes, no unions of models and no open maps: where these stand, it
meets a type that it does not know, and hands back what is there, to be read in two steps.
"""

from __future__ import annotations

import functools
import operator
import types
import typing
from collections.abc import Callable
from typing import Annotated, Any

import attrs
import msgspec

from .decoding import Member, members


def is_direct(hint: Any, seen: frozenset[Any] = frozenset()) -> bool:
    """Say whether msgspec reads this type as it is, names and all."""
    if hint in seen:
        return True
    if attrs.has(hint):
        found = members(hint)
        renamed = any(each.open or each.name != each.wire_name for each in found)
        return not renamed and all(is_direct(each.hint, seen | {hint}) for each in found)
    return all(is_direct(each, seen) for each in typing.get_args(hint) if not isinstance(each, str))


class Foreign(type):
    """A type that msgspec hands back to be read; what then comes of it is of another type."""

    def __instancecheck__(cls, _: object) -> bool:
        return True


@functools.cache
def readable(hint: Any) -> Any:
    """Return the type that msgspec reads in place of this one: the same, where it can."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if attrs.has(hint):
        read = functools.partial(_read_model, hint)
        return hint if is_direct(hint) else Foreign(hint.__name__, (), {"read": read})
    if origin is Annotated:
        return readable(arguments[0])
    parts = [readable(each) for each in arguments if each is not msgspec.UnsetType]
    if origin in {typing.Union, types.UnionType}:
        together = functools.reduce(operator.or_, parts)
        try:
            msgspec.json.Decoder(together)
        except TypeError:  # several models, or several that are all strings: the plain string comes last
            parts.sort(key=lambda each: each is str)
            return Foreign("Union", (), {"read": functools.partial(_read_first, parts)})
        return together
    return origin[tuple(parts)] if origin in {dict, list} else hint


def _read_foreign(kind: Any, value: object) -> Any:
    try:
        return kind.read(value)
    except msgspec.ValidationError as error:
        raise ValueError(error) from None  # msgspec says where: to that alone it adds the way from above


@functools.cache
def _mirror(model: Any) -> tuple[Any, Member | None]:
    """Return a type with a model's members and the names of the wire, and the member that holds all others.

    Not before it is needed, since models may hold themselves.
    """
    named = [each for each in members(model) if not each.open]
    fields: Any = [
        (each.name, readable(each.hint), *(() if each.required else (msgspec.UNSET,))) for each in named
    ]
    rename = {each.name: each.wire_name for each in named}
    others = next((each for each in members(model) if each.open), None)
    return msgspec.defstruct(model.__name__, fields, rename=rename, kw_only=True), others


def _read_model(model: Any, value: Any) -> Any:
    mirror, others = _mirror(model)
    read = _convert(value, mirror)
    found = {name: getattr(read, name) for name in mirror.__struct_fields__}
    if others is not None:
        kind = readable(typing.get_args(others.hint)[1])
        found[others.name] = {
            name: _convert(each, kind, name)
            for name, each in value.items()
            if name not in mirror.__struct_encode_fields__
        }
    return model(**{name: each for name, each in found.items() if each is not msgspec.UNSET})


def _read_first(kinds: list[Any], value: object) -> Any:
    """Read what can be read first; of several failures, tell the one that came furthest."""
    failures = []
    for kind in kinds:
        try:
            return _convert(value, kind)
        except msgspec.ValidationError as error:
            failures.append(error)
    raise max(failures, key=lambda error: str(error).partition(" - at ")[2].count("."))


def _convert(value: object, kind: Any, name: str = "") -> Any:
    try:
        return msgspec.convert(value, kind, dec_hook=_read_foreign)
    except msgspec.ValidationError as error:
        if not name:
            raise
        raise msgspec.ValidationError(f"{error} - at `$.{name}`") from None


def decoder_of(hint: Any) -> Callable[[bytes], Any]:
    """Return the function that reads bytes as JSON of this type."""
    return msgspec.json.Decoder(readable(hint), dec_hook=_read_foreign).decode


def converter_of(hint: Any) -> Callable[[object], Any]:
    """Return the function that reads parsed JSON as this type."""
    return functools.partial(_convert, kind=readable(hint))

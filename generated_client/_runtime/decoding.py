# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""From bytes to models and back.

msgspec reads a body straight into models whose attributes are called what their members are called on the
wire. It knows no other names for attrs classes, no unions of models and no open maps: where these stand, it
meets a type that it does not know, and hands back what is there, to be read in two steps.
"""

from __future__ import annotations

import functools
import operator
import types
import typing
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Self, TypeVar

import attrs
import msgspec

from ..errors import MalformedAnswerError

T = TypeVar("T")

_ABSENT = "absent is None, null is not allowed"
Absent = Annotated[T, _ABSENT]
WIRE_NAME = "wire name"
OPEN = "holds the members that have no attribute of their own"


class Model:
    """What every model can do."""

    __slots__ = ()

    def __hash__(self) -> int:
        """Hash lists and maps, too, by what they hold."""
        return hash((type(self), *(_hashable(getattr(self, each.name)) for each in members(_kind(self)))))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Validate a JSON object that is already parsed; `MalformedAnswerError` says what is wrong."""
        return typing.cast("Self", reading(converter, cls)(data))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object that this stands for, with the names of the wire."""
        found: dict[str, Any] = {}
        for member in members(_kind(self)):
            value = getattr(self, member.name)
            if member.open:
                found |= {name: plain(each) for name, each in value.items()}
            elif value is not msgspec.UNSET and not (value is None and member.never_null):
                found[member.wire_name] = plain(value)
        return found


class Member(msgspec.Struct, frozen=True):
    """One attribute of a model, and what it is on the wire."""

    name: str
    wire_name: str
    hint: Any
    required: bool
    open: bool
    never_null: bool


@functools.cache
def members(model: Any) -> tuple[Member, ...]:
    """Return a model's members, in their order."""
    hints = typing.get_type_hints(model, include_extras=True)
    return tuple(
        Member(
            each.name,
            each.metadata.get(WIRE_NAME, each.name),
            hints[each.name],
            each.default is attrs.NOTHING,
            OPEN in each.metadata,
            _ABSENT in getattr(hints[each.name], "__metadata__", ()),
        )
        for each in attrs.fields(model)
    )


def _kind(model: Model) -> Any:
    return type(model)


def _hashable(value: object) -> Any:
    if isinstance(value, list):
        return tuple(_hashable(each) for each in value)
    if isinstance(value, dict):
        return frozenset((name, _hashable(each)) for name, each in value.items())
    return value


def plain(value: object) -> Any:
    """Return the JSON value that a value stands for."""
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return msgspec.to_builtins(value)


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


@functools.cache
def decoder(hint: Any) -> Callable[[bytes], Any]:
    """Return the function that reads bytes as JSON of this type."""
    return msgspec.json.Decoder(readable(hint), dec_hook=_read_foreign).decode


@functools.cache
def converter(hint: Any) -> Callable[[object], Any]:
    """Return the function that reads parsed JSON as this type."""
    return functools.partial(_convert, kind=readable(hint))


def reading(make: Callable[[Any], Callable[[Any], T]], hint: Any) -> Callable[[Any], T]:
    """Return what ``make`` makes for a type, its failures told as `MalformedAnswerError`."""

    def read(value: Any) -> T:
        try:
            return make(hint)(value)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            what, *steps = str(error).replace("`", "").split(" - at $")
            told = what if what[:2].isupper() else f"{what[:1].lower()}{what[1:]}"
            path = "".join(["$", *reversed(steps)])
            raise MalformedAnswerError(f"{told} at {path}", path=path) from error

    return read


def as_json(hint: Any) -> Callable[[bytes], Any]:
    """Return a reader of JSON bodies of this type; it costs nothing until it first reads."""
    return reading(decoder, hint)

"""From bytes to models and back.

msgspec reads a body straight into models whose attributes are called what their members are called on the
wire. It knows no other names for attrs classes, no unions of models and no open maps; models that need those,
or hold one that does, are read by functions built once for each type (`structuring`), strictly all the same.
"""

from __future__ import annotations

import functools
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
    """Say whether msgspec can read this type as it is."""
    if hint in seen:
        return True
    if attrs.has(hint):
        found = members(hint)
        renamed = any(each.open or each.name != each.wire_name for each in found)
        return not renamed and all(is_direct(each.hint, seen | {hint}) for each in found)
    return all(is_direct(each, seen) for each in typing.get_args(hint) if not isinstance(each, str))


@functools.cache
def decoder(hint: Any) -> Callable[[bytes], Any]:
    """Return the function that reads bytes as JSON of this type."""
    if is_direct(hint):
        try:
            return msgspec.json.Decoder(hint).decode
        except TypeError:  # a union of models
            pass
    from .structuring import reader

    read, parse = reader(hint), msgspec.json.Decoder().decode
    return lambda content: read(parse(content))


@functools.cache
def converter(hint: Any) -> Callable[[object], Any]:
    """Return the function that reads parsed JSON as this type."""
    if is_direct(hint):
        return functools.partial(msgspec.convert, type=hint)
    from .structuring import reader

    return reader(hint)


def reading(make: Callable[[Any], Callable[[Any], T]], hint: Any) -> Callable[[Any], T]:
    """Return what ``make`` makes for a type, its failures told as `MalformedAnswerError`."""

    def read(value: Any) -> T:
        try:
            return make(hint)(value)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            what, _, path = str(error).replace("`", "").partition(" - at ")
            told = what if what[:2].isupper() else f"{what[:1].lower()}{what[1:]}"
            raise MalformedAnswerError(f"{told} at {path or '$'}", path=path or "$") from error

    return read


def as_json(hint: Any) -> Callable[[bytes], Any]:
    """Return a reader of JSON bodies of this type; it costs nothing until it first reads."""
    return reading(decoder, hint)

# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""Models, and the way from bytes to them and back.

msgspec, which takes a tenth of the time that httpx2 takes to import, waits until something is read.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, Self, TypeVar

import attrs

from ..errors import MalformedAnswerError

T = TypeVar("T")

_ABSENT = "absent is None, null is not allowed"
Absent = Annotated[T, _ABSENT]
WIRE_NAME = "wire name"
OPEN = "holds the members that have no attribute of their own"


class Model:
    """The base of all models."""

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
        from ..types import UNSET

        found: dict[str, Any] = {}
        for member in members(_kind(self)):
            value = getattr(self, member.name)
            if member.open:
                found |= {name: plain(each) for name, each in value.items()}
            elif value is not UNSET and not (value is None and member.never_null):
                found[member.wire_name] = plain(value)
        return found


class Member(NamedTuple):
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
    from msgspec import to_builtins

    return to_builtins(value)


@functools.cache
def decoder(hint: Any) -> Callable[[bytes], Any]:
    """Return the function that reads bytes as JSON of this type."""
    from .structuring import decoder_of

    return decoder_of(hint)


@functools.cache
def converter(hint: Any) -> Callable[[object], Any]:
    """Return the function that reads parsed JSON as this type."""
    from .structuring import converter_of

    return converter_of(hint)


def reading(make: Callable[[Any], Callable[[Any], T]], hint: Any) -> Callable[[Any], T]:
    """Return what ``make`` makes for a type, its failures told as `MalformedAnswerError`."""

    def read(value: Any) -> T:
        try:
            return make(hint)(value)
        except Exception as error:
            from msgspec import MsgspecError  # it is there by now

            if not isinstance(error, MsgspecError | ValueError | RecursionError):
                raise
            what, *steps = str(error).replace("`", "").split(" - at $")
            told = what if what[:2].isupper() else f"{what[:1].lower()}{what[1:]}"
            path = "".join(["$", *reversed(steps)])
            raise MalformedAnswerError(f"{told} at {path}", path=path) from error

    return read


def as_json(hint: Any) -> Callable[[bytes], Any]:
    """Return a reader of JSON bodies of this type; it costs nothing until it first reads."""
    return reading(decoder, hint)

"""A question as it is put, before any server is known: its parts made safe to send, its answers read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import quote

from ..errors import InvalidArgumentError
from .decoding import plain

T = TypeVar("T")

UNWRITABLE = (bool, bytes, bytearray, memoryview)
"""Types that JSON has a value for, and paths have not."""


class Call(NamedTuple):
    """One request, not yet addressed to any server."""

    method: str
    template: str
    """The path as the contract writes it."""
    named: Mapping[str, object] = MappingProxyType({})
    """The parameters of the path; where the answer repeats one, it must be the same."""
    segments: Mapping[str, str] = MappingProxyType({})
    """The same as they are sent, by their names in the template."""
    params: dict[str, Any] | None = None
    headers: dict[str, str] | None = None
    cookies: dict[str, str] | None = None
    content: bytes | None = None

    @property
    def operation(self) -> str:
        """The same for all parameters."""
        return f"{self.method} {self.template}"

    def path(self, shown: Callable[[str], str] = str) -> str:
        """Return the path; ``shown`` makes its parameters fit to be seen."""
        return self.template.format_map({name: shown(each) for name, each in self.segments.items()})


class Answers(NamedTuple, Generic[T]):
    """The answers of an operation: a reader of the body for each status, or range of statuses."""

    successes: Mapping[int | range, Callable[[bytes], T]]
    failures: Mapping[int | range, Callable[[bytes], Any]] = {}


def segment(name: str, value: object) -> str:
    """Return a path parameter as one segment of a path, or raise `InvalidArgumentError`."""
    try:
        text = _written(value)
    except (TypeError, ValueError, OverflowError):
        from .arguments import shown  # it imports httpx2, which callers need not wait for before they ask

        raise InvalidArgumentError(f"{name} is {shown(value)}: write a string") from None
    if text in {"", ".", ".."}:
        raise InvalidArgumentError(f"{name} is {text!r}: that would name another resource")
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise InvalidArgumentError(f"{name} holds half a character") from None


def _written(value: object) -> str:
    found = str.__str__(value) if isinstance(value, str) else plain(value)
    if isinstance(value, UNWRITABLE) or not (isinstance(found, str) or math.isfinite(found)):
        raise TypeError
    return str(found)

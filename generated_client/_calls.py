# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""A question as it is put, before any server is known: its parts made safe to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import quote

import attrs
import msgspec

from ._decoding import plain
from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Call:
    """One request, not yet addressed to any server."""

    method: str
    template: str
    """The path as the contract writes it."""
    path: str
    named: dict[str, object] = attrs.field(factory=dict)
    """The parameters of the path; where the answer repeats one, it must be the same."""
    params: dict[str, Any] | None = None
    headers: dict[str, str] | None = None
    cookies: dict[str, str] | None = None
    content: bytes | None = None

    @property
    def operation(self) -> str:
        """The same for all parameters."""
        return f"{self.method} {self.template}"


@attrs.frozen
class Answers(Generic[T]):
    """What an operation may answer: the reader of the body for each status, or range of statuses."""

    successes: Mapping[int | range, Callable[[bytes], T]]
    failures: Mapping[int | range, Callable[[bytes], Any]] = attrs.field(factory=dict)


def segment(name: str, value: object) -> str:
    """Return a path parameter as one segment of a path, or raise `InvalidArgumentError`."""
    text = value if type(value) is str else str(plain(value))
    if value is None or text in {"", ".", ".."}:
        raise InvalidArgumentError(f"{name} is {value!r}: that would name another resource")
    try:
        return quote(text, safe="")
    except UnicodeEncodeError as error:
        raise InvalidArgumentError(f"{name} holds half a character: {text[:50]!r}") from error


def present(values: Mapping[str, object]) -> dict[str, Any]:
    """Return those parameters that are neither unset nor null, as JSON would have them."""
    return {
        name: plain(each) for name, each in values.items() if each is not msgspec.UNSET and each is not None
    }


def texts(values: Mapping[str, object]) -> dict[str, str]:
    """Return those headers or cookies that are neither unset nor null, as text."""
    return {
        name: each if isinstance(each, str) else msgspec.json.encode(each).decode()
        for name, each in present(values).items()
    }

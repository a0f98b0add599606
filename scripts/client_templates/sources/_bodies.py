"""Bodies: how those that arrive are read, and those that leave are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ._decoding import decoder, reading
from .types import File

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def as_json(hint: Any) -> Callable[[bytes], Any]:
    """Return a reader of JSON bodies of this type; it costs nothing until it first reads."""
    return reading(decoder, hint)


def as_text(content: bytes) -> str:
    """Read a body as UTF-8 text."""
    return reading(lambda _: bytes.decode, str)(content)


def as_file(content: bytes) -> File:
    """Take a body as it is."""
    return File(content)


def as_nothing(content: bytes) -> None:
    """Ignore a body that the contract does not describe."""


def form(values: Mapping[str, Any]) -> bytes:
    """Return a form as it is sent; lists become repeated fields."""
    return urlencode(values, doseq=True).encode()

"""Parameters beside the path, and bodies that are no JSON: only some contracts have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from ..types import File
from .decoding import plain, reading


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

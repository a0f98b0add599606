# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""What every request carries: headers that stay, and those that a function tells for each attempt."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx2

from ._arguments import calling, header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._ways import Way

SECRET = re.compile(r"auth|cookie|key|secret|session|token|password", re.IGNORECASE)
REMEMBERED = 64


class Headers:
    """Headers by name; those that hold credentials are remembered, old values too, to be blotted out."""

    def __init__(self, fixed: Mapping[str, str]) -> None:
        """Begin with headers that hold no credential."""
        self._fixed = httpx2.Headers(dict(fixed))
        self._told: list[tuple[str, str, str, Any]] = []
        self._secrets: dict[str, None] = {}

    def add(self, name: str, field: str, scheme: str, source: Any) -> None:
        """Add a header: its value, after ``scheme``, is a string or told by a function."""
        if callable(source):
            self._told.append((name, field, scheme, source))
        else:
            self._fixed[field] = self._value(name, field, scheme, source)

    async def now(self, way: Way) -> httpx2.Headers:
        """Return all headers, for one attempt."""
        if not self._told:
            return self._fixed
        found = httpx2.Headers(self._fixed)
        for name, field, scheme, source in self._told:
            with calling(name):
                value = await way.told(name, source())
            found[field] = self._value(name, field, scheme, value)
        return found

    def hide(self, text: str) -> str:
        """Return a text without the credentials, however they are spelled."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def _value(self, name: str, field: str, scheme: str, value: Any) -> str:
        text = header(name, value)
        if not name.startswith("headers:") or SECRET.search(field):
            self.remember(text)
        return f"{scheme}{text}"

    def remember(self, secret: str) -> None:
        """Blot this out from now on; the oldest are forgotten."""
        for spelling in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1]):
            self._secrets.pop(spelling, None)
            self._secrets[spelling] = None
        for oldest in list(self._secrets)[:-REMEMBERED]:
            del self._secrets[oldest]

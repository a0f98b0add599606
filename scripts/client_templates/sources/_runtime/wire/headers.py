"""The headers of every request: those that stay, and those that a function tells for each attempt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from inspect import iscoroutinefunction
from typing import Any

import httpx2

from ...errors import InvalidArgumentError
from ..arguments import calling, function, header, portable
from .ways import Way

SECRET = re.compile(r"auth|cookie|key|secret|session|token|password", re.IGNORECASE)
LONG = re.compile(r"[^\s;,=\"]{8,}=*")
"""A part of a header's value that is long enough to be a secret."""
REMEMBERED = 1000
"""Values that are remembered for each header: that of a trace is another for each request."""


class Headers:
    """Headers by name; what callers pass is remembered, old values too, to be blotted out."""

    def __init__(self, fixed: Mapping[str, str]) -> None:
        self._fixed = httpx2.Headers(dict(fixed))
        self._told: list[tuple[str, str, str, Any]] = []
        self._secrets: dict[str, dict[str, None]] = {}

    def __getstate__(self) -> dict[str, Any]:
        for name, _, _, source in self._told:
            portable(name, source)
        return self.__dict__

    def __deepcopy__(self, _: object) -> Headers:
        """Return itself: what a copy learns of credentials is to be blotted out here, too."""
        return self

    def add(self, name: str, field: str, scheme: str, source: Any) -> None:
        """Add a header: its value, after ``scheme``, is a string or told by a function."""
        if callable(source):
            self._told.append((name, field, scheme, function(name, source)))
        else:
            self._fixed[field] = self._value(name, field, scheme, source)

    async def now(self, way: Way) -> httpx2.Headers:
        """Return all headers, for one attempt."""
        if not self._told:
            return self._fixed
        found = httpx2.Headers(self._fixed)
        for name, field, scheme, source in self._told:
            with calling(name):
                # Within, too: a StopIteration arrives neither out of a coroutine nor out of a thread.
                plain = source if iscoroutinefunction(source) else calling(name)(source)
                value = await way.told(name, await way.asked(plain))
            if value is not None or not name.startswith("headers:"):  # outside a trace none is told
                found[field] = self._value(name, field, scheme, value)
        return found

    def hide(self, text: str) -> str:
        """Return a text that came from outside without the credentials, however they are spelled."""
        secrets = [each for kept in list(self._secrets.values()) for each in list(kept)]
        for secret in sorted(secrets, key=len, reverse=True):
            if _longest_word(secret) in text:
                text = _spellings(secret).sub("***", text)
        return text

    def remember(self, name: str, *secrets: str) -> None:
        """Blot these out from now on; the oldest of the same name are forgotten."""
        kept = self._secrets.setdefault(name, {})
        kept |= dict.fromkeys(secrets)
        for oldest in list(kept)[:-REMEMBERED]:
            kept.pop(oldest, None)

    def _value(self, name: str, field: str, scheme: str, value: Any) -> str:
        text = header(name, value)
        if scheme and text.lower().startswith(scheme.lower()):
            raise InvalidArgumentError(f"{name}: leave {scheme.strip()} out; it is sent before the value")
        secrets = LONG.findall(text)
        if not name.startswith("headers:") or SECRET.search(field):
            secrets += [text, text.rpartition(" ")[2]]
        self.remember(name, *secrets)
        return f"{scheme}{text}"


@lru_cache(maxsize=4 * REMEMBERED)
def _longest_word(secret: str) -> str:
    """Return what stands in a secret in every spelling: to look for it takes a hundredth of the time."""
    return max(re.split("[^a-zA-Z0-9]+", secret), key=len)


@lru_cache
def _spellings(secret: str) -> re.Pattern[str]:
    """Return what finds a secret as JSON, URLs, HTML and Python's own quoting write it, too."""
    return re.compile("".join(each if each.isalnum() else _spelled(each) for each in secret))


def _spelled(sign: str) -> str:
    code = "".join(f"[{each}{each.upper()}]" for each in f"{ord(sign):02x}")
    plain, entity = re.escape(sign), re.escape(escape(sign))
    return rf"(?:\\*{plain}|\\+u00{code}|%{code}|{entity}|&#0*{ord(sign)};|&#[xX]0*{code};)"

# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The types that models and operations share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import attrs
import msgspec

from ._decoding import Absent

T = TypeVar("T")

Unset: TypeAlias = msgspec.UnsetType
UNSET = msgspec.UNSET
"""Says that an optional member or parameter is not sent at all; null would be `None`."""

if TYPE_CHECKING:
    import httpx

    Maybe: TypeAlias = T | None
    """A member that may be missing, and is `None` then, but is never null in an answer."""
else:
    Maybe = Absent[T]


@attrs.frozen
class File:
    """A body that is no JSON."""

    payload: bytes
    """The body itself."""


@attrs.frozen(kw_only=True)
class Response(Generic[T]):
    """One answer as it came, and what it says."""

    parsed: T
    """The validated body."""
    status_code: int
    """The HTTP status, 200 to 299."""
    headers: httpx.Headers
    """The headers; their names know no case."""
    content: bytes
    """The body as it came, members that the contract does not know included."""

    def json(self) -> Any:
        """Return the whole body as plain Python values."""
        return msgspec.json.decode(self.content)


__all__ = ("UNSET", "File", "Maybe", "Response", "Unset")

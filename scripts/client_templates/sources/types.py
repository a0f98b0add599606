"""The types that models and operations share."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

import attrs

from ._runtime.decoding import Absent, Model, as_json, members

T = TypeVar("T")

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx2
    import msgspec

    Unset: TypeAlias = msgspec.UnsetType
    UNSET = msgspec.UNSET
    """An optional member or parameter that is not sent at all; null would be `None`."""

    Seconds: TypeAlias = float | timedelta | httpx2.Timeout
    """A time: a number of seconds, or an object that says as much."""

    Maybe: TypeAlias = T | None
    """A member that may be missing, and is `None` then, but is never null in an answer."""
else:
    Maybe = Absent[T]
    Seconds = Any

    def __getattr__(name: str) -> Any:
        if name not in {"UNSET", "Unset"}:
            raise AttributeError(name)
        import msgspec

        return msgspec.UNSET if name == "UNSET" else msgspec.UnsetType


class File(NamedTuple):
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
    headers: httpx2.Headers = attrs.field(hash=False)
    """The headers; their names know no case."""
    content: bytes
    """The body as it came, members that the contract does not know included."""

    def json(self) -> Any:
        """Return the whole body as plain Python values; `MalformedAnswerError` where these are none."""
        return as_json(Any)(self.content)

    @functools.cached_property
    def additional_properties(self) -> dict[str, Any]:
        """The members of the body that the contract does not know, by name."""
        if not isinstance(self.parsed, Model):
            return {}
        kind: Any = type(self.parsed)
        known = {each.wire_name for each in members(kind)}
        return {name: each for name, each in self.json().items() if name not in known}


__all__ = ("UNSET", "File", "Maybe", "Response", "Seconds", "Unset")

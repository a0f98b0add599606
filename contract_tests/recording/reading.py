"""An observation, decoded once for all the clauses that judge it."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import define, field, fields, frozen

from contract_tests.recording import contract
from contract_tests.recording.exchange import GATEWAY, Exchange
from contract_tests.recording.observation import OWN, Context, Observation
from contract_tests.recording.strict_json import NotJson, decode

UNREAD = object()
UNDONE = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
"""Content codings that are undone before an answer is kept."""


@frozen
class Status:
    """A status body that satisfies the schema, with the documented defaults; null counts as absent."""

    session_id: str
    exists: bool
    vm_assigned: bool
    vm_alive: bool = False
    vm_status: str | None = None
    vm_id: str | None = None
    uptime_seconds: float | None = None
    expires_in_seconds: float | None = None
    created_at: str | None = None
    env_status: str = "none"
    env_error: str | None = None

    @property
    def kind(self) -> str:
        """The state shown: unknown, unassigned, alive or dead."""
        if not self.exists:
            return "unknown"
        if self.vm_alive:
            return "alive"
        return "dead" if self.vm_assigned else "unassigned"

    @property
    def lasting(self) -> tuple[object, ...]:
        """The members that do not change by themselves, times to the second and in one spelling."""
        created = contract.instant(self.created_at or "")
        return self.exists, self.vm_assigned, self.vm_id, created and contract.to_second(created)

    @property
    def named(self) -> str:
        """The state shown in the words of the answer, for messages."""
        return f"{self.kind} ({self.vm_status})" if self.vm_status else self.kind


@define
class Reading:
    """An observation, decoded once.

    `value` is the body as JSON, or UNREAD with the reason in `unreadable`; `unique` says whether member
    names were unique; `status` is there when a real credential got a 200 that satisfies the schema,
    about a session that the request named.
    """

    observation: Observation
    started: datetime | None = None
    """The moment by our own clock at which the run began; None where that is not known."""
    exchange: Exchange = field(init=False)
    context: Context = field(init=False)
    code: int | None = field(init=False)
    """The answer's status code; None for a failure and for what a gateway answered."""
    value: Any = UNREAD
    unreadable: str = ""
    coded: bool = False
    """True if the body is in a coding that cannot be undone: what it holds is not known."""
    unique: bool = True
    status: Status | None = None
    is_documented_request: bool = field(init=False)
    """True where a real credential asked, in the ordinary way, about a declared or a fresh random id."""

    def __attrs_post_init__(self) -> None:
        exchange, context = self.exchange, self.context = self.observation.exchange, self.observation.context
        # A gateway's page is no answer of the API, be it JSON or not.
        self.code = None if exchange.status in GATEWAY else exchange.status
        # The other account asks about its own session as we do about ours; about all else it is a stranger.
        owned = context.credential == "foreign" and context.subject == "foreign"
        authorised = context.credential in OWN or owned
        self.is_documented_request = authorised and (owned or context.subject in {"declared", "unknown"})
        if self.code is None or not exchange.body:
            self.unreadable = "the body is empty"
            return
        if exchange.undecoded:
            self.unreadable = exchange.undecoded
            return
        try:
            self.value, self.unique = decode(exchange.body)
        except NotJson as error:
            lines = (value for name, value in exchange.answer_headers if name.lower() == "content-encoding")
            named = (each.strip() for each in ",".join(lines).split(","))
            unknown = [each for each in named if each.lower() not in UNDONE]
            self.coded = bool(unknown)
            media = exchange.shown("content-type", 40).partition(";")[0]
            # Of what claims to be JSON, it is worth saying where it is not.
            what = f"{media} that is no JSON" if media and "json" not in media.lower() else str(error)
            self.unreadable = f"answered in {unknown[-1]:.40}, which was not asked for" if unknown else what
            return
        # A 200 to a probe may be any page: only what claims to be about a known session is read as a status.
        about_it = self.is_documented_request or (authorised and context.subject in {"spelling", "foreign"})
        if about_it and self.code == 200 and isinstance(self.value, dict):
            self.status = status_of(self.value)

    @property
    def number(self) -> int:
        """The exchange's number."""
        return self.exchange.number

    @property
    def received(self) -> datetime | None:
        """The moment by our own clock, in UTC, at which the answer came; None where that is unknown."""
        if self.started is None:
            return None
        try:
            return self.started.astimezone(UTC) + timedelta(seconds=self.exchange.received)
        except OverflowError:
            return None


def status_of(body: dict[str, Any]) -> Status | None:
    """Return a body as a status, or None when it does not satisfy the schema."""
    if not contract.validator("SessionStatusResponse").is_valid(body):
        return None
    return Status(**{name: body[name] for name in FIELDS if name in body})


FIELDS = tuple(each.name for each in fields(Status))
REQUIRED = frozenset({"session_id", "exists", "vm_assigned"})
"""The members that no status is without."""


def resolved(path: str) -> str:
    """Return a path without its dot segments (RFC 3986, 5.2.4)."""
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            segments[-1:] = []
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments)


def canonical(session_id: str) -> str:
    """Return the one spelling that all spellings of a UUID share; any other id as it is."""
    try:
        return str(uuid.UUID(session_id))
    except ValueError:
        return session_id

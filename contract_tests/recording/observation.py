"""Exchanges, and what was known when they were made; written and read as JSON lines."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import msgspec
from attrs import frozen

from contract_tests.recording import format1
from contract_tests.recording.exchange import Exchange
from contract_tests.recording.purpose import Probe, Scenario
from contract_tests.recording.strict_json import MOST_OCTETS, NotJson, decode_own
from contract_tests.recording.timing import EXPIRY_GRACE, WATCH, WATCH_EXPIRY

T = TypeVar("T")

State = Literal["alive", "unassigned", "dead", "expiring", "foreign"]
STATES: tuple[State, ...] = ("alive", "unassigned", "dead", "expiring", "foreign")

Subject = Literal["declared", "foreign", "unknown", "spelling", "near", "hostile", "odd", "door", "contract"]
"""The subject of a request: a declared session of one's own, one of another account, a fresh random UUID,
another spelling of a declared id, an id derived from a known one that does not name it, any other id; an odd
request about an unused id; a session asked about in a way that ought to be closed; or the published
description."""

Credential = Literal[
    "key", "token", "foreign", "none",
    "wrong-key", "wrong-token", "near-miss-key", "query", "elsewhere", "expired-token",
]  # fmt: skip
"""The credential that a request carried; in the address, and elsewhere as in cookies, never a real one. An
expired token is one that was refused and then renewed: that is known before the answer is kept, and clauses
judge no answer to it as one to a valid token."""

KEY, TOKEN, FOREIGN_KEY = "CONTRACT_API_KEY", "CONTRACT_BEARER_TOKEN", "CONTRACT_FOREIGN_API_KEY"
VARIABLES: dict[str, Credential] = {KEY: "key", TOKEN: "token", FOREIGN_KEY: "foreign"}
"""The variables of the environment that hold real credentials: recorded in their place, behind a dollar."""

OWN = frozenset({"key", "token"})
"""The credentials of one's own account."""
HONEST = OWN | {"foreign", "none"}
"""Credentials that a caller may well ask with; none is one that limits ought to take for an attack."""

FORMAT: Final = 2
"""Of a recording. Format 1 told in words what is data here; see `recording.format1`."""


NAME_ONE = "name observations.jsonl, as --report wrote it"


class NoRecording(ValueError):  # noqa: N818  a file's kind, and no error of ours
    """A file is no recording that this version reads; the message says where, why, and what to name."""


@frozen(kw_only=True)
class Context:
    """The context of a request, known before its answer is kept.

    `session` is the id that the request names, in the spelling declared, and `asked` the id as it
    was sent, decoded. `probe` is what it tried, and `tried` the same in words where many are of one probe;
    `again` says that it repeats one that got no answer, `together` that others were in flight.
    """

    scenario: Scenario
    subject: Subject
    credential: Credential
    session: str = ""
    asked: str = ""
    state: State | None = None
    probe: Probe = Probe.NONE
    tried: str = ""
    again: bool = False
    together: bool = False

    @property
    def attempt(self) -> str:
        """The attempt in words; nothing for a documented request."""
        return self.tried or self.probe.label

    @property
    def is_harmless(self) -> bool:
        """True if the id is short, and of ASCII letters, digits, blanks and marks that no attack is made of.

        Braces are not: a request line must not hold them raw (RFC 3986, appendix A), which strict gateways
        mind.
        """
        plain = self.asked.isascii() and all(each.isalnum() or each in " -_.~:" for each in self.asked)
        return plain and ".." not in self.asked and len(self.asked) <= 255


@frozen
class Observation:
    """One exchange, and the context that it was made in."""

    exchange: Exchange
    context: Context


@frozen
class Lockout:
    """A refusal that all requests met from some moment on, seconds since the run began; and that in words."""

    since: float
    words: str


@frozen
class Lapse:
    """A credential that was refused from some moment on until the end, seconds since the run began."""

    credential: Credential
    since: float


@frozen(kw_only=True)
class Recording:
    """The first line of a recording: where, when, and under which terms it was made.

    Times are seconds; `started` is an RFC 3339 date-time; `sessions` are state and id of those declared.
    """

    format: Literal[2] = FORMAT
    base_url: str
    started: str
    sessions: tuple[tuple[State, str], ...] = ()
    credentials: tuple[Credential, ...] = ()
    """Those that were there, be it that nothing was asked with them."""
    expiry_grace: float = EXPIRY_GRACE
    watch: float = WATCH
    watch_expiry: float = WATCH_EXPIRY
    disclaimed: tuple[tuple[str, str], ...] = ()
    interrupted: bool = False
    trouble: str = ""
    seed: int | None = None
    """The number that the requests of the run were drawn by; None where they are always the same."""
    lockout: Lockout | None = None
    """Nothing is judged by answers to what was asked from then on."""
    lapses: tuple[Lapse, ...] = ()
    """Nothing is judged by answers to what was asked with these credentials from then on."""
    voided: tuple[int, ...] = ()
    """The numbers of exchanges whose answers passed, as in outages: judged is only what these tell."""
    smallest: int | None = None
    """The number of the smallest generated request that broke a clause by its answer alone, if one did."""


def write(path: Path, recording: Recording, observations: Iterable[Observation]) -> None:
    """Write a recording: its head, then one observation a line."""
    encoder = msgspec.json.Encoder()
    with path.open("wb") as lines:
        lines.write(encoder.encode(recording) + b"\n")
        lines.writelines(encoder.encode(each) + b"\n" for each in observations)


def read(path: Path) -> tuple[Recording, Iterator[Observation]]:
    """Return a recording's head and its observations, one line at a time.

    Formats 1 and 2 are known; what is returned is of format 2. Raises NoRecording with the file, the line
    and what is wrong with it, while the lines are read too; OSError when it cannot be read::

        recording, observations = read(Path("report/observations.jsonl"))
    """
    with path.open("rb") as lines:
        first = lines.readline(MOST_OCTETS + 1)
    if not first:
        raise NoRecording(f"{path}: is empty; {NAME_ONE}")
    head = _value(first, path, 1)
    version = head.get("format") if isinstance(head, dict) else None
    # What is newer is not to be guessed at; what is no number is refused with all else that has no type.
    if isinstance(version, int) and version > FORMAT:
        raise NoRecording(f"{path}, line 1: format {version}, which this version does not know; update it")
    recording = _typed({**head, "format": FORMAT} if version == 1 else head, Recording, path, 1)
    try:
        datetime.fromisoformat(recording.started)
    except ValueError as error:
        raise _refusal(path, 1, error) from error

    def observations() -> Iterator[Observation]:
        current = format1.Converter().converted if version == 1 else None
        with path.open("rb") as lines:
            lines.readline(MOST_OCTETS + 1)
            # One octet more than is allowed, so that a line without an end is refused and not held whole.
            for number, line in enumerate(iter(lambda: lines.readline(MOST_OCTETS + 1), b""), start=2):
                value = _value(line, path, number)
                yield _typed(current(value) if current else value, Observation, path, number)

    return recording, observations()


def _value(line: bytes, path: Path, number: int) -> Any:
    try:
        return decode_own(line)
    except NotJson as error:
        # Whatever is written ends each line; of what is longer than any line no end was read.
        if line.startswith(b"{") and not line.endswith(b"\n") and len(line) <= MOST_OCTETS:
            raise NoRecording(f"{path}: is cut off at line {number}; {NAME_ONE}") from error
        raise _refusal(path, number, error) from error


def _typed(value: Any, kind: type[T], path: Path, number: int) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise _refusal(path, number, error) from error


def _refusal(path: Path, number: int, why: Exception) -> NoRecording:
    return NoRecording(f"{path}, line {number}: not a recording of observations ({why}); {NAME_ONE}")

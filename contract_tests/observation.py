"""Exchanges, and what was known when they were made; written and read as JSON lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec
from attrs import frozen

from contract_tests.exchange import Exchange  # noqa: TC001  a recording is decoded by these types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

T = TypeVar("T")

State = Literal["alive", "unassigned", "dead", "expiring", "foreign"]
STATES: tuple[State, ...] = ("alive", "unassigned", "dead", "expiring", "foreign")

Subject = Literal["declared", "foreign", "unknown", "spelling", "near", "hostile", "odd", "contract"]
"""Whom a request is about: a declared session of one's own, one of another account, a fresh random
UUID, another spelling of a declared id, an id derived from a known one that does not name it, any
other id; or an odd request about an id that nobody owns, or the published description."""

Credential = Literal["key", "token", "foreign", "none", "wrong-key", "wrong-token", "near-miss-key", "query"]


@frozen(kw_only=True)
class Known:
    """What was known when a request was made.

    `session` is the id that the request names, in the spelling declared, and `asked` the id as it
    was sent, decoded. `label` tells requests of one scenario apart (the spelling, the hostile class,
    the stretch of a watch). `fresh` says that the request went out on a connection of its own,
    `again` that it repeats one that got no answer, `together` that others were in flight.
    """

    scenario: str
    subject: Subject
    credential: Credential
    session: str = ""
    asked: str = ""
    state: State | None = None
    label: str = ""
    fresh: bool = False
    again: bool = False
    together: bool = False


@frozen
class Observation:
    """One exchange, and what was known when it was made."""

    exchange: Exchange
    known: Known


@frozen(kw_only=True)
class Recording:
    """What the first line of a recording says: where, when, and under which terms it was made.

    Times are seconds; `started` is an RFC 3339 date-time; `sessions` are state and id of those declared.
    """

    format: int = 1
    base_url: str
    started: str
    sessions: tuple[tuple[State, str], ...] = ()
    expiry_grace: float = 10.0
    watch: float = 3.0
    disclaimed: tuple[tuple[str, str], ...] = ()
    interrupted: bool = False
    trouble: str = ""


def write(path: Path, recording: Recording, observations: Iterable[Observation]) -> None:
    """Write a recording: its head, then one observation a line."""
    encoder = msgspec.json.Encoder()
    with path.open("wb") as lines:
        lines.write(encoder.encode(recording) + b"\n")
        lines.writelines(encoder.encode(each) + b"\n" for each in observations)


def read(path: Path) -> tuple[Recording, Iterator[Observation]]:
    """Return a recording's head and its observations, one line at a time.

    Raises ValueError with the file, the line and what is wrong with it; OSError when it cannot be read.
    """
    with path.open("rb") as lines:
        head = _decode(msgspec.json.Decoder(Recording), lines.readline(), path, 1)

    def observations() -> Iterator[Observation]:
        decoder = msgspec.json.Decoder(Observation)
        with path.open("rb") as lines:
            lines.readline()
            for number, line in enumerate(lines, start=2):
                yield _decode(decoder, line, path, number)

    return head, observations()


def _decode(decoder: msgspec.json.Decoder[T], line: bytes, path: Path, number: int) -> T:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}, line {number}: not a recording of observations ({error})") from error

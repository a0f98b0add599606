"""Ids that nobody documented: a named list of hostile ones, and what can be derived from a known id.

Each is a probe and the id's octets before percent-encoding.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from contract_tests.recording.purpose import Probe

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKUP = "<svg onload=alert(1)>"
VERSION_1 = "5d1b2a4e-8f3c-11ef-9c1a-0242ac120002"
VERSION_7 = "01932c07-209c-7e3b-8c4d-5f6a7b8c9d0e"

HOSTILE: tuple[tuple[Probe, bytes], ...] = (
    (Probe.PLAIN_WORD, b"not-a-uuid"),
    (Probe.PLAIN_INTEGER, b"12345"),
    (Probe.QUOTES, b"'\""),
    (Probe.SQL, b"' OR '1'='1"),
    (Probe.HTML, MARKUP.encode()),
    (Probe.WILDCARD, b"%"),
    (Probe.WILDCARD, b"_" * 36),
    (Probe.BRACES, b"{}"),
    (Probe.TEMPLATE, b"${7*7}{{7*7}}"),
    (Probe.PERCENT_SIGN, b"%zz"),
    (Probe.WHITE_SPACE, b" "),
    (Probe.NEWLINES, b"a\r\nX-Injected: 1"),
    (Probe.NUL, b"a\x00b"),
    (Probe.CONTROL_CHARACTERS, b"\x01\x7f"),
    (Probe.INVALID_UTF_8, b"\xff\xfe"),
    (Probe.ASTRAL_CHARACTERS, "\U0001f984\U0001f30d".encode()),
    (Probe.PATH, b"../../etc/passwd"),
    (Probe.CHARACTERS_255, b"a" * 255),
    (Probe.CHARACTERS_2000, b"b" * 2000),
    (Probe.CHARACTERS_10000, b"c" * 10_000),
    (Probe.NIL_UUID, uuid.UUID(int=0).bytes.hex().encode()),
    (Probe.UUID_VERSION_1, VERSION_1.encode()),
    (Probe.UUID_VERSION_7, VERSION_7.encode()),
)


def spellings(session_id: str) -> dict[Probe, str]:
    """Return other legal spellings of a UUID; none of an id that is no UUID in its usual spelling."""
    try:
        value = uuid.UUID(session_id)
    except ValueError:
        return {}
    usual = str(value)
    every = {
        Probe.UPPER_CASE: usual.upper(),
        Probe.NO_DASHES: value.hex,
        Probe.IN_BRACES: f"{{{usual}}}",
        Probe.URN: value.urn,
    }
    return {probe: spelling for probe, spelling in every.items() if spelling != session_id}


def near_misses(session_id: str) -> Iterator[tuple[Probe, bytes]]:
    """Yield ids derived from a known one that do not name it."""
    octets = session_id.encode()
    last = b"0" if octets[-1:] != b"0" else b"1"
    yield Probe.ONE_DIGIT_CHANGED, octets[:-1] + last
    yield Probe.LAST_CHARACTER_MISSING, octets[:-1]
    yield Probe.CHARACTER_BEHIND, octets + b"0"
    yield Probe.CHARACTER_BEFORE, b"0" + octets
    yield Probe.WILDCARD_AT_THE_END, octets[:-1] + b"%"
    yield Probe.WILDCARD_INSIDE, octets[:-1] + b"_"
    yield Probe.STAR_AT_THE_END, octets[:8] + b"*"
    yield Probe.SQL_BEHIND, octets + b"' OR '1'='1"
    yield Probe.NUL_BEHIND, octets + b"\x00x"
    yield Probe.NEWLINE_BEHIND, octets + b"\nx"

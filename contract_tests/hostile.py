"""Ids that nobody documented: a named list of hostile ones, and what can be derived from a known id.

Each is a label and the id's octets before percent-encoding.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKUP = "<svg onload=alert(1)>"
VERSION_1 = "5d1b2a4e-8f3c-11ef-9c1a-0242ac120002"
VERSION_7 = "01932c07-209c-7e3b-8c4d-5f6a7b8c9d0e"

HOSTILE: tuple[tuple[str, bytes], ...] = (
    ("plain word", b"not-a-uuid"),
    ("plain integer", b"12345"),
    ("quotes", b"'\""),
    ("SQL", b"' OR '1'='1"),
    ("HTML", MARKUP.encode()),
    ("wildcard", b"%"),
    ("wildcard", b"_" * 36),
    ("braces", b"{}"),
    ("template", b"${7*7}{{7*7}}"),
    ("percent sign", b"%zz"),
    ("white space", b" "),
    ("newlines", b"a\r\nX-Injected: 1"),
    ("NUL", b"a\x00b"),
    ("control characters", b"\x01\x7f"),
    ("invalid UTF-8", b"\xff\xfe"),
    ("astral characters", "\U0001f984\U0001f30d".encode()),
    ("path", b"../../etc/passwd"),
    ("255 characters", b"a" * 255),
    ("2,000 characters", b"b" * 2000),
    ("10,000 characters", b"c" * 10_000),
    ("nil UUID", uuid.UUID(int=0).bytes.hex().encode()),
    ("UUID version 1", VERSION_1.encode()),
    ("UUID version 7", VERSION_7.encode()),
)


def spellings(session_id: str) -> dict[str, str]:
    """Return other legal spellings of a UUID; none of an id that is no UUID in its usual spelling."""
    try:
        value = uuid.UUID(session_id)
    except ValueError:
        return {}
    usual = str(value)
    every = {
        "upper case": usual.upper(),
        "no dashes": value.hex,
        "braces": f"{{{usual}}}",
        "URN": value.urn,
    }
    return {label: spelling for label, spelling in every.items() if spelling != session_id}


def near_misses(session_id: str) -> Iterator[tuple[str, bytes]]:
    """Yield ids derived from a known one that do not name it."""
    octets = session_id.encode()
    last = b"0" if octets[-1:] != b"0" else b"1"
    yield "one digit changed", octets[:-1] + last
    yield "last character missing", octets[:-1]
    yield "a character behind", octets + b"0"
    yield "a character before", b"0" + octets
    yield "wildcard at the end", octets[:-1] + b"%"
    yield "wildcard inside", octets[:-1] + b"_"
    yield "star at the end", octets[:8] + b"*"
    yield "SQL behind", octets + b"' OR '1'='1"
    yield "NUL and more behind", octets + b"\x00x"
    yield "newline and more behind", octets + b"\nx"

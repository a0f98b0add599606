"""Disclosure: a value that the run knows, in any part of an answer, or the kind of session it is about.

Both are compared by rule, over all parts of an answer: status, each header, the body.
"""

import base64
import json
import re
import urllib.parse
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from contract_tests.recording.reading import Reading

Parts = dict[str, str]
"""The parts of an answer by name: `status`, `body`, and each header as `header NAME` in lower case."""

TELLING = re.compile(r"(?=.*\d).{6,}|.{12,}", re.DOTALL)
"""A text that no answer holds by chance: with a digit in it, or long. `active` may be part of a word."""
FEWEST_ENCODED = 8
"""Octets of a text whose Base64 no answer holds by chance."""
EXPECTED = re.compile(
    r"header .*(date|time|length|age|tag|cookie|server|connection|alive|via|cache|hit|modified|expires|vary"
    r"|trace|span|ray|request|correlation|-id|pod|node|host|region|zone|served|instance|limit|retry).*"
)
"""Parts that differ from one answer to the next, or that say something of the way that an answer took."""
CHOSEN = frozenset({"header set-cookie", "header last-modified", "header etag"})
"""Those of them that nothing on the way adds to some answers and not to others."""


def parts(status: int, headers: Sequence[tuple[str, str]], body: str, echoed: Collection[str] = ()) -> Parts:
    """Return the parts of an answer, without what it repeats of the request."""
    told = {"status": str(status), "body": body}
    for name, value in headers:
        place = f"header {name.lower()}"
        told[place] = f"{told[place]}, {value}" if place in told else value
    return without(told, echoed)


def without(told: Mapping[str, str], echoed: Collection[str]) -> Parts:
    """Return texts by name without these, however they are spelled."""
    every = [spelled for echo in filter(None, echoed) for spelled in spellings(echo)]
    for echo in sorted(every, key=len, reverse=True):
        told = {part: text.replace(echo, "") for part, text in told.items()}
    return dict(told)


def parts_of(reading: Reading) -> Parts:
    """Return the parts of an answer, without the id that was asked about."""
    exchange = reading.exchange
    body = exchange.body.decode(errors="replace")
    return parts(reading.code or 0, exchange.answer_headers, body, echoes(reading))


def echoes(reading: Reading) -> tuple[str, str]:
    """Return the id that was asked about, as it was sent and as it was declared."""
    return reading.context.asked, reading.context.session


def values(body: Any, depth: int = 6) -> Iterator[str]:
    """Yield the texts in a JSON value that would be recognised elsewhere."""
    if isinstance(body, str):
        if TELLING.fullmatch(body):
            yield body
    elif depth and isinstance(body, dict | list):
        for inner in body.values() if isinstance(body, dict) else body:
            yield from values(inner, depth - 1)


def objects(value: Any, *, depth: int = 4) -> Iterator[dict[str, Any]]:
    """Yield a JSON value's objects, however they are wrapped."""
    if isinstance(value, dict):
        yield value
    if depth and isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from objects(inner, depth=depth - 1)


@lru_cache(maxsize=1024)
def spellings(value: str) -> tuple[str, ...]:
    """Return how a value may be written in a header, an address or a body; the longest first."""
    octets = value.encode(errors="surrogatepass")
    every = {value, urllib.parse.quote(value, safe=""), json.dumps(value)[1:-1], octets.hex()}
    if len(octets) >= FEWEST_ENCODED:
        every |= {encode(octets, start) for start in range(3) for encode in (_base64, _base64_of_urls)}
    return tuple(sorted(every, key=len, reverse=True))


def _base64(octets: bytes, start: int) -> str:
    """Return the characters that stand for a text in Base64 whatever stands around it; it starts at that
    octet of three."""
    whole = base64.b64encode(bytes(start) + octets).decode()
    return whole[-(-start * 8 // 6) : (start + len(octets)) * 8 // 6]


def _base64_of_urls(octets: bytes, start: int) -> str:
    return _base64(octets, start).replace("+", "-").replace("/", "_")


def shown(answer: Parts, known: Collection[str]) -> dict[str, str]:
    """Return the parts of an answer that show a known value, each with the value."""
    found: dict[str, str] = {}
    for part, text in answer.items():
        for value in known:
            if any(spelled in text for spelled in spellings(value)):
                found.setdefault(part, value)
    return found


def tells_apart(one: Sequence[Parts], other: Sequence[Parts], *, alone: bool = False) -> list[str]:
    """Return the parts by which answers of two kinds can be told apart.

    A part tells them apart if it is the same in all answers of the other kind and in none of the one, or
    stands in all of one kind and in none of the other. What else varies within a kind, as a request's number
    does, says nothing; but of a single answer only its status counts, since nothing shows what of it varies;
    unless the caller looks at that.
    """
    if not one or not other:
        return []
    told = []
    for part in sorted(set().union(*one, *other)):
        expected = EXPECTED.fullmatch(part)
        if expected and part not in CHOSEN:
            continue
        ones, others = ({each.get(part) for each in kind} for kind in (one, other))
        counts = alone or part == "status" or min(len(one), len(other)) > 1
        steady = len(others) == 1 and others.isdisjoint(ones) and not expected
        there = {frozenset(each is not None for each in kind) for kind in (ones, others)}
        if (steady or there == {frozenset({True}), frozenset({False})}) and counts:
            told.append(part)
    return told

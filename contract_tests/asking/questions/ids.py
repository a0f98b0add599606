"""Ids derived from the structure of a known one: its other spellings, and near misses that do not name it.

A value that differs in one place passes for every comparison that overlooks this place; so one digit of each
group shows a comparison of some groups only, and one digit anywhere a comparison of all but that one.
"""

import urllib.parse
import uuid
from collections.abc import Iterator

from attrs import frozen

from contract_tests.asking.questions.characters import LIKELY, characters, named
from contract_tests.recording.reading import resolved

LITERAL = "".join(chr(octet) for octet in range(0x21, 0x7F) if chr(octet) not in "/?#%")
"""Octets that go onto the request line as they are; all others are percent-encoded."""
VERSION, VARIANT = 14, 19
"""Places in a UUID's text of the digits that say how it was made."""
USUAL_VERSION = 4
"""Of the ids that services make at random."""
HEXADECIMAL = "0123456789abcdef"
WILDCARDS = ("*", "%", "_", "?", ".", ".*", "[0-9a-f]", "\\w", "$", "|")
"""Texts that match anything, to a database, a shell and a regular expression."""


def encoded(octets: bytes) -> str:
    """Return octets as they go onto the request line."""
    return urllib.parse.quote_from_bytes(octets, LITERAL)


@frozen
class Id:
    """An id to ask about: its kind, what it is in words, its octets, and how the request line writes these.

    `written` is empty where they are written as usual: printable ASCII as it is, but for / ? # and %.
    """

    kind: str
    label: str
    octets: bytes
    likely: bool = False
    written: str = ""

    @property
    def target(self) -> str:
        """The id as the request line has it."""
        return self.written or encoded(self.octets)


def value_of(session_id: str) -> uuid.UUID | None:
    """Return the UUID that an id is, in any spelling, or None."""
    try:
        return uuid.UUID(session_id)
    except ValueError:
        return None


def look_of(each: Id) -> str:
    """Return how an id looks to what routes by it: as a usual UUID, as another one, a number, or a word."""
    text = each.octets.decode(errors="replace")
    value = value_of(text)
    if value is not None:
        return "UUID" if value.version == USUAL_VERSION and str(value) == text.lower() else "another UUID"
    return "number" if text.isdecimal() else "word"


def names(octets: bytes, session_id: str) -> bool:
    """Tell whether an id may be taken for a session's: what is forgiven, so that no deployment is blamed.

    Forgiven are other spellings of a UUID (upper case, braces, URN, dashes anywhere or nowhere, digits of
    other scripts: all that RFC 9562 and the usual parsers read as one number), percent-encoding once
    more, surrounding white space, dot segments, an empty last segment, and what follows a semicolon.
    """
    try:
        text = urllib.parse.unquote(octets.decode()).strip()
    except UnicodeDecodeError:
        return False
    named = resolved(text).rstrip("/").partition(";")[0].strip()
    value = value_of(named)
    return named == session_id or (value is not None and value == value_of(session_id))


def spellings(session_id: str) -> dict[str, str]:
    """Return other legal spellings of a UUID; none of an id that is no UUID."""
    value = value_of(session_id)
    if value is None:
        return {}
    usual = str(value)
    every = {
        "lower case": usual,
        "upper case": usual.upper(),
        "no dashes": value.hex,
        "braces": f"{{{usual}}}",
        "URN": value.urn,
    }
    return {label: spelling for label, spelling in every.items() if spelling != session_id}


def written_otherwise(session_id: str) -> dict[str, str]:
    """Return what else on the request line may be taken for an id, so that only some checks know it."""
    first, rest = session_id[0], session_id[1:]
    every = {label: encoded(other.encode()) for label, other in spellings(session_id).items()}
    every = {label: every[label] for label in ("upper case", "no dashes") if label in every}
    return every | {
        "a letter percent-encoded": f"%{ord(first):02X}{encoded(rest.encode())}",
        "a slash behind": f"{encoded(session_id.encode())}/",
    }


def near_misses(session_id: str) -> Iterator[Id]:
    """Yield every id that is derived from a known one and does not name it, each once."""
    seen: set[str] = set()
    for each in _derived(session_id):
        if each.target not in seen and each.octets and not names(each.octets, session_id):
            seen.add(each.target)
            yield each


def _derived(session_id: str) -> Iterator[Id]:
    yield from _digits(session_id)
    value = value_of(session_id)
    if value is not None:
        yield from _numbers(session_id, value)
    yield from _cut(session_id)
    yield from _wildcards(session_id)
    yield from _continued(session_id)
    yield from _lookalikes(session_id)


def _other(digit: str, bit: int = 1) -> str:
    """Return another digit or letter of the same kind; of a hexadecimal one, that with another bit."""
    if digit in HEXADECIMAL:
        return f"{int(digit, 16) ^ bit:x}"
    return {"F": "A", "z": "a", "Z": "A"}.get(digit) or chr(ord(digit) + 1)


def _with(text: str, place: int, character: str) -> str:
    return text[:place] + character + text[place + 1 :]


def _digits(session_id: str) -> Iterator[Id]:
    """Change one character: the ends of each group in every run, and each other in its turn."""
    ends = {0, len(session_id) - 1}
    # Of a UUID's first digit the highest bit, of the digit that says its variant one that says so.
    bits = {0: 8, VARIANT: 4} if value_of(session_id) else {}
    for place, character in enumerate(session_id):
        if not character.isalnum() and place:
            ends |= {place - 1, place + 1}
    first_of_group = {place for place in ends if place == 0 or not session_id[place - 1].isalnum()}
    for place, character in enumerate(session_id):
        if character.isascii() and character.isalnum():
            likely = place in first_of_group or place == len(session_id) - 1
            kind = "one digit at the end of a group" if place in ends else "one digit inside a group"
            changed = _with(session_id, place, _other(character, bits.get(place, 1)))
            yield Id(kind, f"character {place + 1} changed", changed.encode(), likely)


def _numbers(session_id: str, value: uuid.UUID) -> Iterator[Id]:
    """Change a UUID as a number: its version, its variant, the order of its octets, its halves."""
    usual = str(value)
    for digit in "1570f":
        yield Id("number", f"version digit {digit}", _with(usual, VERSION, digit).encode())
    for digit in "8c0":
        yield Id("number", f"variant digit {digit}", _with(usual, VARIANT, digit).encode())
    low, high = value.int & (2**64 - 1), value.int >> 64
    every = {
        "octets of its first groups swapped": uuid.UUID(bytes_le=value.bytes),
        "octets in reverse": uuid.UUID(bytes=value.bytes[::-1]),
        "halves exchanged": uuid.UUID(int=low << 64 | high),
        "its first half alone": uuid.UUID(int=high << 64),
        "its second half alone": uuid.UUID(int=low),
        "the next number": uuid.UUID(int=(value.int + 1) % 2**128),
        "the highest bit": uuid.UUID(int=value.int ^ 2**127),
    }
    for label, other in every.items():
        yield Id("number", label, str(other).encode())
    yield Id("number", "as an integer", str(value.int).encode())
    yield Id("number", "without its leading zeros", f"{value.int:x}".encode())
    for place, group in enumerate(usual.split("-")):
        yield Id("number", f"group {place + 1} alone", group.encode())
    yield Id("number", "digits in reverse", session_id[::-1].encode())


def _cut(session_id: str) -> Iterator[Id]:
    """Leave characters out, and add some."""
    octets, half = session_id.encode(), len(session_id) // 2
    yield Id("cut", "last character missing", octets[:-1], likely=True)
    yield Id("cut", "first character missing", octets[1:])
    yield Id("cut", "a character missing inside", octets[:half] + octets[half + 1 :])
    yield Id("cut", "first half", octets[:half])
    yield Id("cut", "second half", octets[half:])
    for place, character in enumerate(session_id):
        if character == "-":
            yield Id("cut", f"cut at {place}", octets[:place])
    yield Id("cut", "a character behind", octets + b"0")
    yield Id("cut", "a character before", b"0" + octets, likely=True)
    yield Id("cut", "twice", octets + octets)
    yield Id("cut", "another group behind", octets + b"-0000")
    yield Id("cut", "a name before", b"session:" + octets)
    yield Id("cut", "a suffix of files", octets + b".json")


def _wildcards(session_id: str) -> Iterator[Id]:
    for wildcard in WILDCARDS:
        shell = session_id[:8] + wildcard if wildcard in {"*", ".*", "%"} else session_id[:-1] + wildcard
        yield Id("wildcard", f"{wildcard} for what is missing", shell.encode(), likely=wildcard == "*")
    # As long as the id, since some look at nothing else before they ask SQL's LIKE.
    both = f"{session_id[:4]}_{session_id[5:-1]}%"
    yield Id("wildcard", "_ and % for what is missing", both.encode(), likely=True)
    yield Id("wildcard", "SQL behind", f"{session_id}' OR 'x'='x".encode(), likely=True)
    yield Id("wildcard", "a comment behind", f"{session_id}'--".encode())
    yield Id("wildcard", "two ids in a list", f"{session_id},{uuid.UUID(int=0)}".encode())
    yield Id("wildcard", "a command behind", f"{session_id}$(true)".encode())
    yield Id("wildcard", "as an expression", f"^{session_id[:-2]}..$".encode())


def _continued(session_id: str) -> Iterator[Id]:
    """Let a character that means something stand between the id and itself: what cuts there finds it, be it
    in what stands before or behind; raw where it can be."""
    for kind, character in characters():
        forgiven = names(f"{session_id}{character}{session_id}".encode(), session_id)
        before = "x" if forgiven else session_id
        twice, escaped = f"{before}{character}{session_id}", f"{before}%{ord(character):02X}{session_id}"
        label = f"{named(character)} between it and itself"
        yield Id(kind, label, twice.encode(), likely=character in LIKELY)
        yield Id("a character behind", f"{named(character)} behind", f"{session_id}{character}".encode())
        if not character.isascii():
            continue
        # Usually a slash is percent-encoded, and what means nothing to a request line is not.
        if character == "/":
            yield Id("written otherwise", f"{label}, as it is", twice.encode(), written=twice)
        elif character in LITERAL:
            yield Id("written otherwise", f"{label}, percent-encoded", twice.encode(), written=escaped)
        yield Id("written otherwise", f"{label}, encoded twice", escaped.encode())
    yield Id("written otherwise", "an overlong NUL behind", session_id.encode() + b"\xc0\x80x")
    yield Id("written otherwise", "half a character behind", session_id.encode() + b"\xe2\x82")


def _lookalikes(session_id: str) -> Iterator[Id]:
    """Write characters by others that look alike, or that folding makes the same."""
    pairs = {"0": "O", "1": "l", "5": "S", "a": "\u0430", "e": "\u0435", "c": "\u0441"}
    for place, character in enumerate(session_id):
        if other := pairs.get(character):
            yield Id("lookalike", f"{other} for {character}", _with(session_id, place, other).encode())
    for place, character in enumerate(session_id):
        if character.isascii() and character.isalpha():
            wide = chr(ord(character) + 0xFEE0)
            yield Id("lookalike", "a fullwidth letter", _with(session_id, place, wide).encode())
            break
    yield Id("lookalike", "another dash", session_id.replace("-", "\u2013").encode())
    yield Id("lookalike", "a combining accent behind", f"{session_id}\u0301".encode())

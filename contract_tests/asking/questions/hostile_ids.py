"""Ids that name no session, by class: what parsers, columns, logs, routers and shells trip over."""

import itertools
import uuid
from collections.abc import Iterator

from contract_tests.asking.questions.characters import LIKELY, characters, named
from contract_tests.asking.questions.ids import Id

MARKUP = "<svg onload=alert(1)>"
WIDTHS = (8, 16, 31, 32, 53, 63, 64, 128, 256)
"""Bits of integers as languages and databases have them; 53 are exact in a float."""
LIKELY_WIDTHS = frozenset({63, 64})
POWERS = (*(2**power for power in range(5, 14)), *(10**power for power in range(1, 5)))
"""Lengths at which columns, buffers and logs end; no id is longer by more than a character."""
LIKELY_LENGTH = 2049
PARSED_DIGITS = 4300
"""Digits beyond which Python reads no integer unless told to."""
MALFORMED: dict[str, bytes] = {
    "octets that begin nothing": b"\xff\xfe",
    "a continuation alone": b"\x80",
    "half a character": b"\xe2\x82",
    "an overlong NUL": b"\xc0\x80",
    "an overlong slash": b"\xc0\xaf",
    "half of a surrogate pair": b"\xed\xa0\x80",
    "beyond the last plane": b"\xf4\x90\x80\x80",
}
INJECTIONS: dict[str, tuple[str, str]] = {
    "SQL": ("SQL", "' OR '1'='1"),
    "SQL comment": ("SQL", "1;--"),
    "LDAP": ("query languages", "*)(uid=*"),
    "MongoDB": ("query languages", '{"$ne":null}'),
    "XPath": ("query languages", "'] | //*['"),
    "HTML": ("markup", f"{MARKUP}{{{{7*7}}}}"),
    "XML entity": ("markup", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    "template": ("templates", "${7*7}{{7*7}}"),
    "format string": ("templates", "%s%n{0}{a.b}"),
    "shell": ("a shell", "$(true)`true`;true|true"),
    "path": ("paths", "../../etc/passwd"),
    "path of Windows": ("paths", "..\\..\\boot.ini"),
    "device of Windows": ("paths", "CON"),
    "header": ("lines", "a\r\nX-Injected: 1"),
    "regular expression": ("patterns", "(a+)+$"),
    "unclosed group": ("patterns", "[("),
}
WORDS = (
    "null", "None", "nil", "NaN", "true", "false", "__proto__", "constructor",
    "toString", "me", "self", "latest", "all", "new", "admin",
)  # fmt: skip
"""Words that stand for nothing, for everything, or for something that every object has."""
NOTATIONS = ("0", "-0", "+1", "-1", "007", "0x10", "0o7", "0b1", "1_000", "1 000", "1'000", "\u0663\u0664")
FLOATS = (
    "0.0", "-0.0", "1.", ".5", "1,5", "1e5", "1e308", "1e309", "1e-400", "1e400000", "inf", "-Infinity",
    "nan", "0x1p3",
)  # fmt: skip
DATES = (
    "2025-01-10", "2025-01-10T12:34:56", "2025-02-30", "2024-02-29T23:59:60Z", "0000-00-00", "0001-01-01",
    "9999-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z", "2038-01-19T03:14:08Z", "10/01/2025",
)  # fmt: skip
ESCAPES = (
    "\\", "\\\\", "\\n", "\\x00", "\\u0000", "%", "%%", "%2", "%zz", "%25", "%00", "%2e%2e", "%u0041",
    "%c0%ae", "&amp;", "&#0;", "&lt;", "=?utf-8?q?=41?=", "+", "+AAA-",
)  # fmt: skip
"""Escape characters alone, broken, and of another layer than ours: they are encoded once more on the way."""

AT_ONCE = "an id that is long, a pattern and beyond ASCII"
"""An id that has all that conditions on ids are about, where one question has to do."""


def hostile_ids() -> Iterator[Id]:
    """Yield every hostile id, each once."""
    seen: set[str] = set()
    for each in itertools.chain(
        _plain(), _uuids(), _integers(), _numbers_and_dates(), _characters(), _unicode(), _injected(), _long()
    ):
        if each.target not in seen:
            seen.add(each.target)
            yield each


def _plain() -> Iterator[Id]:
    """Yield short printable ids that are no UUIDs, and at which nothing can be blamed on their characters."""
    yield Id("plain", "plain word", b"undefined", likely=True)
    yield Id("plain", "plain integer", b"12345", likely=True)
    yield Id("plain", "plain letter", b"x")
    yield Id("plain", "plain hexadecimal", b"deadbeef")
    for word in WORDS:
        yield Id("words for nothing or everything", f"the word {word}", word.encode())


def _uuids() -> Iterator[Id]:
    """Yield UUIDs that no service makes at random: the extremes, each version, each variant."""
    yield Id("extremes of UUIDs", "nil UUID", str(uuid.UUID(int=0)).encode(), likely=True)
    yield Id("extremes of UUIDs", "maximal UUID", str(uuid.UUID(int=2**128 - 1)).encode(), likely=True)
    yield Id("extremes of UUIDs", "nil UUID without dashes", b"0" * 32)
    yield Id("extremes of UUIDs", "maximal UUID in upper case", b"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF")
    yield Id("extremes of UUIDs", "UUID of one", str(uuid.UUID(int=1)).encode())
    yield Id("extremes of UUIDs", "half of all UUIDs", str(uuid.UUID(int=2**127)).encode())
    for version in range(16):
        text = f"5d1b2a4e-8f3c-{version:x}1ef-9c1a-0242ac120002"
        yield Id("versions of UUIDs", f"UUID version {version}", text.encode())
    for variant in "07cdef":
        text = f"5d1b2a4e-8f3c-41ef-{variant}c1a-0242ac120002"
        yield Id("variants of UUIDs", f"UUID variant {variant}", text.encode())
    yield Id("nearly UUIDs", "UUID with a letter g", b"5d1b2a4e-8f3c-41ef-9c1a-0242ac12000g")
    yield Id("nearly UUIDs", "UUID with a digit less", b"5d1b2a4e-8f3c-41ef-9c1a-0242ac12000")
    yield Id("nearly UUIDs", "UUID with dashes elsewhere", b"5d1b2a4e8-f3c-41ef-9c1a-0242ac120002")
    yield Id("nearly UUIDs", "dashes alone", b"-" * 36)


def _integers() -> Iterator[Id]:
    """Yield integers at and beyond each width, of both signs, and in other notations."""
    for width in WIDTHS:
        for value, words in (
            (2**width - 1, f"2**{width} - 1"), (2**width, f"2**{width}"), (-(2**width), f"-2**{width}"),
            (-(2**width) - 1, f"-2**{width} - 1"),
        ):  # fmt: skip
            likely = width in LIKELY_WIDTHS and value == 2**width
            yield Id("integers at a width", words, str(value).encode(), likely)
    for text in NOTATIONS:
        yield Id("integers in other notations", f"integer {text}", text.encode())
    for length in (PARSED_DIGITS, PARSED_DIGITS + 1):
        yield Id("integers beyond parsing", f"{length:,} digits", b"9" * length)


def _numbers_and_dates() -> Iterator[Id]:
    for text in FLOATS:
        yield Id("floats", f"float {text}", text.encode())
    for text in DATES:
        yield Id("dates", f"date {text}", text.encode())


def _characters() -> Iterator[Id]:
    """Yield each printable ASCII character alone, but for letters and digits, escapes, and others inside."""
    for character in map(chr, range(0x20, 0x7F)):
        if not character.isalnum():
            written = "a blank" if character == " " else character
            yield Id("one character", f"{written} alone", character.encode(), likely=character == " ")
    for text in ESCAPES:
        yield Id("escapes", f"escape {text}", text.encode())
    for pair in ("()", "{}", "[]", "<>", "{{}}", "''", '""', "``"):
        yield Id("pairs", f"{pair} alone", pair.encode())
    for kind, character in characters():
        yield Id(kind, f"{named(character)} inside", f"a{character}b".encode(), likely=character in LIKELY)


def _unicode() -> Iterator[Id]:
    for label, octets in MALFORMED.items():
        yield Id("octets that are no UTF-8", label, octets, likely=octets == b"\xff\xfe")
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    yield Id("sequences of Unicode", "a family of emoji", family.encode())
    yield Id("sequences of Unicode", "a pile of accents", ("a" + "\u0301" * 50).encode())
    yield Id("sequences of Unicode", "a flag cut in half", "\U0001f1e9".encode())


def _injected() -> Iterator[Id]:
    for label, (kind, text) in INJECTIONS.items():
        likely = label in {"HTML", "path"}
        yield Id(f"injections into {kind}", label, text.encode(), likely)
    for wildcard in ("%", "_" * 36, "*", "?" * 36, ".*", "[0-9a-f-]*"):
        yield Id("wildcards", f"wildcard {wildcard[:10]}", wildcard.encode())
    yield Id("nesting", "nested brackets", b"[[[[[[]]]]]]")
    yield Id("several at once", AT_ONCE, f"^(\u00e9|{'x' * 256})*[0-9]$".encode(), likely=True)


def _long() -> Iterator[Id]:
    """Yield ids of a length at which something ends, and of one character more."""
    for power in POWERS:
        for length in (power, power + 1):
            yield Id("lengths", f"{length:,} characters", b"a" * length, likely=length == LIKELY_LENGTH)
    yield Id("lengths", "1,000 characters of four octets", "\U0001f984".encode() * 1000)
    yield Id("lengths", "500 segments", b"a/" * 500)

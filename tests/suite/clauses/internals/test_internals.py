"""Errors that show a service's internals: a page of each framework, and as many that tell nothing."""

import html
import json
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from contract_tests.clauses.one_answer.internals import found, readings
from contract_tests.clauses.one_answer.signatures import SIGNATURES, Signature

HERE = Path(__file__).parent


def pages(name: str) -> dict[str, str]:
    """Return the pages of a table, by what writes them."""
    tables = tomllib.loads((HERE / name).read_text("utf-8"))
    return {f"{table}.{page}": text for table, each in tables.items() for page, text in each.items()}


TELLING = pages("telling.toml")
HARMLESS = pages("harmless.toml")
WRAPPINGS: dict[str, Callable[[str], str]] = {
    "as it came": str,
    "in JSON": lambda text: json.dumps({"detail": text}),
    "in ASCII JSON with slashes escaped": lambda text: json.dumps({"detail": text}).replace("/", "\\/"),
    "in a page": lambda text: f"<html><body><pre>{html.escape(text)}</pre></body></html>",
    "in a page with slashes escaped": lambda text: html.escape(text).replace("/", "&#x2F;"),
    "in JSON in a page": lambda text: f"<pre>{html.escape(json.dumps({'detail': text}))}</pre>",
    "in JSON in JSON": lambda text: json.dumps({"detail": json.dumps({"detail": text})}),
}
every_wrapping = pytest.mark.parametrize("wrapping", WRAPPINGS)
LONG = 30_000
SECONDS = 1.0
"""Seconds that the longest text may take; a twentieth is usual, and a quadratic expression takes minutes."""


@every_wrapping
def test_pages_that_tell_are_blamed(wrapping: str) -> None:
    """Each framework's page tells its internals, however a gateway or an error handler wraps it."""
    unseen = [name for name, text in TELLING.items() if not found(WRAPPINGS[wrapping](text), "")]
    assert unseen == []


@every_wrapping
def test_pages_that_tell_nothing_are_not_blamed(wrapping: str) -> None:
    """Ordinary errors, of frameworks, gateways and in words, tell nothing in any wrapping."""
    wrap = WRAPPINGS[wrapping]
    assert {name: told for name, text in HARMLESS.items() if (told := found(wrap(text), ""))} == {}


def test_there_are_as_many_that_tell_nothing() -> None:
    """The tables weigh both mistakes alike, as far as kinds go: a table of each, none of them short."""
    assert len(TELLING) > 90
    assert len(HARMLESS) > 80


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda each: each.hints[0])
def test_every_signature_is_shown_by_a_page(signature: Signature) -> None:
    """No signature stands there unproved, and where it matches, one of its hints is in the text."""
    matched = [text for page in TELLING.values() for text in readings(page) if signature.pattern.search(text)]
    assert matched
    assert [text for text in matched if not any(hint in text.lower() for hint in signature.hints)] == []
    assert all(hint == hint.lower() for hint in signature.hints)


@pytest.mark.parametrize("asked", ["/etc/x.conf", "SELECT a FROM b WHERE c", "a'b\"c/usr/x.py", "C:\\a\\b.c"])
@every_wrapping
def test_what_is_repeated_of_the_id_is_not_told(asked: str, wrapping: str) -> None:
    """An id that looks like internals is the caller's own, however the error spells it."""
    assert found(WRAPPINGS[wrapping](f"no session {asked}"), asked) is None
    assert found(WRAPPINGS[wrapping](f"no session {asked} in /srv/api/status.py"), asked) is not None


@pytest.mark.parametrize(
    "part",
    [
        *(hint for signature in SIGNATURES for hint in signature.hints),
        *(
            "<",
            "<a",
            "&#",
            "\\",
            "\\u",
            'src="',
            "src='",
            "/usr/",
            "/usr",
            "a.",
            "aB.",
            "\n at ",
            "at a.",
            "(",
            '"',
        ),
        *(
            "select ",
            "File ",
            'File "',
            "x/",
            "C:\\a",
            "** (A",
            "thread '",
            "System.A",
            "java.a",
            "org.apache.a",
        ),
    ],
)
def test_a_long_text_is_judged_in_no_time(part: str) -> None:
    """No text takes more time than its length: 30,000 characters of whatever begins a signature."""
    for text in (
        part * (LONG // len(part)),
        part + "a" * LONG,
        part + "a." * (LONG // 2),
        (part + "aB9. ") * (LONG // 6),
    ):
        begun = time.process_time()
        found(text, "")
        assert time.process_time() - begun < SECONDS, text[:40]

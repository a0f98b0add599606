"""Internals of a service as an error tells them, in whatever HTML or JSON it is wrapped."""

import html
import json
import re
import urllib.parse
from collections.abc import Iterable, Iterator

from contract_tests.clauses.one_answer.signatures import SIGNATURES

SHORTEST_ECHO = 4
"""Characters of an id below which an error cannot be said to repeat it."""
ADDRESSES = re.compile(
    r"\b(?:src|href|action)\s{0,20}=\s{0,20}\\{0,8}"
    r"(?:\"[^\"]*\"|'[^']*'|&quot;[^&]*&quot;|&#(?:x27|39);[^&]*&#(?:x27|39);)"
)
"""Addresses of a page's own files, which all may fetch."""
BREAKS = re.compile(r"<(?:br|/p|/li|/tr|/div|/pre|/h\d)\b[^<>]*>", re.IGNORECASE)
TAGS = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|-->")
ESCAPES = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
MEANT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def found(text: str, asked: str) -> str | None:
    """Return what an error tells of its service's internals, in the error's own words; None for nothing.

    `asked` is the id that the error answers: what is repeated of it, in any spelling, does not count.
    """
    echoes = _echoes(asked)
    for each in readings(text):
        left = ADDRESSES.sub("", each)
        for echo in echoes:
            left = left.replace(echo, "")
        lower = left.lower()
        for signature in SIGNATURES:
            hinted = any(hint in lower for hint in signature.hints)
            if hinted and (match := signature.pattern.search(left)):
                return match[0]
    return None


def readings(text: str) -> Iterable[str]:
    """Return a text as it came, and as those read it whom its HTML or JSON, or one in the other, is for."""
    every = {text: None}
    newest = [text]
    for _ in range(3):  # a string of JSON's, in one, in a page
        newest = [new for each in newest for new in (_strings(each), _page(each)) if new not in every]
        every |= dict.fromkeys(newest)
    return every


def _page(text: str) -> str:
    """Return a page's text, without its tags and escapes."""
    if "<" in text:
        text = TAGS.sub("", BREAKS.sub("\n", text))
    return html.unescape(text).replace("\xa0", " ") if "&" in text else text


def _strings(text: str) -> str:
    """Return a JSON text with its strings' escapes undone."""
    return ESCAPES.sub(_meant, text) if "\\" in text else text


def _meant(match: re.Match[str]) -> str:
    escape = match[1]
    return chr(int(escape[1:], 16)) if len(escape) > 1 else MEANT.get(escape, escape)


def _echoes(asked: str) -> list[str]:
    if len(asked) < SHORTEST_ECHO:
        return []
    return sorted(set(_spellings(asked)), key=len, reverse=True)


def _spellings(asked: str) -> Iterator[str]:
    quoted = json.dumps(asked)[1:-1]
    for text in (asked, quoted, quoted.replace("/", "\\/"), json.dumps(asked, ensure_ascii=False)[1:-1]):
        yield text
        yield html.escape(text)
        yield html.escape(text).replace("/", "&#x2F;")
        yield html.escape(text).replace("&#x27;", "&#39;")
        yield html.escape(text).replace("/", "&#47;").replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    for safe in ("", "/", "/:@!$&'()*+,;=~"):
        yield urllib.parse.quote(asked, safe=safe, errors="surrogatepass")

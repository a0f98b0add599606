"""Which side of an exchange a schema describes, and what of it is narrower or wider than before."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from contract_tests.schema_diff.changes import Difference, difference
from contract_tests.schema_diff.shapes import Alternative, is_number, text, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTHS = {"uuid": 36}
"""The formats that prose may promise, with the length of their values: what allows them takes nothing
from whoever kept the promise."""

# What bounds a value: below, above, and how the change of it is called.
_BOUNDS = (
    ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "its value"),
    ("minLength", "maxLength", "", "", "its length"),
    ("minItems", "maxItems", "", "", "the number of its items"),
    ("minProperties", "maxProperties", "", "", "the number of its members"),
)
# Said to whoever displays a field.
_DISPLAY = ("password", None)


@frozen
class Side:
    """Whether callers send it or receive it.

    A `parameter` is text, so that it is never null; `promised` is the format that prose already
    promises of it, "" for none.
    """

    name: Literal["request", "response"]
    parameter: bool = False
    promised: str = ""

    def demands(self, was: Alternative, now: Alternative) -> Iterator[Difference]:
        """Yield how two alternatives of one family differ, what is inside of them aside."""
        yield from self._values(was, now)
        yield from self._bounds(was, now)
        yield from self._format(was, now)
        yield from self._matching(was, now)

    def _values(self, was: Alternative, now: Alternative) -> Iterator[Difference]:
        before, after = was.values, now.values
        if before is None and after is None:
            return
        if before is None or after is None:
            listed = ", ".join(before or after or ())
            effect = "narrowed" if before is None else "widened"
            yield difference(f"{self.name}-enum-{effect}", was.pointer, what=f"anything but {listed}")
            return
        more = [each for each in after if each not in before]
        less = [each for each in before if each not in after]
        for effect, values in (("widened", more), ("narrowed", less)):
            if values:
                yield difference(f"{self.name}-enum-{effect}", was.pointer, what=", ".join(values))

    def _bounds(self, was: Alternative, now: Alternative) -> Iterator[Difference]:
        for low, high, above, below, what in _BOUNDS:
            for sign, keyword, strict in ((1, low, above), (-1, high, below)):
                before, after = (self._bound(each, sign, keyword, strict) for each in (was, now))
                if before == after:
                    continue
                effect = "narrowed" if after > before else "widened"
                length = LENGTHS.get(self.promised)
                if effect == "narrowed" and length and what == "its length" and sign * length >= after[0]:
                    yield self._kept(was.pointer, f"a length {_said(after, sign)}")
                    continue
                limits = [_said(each, sign) for each in (before, after)]
                yield difference(
                    f"{self.name}-bound-{effect}", was.pointer, what=what, was=limits[0], now=limits[1]
                )

    def _bound(self, alternative: Alternative, sign: int, keyword: str, strict: str) -> tuple[float, bool]:
        """Return how tight a bound is, and whether it is exclusive; the tighter, the greater."""
        demands = alternative.demands
        limit, beyond = demands.get(keyword), demands.get(strict)
        found: list[tuple[float, bool]] = [(-math.inf, False)]
        if is_number(limit):
            found.append((sign * limit, beyond is True))  # True: as 3.0 says it
        if is_number(beyond):
            found.append((sign * beyond, True))
        least, exclusive = max(found)
        if exclusive and alternative.type == "integer" and type_of(least) == "integer":
            least, exclusive = least + 1, False
        # A length is never negative, and an empty parameter says nothing.
        free = (1 if self.parameter else 0) if keyword == "minLength" else 0
        if not strict and sign == 1 and least <= free:
            return -math.inf, False
        return least, exclusive

    def _format(self, was: Alternative, now: Alternative) -> Iterator[Difference]:
        before, after = (each.demands.get("format") for each in (was, now))
        before, after = (None if each in _DISPLAY else str(each) for each in (before, after))
        if before == after:
            return
        if was.family == "number":
            change = "number-format-changed"
        elif before is None and after == self.promised:
            yield self._kept(was.pointer, f"the format {after}")
            return
        else:
            effect = "added" if before is None else "removed" if after is None else "changed"
            change = f"{self.name}-format-{effect}"
        yield difference(change, was.pointer, was=before, now=after)

    def _matching(self, was: Alternative, now: Alternative) -> Iterator[Difference]:
        for keyword in ("pattern", "multipleOf", "uniqueItems"):
            before, after = (each.demands.get(keyword) or None for each in (was, now))
            if (before is None and after is None) or text(before) == text(after):
                continue
            effect = "added" if before is None else "removed" if after is None else "changed"
            if keyword == "multipleOf" and is_number(before) and is_number(after):
                # A multiple of 4 is one of 2: the new step may be narrower or wider without doubt.
                effect = "added" if after % before == 0 else "removed" if before % after == 0 else effect
            was_said, now_said = (f"{keyword} {text(each)}" for each in (before, after))
            if keyword == "pattern" and effect == "added" and self.promised:
                # Not tried out: it is a stranger's regular expression, and may take for ever.
                yield self._kept(was.pointer, now_said)
            else:
                yield difference(f"{self.name}-pattern-{effect}", was.pointer, was=was_said, now=now_said)

    def _kept(self, pointer: str, now: str) -> Difference:
        return difference("request-promised", pointer, was=self.promised, now=now)


def _said(bound: tuple[float, bool], sign: int) -> str:
    limit, exclusive = bound
    if limit == -math.inf:
        return "without limit"
    words = ("more than" if exclusive else "from") if sign == 1 else ("less than" if exclusive else "up to")
    return f"{words} {text(sign * limit)}"


def promised_in(prose: str, name: str, own: str) -> str:
    """Return the format that an operation's prose promises of a parameter, or its own description does."""
    for word in LENGTHS:
        said = rf"(?im)^\W*(?:args:|parameters:)?\W*{re.escape(name)}\b[^\n]*\b{word}\b"
        if re.search(said, prose) or re.search(rf"(?i)\b{word}\b", own):
            return word
    return ""

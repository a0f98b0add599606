"""The one reader of JSON: what it takes, and what it refuses with one kind of error."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.recording import strict_json
from contract_tests.recording.strict_json import MOST_LEVELS, NotJson, decode, decode_own

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def nested(levels: int, bracket: str = "[]") -> bytes:
    """Return so many arrays, or objects, in one another."""
    if bracket == "[]":
        return b"[" * levels + b"1" + b"]" * levels
    return b'{"a":' * levels + b"1" + b"}" * levels


@given(values, st.booleans())
def test_what_json_writes_is_read(value: Any, ascii_only: bool) -> None:  # noqa: FBT001  drawn
    """Any value comes back, whether its characters are escaped or not."""
    assert decode(json.dumps(value, ensure_ascii=ascii_only).encode()) == (value, True)


@pytest.mark.parametrize(
    "written, read",
    [
        (rb'"\ud83e\udd84"', "\U0001f984"),
        (rb'"\uD83E"', r"\ud83e"),
        (rb'"\udd84\ud83e"', r"\udd84\ud83e"),
        (rb'"\\ud83e"', r"\ud83e"),
        (rb'[{"\ud83e": ["\ud83e"]}]', [{r"\ud83e": [r"\ud83e"]}]),
    ],
)
def test_half_a_character_stays_an_escape(written: bytes, read: Any) -> None:
    """Characters that could not be written again are told as spelled; two such names are two members."""
    assert decode(written) == (read, True)
    assert decode(rb'{"\ud83e": 1, "\\ud83e": 2}')[1]


REFUSED = {
    "nothing": b"",
    "no JSON": b"<html>",
    "two texts": b"{} {}",
    "cut short": b'{"a": 1',
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "no UTF-8": b'"\xff"',
    "NaN": b"[NaN]",
    "Infinity": b"[-Infinity]",
    "control character": b'"\x00"',
    "half an escape": b'"\\ud8"',
    "an escape that is none": b'"\\ud8zz"',
    "deep arrays": nested(MOST_LEVELS + 1),
    "deep objects": nested(MOST_LEVELS + 1, "{}"),
    "very deep": nested(100_000),
    "deep and cut short": b"[" * 100_000,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_not_json_is_refused(text: bytes) -> None:
    """By one error, whose message is one line."""
    for read in (decode, decode_own):
        with pytest.raises(NotJson) as caught:
            read(text)
        assert str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("bracket", ["[]", "{}"])
def test_depth_is_limited_alike_whoever_calls(bracket: str) -> None:
    """The deepest value is read, one level more is not, also by a caller that is itself deep in the stack."""

    def deeper(frames: int) -> tuple[bool, bool]:
        if frames:
            return deeper(frames - 1)
        read = []
        for levels in (MOST_LEVELS, MOST_LEVELS + 1):
            try:
                decode(nested(levels, bracket).replace(b"1", b'"\\u00fc"'))
            except NotJson:
                read.append(False)
            else:
                read.append(True)
        return read[0], read[1]

    assert deeper(0) == deeper(200) == (True, False)


def test_breadth_is_not_depth() -> None:
    """A thousand arrays beside one another are no deeper than one."""
    assert decode(b"[" + b"[]," * 1000 + b"[]]")[0] == [[]] * 1001


def test_length_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the octet."""
    monkeypatch.setattr(strict_json, "MOST_OCTETS", 4)
    assert decode(b"1234") == (1234, True)
    with pytest.raises(NotJson, match="longer than"):
        decode(b"12345")


def test_numbers_that_no_float_holds_are_infinite() -> None:
    """Whole or not, of whatever sign; this suite wrote none."""
    assert decode(b"[1e999, -1e999, 1" + b"0" * 400 + b"]")[0] == [math.inf, -math.inf, math.inf]
    assert decode(b"1" + b"0" * 298)[0] == 10**298
    for text in (b"1e999", b'{"a": [-1e999]}', b"1" + b"0" * 400):
        with pytest.raises(NotJson, match="too large"):
            decode_own(text)


def test_a_member_that_stands_twice_is_told_and_this_suite_wrote_none() -> None:
    """At any depth; the later one counts."""
    assert decode(b'[{"a": 1, "a": 2}]') == ([{"a": 2}], False)
    with pytest.raises(NotJson, match="twice"):
        decode_own(b'[{"a": 1, "a": 2}]')

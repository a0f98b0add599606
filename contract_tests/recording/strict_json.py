"""The one reader of JSON: strict as RFC 8259 is, and limited in length, depth and digits."""

import json
import math
from collections.abc import Callable
from functools import partial
from typing import Any

MOST_OCTETS = 32_000_000
"""A line of a recording holds a body of 4 MB, each octet of which may be written in six."""
MOST_LEVELS = 200
"""Arrays and objects around a value; few enough that Python's own limit, which depends on the caller's
stack, never decides whether a recording can be read."""
MOST_DIGITS = 300
"""Digits of a whole number, a few less than the largest float has."""


class NotJson(ValueError):  # noqa: N818  a text's kind, and no error of ours
    """A text is not JSON, or exceeds a limit; the message says how."""


class _Twice(NotJson):
    """A member stands twice in one object."""


def decode(text: bytes) -> tuple[Any, bool]:
    """Return a JSON text's value, and whether every member name in it was unique in its object.

    Strict as RFC 8259 is: UTF-8 without a byte order mark, no NaN, no Infinity, nothing around it but
    white space. A number that no float could hold is infinite. An escape for half of a surrogate pair is
    legal, and stays an escape: nothing could encode what it stands for. Raises NotJson::

        decode(b'{"a": 1, "a": 2}') == ({"a": 2}, False)
    """
    try:
        return _decoded(text, _UNIQUE), True
    except _Twice:
        return _decoded(text, _ANY), False


def decode_own(text: bytes) -> Any:
    """Return the value of a JSON text that this suite once wrote.

    It never repeats a member, nor writes a number that no float holds: NotJson where a text does.
    """
    return _decoded(text, _OWN)


def _decoded(text: bytes, decoder: json.JSONDecoder) -> Any:
    if len(text) > MOST_OCTETS:
        raise NotJson(f"longer than {MOST_OCTETS // 1_000_000} MB")
    try:
        written = text.decode()
    except UnicodeDecodeError as error:
        raise NotJson(f"not UTF-8 ({error.reason} at byte {error.start})") from None
    # A decoder that was made beforehand does not look for this mark, as `json.loads` does.
    if written.startswith("\ufeff"):
        raise NotJson("Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)")
    try:
        value = decoder.decode(written)
    except RecursionError:
        raise NotJson("nested too deeply to be read") from None
    except json.JSONDecodeError as error:
        raise NotJson(str(error)) from None
    # Counting brackets is cheap, and only a text with more of them than that can be too deep.
    if written.count("[") + written.count("{") > MOST_LEVELS and _levels(value) > MOST_LEVELS:
        raise NotJson("nested too deeply to be read")
    return _encodable(value) if "\\u" in written else value


def _levels(value: Any) -> int:
    """Return how many arrays and objects stand around the innermost value."""
    levels, each_level = 0, [value]
    while each_level:
        each_level = [inner for each in each_level for inner in _inner(each)]
        levels += 1
    return levels - 1


def _inner(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _encodable(value: Any) -> Any:
    """Return a value whose texts, at any depth, hold no half of a surrogate pair."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    if isinstance(value, dict):
        return {_encodable(name): _encodable(each) for name, each in value.items()}
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Twice("a member stands twice in one object")
    return made


def _whole(digits: str, beyond: Callable[[str], float] = float) -> int | float:
    """Return a whole number; one that no float could hold is infinite, as a float spelled so would be."""
    return int(digits) if len(digits) < MOST_DIGITS else beyond(digits)


def _held(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise NotJson("a number is too large to be held")
    return number


def _no_constant(name: str) -> None:
    raise NotJson(f"{name} is not JSON")


_ANY = json.JSONDecoder(parse_constant=_no_constant, parse_int=_whole)
_UNIQUE = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_no_constant, parse_int=_whole)
_OWN = json.JSONDecoder(
    object_pairs_hook=_members,
    parse_constant=_no_constant,
    parse_int=partial(_whole, beyond=_held),
    parse_float=_held,
)
"""Made once: making one takes longer than reading a line."""

"""The one reader of JSON: strict as RFC 8259 is, and limited in length, depth and digits."""

from __future__ import annotations

import json
import math
from typing import Any

MOST_OCTETS = 32_000_000
"""A line of a recording holds a body of 4 MB, each octet of which may be written in six."""
MOST_LEVELS = 200
"""Arrays and objects around a value; few enough that Python's own limit, which depends on the caller's
stack, never decides whether a recording can be read."""
MOST_DIGITS = 300
"""Digits of a whole number, a few less than the largest float has."""


class NotJson(ValueError):  # noqa: N818  what a text is, and no error of ours
    """A text is not JSON, or exceeds a limit; the message says how."""


def decode(text: bytes) -> tuple[Any, bool]:
    """Return a JSON text's value, and whether every member name in it was unique in its object.

    Strict as RFC 8259 is: UTF-8 without a byte order mark, no NaN, no Infinity, nothing around it but
    white space. A number that no float could hold is infinite. An escape for half of a surrogate pair is
    legal, and stays an escape: nothing could encode what it stands for. Raises NotJson.
    """
    unique = True

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal unique
        made = dict(pairs)
        unique = unique and len(made) == len(pairs)
        return made

    if len(text) > MOST_OCTETS:
        raise NotJson(f"longer than {MOST_OCTETS // 1_000_000} MB")
    try:
        written = text.decode()
    except UnicodeDecodeError as error:
        raise NotJson(f"not UTF-8 ({error.reason} at byte {error.start})") from None
    try:
        value = json.loads(
            written, object_pairs_hook=members, parse_constant=_no_constant, parse_int=_integer
        )
    except RecursionError:
        raise NotJson("nested too deeply to be read") from None
    except NotJson:
        raise
    except ValueError as error:
        raise NotJson(str(error)) from None
    if written.count("[") + written.count("{") > MOST_LEVELS and _levels(value) > MOST_LEVELS:
        raise NotJson("nested too deeply to be read")
    return _encodable(value) if "\\u" in written else value, unique


def decode_own(text: bytes) -> Any:
    """Return the value of a JSON text that this suite once wrote.

    It never repeats a member, nor writes a number that no float holds: NotJson where a text does.
    """
    value, unique = decode(text)
    if not unique:
        raise NotJson("a member stands twice in one object")
    if not all(math.isfinite(each) for each in _leaves(value) if isinstance(each, float)):
        raise NotJson("a number is too large to be held")
    return value


def _levels(value: Any) -> int:
    """Return how many arrays and objects stand around the innermost value."""
    levels, each_level = 0, [value]
    while each_level:
        each_level = [inner for each in each_level for inner in _inner(each)]
        levels += 1
    return levels - 1


def _leaves(value: Any) -> list[Any]:
    """Return what a value holds that is neither array nor object."""
    leaves, rest = [], [value]
    while rest:
        each = rest.pop()
        if isinstance(each, list | dict):
            rest += _inner(each)
        else:
            leaves.append(each)
    return leaves


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


def _integer(digits: str) -> int | float:
    """Return a whole number; one that no float could hold is infinite, as a float spelled so would be."""
    return int(digits) if len(digits) < MOST_DIGITS else float(digits)


def _no_constant(name: str) -> None:
    raise NotJson(f"{name} is not JSON")

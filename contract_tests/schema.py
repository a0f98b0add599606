"""The pinned `openapi.json`: as validators, and as text that can be quoted."""

from __future__ import annotations

import hashlib
import json
import math
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

PATH = "/v1/sessions/status/{session_id}"
DESCRIPTION = "/paths/~1v1~1sessions~1status~1{session_id}/get/description"

MOST_DIGITS = 300
"""Digits of a whole number, a few less than the largest float has."""

TIMESTAMP = re.compile(
    r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"[Tt ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?"
    r"(?P<offset>[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?"
)
"""A date-time of RFC 3339, 5.6, except that the offset may be missing: the documented examples have none."""


@cache
def source() -> Path:
    """Return where the pinned contract lies: in the installed package, or in the repository's root."""
    here = Path(__file__).parent
    packaged = here / "openapi.json"
    return packaged if packaged.exists() else here.parent / "openapi.json"


@cache
def document() -> dict[str, Any]:
    """Return the pinned contract."""
    contract: dict[str, Any] = json.loads(source().read_bytes())
    return contract


@cache
def sha256() -> str:
    """Return the digest that identifies the pinned contract."""
    return hashlib.sha256(source().read_bytes()).hexdigest()


def at(pointer: str) -> Any:
    """Return what stands at a JSON pointer (RFC 6901) into the contract; LookupError when nothing does."""
    value: Any = document()
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


@cache
def validator(name: str) -> jsonschema_rs.Validator:
    """Return the validator of one of the contract's schemas, by name; formats are not its business."""
    components = {"schemas": document()["components"]["schemas"]}
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=False)


def complaint(name: str, body: object) -> str | None:
    """Return in words how a body breaks the named schema, or None when it does not."""
    for error in validator(name).iter_errors(body):
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
        value: Any = body
        for step in error.instance_path:
            value = value[step]
        infinite = isinstance(value, float) and not math.isfinite(value)
        return f"${place}: {'a number too large to be held' if infinite else error.message}"
    return None


def decode(body: bytes) -> tuple[Any, bool]:
    """Return a JSON text's value, and whether every member name in it was unique in its object.

    Strict as RFC 8259 is: UTF-8 without a byte order mark, no NaN, no Infinity, nothing around it but
    white space. Raises ValueError with the reason otherwise. An escape for half of a
    surrogate pair is legal, and stays an escape: nothing could encode what it stands for.
    """
    unique = True

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal unique
        made = dict(pairs)
        unique = unique and len(made) == len(pairs)
        return made

    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 ({error.reason} at byte {error.start})") from None
    try:
        value = json.loads(text, object_pairs_hook=members, parse_constant=_no_constant, parse_int=_integer)
        return _encodable(value) if "\\u" in text else value, unique
    except RecursionError:
        raise ValueError("nested too deeply to be read") from None


def instant(text: str) -> datetime | None:
    """Return a date-time as an instant, naive where it has no offset; None when it is none.

    Second 60 becomes 59: no clock that answers could be compared any finer around a leap second.
    """
    match = TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    fraction = (match[7] or "0")[:6].ljust(6, "0")
    second = min(int(match[6]), 59)
    offset = (match["offset"] or "").upper()
    plain = f"{match[1]}-{match[2]}-{match[3]}T{match[4]}:{match[5]}:{second:02}.{fraction}{offset}"
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        return None


def digits(text: str) -> int:
    """Return to how many digits of a second a date-time is told."""
    match = TIMESTAMP.fullmatch(text)
    return len(match[7] or "") if match else 0


def to_second(moment: datetime) -> str:
    """Return an instant to the second, in UTC where it has an offset."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M:%S")


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
    raise ValueError(f"{name} is not JSON")

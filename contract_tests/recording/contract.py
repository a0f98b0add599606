"""The pinned `openapi.json`: as validators, and as text that can be quoted."""

import hashlib
import math
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from contract_tests.recording.described import target
from contract_tests.recording.strict_json import decode_own

BEFORE_ID = "/v1/sessions/status/"
PATH = f"{BEFORE_ID}{{session_id}}"
OPERATION = "/paths/~1v1~1sessions~1status~1{session_id}/get"
DESCRIPTION, RESPONSES = f"{OPERATION}/description", f"{OPERATION}/responses"

TIMESTAMP = re.compile(
    r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"[Tt ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?"
    r"(?P<offset>[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?"
)
"""A date-time of RFC 3339, 5.6, except that the offset may be missing: the documented examples have none."""


@cache
def source() -> Path:
    """Return the path of the pinned contract: in the installed package, or in the repository's root."""
    suite = Path(__file__).parents[1]
    packaged = suite / "openapi.json"
    return packaged if packaged.exists() else suite.parent / "openapi.json"


@cache
def document() -> dict[str, Any]:
    """Return the pinned contract."""
    contract: dict[str, Any] = decode_own(source().read_bytes())
    return contract


@cache
def sha256() -> str:
    """Return the digest that identifies the pinned contract."""
    return hashlib.sha256(source().read_bytes()).hexdigest()


def at(pointer: str) -> Any:
    """Return the value at a JSON pointer (RFC 6901) into the contract; DescriptionError if there is none."""
    return target(document(), f"#{pointer}")


@cache
def validator(name: str) -> jsonschema_rs.Validator:
    """Return the validator of one of the contract's schemas, by name; formats are not its business."""
    components = {"schemas": document()["components"]["schemas"]}
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=False)


def complaint(name: str, body: object) -> str | None:
    """Return in words how a body breaks the named schema, or None when it does not.

    ::

        complaint("SessionStatusResponse", []) == '$: [] is not of type "object"'
    """
    for error in validator(name).iter_errors(body):
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
        value: Any = body
        for step in error.instance_path:
            value = value[step]
        # The validator would print the number that a float became, which is not what was sent.
        infinite = isinstance(value, float) and not math.isfinite(value)
        return f"${place}: {'a number too large to be held' if infinite else error.message}"
    return None


def instant(text: str) -> datetime | None:
    """Return a date-time as an instant, naive where it has no offset; None when it is none.

    Second 60 becomes 59: no clock that answers could be compared any finer around a leap second.
    """
    match = TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    # Python reads six digits of a fraction, and no leap second; RFC 3339 has any number, and second 60.
    fraction = (match[7] or "0")[:6].ljust(6, "0")
    second = min(int(match[6]), 59)
    offset = (match["offset"] or "").upper()
    plain = f"{match[1]}-{match[2]}-{match[3]}T{match[4]}:{match[5]}:{second:02}.{fraction}{offset}"
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        return None


def digits(text: str) -> int:
    """Return to how many digits of a second a date-time is told: zeros may fill up what was cut off."""
    match = TIMESTAMP.fullmatch(text)
    return len((match[7] or "").rstrip("0")) if match else 0


def to_second(moment: datetime) -> str:
    """Return an instant to the second, in UTC where it has an offset."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M:%S")

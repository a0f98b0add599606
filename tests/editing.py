"""The pinned contract with changes made to it."""

from __future__ import annotations

import json
from typing import Any

from contract_tests import schema
from contract_tests.schema_diff import Difference, Operation, differences, operation_of

PATH = schema.PATH
PINNED = schema.document()
ABSENT = object()


def edited(document: dict[str, Any], *edits: tuple[str, object]) -> dict[str, Any]:
    """Return a copy of a document with other values in some places, or without what is ABSENT.

    A place is spelled as keys with blanks between; one that begins with a dot begins at the operation.
    """
    document = json.loads(json.dumps(document))
    for place, value in edits:
        steps = place.split(" ")
        holder: Any = document
        if steps[0] == ".":
            holder, steps = document["paths"][PATH]["get"], steps[1:]
        for step in steps[:-1]:
            holder = holder[int(step) if isinstance(holder, list) else step]
        if isinstance(holder, list):
            holder[int(steps[-1]) : int(steps[-1]) + 1] = [] if value is ABSENT else [value]
        elif value is ABSENT:
            del holder[steps[-1]]
        else:
            holder[steps[-1]] = value
    return document


def described(document: dict[str, Any], path: str = PATH) -> Operation:
    """Return the status operation of a document."""
    operation = operation_of(document, path, "get")
    assert operation is not None
    return operation


def compared(was: dict[str, Any], now: dict[str, Any]) -> tuple[Difference, ...]:
    """Return how the status operation of one document differs from that of another."""
    return differences(described(was), described(now))

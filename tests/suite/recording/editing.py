"""The pinned contract with changes made to it, sensible ones and others."""

import json
from typing import Any

from hypothesis import strategies as st

from contract_tests.recording import contract

Edit = tuple[str, object]
"""A place, spelled as keys with blanks between (one that begins with a dot begins at the operation), and what
is to stand there, or ABSENT."""

PINNED = contract.document()
ABSENT = object()


def edited(document: dict[str, Any], *edits: Edit) -> dict[str, Any]:
    """Return a copy of a document with other values in some places, or without them."""
    document = json.loads(json.dumps(document))
    for place, value in edits:
        steps = place.split(" ")
        holder: Any = document
        if steps[0] == ".":
            holder, steps = document["paths"][contract.PATH]["get"], steps[1:]
        for step in steps[:-1]:
            holder = holder[int(step) if isinstance(holder, list) else step]
        if isinstance(holder, list):
            holder[int(steps[-1]) : int(steps[-1]) + 1] = [] if value is ABSENT else [value]
        elif value is ABSENT:
            del holder[steps[-1]]
        else:
            holder[steps[-1]] = value
    return document


def places(value: object, place: str = "") -> list[str]:
    """Return the place of each value inside a value."""
    inside: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    found = [[f"{place} {key}".strip(), *places(each, f"{place} {key}".strip())] for key, each in inside]
    return [each for several in found for each in several]


WORDS = "const content enum in items maxLength name nullable pattern properties required schema security type"
NAMES = st.sampled_from(["$ref", "allOf", "anyOf", *WORDS.split()]) | st.text(max_size=3)
TEXTS = st.sampled_from(
    ["path", "string", "#/components/schemas/SessionStatusResponse", "#/components/schemas/a\nb"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
STRANGE = st.tuples(st.sampled_from(["servers", "security", ". requestBody", *places(PINNED)]), VALUES)
"""Anything in any place of the contract."""

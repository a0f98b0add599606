"""Documents that nobody should publish, handed to what pins them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pinning import PinError, doubts, normalised

from contract_tests import schema
from contract_tests.schema_diff import differences, operation_of

OPERATION = ("paths", schema.PATH, "get")
PLACES: list[tuple[str, ...]] = [
    ("openapi",),
    ("servers",),
    ("security",),
    ("paths",),
    OPERATION[:2],
    OPERATION,
    *(
        (*OPERATION, *member.split())
        for member in (
            "parameters",
            "responses",
            "responses 200",
            "responses 200 content",
            "security",
            "description",
            "requestBody",
        )
    ),
    ("components",),
    ("components", "schemas"),
    ("components", "schemas", "ValidationError"),
    ("components", "securitySchemes"),
    ("components", "securitySchemes", "OAuth2PasswordBearer"),
]
TEXTS = st.sampled_from(["", "path", "#/components/schemas/ValidationError", "#/components/schemas/a\nb"])
NAMES = st.sampled_from(["$ref", "in", "name", "schema", "200", "flows", "password", "get", "properties"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON, place=st.sampled_from(PLACES))
@settings(max_examples=300, deadline=None)
def test_no_document_is_too_strange(value: object, place: tuple[str, ...]) -> None:
    """Whatever stands where: a pin that can be compared and pinned again, or one line that says why not."""
    pinned = schema.document()
    published: dict[str, Any] = json.loads(json.dumps(pinned))
    holder = published
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    refused = ""
    try:
        fresh = normalised(published, pinned)
    except PinError as error:
        refused = str(error)
    if refused:
        assert len(refused.splitlines()) == 1
        return
    assert normalised(fresh, pinned) == fresh
    before, after = (operation_of(each, schema.PATH, "get") for each in (pinned, fresh))
    assert before is not None
    assert after is not None
    assert isinstance(differences(before, after), tuple)
    assert isinstance(doubts(fresh), dict)

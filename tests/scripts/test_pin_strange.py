"""Documents that nobody should publish, handed to what pins them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pin
from hypothesis import given, settings
from hypothesis import strategies as st
from pinning import PinError, normalised, quotes_in_doubt

from contract_tests import schema
from contract_tests.schema_diff import differences, operation_of

if TYPE_CHECKING:
    import pytest

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
    assert isinstance(quotes_in_doubt(fresh, pin.BASES), dict)


def test_what_a_stranger_wrote_cannot_command_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Control characters in names are shown, not sent; half a character is refused in one line."""
    published = json.loads(json.dumps(schema.document()))
    trace = {"name": "\x1b[2Jtrace\n", "in": "query", "schema": {"type": "string"}}
    published["paths"][schema.PATH]["get"]["parameters"].append(trace)
    source = tmp_path / "published.json"
    source.write_text(json.dumps(published), "utf-8")
    assert pin.main([str(source)]) == 0
    assert r"\x1b[2Jtrace\n (query)" in capsys.readouterr().out
    source.write_text('{"openapi": "3.1.0", "info": "\\ud800"}', "utf-8")
    assert pin.main([str(source)]) == 4
    assert capsys.readouterr().err.count("\n") == 1


def test_a_pin_that_cannot_be_written_gets_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full or protected disk is said with the file's name and what to do."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    pinned = tmp_path / "openapi.json"
    pinned.write_bytes(schema.source().read_bytes())
    monkeypatch.setattr(Path, "write_text", refuse)
    assert pin.main([str(schema.source()), "--write"], pinned) == 4
    told = capsys.readouterr().err
    assert told.endswith(f"{pinned} cannot be written (Permission denied); make it writable\n")

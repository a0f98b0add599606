"""The pin compared with what files and servers hold, and written only when told to."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pin
import pytest
from hypothesis import given, settings

from contract_tests.clauses import CATALOGUE
from contract_tests.recording import contract
from contract_tests.recording.described import DescriptionError
from contract_tests.reference.app import build
from contract_tests.reference.storage import Storage
from tests.suite.recording.editing import ABSENT, PINNED, STRANGE, Edit, edited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

BYTES = contract.source().read_bytes()
BODY = "components schemas SessionStatusResponse properties"
FLOW = "components securitySchemes OAuth2PasswordBearer flows password"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return a copy of the pin, that may be written."""
    path = tmp_path / "openapi.json"
    path.write_bytes(BYTES)
    return path


@pytest.fixture
def served() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield a loopback server's address, and what it answers by path; 404 for all else."""
    answers: dict[str, bytes] = {}

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", answers
        server.shutdown()
        thread.join()


def fastapi() -> dict[str, Any]:
    """Return what today's FastAPI publishes for the reference, among other operations."""
    published = cast("FastAPI", build(Storage())).openapi()
    published["paths"]["/v1/other"] = {"get": {"responses": {"200": {"$ref": "#/components/schemas/Other"}}}}
    published["components"]["schemas"]["Other"] = {"type": "object"}
    return published


def saved(path: Path, published: object) -> str:
    """Write a document beside the pin, and return where."""
    path = path.with_name("published.json")
    path.write_text(json.dumps(published), "utf-8")
    return str(path)


@pytest.mark.parametrize("place", ["/openapi.json", "/api/openapi.json", "/elsewhere.json", "/docs"])
def test_a_deployment_is_asked_by_its_url_or_its_documents(
    served: tuple[str, dict[str, bytes]], kept: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """The base URL and the document's own address lead to the same description."""
    base, answers = served
    answers[place] = BYTES
    assert pin.main([base + place.removesuffix("/openapi.json")], kept) == 0
    assert pin.main([base + place], kept) == 0
    assert capsys.readouterr().out.count("No difference.") == 2


def test_nothing_is_written_unless_told_to(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --write a difference is shown and the pin stays, with it the difference is gone."""
    source = saved(kept, fastapi())
    assert pin.main([source], kept) == 0
    assert kept.read_bytes() == BYTES
    shown = capsys.readouterr().out
    assert '\n+          "input": {' in shown
    assert "Nothing written" in shown
    assert pin.main([source, "--write"], kept) == 0
    assert "No difference." not in capsys.readouterr().out
    assert pin.main([source], kept) == 0
    assert "No difference." in capsys.readouterr().out
    assert pin.main([str(contract.source()), "--write"], kept) == 0
    assert kept.read_bytes() == BYTES


def test_only_this_operation_and_what_it_needs_is_pinned() -> None:
    """Of a whole service's description, the slice holds what is referred to, in the order of names."""
    fresh = pin.normalised(fastapi(), PINNED)
    assert list(fresh["paths"]) == [contract.PATH]
    assert {name: [*parts] for name, parts in fresh["components"].items()} == {
        name: [*parts] for name, parts in PINNED["components"].items()
    }


def test_what_is_ours_stays_ours() -> None:
    """Title, operationId, summary, tokenUrl and the spelling of names are the pin's, prefix or not."""
    published = edited(
        PINNED,
        ("info", {"title": "Theirs", "version": "9"}),
        (". operationId", "theirs"),
        (". summary", "Theirs"),
        (". tags", ["theirs"]),
        (". parameters 0 name", "id"),
        (". parameters 1 name", "x-api-key"),
        (f"{FLOW} tokenUrl", "https://login.example/token"),
    )
    item = published["paths"].pop(contract.PATH)
    published["security"], item["parameters"] = item["get"].pop("security"), item["get"].pop("parameters")
    published["paths"]["/api/v1/sessions/status/{id}"] = item
    assert pin.normalised(published, PINNED) == PINNED


def test_what_breaks_callers_is_shown_before_what_differs(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A body that shows it, then the text; whatever a stranger wrote cannot command the terminal."""
    trace = {"name": "\x9b2Jtrace", "in": "query", "schema": {}}
    edits = [(f"{BODY} env_status", ABSENT), (f"{BODY} region", {}), (". parameters 2", trace)]
    assert pin.main([saved(kept, edited(PINNED, *edits))], kept) == 1
    out = capsys.readouterr().out
    words = [
        "Breaks callers (1):",
        '"env_status": null',
        "--- openapi.json",
        r"\x9b2Jtrace",
        '+          "region": {',
    ]
    assert sorted(words, key=out.index) == words


def test_quotes_that_fall_name_their_clauses(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence that is gone is quoted, with every clause that rests on it and no other."""
    assert pin.quotes_in_doubt(PINNED) == {}
    words = "exists: True if session exists"
    told = contract.at(contract.DESCRIPTION).replace(words, "exists: so it is")
    published = edited(PINNED, (". description", told))
    resting = [clause.id for clause in CATALOGUE.values() if clause.basis.words in words]
    assert [name for names in pin.quotes_in_doubt(published).values() for name in names] == resting
    assert pin.main([saved(kept, published)], kept) == 0
    out = capsys.readouterr().out
    assert "\n\nQuotes that no longer stand (1)" in out
    assert "existence.unknown-session-does-not-exist" in out


@pytest.mark.parametrize(
    "held, said",
    [
        (None, "cannot be read"),
        (b"", "is not JSON"),
        (b"openapi: 3.1.0\npaths: {}", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "no OpenAPI document"),
        (b'{"paths": {}}', "no OpenAPI document"),
        (b'{"openapi": "3.1.0", "paths": {}}', "does not describe GET"),
        (b'{"openapi": "3.1.0", "paths": {"%s": {"get": {}}}}' % contract.PATH.encode(), "does not describe"),
    ],
)
def test_what_is_no_description_gets_one_line(
    kept: Path, capsys: pytest.CaptureFixture[str], held: bytes | None, said: str
) -> None:
    """Bad input exits 4 with the place and the remedy, in one line, and the pin stays."""
    source = kept.with_name("published.json")
    if held is not None:
        source.write_bytes(held)
    assert pin.main([str(source), "--write"], kept) == 4
    told = capsys.readouterr()
    assert (said in told.err, told.err.count("\n"), told.out) == (True, 1, "")
    assert str(source) in told.err
    assert "name " in told.err
    assert kept.read_bytes() == BYTES


def test_a_url_that_leads_nowhere_gets_one_line(
    served: tuple[str, dict[str, bytes]], kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server without the document or without an end, none at all, and no URL exit 4 with what to write."""
    base, answers = served
    answers["/endless.json"] = b" " * (pin.LARGEST + 1)
    for source, said in (
        (base, f"{base}/openapi.json answers 404"),
        (f"{base}/endless.json", "does not come to an end"),
        ("http://127.0.0.1:1", "cannot be reached"),
        ("http://[", "cannot be reached"),
        ("https://", "cannot be reached"),
    ):
        assert pin.main([source], kept) == 4
        told = capsys.readouterr().err
        assert (said in told, told.count("\n")) == (True, 1), told
    assert pin.main([], kept) == 4
    assert capsys.readouterr().err.startswith("nothing named: pass")


@pytest.mark.parametrize("reference", ["#/components/schemas/Gone", "#/paths/x", "other.json"])
def test_a_slice_that_would_be_incomplete_is_refused(reference: str) -> None:
    """Each reference of the operation must lead to a component that is there."""
    with pytest.raises(DescriptionError, match=r"refers to .*; publish it"):
        pin.normalised(edited(PINNED, (". responses 404", {"$ref": reference})), PINNED)


def test_what_cannot_be_written_gets_one_line(
    monkeypatch: pytest.MonkeyPatch, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """OpenAPI 3.0 is compared but not pinned, and a protected disk is said with the file's name."""
    older = edited(PINNED, (f"{BODY} vm_id", {"type": "string", "nullable": True}), ("openapi", "3.0.3"))
    source = saved(kept, older)
    assert pin.main([source], kept) == 0
    assert pin.main([source, "--write"], kept) == 4
    assert "is OpenAPI '3.0.3', the pin is 3.1" in capsys.readouterr().err
    assert kept.read_bytes() == BYTES

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refuse)
    assert pin.main([str(contract.source()), "--write"], kept) == 4
    told = capsys.readouterr().err
    assert told.endswith(f"{kept} cannot be written (Permission denied); make it writable\n")


@given(STRANGE)
@settings(max_examples=300)
def test_no_document_is_too_strange(edit: Edit) -> None:
    """Whatever stands where: a pin that makes itself again, or one line that says why not."""
    try:
        fresh = pin.normalised(edited(PINNED, edit), PINNED)
    except DescriptionError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017  # refusing is as lawful as pinning
        return
    assert json.dumps(pin.normalised(fresh, PINNED)) == json.dumps(fresh)
    assert isinstance(pin.quotes_in_doubt(fresh), dict)

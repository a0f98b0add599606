"""The pin compared with what files and servers hold, and written only when told to."""

from __future__ import annotations

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

import pin
import pytest
from pinning import PinError, normalised, quotes_in_doubt

from contract_tests import schema
from contract_tests.clauses import CATALOGUE
from contract_tests.reference.app import build
from contract_tests.reference.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

PINNED = schema.source().read_text("utf-8")


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """Return a copy of the pin, that may be written."""
    path = tmp_path / "openapi.json"
    shutil.copy(schema.source(), path)
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


def document() -> dict[str, Any]:
    """Return the pinned document, to be changed."""
    return cast("dict[str, Any]", json.loads(PINNED))


def operation(published: dict[str, Any]) -> dict[str, Any]:
    """Return the operation in a document."""
    return cast("dict[str, Any]", published["paths"][schema.PATH]["get"])


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
    served: tuple[str, dict[str, bytes]], contract: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """The base URL and the document's own address lead to the same description."""
    base, answers = served
    answers[place] = PINNED.encode()
    assert pin.main([base + place.removesuffix("/openapi.json")], contract) == 0
    assert pin.main([base + place], contract) == 0
    assert capsys.readouterr().out.count("No difference.") == 2


def test_the_pin_makes_itself_byte_for_byte(contract: Path) -> None:
    """Pinning what is pinned changes nothing."""
    assert pin.main([str(schema.source()), "--write"], contract) == 0
    assert contract.read_text("utf-8") == PINNED


def test_nothing_is_written_unless_told_to(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --write a difference is shown and the pin stays, with it the difference is gone."""
    source = saved(contract, fastapi())
    assert pin.main([source], contract) == 0
    assert contract.read_text("utf-8") == PINNED
    assert "Nothing written" in capsys.readouterr().out
    assert pin.main([source, "--write"], contract) == 0
    capsys.readouterr()
    assert pin.main([source], contract) == 0
    assert "No difference." in capsys.readouterr().out


def test_only_this_operation_and_what_it_needs_is_pinned() -> None:
    """Of a whole service's description, the slice holds what is referred to, in the order of names."""
    fresh = normalised(fastapi(), document())
    assert list(fresh["paths"]) == [schema.PATH]
    assert list(fresh["components"]) == ["schemas", "securitySchemes"]
    assert list(fresh["components"]["schemas"]) == [
        "HTTPValidationError",
        "SessionStatusResponse",
        "ValidationError",
    ]


def test_what_is_ours_stays_ours() -> None:
    """Title, operationId, summary, tokenUrl and the spelling of names are the pin's, prefix or not."""
    published = document()
    details = operation(published)
    published["info"] = {"title": "Theirs", "version": "9"}
    details |= {"operationId": "theirs", "summary": "Theirs", "tags": ["theirs"]}
    details["parameters"][0]["name"] = "id"
    details["parameters"][1]["name"] = "x-api-key"
    flows = published["components"]["securitySchemes"]["OAuth2PasswordBearer"]["flows"]
    flows["password"]["tokenUrl"] = "https://login.example/token"
    published["security"] = details.pop("security")
    item = published["paths"].pop(schema.PATH)
    item["parameters"] = details.pop("parameters")
    published["paths"]["/api/v1/sessions/status/{id}"] = item
    assert normalised(published, document()) == document()


def test_differences_are_grouped_by_what_they_do(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Breaking, harmless and documentation stand apart, worst first, and breaking ones are not 0."""
    published = document()
    members = published["components"]["schemas"]["SessionStatusResponse"]["properties"]
    del members["env_status"]
    members["region"] = {"type": "string"}
    members["vm_id"]["title"] = "Machine"
    assert pin.main([saved(contract, published)], contract) == 1
    out = capsys.readouterr().out
    headings = [out.index(f"{each} (1):") for each in ("Breaking", "Harmless", "Documentation only")]
    assert headings == sorted(headings)
    for word in ("env_status", "region", "vm_id"):
        assert word in out


def test_quotes_that_fall_name_their_clauses(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence that is gone is quoted, with every clause that rests on it and no other."""
    assert quotes_in_doubt(document(), pin.BASES) == {}
    published = document()
    details = operation(published)
    details["description"] = details["description"].replace(
        "exists: True if session exists", "exists: so it is"
    )
    words = "exists: True if session exists"
    resting = [clause.id for clause in CATALOGUE.values() if clause.basis.words in words]
    assert "existence.unknown-session-does-not-exist" in resting
    assert [name for names in quotes_in_doubt(published, pin.BASES).values() for name in names] == resting
    assert pin.main([saved(contract, published)], contract) == 0
    out = capsys.readouterr().out
    assert "Quotes that no longer stand (1)" in out
    assert "existence.unknown-session-does-not-exist" in out


@pytest.mark.parametrize(
    "held, said",
    [
        (None, "cannot be read"),
        (b"", "is not JSON"),
        (b"<html>\n</html>", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "no OpenAPI document"),
        (b'{"openapi": "3.1.0", "paths": {}}', "does not describe GET"),
        (
            b'{"openapi": "3.1.0", "paths": {"' + schema.PATH.encode() + b'": {"get": {}}}}',
            "does not describe",
        ),
    ],
)
def test_what_is_no_description_gets_one_line(
    contract: Path, capsys: pytest.CaptureFixture[str], held: bytes | None, said: str
) -> None:
    """Bad input exits 4 with the place and the remedy, in one line, and the pin stays."""
    source = contract.with_name("published.json")
    if held is not None:
        source.write_bytes(held)
    assert pin.main([str(source), "--write"], contract) == 4
    told = capsys.readouterr()
    assert (said in told.err, told.err.count("\n"), told.out) == (True, 1, "")
    assert str(source) in told.err
    assert "name " in told.err
    assert contract.read_text("utf-8") == PINNED


def test_a_url_that_leads_nowhere_gets_one_line(
    served: tuple[str, dict[str, bytes]], contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server without the document, none at all, and no URL exit 4 with what to write instead."""
    base, _ = served
    for source, said in (
        (base, f"{base}/openapi.json answers 404"),
        ("http://127.0.0.1:1", "cannot be reached"),
        ("http://[", "cannot be reached"),
        ("https://", "cannot be reached"),
    ):
        assert pin.main([source], contract) == 4
        told = capsys.readouterr().err
        assert (said in told, told.count("\n")) == (True, 1), told
    assert pin.main([], contract) == 4
    assert capsys.readouterr().err.startswith("nothing named: pass")


def test_a_document_without_end_is_given_up(
    served: tuple[str, dict[str, bytes]], contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More bytes than any description has are not read to their end."""
    base, answers = served
    answers["/openapi.json"] = b" " * (pin.LARGEST + 1)
    assert pin.main([base + "/openapi.json"], contract) == 4
    assert "does not come to an end" in capsys.readouterr().err


@pytest.mark.parametrize("reference", ["#/components/schemas/Gone", "#/paths/x", "other.json"])
def test_a_slice_that_would_be_incomplete_is_refused(reference: str) -> None:
    """What the operation refers to must be a component that is there."""
    published = document()
    operation(published)["responses"]["404"] = {"$ref": reference}
    with pytest.raises(PinError, match=r"refers to .*; publish it"):
        normalised(published, document())


def test_an_older_description_is_compared_but_not_pinned(
    contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """OpenAPI 3.0 says null otherwise: no difference, and no pin either."""
    published = document() | {"openapi": "3.0.3"}
    members = published["components"]["schemas"]["SessionStatusResponse"]["properties"]
    members["vm_id"] = {"type": "string", "nullable": True, "title": "Vm Id"}
    source = saved(contract, published)
    assert pin.main([source], contract) == 0
    assert pin.main([source, "--write"], contract) == 4
    assert "is OpenAPI '3.0.3', the pin is 3.1" in capsys.readouterr().err
    assert contract.read_text("utf-8") == PINNED

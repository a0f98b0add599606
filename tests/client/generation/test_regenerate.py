"""Every byte of the client is the generator's, and the generator's additions are few and needed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import regenerate
from client_templates.preparation import prepare

from tests.client.conftest import LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = sorted(path.name for path in regenerate.TEMPLATES.glob("*.jinja"))
# What each template is for, as a program that fails on what the generator writes without it.
NEEDED_FOR = {
    "client.py.jinja": "from generated_client.client import Client; Client('http://h', api_key='k' * 12)",
    "endpoint_module.py.jinja": "from generated_client.api.default.get_session_status import poll",
    "model.py.jinja": (
        "from generated_client.models.session_status_response import SessionStatusResponse as Status\n"
        "assert Status.from_dict({'session_id': 's', 'exists': True, 'vm_assigned': False}).vm_id is None"
    ),
    "package_init.py.jinja": "from generated_client import Client, SessionStatusResponse, get_session_status",
}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client as the contract gives it now."""
    package = tmp_path_factory.mktemp("fresh") / "generated_client"
    regenerate.generate(regenerate.CONTRACT, package)
    return package


def test_the_client_is_byte_for_byte_what_the_contract_gives(fresh: Path) -> None:
    """Nothing in generated_client was written by hand, and nothing is left over."""
    assert regenerate.difference(regenerate.contents(regenerate.PACKAGE), regenerate.contents(fresh)) == ""


def test_every_generated_file_says_so(fresh: Path) -> None:
    """The first line of each module names its source, its generator and the way to change it."""
    first_lines = {path.read_text("utf-8").partition("\n")[0] for path in fresh.rglob("*.py")}
    assert first_lines == {
        "# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`."
    }
    assert (fresh / "py.typed").read_bytes() == b""


def test_differences_are_shown_and_written_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--check shows each edited, missing and stale file and fails; without it they are put right."""
    package = shutil.copytree(fresh, tmp_path / "generated_client")
    monkeypatch.setattr(regenerate, "PACKAGE", package)
    assert regenerate.main(["--check"]) == 0
    client = package / "client.py"
    client.write_text(
        client.read_text("utf-8").replace("timeout: Seconds = 10.0", "timeout: Seconds = 99.0"), "utf-8"
    )
    (package / "api" / "stale.py").write_text("x = 1\n", "utf-8")
    (package / "errors.py").unlink()
    assert regenerate.main(["--check"]) == 1
    shown = capsys.readouterr().out
    assert "-        timeout: Seconds = 99.0,\n+        timeout: Seconds = 10.0,\n" in shown
    assert "stale, would be removed" in shown
    assert "--- missing\n+++ generated_client/errors.py regenerated" in shown
    assert regenerate.main([]) == 0
    assert regenerate.contents(package) == regenerate.contents(fresh)


def test_every_template_has_a_reason_and_a_need() -> None:
    """Each override is explained beside it, and named above with what fails without it."""
    explained = (regenerate.TEMPLATES / "README.md").read_text("utf-8")
    assert sorted(NEEDED_FOR) == TEMPLATES
    assert all(f"`{name}`" in explained for name in TEMPLATES)
    sources = {path.name for path in regenerate.SOURCES.glob("*.py")} - {"__init__.py"}
    assert {name for name in sources if f"`{name}`" not in explained} == set()


@pytest.mark.parametrize("without", [None, *TEMPLATES])
def test_no_template_can_be_left_out(
    without: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What a template is there for fails without it, and only then."""
    templates = shutil.copytree(regenerate.TEMPLATES, tmp_path / "templates")
    if without is not None:
        (templates / without).unlink()
    monkeypatch.setattr(regenerate, "TEMPLATES", templates)
    regenerate.generate(regenerate.CONTRACT, tmp_path / "generated_client")
    for template, program in NEEDED_FOR.items() if without is None else [(without, NEEDED_FOR[without])]:
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode == 0) is (without is None), (template, done.stderr.decode())


def test_only_sources_that_a_contract_needs_are_copied(tmp_path: Path, fresh: Path) -> None:
    """A contract without a question has nothing to poll, one without bodies nothing to write them by."""
    contract = json.loads(LIBRARY.read_bytes())
    for path in contract["paths"].values():
        path.pop("get", None)
    contract["paths"] = {name: path for name, path in contract["paths"].items() if path}
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(contract), "utf-8")
    regenerate.generate(path, tmp_path / "made")
    sources = {source.name for source in (regenerate.SOURCES / "_runtime").glob("*.py")}
    assert sources - {source.name for source in (tmp_path / "made" / "_runtime").iterdir()} == {"polling.py"}
    assert sources - {source.name for source in (fresh / "_runtime").iterdir()} == {"bodies.py"}
    program = "import made; made.Client('http://h', api_key='k' * 12); made.change_book.sync"
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)


def test_what_the_templates_cannot_do_is_refused(tmp_path: Path) -> None:
    """A contract that would give a wrong client gives none, and one line that says why."""
    contract = json.loads(regenerate.CONTRACT.read_bytes())
    operation = contract["paths"]["/v1/sessions/status/{session_id}"]["get"]
    form = {"schema": {"type": "object", "properties": {"x": {"type": "string"}}}}
    operation["requestBody"] = {"content": {"multipart/form-data": form}}
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(contract), "utf-8")
    with pytest.raises(regenerate.RegenerationError, match="multipart bodies are not supported"):
        regenerate.generate(path, tmp_path / "made")
    path.write_text("{}", "utf-8")
    with pytest.raises(regenerate.RegenerationError, match="Failed to parse OpenAPI document"):
        regenerate.generate(path, tmp_path / "made_not")


def test_preparing_leaves_the_pinned_contract_alone() -> None:
    """The key's header is lifted out of a copy; the contract itself still documents it."""
    contract = json.loads(regenerate.CONTRACT.read_bytes())
    prepared = prepare(contract)
    assert contract == json.loads(regenerate.CONTRACT.read_bytes())
    assert [each.argument for each in prepared.credentials] == ["api_key", "token"]
    assert "X-API-Key" not in json.dumps(prepared.document)

"""The client in other people's tests and tools, and what its values can do."""

import copy
import email
import json
import pickle
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest

from generated_client import (
    Client,
    HTTPValidationError,
    MalformedAnswerError,
    PollTimeoutError,
    Response,
    SessionStatusResponse,
    ValidationError,
    get_session_status,
)
from tests.client.peers.scripted import Scripted, answer

ALIVE = {
    "session_id": "s",
    "exists": True,
    "vm_assigned": True,
    "vm_status": "active",
    "vm_id": "v",
    "vm_alive": True,
    "uptime_seconds": 1.5,
    "expires_in_seconds": 2.0,
    "created_at": "2025-01-10T12:34:56+02:00",
    "env_status": "none",
    "env_error": None,
}


def test_a_router_of_requests_fakes_the_service(tmp_path: Path) -> None:
    """pytest-httpx2, which is respx for httpx2, sees all calls; it takes no Response of httpx2."""
    (tmp_path / "test_fakes.py").write_text(
        "import asyncio, httpx2, pytest\n"
        "from generated_client import *\n"
        f"ALIVE = {ALIVE!r}\n"
        "def test_alive(httpx2_mock):\n"
        "    route = httpx2_mock.get('https://api.example.com/v1/sessions/status/s')\n"
        "    route.respond(json=ALIVE, headers={'X-Request-ID': 'r'})\n"
        "    client = Client('https://api.example.com', api_key='k' * 12)\n"
        "    assert get_session_status.sync('s', client=client).vm_alive\n"
        "    assert asyncio.run(get_session_status.asyncio('s', client=client)).vm_alive\n"
        "    assert route.calls.last.request.headers['x-api-key'] == 'k' * 12\n"
        "    with pytest.raises(TypeError):\n"
        "        route.mock(return_value=httpx2.Response(200, json=ALIVE))\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [*command, "-c", "/dev/null", str(tmp_path)], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_values_are_values() -> None:
    """Models are evolved, compared, hashed, copied, pickled and written as JSON."""
    status = SessionStatusResponse.from_dict(ALIVE)
    assert json.loads(json.dumps(status.to_dict())) == ALIVE
    assert attrs.evolve(status, vm_alive=False) != status
    assert attrs.evolve(status) == status
    assert hash(attrs.evolve(status)) == hash(status)
    assert len({status, copy.copy(status), copy.deepcopy(status), pickle.loads(pickle.dumps(status))}) == 1  # noqa: S301
    error = HTTPValidationError(detail=[ValidationError(loc=["path", 0], msg="m", type_="t")])
    assert json.dumps(error.to_dict())
    assert hash(error) == hash(copy.deepcopy(error))
    assert pickle.loads(pickle.dumps(error)) == error  # noqa: S301


def test_errors_are_copied_and_pickled() -> None:
    """An error arrives whole from a worker, what it carries included."""
    last = SessionStatusResponse.from_dict(ALIVE)
    for error in (
        MalformedAnswerError(
            "m", path="$.x", status=200, request_id="r", operation="GET /x", url="http://h/x"
        ),
        PollTimeoutError("m", last=last, polls=3, operation="GET /x"),
    ):
        for other in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301
            assert (type(other), str(other), vars(other)) == (type(error), str(error), vars(error))


def test_members_nobody_documented_are_at_hand(scripted: Scripted, client: Client) -> None:
    """What the contract does not know yet is reached without parsing again, and responses are values, too."""
    scripted.says(answer(body=json.dumps({**ALIVE, "region": "x", "tags": [1]}).encode()))
    response = get_session_status.sync_detailed("s", client=client)
    assert response.additional_properties == {"region": "x", "tags": [1]}
    assert response.additional_properties is response.additional_properties
    scripted.says(answer(body=json.dumps(ALIVE).encode()[:-1] + b', "region": "\xff"}'))
    strange = get_session_status.sync_detailed("s", client=client)
    assert strange.parsed.vm_alive
    with pytest.raises(MalformedAnswerError):
        assert strange.additional_properties
    for other in (copy.copy(response), copy.deepcopy(response), pickle.loads(pickle.dumps(response))):  # noqa: S301
        assert other == response
        assert hash(other) == hash(response)
        assert other.additional_properties == response.additional_properties
    untyped: Any = response
    made: Response[Any] = attrs.evolve(untyped, parsed=None)
    assert made.additional_properties == {}


ROOT = Path(__file__).parents[3]
OLD = ("httpx", "httpcore", "httpx-retries", "httpx_retries")


def test_the_library_before_is_gone(tmp_path: Path) -> None:
    """Neither the wheel's metadata nor any import of client and suite names it."""
    command = ["uv", "build", "--quiet", "--wheel", "--out-dir", str(tmp_path), str(ROOT)]
    built = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode:
        pytest.fail(built.stderr)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        told = email.message_from_bytes(archive.read(metadata)).get_all("Requires-Dist", [])
        sources = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".py")}
    needed = {each.partition(">")[0].partition("=")[0].partition(";")[0].strip() for each in told}
    assert {"httpx2", "httpcore2"} <= needed
    assert not needed & set(OLD)
    words = [f"{verb} {name}" for verb in ("import", "from") for name in OLD]
    for name, source in sources.items():
        lines = [line.strip().partition(".")[0].split(" as ")[0] for line in source.splitlines()]
        assert [line for line in lines if line in words or line.partition(" import")[0] in words] == [], name
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert len(dependencies) == 4

"""What README.md says about the client runs as it stands, against the reference deployment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference import Seeded, running
from generated_client import Client, get_session_status

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = Path("README.md").read_text("utf-8")
SECTION = TEXT.partition("\n## The client\n")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"^```python\n(.*?)^```$", SECTION, re.DOTALL | re.MULTILINE)
ORDER = [
    "Install",
    "First call",
    "Errors",
    "Retries and time limits",
    "Waiting",
    "Raw response",
    "Connections",
    "In your own tests",
    "Logs and traces",
    "Null or missing",
]


@pytest.fixture(scope="module")
def reference() -> Iterator[Seeded]:
    """A reference deployment."""
    with running() as seeded:
        yield seeded


def test_the_section_keeps_its_order() -> None:
    """From installing and the first call to tests, logs, and what null or missing means."""
    assert re.findall(r"^### (.*)$", SECTION, re.MULTILINE) == ORDER


def test_every_block_runs(reference: Seeded, capsys: pytest.CaptureFixture[str]) -> None:
    """The blocks run, one after the other, given an address, a key and a session, and print what they say."""
    names = {
        "base_url": reference.base_url,
        "api_key": reference.api_key,
        "session_id": dict(reference.sessions)["alive"],
    }
    printed = []
    for block in BLOCKS:
        exec(compile(block, "README.md", "exec", dont_inherit=True), names)  # noqa: S102 - that is the point
        printed.append(capsys.readouterr().out.splitlines())
    first, asyncio_, errors, retries, waiting, watching, raw, connections, fake, logs, null = printed
    assert first[0].startswith("True active ")
    assert asyncio_ == ["True"]
    assert errors[0].startswith("401 Pass a valid credential")
    assert retries == []
    assert waiting[0].endswith("is alive")
    assert [line.split()[-1] for line in watching] == ["active"]
    assert raw[0] == "200 application/json"
    assert (connections, fake, logs) == (["True"], ["False"], ["200"])
    assert null == ["None", str({**NULL, "session_id": names["session_id"]})]


NULL = {
    "session_id": "",
    "exists": False,
    "vm_assigned": False,
    "vm_status": None,
    "vm_id": None,
    "vm_alive": False,
    "uptime_seconds": None,
    "expires_in_seconds": None,
    "created_at": None,
    "env_status": "none",
    "env_error": None,
}


def test_waiting_takes_five_lines() -> None:
    """Waiting until alive, a replaced VM in mind, is shown in five lines."""
    [block] = [block for block in BLOCKS if "get_session_status.poll(" in block]
    assert len(block.splitlines()) == 5


def test_every_documented_state_is_read(reference: Seeded) -> None:
    """The client tells the states of the reference's sessions apart, with either credential."""
    expected = {"alive": (True, "active"), "dead": (False, "killed"), "unassigned": (False, None)}
    by_key = Client(reference.base_url, api_key=reference.api_key)
    by_token = Client(reference.base_url, token=reference.bearer_token)
    for client in (by_key, by_token):
        with client:
            for state, session_id in reference.sessions:
                if state in expected:
                    status = get_session_status.sync(session_id, client=client)
                    assert (status.vm_alive, status.vm_status) == expected[state]

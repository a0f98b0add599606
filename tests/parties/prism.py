"""Prism, which knows the contract and nothing else: as a mock that is judged, and as a proxy that judges."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from contract_tests.asking.contexts import fresh_id
from contract_tests.clauses import CATALOGUE, Tolerances
from contract_tests.recording import contract
from contract_tests.reference.process import running
from contract_tests.verdict.verdict import Judging
from generated_client import Client, get_session_status
from tests.suite.building import SESSION, answer, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.reference import Seeded

DOCUMENT = Path(contract.__file__).parents[2] / "openapi.json"
EXAMPLES = ("vm_alive", "no_vm_assigned_yet", "vm_dead")
OPINION = "shape.created-at-carries-an-offset"
"""The note that the documented examples earn themselves: their times have no offset."""
ANSWERS = 150
"""Random answers: one in eight breaks each of the founding clauses, so that a run without is out of reach."""


@contextmanager
def prism(*arguments: str) -> Iterator[str]:
    """Run Prism on a port that the system chooses; yield where it listens."""
    if "PRISM" not in os.environ:
        pytest.fail("PRISM names no command: run `nox -s prism`, which installs it", pytrace=False)
    command = (os.environ["PRISM"], *arguments, "--port", "0")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603  our own words
        assert process.stdout is not None
        try:
            told = []
            for line in process.stdout:
                told.append(line)
                if found := re.search(r"listening on (http://[\w.:]+)", line):
                    # It logs each request, and would wait until that is read.
                    threading.Thread(target=process.stdout.read, daemon=True).start()
                    yield found[1]
                    break
            else:
                pytest.fail(f"Prism ended before it listened: {''.join(told)}")
        finally:
            process.terminate()
            process.wait(timeout=10)


def judged(answers: list[httpx2.Response]) -> tuple[set[str], set[str]]:
    """Return the single-answer clauses that answers uphold, and those that they break."""
    judging = Judging(Tolerances(), [clause for clause in CATALOGUE.values() if clause.judge])
    observations = [
        answer(each.content, code=each.status_code, headers=tuple(each.headers.items())) for each in answers
    ]
    for observation in numbered(observations):
        judging.step(observation)
    verdicts = judging.finish()
    broken = {verdict.clause.id for verdict in verdicts if verdict.witnesses}
    return {verdict.clause.id for verdict in verdicts if verdict.exercised} - broken, broken


def asked(mock: str, **prefer: str) -> httpx2.Response:
    """Return what the mock answers; it insists on a bearer token, which the contract requires."""
    wish = ", ".join(f"{name}={value}" for name, value in prefer.items())
    headers = {"Authorization": f"Bearer {fresh_id()}", "Prefer": wish}
    return httpx2.get(f"{mock}/v1/sessions/status/{SESSION}", headers=headers)


def test_the_documented_examples_are_upheld() -> None:
    """Prism's mock tells the documented examples: no clause but the note on offsets is broken by any."""
    with prism("mock", str(DOCUMENT)) as mock:
        upheld, broken = judged([asked(mock, code="200", example=name) for name in EXAMPLES])
    assert broken == {OPINION}
    assert {"liveness.alive-implies-assigned", "lifetime.dead-has-no-uptime"} <= upheld


def test_what_only_the_schema_allows_is_caught() -> None:
    """Prism's random answers satisfy the schema and contradict themselves, which breaks clauses of all
    families that look at one body; above all the two that this project was founded on."""
    with prism("mock", str(DOCUMENT), "--dynamic") as mock:
        upheld, broken = judged([asked(mock) for _ in range(ANSWERS)])
    assert "shape.status-body-matches-schema" in upheld
    assert {"liveness.alive-implies-assigned", "lifetime.dead-has-no-uptime"} <= broken
    assert {name.partition(".")[0] for name in broken} >= {"existence", "lifetime", "liveness"}


@pytest.fixture(scope="module")
def seeded() -> Iterator[Seeded]:
    """The reference deployment, with its variants."""
    with running("--faults") as made:
        yield made


def complaints(
    seeded: Seeded, path: str, *, api_key: str | None = None, token: str | None = None
) -> list[dict[str, Any]]:
    """Return what Prism finds fault with between the generated client and the deployment under a path."""
    found: list[dict[str, Any]] = []

    def listen(response: httpx2.Response) -> None:
        found.extend(json.loads(response.headers.get("sl-violations", "[]")))

    listening = {"event_hooks": {"response": [listen]}}
    with (
        prism("proxy", str(DOCUMENT), f"{seeded.base_url}{path}") as proxy,
        Client(proxy, httpx_args=listening, api_key=api_key, token=token) as client,
    ):
        for session in (*(name for _, name in seeded.sessions), fresh_id()):
            get_session_status.sync(session, client=client)
    return found


def test_no_fault_is_found_in_the_reference_nor_in_the_client(seeded: Seeded) -> None:
    """Between the client, with its token, and the reference that writes times with an offset, Prism finds
    no fault with any request and any answer."""
    assert complaints(seeded, "/variants/time-zulu", token=seeded.bearer_token) == []


def test_times_without_an_offset_are_complained_about(seeded: Seeded) -> None:
    """The documentation's own examples are no date-times by RFC 3339: Prism says so of each."""
    found = complaints(seeded, "", token=seeded.bearer_token)
    assert {each["location"][-1] for each in found} == {"created_at"}
    assert "format" in {each["code"] for each in found}


def test_the_api_key_is_no_documented_scheme(seeded: Seeded) -> None:
    """The contract documents X-API-Key as a parameter and demands a bearer token: sent alone, the key that
    the service accepts is a fault to whoever knows the contract only."""
    found = complaints(seeded, "/variants/time-zulu", api_key=seeded.api_key)
    assert {(each["location"][0], each["code"]) for each in found} == {("request", 401)}

"""Plain `st run`, given the single-answer clauses and the declared ids, finds what the suite finds."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests.clauses import CATALOGUE
from contract_tests.recording import contract
from contract_tests.reference.process import running
from tests.faults import FAULTS
from tests.matrix.outcomes import outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.reference import Seeded

ROOT = Path(contract.__file__).parents[2]
FAMILIES = ("shape", "existence", "liveness", "lifetime", "environment")
"""Those that look at what a session's owner is told; others need requests that `st run` does not send."""
OPINION = "shape.created-at-carries-an-offset"
CLAUSES = {
    name
    for name, clause in CATALOGUE.items()
    if clause.judge is not None and clause.family in FAMILIES and name != OPINION
}
SAMPLE = (
    "environment.error-has-a-status.none",
    "existence.session-id-is-echoed.vm",
    "existence.unknown-session-does-not-exist.always",
    "existence.absent-session-was-never-created.epoch",
    "liveness.alive-implies-assigned.not-assigned",
    "liveness.alive-means-active.running",
    "liveness.assigned-vm-has-a-status.dead-null",
    "lifetime.dead-has-no-uptime.keeps-running",
    "lifetime.alive-has-expiry.null",
    "shape.body-is-json.truncated",
    "shape.members-are-unique.vm-status",
    "shape.status-body-matches-contract.booleans-as-strings",
)
OPTIONS = (
    "--phases=fuzzing", "--mode=positive", "--max-examples=60", "--seed=1", "--continue-on-failure",
    "--generation-database=none", "--report=json", f"--checks={','.join(sorted(CLAUSES))}",
)  # fmt: skip


@pytest.fixture(scope="module")
def seeded() -> Iterator[Seeded]:
    """The reference deployment, with its faults."""
    with running("--faults") as made:
        yield made


def found(seeded: Seeded, path: str, folder: Path) -> set[str]:
    """Return the clauses that Schemathesis's own command finds broken under a path."""
    own = " ".join(name for state, name in seeded.sessions if state != "foreign")
    ours = {"SCHEMATHESIS_HOOKS": "tests.parties.hooks", "CONTRACT_SESSIONS": own, "PYTHONPATH": str(ROOT)}
    report = folder / "report.json"
    command = ("st", "run", str(ROOT / "openapi.json"), f"--url={seeded.base_url}{path}", *OPTIONS)
    ended = subprocess.run(  # noqa: S603  our own words
        (*command, f"--report-json-path={report}"),
        cwd=folder,
        env=os.environ | seeded.environment() | ours,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert report.exists(), ended.stdout + ended.stderr
    told = json.loads(report.read_text())
    assert (told["complete"], told["errors"]) == (True, [])
    return {failure["title"].split("`")[1] for failure in told["failures"]}


def test_nothing_is_found_in_the_reference(seeded: Seeded, tmp_path: Path) -> None:
    """In the reference itself `st run` finds nothing."""
    assert found(seeded, "", tmp_path) == set()


@pytest.mark.parametrize("name", SAMPLE)
def test_the_same_is_found_in_a_fault(seeded: Seeded, name: str, tmp_path: Path) -> None:
    """In a fault `st run` finds the single-answer clauses broken that the suite finds broken."""
    by_the_suite = set(outcome_of(FAULTS[name]).violated) & CLAUSES
    assert by_the_suite
    assert found(seeded, f"/faults/{name}", tmp_path) == by_the_suite

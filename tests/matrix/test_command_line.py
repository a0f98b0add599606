"""`run` itself, pytest with an item for each clause, and the command line over real sockets say the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from contract_tests.reference import Seeded, running, seeding
from contract_tests.run import run
from contract_tests.settings.settings import Settings
from tests.faults import FAULTS, VARIANTS, deployed
from tests.matrix.conduct import BASE_URL, prepared_for, under_pytest, world_of
from tests.matrix.outcomes import BY_CHOICE, kind_named, outcome_of
from tests.suite.commands import ended

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

UNDER_PYTEST = (*{name.partition(".")[0]: name for name in FAULTS}.values(), *islice(VARIANTS, 5, None, 60))
"""A fault of each family, and some variants; all others are judged by `run` only."""
ON_THE_COMMAND_LINE = ("lifetime.dead-has-no-uptime.zero", UNDER_PYTEST[-1])
"""Two, since each is a process of its own; the fault is no matter of moments: it lives by the real clock."""
VARYING = {"started", "seconds", "requests", "seen"}
"""Parts of a report that hang on the real time, and on what Hypothesis sends when it shrinks."""

Said = tuple[int, tuple[str, ...], tuple[str, ...]]
"""Exit status; clauses violated; clauses untested although they bind."""


def told(name: str, status: int, violated: Iterable[str], untested: Iterable[str]) -> Said:
    """Return what a run said of a fault or a variant, as far as it has to be the same each time.

    What a fault breaks besides, and what it leaves unseen, may hang on the order of requests.
    """
    if name in FAULTS:
        return status, tuple(each for each in violated if each == FAULTS[name].clauses[0]), ()
    return status, tuple(each for each in violated if each not in BY_CHOICE), tuple(untested)


def by_run(name: str) -> Said:
    """Judge a fault or a variant in the virtual world."""
    row = outcome_of(kind_named(name))
    return told(name, row.status, row.violated, row.untested)


def on_the_command_line(name: str, seeded: Seeded, folder: Path) -> Said:
    """Judge a fault or a variant as its owner would: over a socket, from a process of its own."""
    base_url = f"{seeded.base_url}/{'faults' if name in FAULTS else 'variants'}/{name}"
    sessions = " ".join(f"--session {each}" for each in seeded.declared)
    command = f"run --base-url {base_url} {sessions} --report {folder / name}"
    status, printed, _ = ended(command, **seeded.environment())
    report = written(folder / name)
    verdicts = report["verdicts"]
    assert (report["exit_status"], report["headline"]) == (status, printed.splitlines()[-1])
    violated = [each["clause"] for each in verdicts if each["outcome"] == "violated"]
    untested = [each for each in verdicts if each["outcome"] == "untested" and each["level"] == "MUST"]
    return told(name, status, violated, [each["clause"] for each in untested])


def written(folder: Path) -> dict[str, Any]:
    """Return the report.json of a folder."""
    report: dict[str, Any] = msgspec.json.decode((folder / "report.json").read_bytes())
    return report


def comparable(folder: Path) -> dict[str, Any]:
    """Return a report.json without what varies from run to run, and each verdict without its evidence."""
    report = {name: value for name, value in written(folder).items() if name not in VARYING}
    report["headline"] = report["headline"].partition(";")[0]
    report["verdicts"] = [(each["clause"], each["level"], each["outcome"]) for each in report["verdicts"]]
    return report


@pytest.mark.parametrize("name", UNDER_PYTEST)
def test_pytest_says_what_run_says(name: str, tmp_path: Path) -> None:
    """In one world, exit status and report.json are the same by `run` and with an item for each clause."""
    seeded = seeding.new()
    make = partial(deployed, kind_named(name))
    settings = Settings(base_url=BASE_URL, session=seeded.declared, report=tmp_path / "run")
    result = run(settings, seeded.environment(), world_of(make, seeded))
    prepared = prepared_for(seeded, report=tmp_path / "pytest")
    status, face, _ = under_pytest(prepared, world_of(make, seeded))
    assert status == face.report.exit_status == result.exit_status
    assert comparable(tmp_path / "pytest") == comparable(tmp_path / "run")


def test_the_command_line_says_what_run_says(tmp_path: Path) -> None:
    """Exit status, violated and untested clauses are the same over real sockets and by the real clock."""
    assert [name in FAULTS for name in ON_THE_COMMAND_LINE] == [True, False]
    with running("--faults") as seeded, ThreadPoolExecutor() as runs:
        said = runs.map(lambda name: on_the_command_line(name, seeded, tmp_path), ON_THE_COMMAND_LINE)
        expected = {name: by_run(name) for name in ON_THE_COMMAND_LINE}
        assert all(expected[name][1] for name in ON_THE_COMMAND_LINE if name in FAULTS)
        assert dict(zip(ON_THE_COMMAND_LINE, said, strict=True)) == expected

"""The real command line, over real sockets and by the real clock, says what the virtual world says."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from contract_tests.reference import Seeded, running
from tests.faults import FAULTS, VARIANTS
from tests.matrix.outcomes import BY_CHOICE, kind_named, outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SAMPLE = (*islice(FAULTS, 4, None, 17), *islice(VARIANTS, 5, None, 22))
"""More than 20 faults, of all families, and more than 5 variants; all others are judged in process only."""
AT_ONCE = 3
PATIENCE = 120
"""Seconds after which a run hangs."""

Said = tuple[int, tuple[str, ...], tuple[str, ...]]
"""Exit status; clauses violated; clauses untested although they bind."""


def told(name: str, status: int, violated: Iterable[str], untested: Iterable[str]) -> Said:
    """Return what a run said of a fault or a variant, as far as it has to be the same each time.

    What a fault breaks besides, and what it leaves nobody to see, may hang on the order of requests.
    """
    if name in FAULTS:
        return status, tuple(each for each in violated if each in FAULTS[name].clauses), ()
    return status, tuple(each for each in violated if each not in BY_CHOICE), tuple(untested)


def in_process(name: str) -> Said:
    """Judge a fault or a variant in the virtual world."""
    row = outcome_of(kind_named(name))
    return told(name, row.status, row.violated, row.untested)


def on_the_command_line(name: str, seeded: Seeded, folder: Path) -> Said:
    """Judge a fault or a variant as its owner would: over a socket, from a process of its own."""
    base_url = f"{seeded.base_url}/{'faults' if name in FAULTS else 'variants'}/{name}"
    sessions = [word for state, session in seeded.sessions for word in ("--session", f"{state}={session}")]
    command = [sys.executable, "-m", "contract_tests", "run", "--base-url", base_url, *sessions]
    ended = subprocess.run(  # noqa: S603  our own words
        [*command, "--report", str(folder / name)],
        check=False,
        capture_output=True,
        timeout=PATIENCE,
        env=os.environ | seeded.environment(),
    )
    verdicts = msgspec.json.decode((folder / name / "report.json").read_bytes())["verdicts"]
    violated = [each["clause"] for each in verdicts if each["outcome"] == "violated"]
    untested = [each for each in verdicts if each["outcome"] == "untested" and each["level"] == "MUST"]
    return told(name, ended.returncode, violated, [each["clause"] for each in untested])


def test_the_command_line_agrees_with_the_virtual_world(tmp_path: Path) -> None:
    """Exit status, violated clauses and untested ones are the same on both paths, for faults and variants."""
    assert sum(name in FAULTS for name in SAMPLE) >= 20
    assert sum(name in VARIANTS for name in SAMPLE) >= 5
    with running("--faults") as seeded, ThreadPoolExecutor(AT_ONCE) as runs:
        said = runs.map(lambda name: on_the_command_line(name, seeded, tmp_path), SAMPLE)
        expected = {name: in_process(name) for name in SAMPLE}
        assert all(expected[name][1] for name in SAMPLE if name in FAULTS)
        assert dict(zip(SAMPLE, said, strict=True)) == expected

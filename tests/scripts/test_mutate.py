"""Mutants of the clauses are noticed, or are told of; and reasons go stale loudly."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import mutate
from mutation.mutants import Mutant, meaning, mutants

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PATIENCE = 120
"""Seconds after which a command hangs."""
QUICKLY = """
import sys, mutate
mutate.TESTS = ("tests/suite/clauses/test_cases.py",)  # without those that draw, slowly
sys.exit(mutate.main(["environment"]))
"""
MUTANT = Mutant("liveness", "a < b", "a <= b", "")
REASON = {"module": "liveness", "was": "a < b", "became": ["a <= b"], "reason": "they are never equal"}


def test_a_family_of_clauses_is_proved_able_to_fail() -> None:
    """Every mutant of the environment family is noticed by the tests, each in a process of its own."""
    done = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", QUICKLY],
        cwd=mutate.ROOT / "scripts",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    count = len(list(mutants("environment", mutate.MODULES["environment"])))
    assert count > 0
    assert done.stdout.splitlines()[-1].startswith(f"{count} mutants: {count} noticed, 0 survive")
    assert done.returncode == 0


def test_a_survivor_needs_a_reason_and_a_reason_a_survivor(capsys: pytest.CaptureFixture[str]) -> None:
    """One without the other fails, and is named; together they pass."""
    assert mutate.concluded([MUTANT], [MUTANT], [REASON]) == 0
    assert mutate.concluded([MUTANT], [MUTANT], []) == 1
    assert mutate.concluded([MUTANT], [], [REASON]) == 1
    told = capsys.readouterr().out
    assert "no reason for liveness: a < b  ->  a <= b" in told
    assert "no longer survives" in told


def test_nothing_is_learnt_where_the_tests_fail_by_themselves(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise every mutant would seem to be noticed."""
    failing = (sys.executable, "-c", "raise SystemExit(1)")
    monkeypatch.setattr(mutate, "prepare", lambda *_: None)
    monkeypatch.setattr(mutate, "started", lambda _: os.posix_spawn(sys.executable, failing, os.environ))
    assert mutate.main(["environment"]) == 4
    assert capsys.readouterr().err == "the tests fail without any mutant: mend them first\n"


def test_what_changes_no_judgement_is_no_mutant(tmp_path: Path) -> None:
    """Types and words are left alone; what is computed is not."""
    module = tmp_path / "module.py"
    module.write_text("def one(it: int | None) -> int | None:\n    return it + made(says=5)\n")
    assert {each.became for each in mutants("module", module)} == {"return it - made(says=5)"}
    assert meaning("x: int = 1") == meaning("x: str = 1")


def test_an_unknown_module_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped name is answered with those that there are."""
    assert mutate.main(["livelyness"]) == 4
    assert "unknown module 'livelyness'; known are " in capsys.readouterr().err

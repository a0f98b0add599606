"""Annotations: one line each, as GitHub's runner reads them, and no more than it shows."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from contract_tests.clauses.finding import Outcome
from contract_tests.rendering import badge, github
from tests.rendering.made import HOSTILE, full

if TYPE_CHECKING:
    from contract_tests.verdict.report import Report

COMMAND = re.compile(r"::(error|warning|notice) title=([^:,\r\n]*)::([^\r\n]*)")


def sound() -> Report:
    """Return a report without trouble of its own and a fresh baseline."""
    report, _ = full()
    return evolve(report, recording=evolve(report.recording, trouble="", interrupted=False), stale=())


def upheld() -> Report:
    """Return a report in which everything is upheld."""
    report = sound()
    return evolve(
        report,
        verdicts=tuple(
            evolve(each, outcome=Outcome.UPHELD, exercised=1, witnesses=(), baselined=None)
            for each in report.verdicts
        ),
    )


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: said[:20])
def test_each_annotation_is_one_command(said: str) -> None:
    """Whatever was said, each line is one command with one title, and GitHub shows all of them."""
    lines = list(github.render(full(said)[0]))
    found = [COMMAND.fullmatch(line) for line in lines]
    assert all(found)
    assert max(Counter(each[1] for each in found if each).values()) <= github.MOST
    assert len(re.findall("(?m)^ *::", "\n".join(lines))) == len(lines)


def test_percent_signs_and_line_ends_are_written_as_the_runner_wants_them() -> None:
    """A message keeps its percent signs, and a title its colons and commas."""
    line = github._line("error", "a:b,c%d", "50% of a: b\nc")  # noqa: SLF001  the one place that escapes
    assert line == "::error title=a%3Ab%2Cc%25d::50%25 of a: b\\nc"


def test_errors_are_what_fails_the_run() -> None:
    """Red violations and untested MUST clauses are errors; with untested allowed the latter are warnings."""
    report = sound()
    one, other = report.blocking[0], report.untested[0]
    few = evolve(report, verdicts=(one, other), promises=())
    assert [line[:9] for line in github.render(few)] == ["::error t", "::error t", "::notice "]
    levels = [line.split()[0] for line in github.render(evolve(few, allow_untested=True))]
    assert levels == ["::error", "::warning", "::notice"]


def test_a_known_violation_is_a_notice() -> None:
    """A violation that the owner already knows is told, quietly."""
    report = sound()
    known = evolve(report, verdicts=(evolve(report.blocking[0], baselined="ticket 7"),), promises=())
    (first, second) = github.render(known)
    assert first.startswith("::notice title=contract::UPHELD")
    assert second.startswith(f"::notice title={report.blocking[0].clause.id}::known: ticket 7. MUST: ")


KNOWN = evolve(sound().blocking[0], baselined="ticket 7")
BADGES = [
    (sound(), f"{len(sound().blocking)} of {len(sound().verdicts)} violated", "red"),
    (evolve(sound(), verdicts=(), stale=("x",)), "baseline is stale", "red"),
    (upheld(), f"{len(upheld().verdicts)} upheld", "brightgreen"),
    (evolve(upheld(), verdicts=(KNOWN,)), "0 upheld, 1 known", "brightgreen"),
    (evolve(upheld(), verdicts=(sound().untested[0],)), "0 upheld, 1 untested", "yellow"),
    (evolve(upheld(), recording=evolve(upheld().recording, interrupted=True)), "interrupted", "yellow"),
    (evolve(upheld(), recording=evolve(upheld().recording, trouble="no answer")), "errored", "lightgrey"),
    (evolve(upheld(), verdicts=()), "0 upheld, 0 untested", "yellow"),
]


@pytest.mark.parametrize("report, message, colour", BADGES, ids=lambda each: str(each)[:20])
def test_badges_say_what_the_headline_says(report: Report, message: str, colour: str) -> None:
    """A badge is green for UPHELD only, and complies with what a shields endpoint reads."""
    made = json.loads(badge.render(report))
    assert made["message"].endswith(message)
    assert (made["schemaVersion"], made["label"], made["color"]) == (1, "contract", colour)
    assert made["isError"] == (report.exit_status == 3)

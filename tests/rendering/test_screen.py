"""The end of a run on one screen: short, narrow, each thing once, and of one mind with status and JUnit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from contract_tests.__main__ import main
from contract_tests.asking.sending.virtual import EPOCH
from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.finding import Outcome, broken
from contract_tests.items import plugin
from contract_tests.recording.exchange import Exchange
from contract_tests.rendering import markdown
from contract_tests.rendering.terminal.lines import WIDEST, cells, width
from contract_tests.rendering.terminal.screen import FULL, MOST, screen
from contract_tests.rendering.terminal.violation import MOST as MOST_OF_ONE
from contract_tests.rendering.terminal.violation import again, violation
from contract_tests.verdict.verdict import Verdict
from tests.faults import FAULTS, deployed
from tests.matrix.conduct import conduct
from tests.rendering.made import HOSTILE, full
from tests.rendering.situations import SITUATIONS, ended

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.verdict.report import Report

SENTENCE = 25
"""Characters from which on a line is a sentence, and no label."""
COPIED = ("again: curl ", "-H ", "/paths/")
PATHS = ("report:  ", "rejudge: ")
"""Lines that are to be copied whole, however long a path is."""


def narrow(lines: list[str]) -> bool:
    """Tell whether lines fit; the headline, which is one line to programs too, and paths aside."""
    return all(cells(line) <= width() for line in lines[:-1] if not line.startswith(PATHS))


def repeated(lines: list[str]) -> list[str]:
    """Return what is said more than once, commands and addresses aside."""
    said = Counter(line.strip() for line in lines if not line.strip().startswith(COPIED))
    return [line for line, times in said.items() if times > 1 and len(line) > SENTENCE]


@pytest.mark.parametrize("name, kept", [*((name, True) for name in SITUATIONS), ("one violation", False)])
def test_a_run_ends_on_one_screen(
    name: str,
    kept: bool,  # noqa: FBT001  a parameter of the test
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Bounded, no wider than the terminal, nothing twice, the headline last; it agrees with exit status and
    JUnit, and its recording, judged into the same folder, gets the same screen."""
    run = ended(SITUATIONS[name], tmp_path, report=kept)
    report, lines = run.report, run.lines
    assert len(lines) <= run.most
    assert narrow(lines)
    assert repeated(lines) == []
    assert (lines[-1], run.status) == (report.headline, report.exit_status)
    failed = int(run.suite.attrib["errors"]) + int(run.suite.attrib["failures"])
    assert (failed > 0) == (run.status != 0)
    assert all(case.get("name") for case in run.suite.iter("testcase"))
    assert run.suite.attrib["name"].endswith(report.recording.base_url)
    told = [each.attrib for each in run.suite.findall("properties/property")]
    assert {"name": "deployment", "value": report.recording.base_url} in told
    assert (f"report:  {tmp_path}/report.html" in lines) == kept
    shown = [line.split()[1].strip(":") for line in lines[:-1] if line.startswith("VIOLATED ")]
    assert shown == [each.clause.id for each in report.blocking][: len(shown)]
    assert len(shown) >= min(len(report.blocking), FULL)
    if kept and not SITUATIONS[name].settings.get("allow_untested"):
        capsys.readouterr()
        assert main(["judge", str(tmp_path / "observations.jsonl"), "--report", str(tmp_path)]) == run.status
        assert [*filter(None, capsys.readouterr().out.splitlines())] == [*filter(None, lines)]


def test_what_the_search_found_is_told_by_its_clause(tmp_path: Path) -> None:
    """Its smallest request is the violation's witness, in the recording too, and no second failure."""
    run = ended(SITUATIONS["found by the search"], tmp_path)
    (verdict,) = run.report.blocking
    smallest = run.report.recording.smallest
    assert smallest is not None
    assert verdict.witnesses[0].exchanges == (smallest,)
    assert len([line for line in run.lines if "-> 200 (smallest generated)" in line]) == 1
    assert run.suite.attrib["failures"] == "1"
    (failed,) = (case for case in run.suite.iter("testcase") if case.find("failure") is not None)
    assert failed.attrib["name"] == f"test_clause[{verdict.clause.id}]"


MOMENT = r"#\d+ at 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z, \d+ ms -> "


def test_a_violation_can_be_found_in_logs(tmp_path: Path) -> None:
    """The wall clock's time, the answer's own id and our trace are told, each once and whole."""
    run = ended(SITUATIONS["numbered answers"], tmp_path)
    (verdict,) = run.report.blocking
    exchange = run.report.exchanges[verdict.witnesses[0].exchanges[-1]]
    told = " ".join(line.strip() for line in run.lines)
    assert len(re.findall(MOMENT, told)) == 1
    assert told.count(f"200 (x-request-id {exchange.header('x-request-id')}, smallest generated)") == 1
    assert told.count(f"-H 'traceparent: {dict(exchange.headers)['traceparent']}'") == 1
    started = datetime.fromisoformat(run.report.recording.started)
    assert started == datetime.fromtimestamp(EPOCH, UTC)


def test_a_command_that_alone_shows_nothing_says_so() -> None:
    """Where answers were compared, it is to be sent after the others: on the screen, and in the summary."""
    _, report, _ = conduct(partial(deployed, FAULTS["liveness.liveness-does-not-flap.every-second"]))
    verdict = report.blocking[0]
    *earlier, _ = verdict.witnesses[0].exchanges
    after = ", ".join(f"#{each}" for each in earlier)
    assert after
    assert [line for line in violation(report, verdict) if line.startswith(f"  again after {after}: curl ")]
    assert f"\n# after {after}\ncurl " in markdown.render(report)


def test_a_broken_promise_is_told_once_with_what_it_costs(tmp_path: Path) -> None:
    """A declared session that is gone is one line, wherever else it is the reason."""
    run = ended(SITUATIONS["session gone"], tmp_path)
    costs = len([each for each in run.report.verdicts if each.reason and "not existing" in each.reason])
    told = [line for line in run.lines if "was declared alive" in line]
    assert costs > 20
    assert len(told) == 1
    assert told[0].startswith(f"  {costs} clauses (")


def test_all_clauses_one_by_one_upon_request(tmp_path: Path) -> None:
    """With -v each clause has its line, and why it is untested stands below."""
    run = ended(SITUATIONS["no session declared"], tmp_path, "-v")
    assert set(CATALOGUE) <= {word for line in run.lines for word in line.split()}
    assert narrow(run.lines)
    assert run.lines[-1] == run.report.headline


def test_a_report_on_some_clauses_says_so(tmp_path: Path) -> None:
    """Where it stands one on all may have stood."""
    run = ended(SITUATIONS["upheld"], tmp_path, "-k", "liveness", report=True)
    chosen = len(run.report.verdicts)
    assert 0 < chosen < len(CATALOGUE)
    assert f"report:  {tmp_path}/report.html ({chosen} of {len(CATALOGUE)} clauses)" in run.lines


def test_a_run_of_nothing_says_so(tmp_path: Path) -> None:
    """A selection of no clause is told in one line, and is an error in JUnit."""
    run = ended(SITUATIONS["upheld"], tmp_path, "-k", "nonsense")
    assert [line for line in run.lines if line] == [plugin.NOTHING_SELECTED]
    assert (run.status, run.suite.attrib["errors"]) == (5, "1")


def worst(said: str) -> Report:
    """Return a report with one text wherever a deployment may have put it, and everything wrong."""
    report, _ = full(said)
    outcomes = (Outcome.VIOLATED, Outcome.UNTESTED, Outcome.VIOLATED, Outcome.INAPPLICABLE)
    verdicts = tuple(
        Verdict(
            clause=clause,
            outcome=outcomes[place % len(outcomes)],
            reason=f"{said} {place}" if place % 2 else None,
            witnesses=() if place % 2 else (broken(said, said, 1, 4, 10),),
        )
        for place, clause in enumerate(CATALOGUE.values())
    )
    return evolve(
        report,
        recording=evolve(
            report.recording,
            base_url="http://" + "long" * 30,
            started="2026-01-01T00:00:00+00:00",
            trouble="",
        ),
        verdicts=verdicts,
        promises=tuple(f"{said} {number}" for number in range(20)),
        stale=(said,) * 20,
    )


@pytest.mark.parametrize("said", HOSTILE)
def test_no_deployment_makes_it_longer(said: str) -> None:
    """Whatever it says, whatever is wrong: the bound holds, the width too, and no character commands."""
    report = worst(said)
    lines = [line.text for line in screen(report, None, (said,) * 9)]
    rows = -(-cells(lines[-1]) // width())
    assert len(lines) - 1 + rows <= MOST + (MOST_OF_ONE + 1) * FULL
    assert narrow(lines)
    assert all(line.isprintable() for line in lines[:-1])
    assert all(len(violation(report, each)) <= MOST_OF_ONE for each in report.blocking)


@pytest.mark.parametrize("columns", [60, 80, 120, 400])
def test_what_was_seen_and_would_be_right_is_told_in_full(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As wide as the terminal, up to where lines are hard to read; so is what is worth a look."""
    monkeypatch.setenv("COLUMNS", str(columns))
    seen, right = ("one thing after the other " * 11).strip(), ("unless it is as it may be " * 11).strip()
    report, _ = full(HOSTILE[0])
    broke = [each for each in CATALOGUE.values() if each.level in {"MUST", "NOTE"}]
    must, note = broke[0], next(each for each in broke if each.level == "NOTE")
    witnesses = (broken(seen, right, *sorted(report.exchanges)[:2]),)
    verdicts = tuple(
        Verdict(clause=each, outcome=Outcome.VIOLATED, witnesses=witnesses) for each in (must, note)
    )
    lines = [line.text for line in screen(evolve(report, verdicts=verdicts))]
    assert max(map(cells, lines[:-1])) <= min(columns, WIDEST)
    assert max(map(cells, lines[:-1])) > min(columns, WIDEST) - 20
    text = " ".join(" ".join(lines).split())
    assert text.count(seen[:200]) == 2
    assert f"seen: {seen} right: {right} #" in text


def test_a_file_cuts_nothing(tmp_path: Path) -> None:
    """JUnit has sentence, basis, proof, answers and the command as they are, each on one line."""
    run = ended(SITUATIONS["many violations"], tmp_path)
    failures = [each.text or "" for each in run.suite.iter("failure")]
    assert len(failures) >= len(run.report.blocking) > FULL
    for verdict in run.report.blocking:
        (told,) = (each for each in failures if each.startswith(f"{verdict.clause.id} ("))
        witness = verdict.witnesses[0]
        bodies = [run.report.exchanges[each].text for each in witness.exchanges]
        wanted = [verdict.clause.says, verdict.clause.basis.quoted, *bodies, run.report.curl(witness)]
        assert [each for each in wanted if each not in told] == []
        assert f"\n  seen:  {witness.seen}\n  right: {witness.right}\n" in told


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a POSIX shell")
@pytest.mark.parametrize(
    "target", ["/v1/sessions/status/550e8400-e29b-41d4-a716-446655440000", "/v1/'; x/$HOME/" + "ab" * 60]
)
@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://status.staging.example.com"])
def test_a_folded_command_is_the_command(origin: str, target: str) -> None:
    """A shell gives curl the same words, be the lines folded or not."""
    headers = (
        ("Authorization", "Bearer $CONTRACT_BEARER_TOKEN"),
        ("Accept", "application/json"),
        ("User-Agent", "session-status-contract"),
        ("X-It's", 'a "b" `c`'),
    )
    made = Exchange(number=1, method="PUT", origin=origin, target=target, headers=headers, sent=0, received=0)
    lines = again(made.curl())
    assert narrow(lines)
    assert lines[0].startswith("  again: curl ")

    def words(command: str) -> str:
        said = f"curl() {{ printf '<%s>' \"$@\"; }}\n{command}\n"
        environ = {"PATH": os.environ["PATH"], "CONTRACT_BEARER_TOKEN": "token"}
        return subprocess.run(
            ["/bin/sh"], input=said, env=environ, capture_output=True, text=True, check=True
        ).stdout

    assert words("\n".join(lines).removeprefix("  again: ")) == words(made.curl())

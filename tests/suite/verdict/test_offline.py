"""A recording judged again says what its run said, in memory that does not grow; two reports compared."""

import json
import tracemalloc
from collections.abc import Iterator
from functools import partial
from itertools import count, islice
from pathlib import Path

import pytest
from attrs import evolve

from contract_tests.__main__ import main
from contract_tests.recording import observation
from contract_tests.recording.observation import Observation
from contract_tests.reference import seeding
from contract_tests.rendering.html import page
from contract_tests.run import run
from contract_tests.settings.settings import Settings
from tests.faults import FAULTS, VARIANTS, deployed
from tests.matrix.conduct import BASE_URL, world_of
from tests.suite.commands import refused

FAULTY = next(each for each in FAULTS.values() if each.clauses[0] == "lifetime.dead-has-no-uptime")
CORRECT = next(iter(VARIANTS.values()))
RECORDED = "observations.jsonl"


def recorded(kind: object, folder: Path) -> int:
    """Judge a fault or a variant, keep the report in a folder, and return the exit status."""
    seeded = seeding.new()
    settings = Settings(base_url=BASE_URL, session=seeded.declared, budget=0, report=folder)
    world = world_of(partial(deployed, kind), seeded)  # type: ignore[arg-type]  # one or the other
    return run(settings, seeded.environment(), world).exit_status


@pytest.mark.parametrize("kind", [FAULTY, CORRECT], ids=["violated", "upheld"])
def test_judging_again_says_the_same(kind: object, tmp_path: Path) -> None:
    """Exit status and every file are those of the run; a recording may be judged into its own folder."""
    status = recorded(kind, tmp_path / "run")
    written = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    assert RECORDED in written
    for folder in ("elsewhere", "run"):
        again = ["judge", str(tmp_path / "run" / RECORDED), "--report", str(tmp_path / folder)]
        assert main(again) == status
        assert {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()} == written


def test_an_older_recording_of_this_format_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that holds no traces, and not which request is the smallest, gets the same verdicts."""
    status = recorded(FAULTY, tmp_path)
    path = tmp_path / RECORDED
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    del lines[0]["smallest"]
    for each in lines[1:]:
        each["exchange"]["headers"] = [
            header for header in each["exchange"]["headers"] if header[0] != "traceparent"
        ]
    assert len(lines) > 100
    path.write_text("\n".join(map(json.dumps, lines)) + "\n")
    assert main(["judge", str(path)]) == status
    printed = capsys.readouterr().out
    assert "VIOLATED lifetime.dead-has-no-uptime" in printed
    assert "traceparent" not in printed
    assert main(["judge", str(path), "-v"]) == status
    assert "upheld         MUST   liveness.alive-implies-assigned x" in capsys.readouterr().out


def repeated(observations: list[Observation]) -> Iterator[Observation]:
    """Yield observations again and again, each time numbered on and later than the time before."""
    length = max(each.exchange.received for each in observations) + 1
    for turn in count():
        for each in observations:
            exchange = each.exchange
            yield evolve(
                each,
                exchange=evolve(
                    exchange,
                    number=exchange.number + turn * len(observations),
                    sent=exchange.sent + turn * length,
                    received=exchange.received + turn * length,
                ),
            )


def peak(recording: Path, folder: Path) -> int:
    """Return the most octets that judging a recording and writing its report held at a time."""
    tracemalloc.start()
    try:
        main(["judge", str(recording), "--report", str(folder)])
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_longer_recording_needs_no_more_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged, and written with --report, a recording six times as long takes less than half as much again."""
    monkeypatch.setattr(page, "SHOWN", 50)
    recorded(FAULTY, tmp_path)
    head, observations = observation.read(tmp_path / RECORDED)
    endless = repeated(list(observations))
    lengths = {200: tmp_path / "short.jsonl", 1200: tmp_path / "long.jsonl"}
    for length, path in lengths.items():
        observation.write(path, head, islice(endless, length))
    peak(lengths[200], tmp_path)  # what is loaded once, and kept
    short, long = (peak(path, tmp_path) for path in lengths.values())
    assert long < short * 1.5


def test_no_recording_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is unreadable, or no recording, is named with what to name instead; the status is 4."""
    (tmp_path / "text").write_text("no recording\n")
    for name, line in (
        ("none", "No such file or directory; name a recording that --report wrote"),
        ("text", "line 1: not a recording of observations"),
    ):
        assert line in refused(capsys, "judge", str(tmp_path / name))


def test_compare_tells_what_got_worse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From upheld to violated is worse and exits with 1, the other way round it is not."""
    for name, kind in (("good", CORRECT), ("bad", FAULTY)):
        recorded(kind, tmp_path / name)
    assert main(["compare", str(tmp_path / "good"), str(tmp_path / "bad" / "report.json")]) == 1
    said = capsys.readouterr().out.splitlines()
    assert f"worse  upheld -> violated (1): {FAULTY.clauses[0]}" in said
    assert said[-1].startswith("after:  VIOLATED")
    assert main(["compare", str(tmp_path / "bad"), str(tmp_path / "good")]) == 0
    assert main(["judge", str(tmp_path / "bad")]) == 1  # a folder is named as here


def test_compare_tells_of_what_both_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A clause that one run left out, by -k say, is counted in one line, and did not get worse."""
    verdicts = [{"clause": f"x.{each}", "outcome": "upheld"} for each in range(5)]
    wrong = [{"clause": "x.6", "outcome": "violated"}]
    for name, part in (("all", verdicts), ("some", verdicts[:2]), ("more", verdicts + wrong)):
        (tmp_path / name).write_text(json.dumps({"format": 1, "headline": name, "verdicts": part}))
    told = {
        ("all", "all"): [],
        ("all", "some"): ["not compared: 3 clauses that only one of them judged"],
        ("all", "more"): ["not compared: 1 clause that only one of them judged"],
    }
    for (before, after), lines in told.items():
        assert main(["compare", str(tmp_path / before), str(tmp_path / after)]) == 0
        ends = [f"before: {before}", f"after:  {after}"]
        assert capsys.readouterr().out.splitlines() == ["nothing changed", *lines, *ends]


@pytest.mark.parametrize(
    "arguments, line",
    [
        ([], "Missing argument 'BEFORE'; see session-status-contract compare --help"),
        (["a"], "Missing argument 'AFTER'; see session-status-contract compare --help"),
        (["none", "none"], "none: No such file or directory; name a report.json that --report wrote"),
    ],
)
def test_no_two_reports_get_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Compared are two reports, no more and no fewer, and both are there."""
    assert refused(capsys, "compare", *arguments) == line

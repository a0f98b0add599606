"""Without a network: a recording judged again, and two reports compared."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract_tests import baseline, observation
from contract_tests.artefacts import folder, write
from contract_tests.judging import report_of
from contract_tests.options import UsageError
from contract_tests.recording.strict_json import decode_own
from contract_tests.rendering import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FORMAT = 1


def judge(arguments: Sequence[str]) -> int:
    """Judge a recording again, in constant memory; returns what the run itself would have returned."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests judge", description="Judge a recording again, without a network."
    )
    parser.add_argument("recording", type=Path, help="observations.jsonl, as --report wrote it")
    parser.add_argument("--baseline", type=Path, help="violations that are known")
    parser.add_argument("--strict-should", action="store_true", help="let a violated SHOULD make it red")
    parser.add_argument("--allow-untested", action="store_true", help="let an incomplete recording exit 0")
    parser.add_argument("--report", help="write the renderings into this folder")
    try:
        given = parser.parse_args(arguments)
    except SystemExit as stopped:
        return 4 if stopped.code else 0
    try:
        into = folder(given.report)
        known = baseline.read(given.baseline) if given.baseline else None
        recording, _ = observation.read(given.recording)
        report = report_of(
            recording,
            lambda: observation.read(given.recording)[1],
            baseline=known,
            strict_should=given.strict_should,
            allow_untested=given.allow_untested,
        )
        if into is not None:
            write(report, tuple(observation.read(given.recording)[1]), into)
    except OSError as error:
        return _refused(f"{given.recording}: {error.strerror}; name a recording that --report wrote")
    except (UsageError, ValueError) as error:
        return _refused(str(error))
    for verdict in report.red:
        print(terminal.violation(report, verdict), end="\n\n")
    for _, _, line in terminal.table(report):
        print(line)
    print(*terminal.foot(report), sep="\n")
    print(report.headline)
    return report.exit_status


def compare(arguments: Sequence[str]) -> int:
    """Print what changed from one report to another; 1 where a clause became red or untested."""
    if len(arguments) != 2 or any(each.startswith("-") for each in arguments):
        return _refused("usage: python -m contract_tests compare A/report.json B/report.json")
    try:
        one, other = (_read(Path(each)) for each in arguments)
    except UsageError as error:
        return _refused(str(error))
    worse = False
    for clause, before, after in _changes(one, other):
        got_worse = after in {"violated", "untested"} and before not in {"violated", after}
        worse = worse or got_worse
        print(f"{'worse ' if got_worse else '      '} {clause}: {before} -> {after}")
    print(f"before: {one['headline']}\nafter:  {other['headline']}")
    return 1 if worse else 0


def _changes(one: dict[str, Any], other: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    before, after = (_outcomes(each["verdicts"]) for each in (one, other))
    for clause in dict.fromkeys([*before, *after]):
        pair = before.get(clause, "not judged"), after.get(clause, "not judged")
        if pair[0] != pair[1]:
            yield clause, *pair


def _outcomes(verdicts: Iterable[dict[str, Any]]) -> dict[str, str]:
    return {verdict["clause"]: verdict["outcome"] for verdict in verdicts}


def _read(path: Path) -> dict[str, Any]:
    path = path / "report.json" if path.is_dir() else path
    try:
        report: dict[str, Any] = decode_own(path.read_bytes())
        if report["format"] != FORMAT:
            raise UsageError(
                f"{path}: format {report['format']}, which this version does not know; update it"
            )
        _outcomes(report["verdicts"])
        str(report["headline"])
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; name a report.json that --report wrote") from error
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(f"{path}: no report; name a report.json that --report wrote") from error
    return report


def _refused(message: str) -> int:
    print(message, file=sys.stderr)
    return 4

"""Two reports compared: what changed from one to the other."""

from pathlib import Path
from typing import Any

from contract_tests.recording.strict_json import decode_own
from contract_tests.rendering.artefacts import within
from contract_tests.rendering.terminal.lines import Line, Manner, folded, show
from contract_tests.settings.option import UsageError

MANNER_OF: dict[str, Manner] = {"worse": "bad", "better": "good", "": "plain"}
"""Of changes, the most important first."""


def compare(before: Path, after: Path) -> int:
    """Print what changed from one report to another; 1 where a clause became red or untested."""
    one, other = _read(before), _read(after)
    outcomes, later = _outcomes(one), _outcomes(other)
    changes: dict[tuple[str, str], list[str]] = {}
    # What was left out by -k did not change, nor what only a newer suite judges.
    for clause in (each for each in outcomes if each in later):
        was, became = outcomes[clause], later[clause]
        if was != became:
            changes.setdefault((_mark(was, became), f"{was} -> {became}"), []).append(clause)
    for mark, change in sorted(changes, key=lambda each: list(MANNER_OF).index(each[0])):
        names = changes[mark, change]
        told = folded(f"{mark:<6} {change} ({len(names)}): {', '.join(names)}", rest="       ")
        show(Line(each, MANNER_OF[mark]) for each in told)
    if not changes:
        show([Line("nothing changed")])
    if alone := len(outcomes.keys() ^ later.keys()):
        show([Line(f"not compared: {alone} clause{'s' * (alone > 1)} that only one of them judged")])
    worse = any(mark == "worse" for mark, _ in changes)
    show([Line(f"before: {one['headline']}", sentence=True)])
    show([Line(f"after:  {other['headline']}", "bad" if worse else "good", sentence=True)])
    return 1 if worse else 0


def _mark(before: str, after: str) -> str:
    if after in {"violated", "untested"} and before not in {"violated", after}:
        return "worse"
    return "better" if after == "upheld" and before in {"violated", "untested"} else ""


def _outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {verdict["clause"]: verdict["outcome"] for verdict in report["verdicts"]}


def _read(path: Path) -> dict[str, Any]:
    path = within(path, "report.json")
    try:
        report: dict[str, Any] = decode_own(path.read_bytes())
        version = report["format"]
        if type(version) is not int:
            raise TypeError(version)  # noqa: TRY301  said as of all that is no report
        if version != 1:
            raise UsageError(f"{path}: format {version}, which this version does not know; update it")
        _outcomes(report)
        str(report["headline"])
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; name a report.json that --report wrote") from error
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(f"{path}: no report; name a report.json that --report wrote") from error
    return report

"""The end of a run: violations first, then counts and what is missing, and the headline as its last line."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from contract_tests.clauses import CATALOGUE
from contract_tests.rendering.legible import legible
from contract_tests.rendering.terminal.counts import LEVELS, OUTCOMES, table
from contract_tests.rendering.terminal.lines import Line, Manner, folded, shortened
from contract_tests.rendering.terminal.violation import violation
from contract_tests.verdict.grouping import Group
from contract_tests.verdict.promises import BrokenPromise
from contract_tests.verdict.report import ERRORED, Report
from contract_tests.verdict.verdict import Verdict

MOST = 40
"""Lines of a screen, violations told in full aside."""
FULL = 5
"""Violations told in full."""
FURTHER, OTHER = 12, 3
"""Lines for all other violations, and for what else is to be known."""
BEHIND = " " * 9
SHORT, LONGEST = 6, 240
"""Lines of one of the other violations, and characters of what the deployment says there."""


def screen(
    report: Report, folder: Path | None = None, notes: Sequence[str] = (), *, every: bool = False
) -> Iterator[Line]:
    """Yield what is to be said of a run, each thing once.

    `folder` is where the report was written, `notes` are about the generated client; `every` asks for all
    clauses, one by one, too.
    """
    # Where there is no verdict, the headline says it all.
    if report.exit_status != ERRORED and report.verdicts:
        before = [*_further(report), *table(report), Line()]
        after = [*_others(report, notes), *_files(report, folder)]
        rows = len(folded(report.headline))
        yield from _violations(report)
        yield from before
        yield from _missing(report, MOST - len(before) - len(after) - rows)
        if every:
            yield from _clauses(report)
        yield from after
    else:
        yield from _files(report, folder)
    yield Line(legible(report.headline), "good" if report.exit_status == 0 else "bad", sentence=True)


def _violations(report: Report) -> Iterator[Line]:
    shown: set[int] = set()
    for verdict in report.blocking[:FULL]:
        head, *rest = violation(report, verdict, shown)
        shown |= {each for witness in verdict.witnesses[:1] for each in witness.exchanges[-1:]}
        yield from (Line(f"VIOLATED {head}", "bad"), *map(Line, rest), Line())


def _further(report: Report) -> list[Line]:
    """Return each other violation in a few lines, in the order of their weight."""
    lesser = sorted(report.remarks, key=lambda each: LEVELS.index(each.clause.level))
    told: list[tuple[Manner, list[str]]] = []
    told += [("bad", _short("VIOLATED", each)) for each in report.blocking[FULL:]]
    told += [("doubtful", _short(each.clause.level, each)) for each in lesser]
    lines: list[Line] = []
    for place, (manner, rows) in enumerate(told):
        more = len(told) - place
        if len(lines) + len(rows) > FURTHER - (more > 1):
            lines.append(Line(f"and {more} more; -v lists all clauses, as the report does"))
            break
        lines += [Line(each, manner) for each in rows]
    return [*lines, Line()] if lines else []


def _short(mark: str, verdict: Verdict) -> list[str]:
    """Return a violation without its proof: what was seen, or why its owner knows it."""
    mark = "known" if verdict.baselined else mark
    seen = verdict.witnesses[0].seen if verdict.witnesses else ""
    said = legible(verdict.baselined or seen, LONGEST)
    return shortened(folded(f"{mark} {verdict.clause.id}: {said}"), SHORT)


def _missing(report: Report, room: int) -> Iterator[Line]:
    """Yield what would exercise the untested clauses, in as many lines as there is room for."""
    if not report.groups:
        return
    yield Line("untested:", "strong")
    room -= 2
    groups = [(group, group_lines(group)) for group in report.groups]
    while groups:
        lines = groups[0][1]
        if len(lines) > room - (len(groups) > 1):
            clauses = sum(len(group.clauses) for group, _ in groups)
            yield Line(f"  {clauses} clauses more, for other reasons")
            break
        yield from (Line(each, "doubtful") for each in lines)
        room -= len(lines)
        groups.pop(0)
    yield Line()


def group_lines(group: Group) -> list[str]:
    """Return a group as lines, an option and its value on one."""
    lines = folded(legible(str(group)).replace("--session ", "--session\N{NO-BREAK SPACE}"), "  ", "      ")
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _clauses(report: Report) -> Iterator[Line]:
    """Yield each clause, and why it is untested or does not apply."""
    for verdict in report.verdicts:
        times = f" x{verdict.exercised}" if verdict.exercised else ""
        yield Line(f"{OUTCOMES[verdict.outcome]:<14} {verdict.clause.level:<6} {verdict.clause.id}{times}")
        if verdict.reason:
            yield from map(Line, folded(legible(verdict.reason), "    ", "    "))
    yield Line()


def _others(report: Report, notes: Iterable[str]) -> list[Line]:
    """Return what else a reader needs to know, unless the headline or a group says it."""
    costly = {str(each.lacking) for each in report.verdicts if isinstance(each.lacking, BrokenPromise)}
    promises = [f"{each}; no clause is untested for it" for each in report.promises if each not in costly]
    told = [*promises, *report.stale, *filter(None, [report.trouble]), *notes]
    others = [each for each in told if each not in report.found]
    seen = ", ".join(f"{state} {count}" for state, count in report.seen.items())
    first = folded(f"{legible(report.recording.base_url)}: answers: {seen}")
    lines = [line for each in others for line in shortened(folded(legible(each)), 2)]
    return [Line(each) for each in (*shortened(first, 2), *shortened(lines, OTHER))]


def _files(report: Report, folder: Path | None) -> list[Line]:
    """Return where to read on, and what to type to judge again."""
    lines = []
    if report.blocking:
        lines += folded(
            "rerun:   the command of the run, with -k CLAUSE, judges that clause alone", rest=BEHIND
        )
    if folder is not None:
        # One of a selection replaces what may have been there of all.
        chosen = len(report.verdicts)
        some = f" ({chosen} of {len(CATALOGUE)} clauses)" if 0 < chosen < len(CATALOGUE) else ""
        lines.append(f"report:  {folder / 'report.html'}{some}")
        if report.blocking:
            recording = shlex.quote(str(folder / "observations.jsonl"))
            lines.append(f"rejudge: session-status-contract judge {recording}")
    elif report.blocking:
        lines += folded(
            "report:  none was asked for; --report DIR writes it, and what it rests on", rest=BEHIND
        )
    return [Line(each) for each in lines]

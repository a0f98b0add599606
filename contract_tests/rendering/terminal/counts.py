"""Counts of clauses that are upheld, violated, untested and not applicable: by family and level."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from contract_tests.clauses.clause import Level
from contract_tests.clauses.finding import Outcome
from contract_tests.rendering.terminal.lines import Line, width
from contract_tests.verdict.report import Report

OUTCOMES = {
    Outcome.UPHELD: "upheld",
    Outcome.VIOLATED: "violated",
    Outcome.UNTESTED: "untested",
    Outcome.INAPPLICABLE: "not applicable",
}
LEVELS: tuple[Level, ...] = ("MUST", "SHOULD", "NOTE")
Column = tuple[Outcome, Level]


def table(report: Report) -> Iterator[Line]:
    """Yield a heading of two lines, a line for each family, and the sums; no column is empty."""
    counts = Counter((each.clause.family, each.outcome, each.clause.level) for each in report.verdicts)
    families = list(dict.fromkeys(each.clause.family for each in report.verdicts))
    sums = Counter((each.outcome, each.clause.level) for each in report.verdicts)
    columns = [(outcome, level) for outcome in OUTCOMES for level in LEVELS if sums[outcome, level]]
    groups = {outcome: list(group) for outcome, group in groupby(columns, key=lambda column: column[0])}
    heads = {outcome: " ".join(level for _, level in group) for outcome, group in groups.items()}
    widest = (max(len(OUTCOMES[outcome]), len(head)) for outcome, head in heads.items())
    widths = [max(map(len, families), default=0), *widest]
    gap = "   " if sum(widths) + 3 * len(heads) <= width() else " "

    def aligned(*cells: str) -> str:
        """Return cells side by side, each as wide as its group."""
        return gap.join(f"{each:<{wide}}" for each, wide in zip(cells, widths, strict=True)).rstrip()

    def row(name: str, of: dict[Column, int]) -> str:
        """Return a line with a number in each column."""
        told = ([f"{of.get(each) or '.':>{len(each[1])}}" for each in group] for group in groups.values())
        return aligned(name, *map(" ".join, told))

    yield Line(aligned("", *(OUTCOMES[outcome] for outcome in heads)), "strong")
    yield Line(aligned("", *heads.values()))
    red = {each.clause.family for each in report.blocking}
    for family in families:
        of = {(outcome, level): counts[family, outcome, level] for outcome, level in columns}
        yield Line(row(family, of), "bad" if family in red else "plain")
    yield Line(row("all", dict(sums)))

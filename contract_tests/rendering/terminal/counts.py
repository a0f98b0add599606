"""Counts of clauses that are upheld, violated, untested and not applicable: by family and level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from contract_tests.clauses.clause import Level
from contract_tests.clauses.finding import Outcome
from contract_tests.rendering.terminal.lines import WIDTH, Line
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
    groups = [(outcome, list(group)) for outcome, group in groupby(columns, key=lambda column: column[0])]
    width = max(map(len, families), default=0)

    def row(name: str, of: dict[Column, int]) -> str:
        """Return a line with a number in each column."""
        told = [" ".join(f"{of.get(each) or '.':>{len(each[1])}}" for each in group) for _, group in groups]
        return aligned([name, *told])

    def aligned(cells: list[str]) -> str:
        """Return cells side by side, each as wide as its group."""
        widths = [
            width,
            *(max(len(OUTCOMES[of]), len(" ".join(each[1] for each in group))) for of, group in groups),
        ]
        gap = "   " if sum(widths) + 3 * len(groups) <= WIDTH else " "
        return gap.join(f"{each:<{wide}}" for each, wide in zip(cells, widths, strict=True)).rstrip()

    yield Line(aligned(["", *(OUTCOMES[outcome] for outcome, _ in groups)]), "strong")
    yield Line(aligned(["", *(" ".join(level for _, level in group) for _, group in groups)]))
    red = {each.clause.family for each in report.blocking}
    for family in families:
        of = {(outcome, level): counts[family, outcome, level] for outcome, level in columns}
        yield Line(row(family, of), "bad" if family in red else "plain")
    yield Line(row("all", dict(sums)))

"""The outcome of a run against a fault or a variant, as it is written into the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from contract_tests.clauses.finding import Outcome
from tests.faults import FAULTS, VARIANTS, Fault, Variant, deployed
from tests.matrix.conduct import conduct

if TYPE_CHECKING:
    from contract_tests.verdict.report import Report

BY_CHOICE = frozenset({"shape.created-at-carries-an-offset"})
"""Notes that the reference itself earns, since it writes times as the documentation's examples do."""


@frozen
class Row:
    """One fault or variant, and what a run said of it."""

    name: str
    sentence: str
    status: int
    violated: tuple[str, ...]
    untested: tuple[str, ...]
    requests: int
    seconds: float

    def as_markdown(self) -> str:
        """Return the row as the documentation has it."""
        return f"| {self.name} | {self.sentence} | {', '.join(self.violated)} |"


def outcome_of(kind: Fault | Variant) -> Row:
    """Judge a fault or a variant with the shipped defaults."""
    status, report, _ = conduct(lambda seeded, clock: deployed(kind, seeded, clock))
    return row(kind, status, report)


def row(kind: Fault | Variant, status: int, report: Report) -> Row:
    """Return what a report says of a fault or a variant."""
    made_for = frozenset(kind.clauses if isinstance(kind, Fault) else ())
    violated = tuple(
        verdict.clause.id
        for verdict in report.verdicts
        if verdict.outcome is Outcome.VIOLATED and verdict.clause.id not in BY_CHOICE - made_for
    )
    untested = tuple(verdict.clause.id for verdict in report.untested)
    return Row(kind.name, kind.sentence, status, violated, untested, report.requests, report.seconds)


def kind_named(name: str) -> Fault | Variant:
    """Return the fault or the variant of that name."""
    return FAULTS.get(name) or VARIANTS[name]

"""One item per clause; its verdict is a function of all that was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.clauses import CATALOGUE, Clause
from contract_tests.clauses.finding import Outcome
from contract_tests.rendering import terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.items.plugin import Face


@pytest.mark.parametrize("clause", CATALOGUE.values(), ids=lambda clause: clause.id)
def test_clause(clause: Clause, face: Face, record_property: Callable[[str, object], None]) -> None:
    """The deployment upholds the clause."""
    report = face.report
    verdict = next((each for each in report.verdicts if each.clause is clause), None)
    if verdict is None:
        pytest.skip(f"no verdict: {report.recording.trouble}")
    record_property("clause", clause.id)
    record_property("level", clause.level)
    record_property("basis", clause.basis.kind)
    record_property("exercised", verdict.exercised)
    if report.is_blocking(verdict):
        pytest.fail(terminal.violation(report, verdict), pytrace=False)
    if report.recording.trouble:
        pytest.skip(f"no verdict: {report.recording.trouble}")
    if verdict in report.untested:
        pytest.fail(f"{clause.id} is untested: {verdict.reason}", pytrace=False)
    if verdict.outcome is Outcome.VIOLATED:
        known = f"known: {verdict.baselined}" if verdict.baselined else f"{clause.level}: {clause.says}"
        pytest.skip(f"violated, {known} Seen: {verdict.witnesses[0].seen}")
    if verdict.outcome is not Outcome.UPHELD:
        pytest.skip(f"{verdict.outcome}: {verdict.reason}")

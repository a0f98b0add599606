"""One item per clause; its verdict is a function of all that was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.clauses import CATALOGUE, Clause
from contract_tests.clauses.finding import Outcome
from contract_tests.rendering.terminal.violation import whole

if TYPE_CHECKING:
    from contract_tests.items.plugin import Face


@pytest.mark.parametrize("clause", CATALOGUE.values(), ids=lambda clause: clause.id)
def test_clause(clause: Clause, face: Face, request: pytest.FixtureRequest) -> None:
    """The deployment upholds the clause."""
    report = face.report
    verdict = next((each for each in report.verdicts if each.clause is clause), None)
    if verdict is None:
        pytest.skip(f"no verdict: {report.recording.trouble}")
    # As record_property does, which warns of a newer JUnit schema that no server minds.
    request.node.user_properties += [
        ("clause", clause.id),
        ("level", clause.level),
        ("basis", clause.basis.kind),
        ("exercised", verdict.exercised),
    ]
    if report.is_blocking(verdict):
        pytest.fail(whole(report, verdict), pytrace=False)
    if report.recording.trouble:
        pytest.skip(f"no verdict: {report.recording.trouble}")
    if verdict in report.untested and not report.allow_untested:
        pytest.fail(f"{clause.id} is untested: {verdict.reason}", pytrace=False)
    if verdict.outcome is Outcome.VIOLATED:
        known = f"known: {verdict.baselined}" if verdict.baselined else f"{clause.level}: {clause.says}"
        pytest.skip(f"violated, {known} Seen: {verdict.witnesses[0].seen}")
    if verdict.outcome is not Outcome.UPHELD:
        pytest.skip(f"{verdict.outcome}: {verdict.reason}")

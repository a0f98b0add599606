"""A report as a badge: the JSON that a shields endpoint reads."""

import json

from contract_tests.clauses.finding import Outcome
from contract_tests.verdict.report import Conclusion, Report


def render(report: Report) -> str:
    """Return `badge.json` (https://shields.io/badges/endpoint-badge)."""
    colours = {"UPHELD": "brightgreen", "VIOLATED": "red", "INCOMPLETE": "yellow", "ERRORED": "lightgrey"}
    badge = {
        "schemaVersion": 1,
        "label": "contract",
        "message": _message(report),
        "color": colours[report.conclusion],
        "isError": report.conclusion is Conclusion.ERRORED,
    }
    return json.dumps(badge, indent=2) + "\n"


def _message(report: Report) -> str:
    upheld = len(report.with_outcome(Outcome.UPHELD))
    if report.conclusion is Conclusion.VIOLATED:
        return (
            f"{len(report.blocking)} of {len(report.verdicts)} violated"
            if report.blocking
            else "baseline is stale"
        )
    if report.conclusion is Conclusion.INCOMPLETE:
        missing = "interrupted" if report.recording.interrupted else f"{len(report.untested)} untested"
        return f"{upheld} upheld, {missing}"
    if report.conclusion is Conclusion.ERRORED:
        return "errored"
    known = sum(verdict.baselined is not None for verdict in report.verdicts)
    return f"{upheld} upheld" + (f", {known} known" if known else "")

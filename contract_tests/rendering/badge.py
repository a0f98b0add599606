"""A report as a badge: the JSON that a shields endpoint reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract_tests.finding import Outcome

if TYPE_CHECKING:
    from contract_tests.report import Report

COLOURS = {"UPHELD": "brightgreen", "VIOLATED": "red", "INCOMPLETE": "yellow", "ERRORED": "lightgrey"}
"""By the first word of the headline, so that a badge never says yes where the report does not."""


def render(report: Report) -> str:
    """Return `badge.json` (https://shields.io/badges/endpoint-badge)."""
    word = report.headline.partition(" ")[0]
    badge = {
        "schemaVersion": 1,
        "label": "contract",
        "message": _message(report, word),
        "color": COLOURS[word],
        "isError": word == "ERRORED",
    }
    return json.dumps(badge, indent=2) + "\n"


def _message(report: Report, word: str) -> str:
    upheld = sum(verdict.outcome is Outcome.UPHELD for verdict in report.verdicts)
    if word == "VIOLATED":
        return f"{len(report.red)} of {len(report.verdicts)} violated" if report.red else "baseline is stale"
    if word == "INCOMPLETE":
        missing = "interrupted" if report.recording.interrupted else f"{len(report.untested)} untested"
        return f"{upheld} upheld, {missing}"
    if word == "ERRORED":
        return "errored"
    known = sum(verdict.baselined is not None for verdict in report.verdicts)
    return f"{upheld} upheld" + (f", {known} known" if known else "")

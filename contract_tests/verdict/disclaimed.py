"""Clauses that the owner of a deployment disclaims, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from contract_tests.clauses import CATALOGUE
from contract_tests.settings.option import UsageError


def disclaimed(written: Iterable[str]) -> dict[str, str]:
    """Return the reasons by clause id, as written by `--not-applicable CLAUSE=REASON`."""
    reasons = {}
    for each in written:
        clause, _, reason = each.partition("=")
        if clause not in CATALOGUE:
            raise UsageError(
                f"--not-applicable {each}: there is no clause {clause}; see session-status-contract list"
            )
        if not reason.strip():
            raise UsageError(f"--not-applicable {each}: no reason; write {clause}=REASON")
        reasons[clause] = reason.strip()
    return reasons

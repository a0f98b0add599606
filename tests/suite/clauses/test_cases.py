"""Every clause says of every case what it ought to, and nothing that does not concern it changes that."""

from __future__ import annotations

import pytest

from tests.suite.clauses import (
    access,
    access_history,
    existence,
    existence_history,
    lifetime,
    lifetime_history,
    liveness,
    liveness_history,
    shape,
)
from tests.suite.clauses.cases import Case, said

MODULES = (
    shape,
    existence,
    existence_history,
    liveness,
    liveness_history,
    lifetime,
    lifetime_history,
    access,
    access_history,
)
CASES = [case for module in MODULES for case in module.CASES]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.words)


@every_case
def test_a_clause_says_what_it_ought_to(case: Case) -> None:
    """Observations made by hand uphold a clause, violate it, or do not exercise it."""
    assert said(case.clause, case.observations, case.terms) == case.says

"""Schemathesis and Hypothesis search for a request that breaks a clause, and shrink it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.clauses import CATALOGUE, Terms
from contract_tests.inquiry import Gone
from contract_tests.verdict import Judging

if TYPE_CHECKING:
    from contract_tests.front import Run
    from contract_tests.generation import Drawn


def test_no_generated_request_breaks_a_clause(run: Run) -> None:
    """No request drawn from the contract and the declared ids breaks a MUST clause by its answer alone."""
    gathering = run.gathering
    assert gathering is not None
    if not gathering.deployment.credentials.own():
        pytest.skip("needs a credential: CONTRACT_API_KEY or CONTRACT_BEARER_TOKEN in the environment")
    if not gathering.deployment.budget:
        pytest.skip("--budget 0 leaves nothing to generate")
    from contract_tests import generation  # it takes long to load, and the first answers come meanwhile

    strategy = generation.requests(gathering.deployment.declared("alive", "dead", "unassigned"))
    trouble = gathering.arrive()
    if trouble:
        pytest.skip(f"no verdict: {trouble}")
    binding = [each for each in CATALOGUE.values() if each.level == "MUST" and each.judge]
    judging = Judging(Terms(), [each for each in binding if each.id not in run.disclaimed])

    def breaks(drawn: Drawn) -> str | None:
        try:
            broken = judging.step(gathering.ask(drawn))
        except Gone:
            return None
        return "; ".join(f"{clause.id}: {finding.seen}" for clause, finding in broken) or None

    deployment = gathering.deployment
    words = generation.search(strategy, deployment.budget, deployment.seed, breaks)
    if words:
        pytest.fail(f"the smallest request that breaks a clause: {words}", pytrace=False)

"""Schemathesis and Hypothesis search for a request that breaks a clause, and shrink it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.run import search

if TYPE_CHECKING:
    from contract_tests.items.plugin import Face


def test_no_generated_request_breaks_a_clause(face: Face) -> None:
    """No request drawn from the contract and the declared ids breaks a MUST clause by its answer alone."""
    assert face.gathering is not None
    found = face.searched = search(face.gathering, face.prepared.disclaimed)
    if found.skipped:
        pytest.skip(found.skipped)
    if found.smallest:
        # The clause that it breaks fails, and shows it; a second failure would say nothing else.
        pytest.skip(f"violated: #{found.smallest} is the smallest request that breaks a clause")

"""Every fault is caught by a clause that it was made for, and no correct variant is blamed."""

import pytest

from contract_tests.clauses import CATALOGUE
from contract_tests.reference.behaviour import Behaviour
from tests.faults import FAULTS, VARIANTS
from tests.matrix.conduct import behaving, conduct
from tests.matrix.outcomes import outcome_of

BINDING = frozenset({"MUST"})


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught(name: str) -> None:
    """A fault is caught by a clause that it was made for, and makes the run red where that clause binds."""
    fault = FAULTS[name]
    row = outcome_of(fault)
    caught = set(row.violated) & set(fault.clauses)
    assert caught, f"{fault.sentence} Violated: {row.violated}; untested: {row.untested}"
    binding = any(CATALOGUE[clause].level in BINDING for clause in caught)
    assert row.status == 1 or not binding


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_not_blamed(name: str) -> None:
    """A correct deployment, however unusual, is not red, and misses nothing that it could have shown."""
    variant = VARIANTS[name]
    row = outcome_of(variant)
    blocking = [clause for clause in row.violated if CATALOGUE[clause].level in BINDING]
    assert (blocking, row.untested, row.status) == ([], variant.untested, 1 if variant.untested else 0)


def test_the_reference_upholds_everything() -> None:
    """The reference deployment upholds each clause that it gives occasion to judge."""
    status, report, _ = conduct(behaving(Behaviour))
    assert (status, report.complete, report.blocking) == (0, True, ())


@pytest.mark.parametrize("clause", CATALOGUE)
def test_every_clause_has_a_fault(clause: str) -> None:
    """Each clause has a fault that is named after it."""
    assert any(fault.clauses[0] == clause for fault in FAULTS.values())

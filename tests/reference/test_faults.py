"""Each fault and variant is told by one sentence, is made for clauses that there are, and shows."""

import pytest

from contract_tests.clauses import CATALOGUE
from tests.faults import FAULTS, VARIANTS
from tests.reference.asking import correct
from tests.reference.telling import EVERY, SEEDED, TOLD, alike, told_by_the_reference
from tests.reference.transcript import transcript

SOME = 30
"""Of so many one is told from all others here; all are by `nox -s matrix`."""


def test_the_reference_is_told_from_itself_by_nothing() -> None:
    """Asked the same, the reference answers the same: what tells a fault from it is the fault."""
    assert transcript(correct, SEEDED) == told_by_the_reference()


def test_some_faults_and_variants_show() -> None:
    """Of a sample none answers as the reference does, nor as another one."""
    assert alike(TOLD[::SOME]) == []


def test_there_are_enough() -> None:
    """There are at least 120 faults and 40 variants."""
    assert (len(FAULTS) >= 120, len(VARIANTS) >= 40) == (True, True)


@pytest.mark.parametrize("clause", CATALOGUE)
def test_each_clause_has_a_fault(clause: str) -> None:
    """Each clause, whatever its level, has a fault that is named after it and made for it first."""
    named = [fault for name, fault in FAULTS.items() if name.startswith(f"{clause}.")]
    assert [fault for fault in named if fault.clauses[0] == clause]


def test_faults_are_made_for_clauses_that_there_are() -> None:
    """Each fault is named after the clause that it is made for first, and all of its clauses exist."""
    strange = [
        name
        for name, fault in FAULTS.items()
        if not name.startswith(f"{fault.clauses[0]}.") or not set(fault.clauses) <= set(CATALOGUE)
    ]
    assert strange == []


def test_each_is_told_by_a_sentence_of_its_own() -> None:
    """A fault's or a variant's sentence begins and ends as one, fits a table, and is no other's."""
    sentences = [kind.sentence for kind in EVERY.values()]
    assert len(set(sentences)) == len(sentences)
    assert [each for each in sentences if not each.endswith(".") or "|" in each or len(each) > 240] == []


def test_paths_need_no_quoting() -> None:
    """A name stands in an address as it is."""
    assert [name for name in EVERY if set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789.-")] == []

"""Each fault and variant is told by one sentence, is made for clauses that there are, and shows."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import pytest

from contract_tests.clauses import CATALOGUE
from contract_tests.reference.seeding import new
from tests.faults import FAULTS, VARIANTS, Fault, Variant, deployed
from tests.reference.asking import correct
from tests.reference.transcript import transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp

    from contract_tests.reference import Seeded

SEEDED = new()
EVERY: tuple[Fault | Variant, ...] = (*FAULTS.values(), *VARIANTS.values())
ONLY_COMBINED = {"replicas-late"}
"""Variants that differ from the reference only where something happens to sessions, as other freedoms do."""


@cache
def told_by_the_reference() -> tuple[str, ...]:
    """Return what the reference, which nobody broke, answers."""
    return transcript(correct, SEEDED)


def told_by(kind: Fault | Variant) -> tuple[str, ...]:
    """Return what a fault or a variant answers."""

    def make(known: Seeded, clock: Callable[[], float]) -> ASGIApp:
        return deployed(kind, known, clock)

    return transcript(make, SEEDED)


def alike(kinds: Mapping[str, Fault | Variant]) -> list[list[str]]:
    """Return the names of those that cannot be told from each other, nor from the reference."""
    by_transcript = defaultdict(list, {told_by_the_reference(): ["the reference"]})
    for name, kind in kinds.items():
        by_transcript[told_by(kind)].append(name)
    return [names for names in by_transcript.values() if len(names) > 1]


def test_the_reference_is_told_from_itself_by_nothing() -> None:
    """Asked the same, the reference answers the same: what tells a fault from it is the fault."""
    assert transcript(correct, SEEDED) == told_by_the_reference()


@pytest.mark.parametrize("family", sorted({name.partition(".")[0] for name in FAULTS}))
def test_each_fault_shows(family: str) -> None:
    """No fault of a family answers as the reference does, nor as another one."""
    of_family = {name: fault for name, fault in FAULTS.items() if name.startswith(f"{family}.")}
    assert alike(of_family) == []


def test_each_variant_shows() -> None:
    """No variant answers as the reference does, nor as another one."""
    assert alike({name: kind for name, kind in VARIANTS.items() if name not in ONLY_COMBINED}) == []


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
    """A fault's or a variant's sentence begins and ends as one, fits a table, and is nobody else's."""
    sentences = [kind.sentence for kind in EVERY]
    assert len(set(sentences)) == len(sentences)
    assert [each for each in sentences if not each.endswith(".") or "|" in each or len(each) > 240] == []


def test_paths_need_no_quoting() -> None:
    """A name stands in an address as it is."""
    assert [
        name for name in (*FAULTS, *VARIANTS) if set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    ] == []

"""Each fault and variant shows: all are told from the reference and from each other; `nox -s matrix`."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference.seeding import new
from tests.faults import FAULTS, VARIANTS, Fault, Variant, deployed
from tests.reference.asking import correct
from tests.reference.transcript import transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp

    from contract_tests.reference import Seeded

SEEDED = new()
ONLY_COMBINED = {"replicas-late", "liveness.liveness-does-not-flap.at-death"}
"""Those that differ from the reference only where something happens to sessions, as others do."""


@cache
def told_by_the_reference() -> tuple[str, ...]:
    """Return the answers of the reference without a fault."""
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


@pytest.mark.parametrize("family", sorted({name.partition(".")[0] for name in FAULTS}))
def test_each_fault_shows(family: str) -> None:
    """No fault of a family answers as the reference does, nor as another one."""
    assert (
        alike(
            {
                name: fault
                for name, fault in FAULTS.items()
                if name.startswith(f"{family}.") and name not in ONLY_COMBINED
            }
        )
        == []
    )


def test_each_variant_shows() -> None:
    """No variant answers as the reference does, nor as another one."""
    assert alike({name: kind for name, kind in VARIANTS.items() if name not in ONLY_COMBINED}) == []

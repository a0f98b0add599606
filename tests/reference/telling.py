"""Each fault and variant shows: all are told from the reference and from each other; `nox -s matrix`."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from contract_tests.reference.seeding import new
from tests.faults import FAULTS, VARIANTS, Fault, Variant, deployed
from tests.reference.asking import correct
from tests.reference.transcript import transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import ASGIApp

    from contract_tests.reference import Seeded

SEEDED = new()
ONLY_COMBINED = {"replicas-late", "liveness.liveness-does-not-flap.at-death"}
"""Those that differ from the reference only where something happens to sessions, as others do."""
LESSER = {"time-missing-while-empty"}
"""Variants that answer as the fault of a SHOULD does: to be told of it is no blame."""
EVERY: dict[str, Fault | Variant] = {**FAULTS, **VARIANTS}
TOLD = sorted(EVERY.keys() - ONLY_COMBINED - LESSER)
"""Those that are told from the reference, and from all others."""


@cache
def told_by_the_reference() -> tuple[str, ...]:
    """Return the answers of the reference without a fault."""
    return transcript(correct, SEEDED)


def told_by(kind: Fault | Variant) -> tuple[str, ...]:
    """Return what a fault or a variant answers."""

    def make(known: Seeded, clock: Callable[[], float]) -> ASGIApp:
        return deployed(kind, known, clock)

    return transcript(make, SEEDED)


def alike(names: Iterable[str]) -> list[list[str]]:
    """Return those of these names that cannot be told from each other, nor from the reference."""
    by_transcript = defaultdict(list, {told_by_the_reference(): ["the reference"]})
    for name in names:
        by_transcript[told_by(EVERY[name])].append(name)
    return [same for same in by_transcript.values() if len(same) > 1]


def test_each_fault_and_variant_shows() -> None:
    """None answers as the reference does, nor as another one."""
    assert alike(TOLD) == []

"""Samples of a life made up in a line, and what is said of them in a word."""

from collections.abc import Sequence

from contract_tests.clauses.finding import Finding
from contract_tests.clauses.intervals.samples import Sample


def samples(*told: tuple[float, float], took: float = 0.0, reads: Sequence[int] = ()) -> list[Sample]:
    """Return answers by the moment of their question and the time left that they tell.

    Each took so long; `reads` counts the questions so far, one for each answer if nothing else is said.
    """
    return [
        Sample(at, at + took, None, left, number, reads[number - 1] if reads else number)
        for number, (at, left) in enumerate(told, start=1)
    ]


def said(finding: Finding | None) -> str:
    """Return what a finding says, and which answers it shows."""
    return "nothing" if finding is None else " ".join((finding.kind, *map(str, finding.exchanges)))

"""A time left, told to the quarter of a second: when it is our own questions that move the expiry."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import pytest

from contract_tests.clauses.intervals.reads import judge_reads
from contract_tests.clauses.intervals.samples import Sample
from tests.suite.clauses.intervals.samples import said, samples

WHEN = (0.0, 0.25, 0.5, 1.5, 2.0, 3.0)
"""Questions after shorter pauses and longer ones."""


def extending(*steps: float, when: Sequence[float] = WHEN, took: float = 0.0, **given: Any) -> list[Sample]:
    """Return answers whose expiry moves by these steps, one after each answer but the first."""
    expiries = accumulate((100.5, *steps))
    return samples(
        *((1 + at, expiry - at) for at, expiry in zip(when, expiries, strict=True)), took=took, **given
    )


READS: dict[str, tuple[list[Sample], str]] = {
    "no read moves it": (extending(0, 0, 0, 0, 0), "nothing"),
    # Each read begins anew.
    "always the same": (samples(*((1 + at, 300.5) for at in WHEN)), "broken 1 6"),
    "always the same, after another": (samples((1, 20), *((1 + at, 300.5) for at in WHEN[1:])), "broken 1 6"),
    "always the same, by five answers": (samples(*((1 + at, 300.5) for at in WHEN[1:])), "nothing"),
    "always the same for 2.5 s": (samples(*((1 + at, 300.5) for at in (0, 0.5, 1, 1.5, 2, 2.5))), "nothing"),
    "always the same for 2.5 s, but for latency": (
        samples(*((1 + at, 300.5) for at in (0, 0.5, 1, 1.5, 2, 2.75)), took=0.25),
        "nothing",
    ),
    "the same but for latency": (
        samples((1, 300), (2, 300), (3, 300.2), (4, 300), (5, 300.25), (6, 300.2), took=0.25),
        "broken 1 6",
    ),
    "not the same but for latency": (
        samples((1, 300), (2, 300), (3, 300.2), (4, 300), (5, 300.75), (6, 300.2), took=0.25),
        "nothing",
    ),
    "the same since the read before": (
        samples(
            *(
                (1 + at, 300 - pause)
                for at, pause in zip((0.0, 0.5, 1.5, 1.75, 3.5, 4), (0, 0.5, 1, 0.25, 1.75, 0.5), strict=True)
            )
        ),
        "broken 1 6",
    ),
    "always the same for more than 2.5 s": (
        samples(*((1 + at, 300.5) for at in (0, 0.5, 1, 1.5, 2, 2.75))),
        "broken 1 6",
    ),
    "always the same, but for the second": (
        samples(*((1 + at, 250.5 if at == 0.25 else 300.5) for at in WHEN)),
        "nothing",
    ),
    "the same but for what is none": (
        samples(*((1 + at, 0.05 if at == 2 else 0.1) for at in WHEN)),
        "broken 1 6",
    ),
    "the same since the read before, 2.5 s apart": (
        samples((1, 300), (1.5, 299.5), (4.5, 297), (5, 299.5), (6, 299), (6.5, 299.5)),
        "nothing",
    ),
    # Each read moves it by the same step, after a short pause and a long one.
    "2 s each": (extending(2, 2, 2, 2, 2), "broken 1 6"),
    "2.5 s, but for the largest step": (extending(0.625, 0.625, 0.625, 0.625, 0.625), "nothing"),
    "more than 2.5 s, but for the largest step": (extending(0.75, 0.75, 0.75, 0.75, 0.75), "broken 1 6"),
    "2 s each, by whole seconds": (extending(2, 2, 2, 2, 2, when=(0.5, 1.5, 2.5, 5.5, 6.5, 7.5)), "nothing"),
    "3 s each, by whole seconds": (
        extending(3, 3, 3, 3, 3, when=(0.5, 1.5, 2.5, 5.5, 6.5, 7.5)),
        "broken 1 6",
    ),
    "2.2 s each, by whole seconds": (
        extending(11, 11, 11, 11, 11, when=(0.5, 1.5, 2.5, 6.5, 7.5, 8.5), reads=range(1, 31, 5)),
        "nothing",
    ),
    "nearly the same": (extending(2.5, 2.5, 2.5, 3.25, 3.25), "broken 1 6"),
    "not nearly the same": (extending(2.5, 2.5, 2.5, 3.375, 3.375), "nothing"),
    "nearly the same, but for latency": (extending(2, 2, 2, 2.75, 2.75, took=0.25), "broken 1 6"),
    "seven of ten the same": (
        extending(2, 2, 2, 2, 2, 2, 2, 4, 4, 4, when=(*WHEN, 3.25, 3.5, 4.5, 5, 6)),
        "broken 1 11",
    ),
    "a quarter of a second each, nearly": (
        extending(2.5, 2.5, 2.5, 3.4375, 3.4375, reads=range(1, 61, 10)),
        "broken 1 6",
    ),
    "a quarter of a second each, not nearly": (
        extending(2.5, 2.5, 2.5, 3.75, 3.75, reads=range(1, 61, 10)),
        "nothing",
    ),
    "a step too small to be one": (extending(*[1.875] * 5, reads=range(1, 61, 10)), "nothing"),
    "a step too small for latency": (extending(*[5] * 5, reads=range(1, 61, 10), took=0.25), "nothing"),
    "3 s each, as time passes, some reads for others": (
        extending(3, 3, 3, 3, 9, when=(0, 1, 2, 3, 4, 7), reads=(1, 2, 3, 4, 5, 8)),
        "nothing",
    ),
    "3 s each, as time passes": (extending(3, 3, 3, 3, 3, when=(0, 1, 2, 3, 4, 5)), "nothing"),
    "3 s each, and pauses nearly alike": (extending(3, 3, 3, 3, 3, when=(0, 1, 2, 3, 5.75, 6.75)), "nothing"),
    "3 s each, and a pause of three": (extending(3, 3, 3, 3, 3, when=(0, 1, 2, 3, 6, 7)), "broken 1 6"),
}


@pytest.mark.parametrize("told, says", READS.values(), ids=READS)
def test_what_counts_as_moved_by_reads(told: list[Sample], says: str) -> None:
    """Reads move an expiry, or there is nothing to say."""
    assert said(judge_reads(told)) == says


@pytest.mark.parametrize(
    "told, seen",
    [
        (
            samples((1, 200.5), *((2 + at, 300.5) for at in WHEN)),
            "expires_in_seconds 200.5, and 300.5 after 6 more reads",
        ),
        (extending(2, 2, 2, 2, 2), "the expiry moved 2.0 s further with each of 5 reads"),
    ],
)
def test_how_an_extending_read_is_told(told: list[Sample], seen: str) -> None:
    """By how far the reads moved the expiry, and how many there were."""
    finding = judge_reads(told)
    assert finding is not None
    assert (finding.seen, finding.right) == (seen, "an expiry that our reads do not move")

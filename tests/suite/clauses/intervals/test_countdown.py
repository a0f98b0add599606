"""A time left, told to the quarter of a second: what counts as falling as time passes, and what does not."""

from collections.abc import Sequence
from itertools import accumulate

import pytest
from attrs import evolve

from contract_tests.clauses.intervals.samples import Sample
from contract_tests.clauses.intervals.speeds import judge_countdown
from tests.suite.clauses.intervals.samples import said, samples


def late(told: list[Sample]) -> list[Sample]:
    """Return answers of which the first took a fifth of a second."""
    first, *others = told
    return [evolve(first, received=first.sent + 0.2), *others]


def falling(speed: float, when: Sequence[float] = (0, 1, 2, 3, 4, 5)) -> list[Sample]:
    """Return answers that tell a time left that falls at some speed, where 1 is right."""
    return samples(*((1 + at, 40 - speed * at) for at in when))


def rising(
    *speeds: float, pauses: Sequence[float] = (0.25, 0.25, 0.25, 0.25, 0.25), took: float = 0.0
) -> list[Sample]:
    """Return answers that tell a time left that rises by so much in each second of a pause."""
    when = accumulate((1.0, *pauses))
    lefts = accumulate((20.0, *(speed * pause for speed, pause in zip(speeds, pauses, strict=False))))
    return samples(*zip(when, lefts, strict=False), took=took)


COUNTDOWNS: dict[str, tuple[list[Sample], str]] = {
    # How long one has to look, and how far off a time left may be.
    "nothing was told": (samples(), "nothing"),
    "a fall by what passed": (samples((1, 20), (3.6, 17.4)), "holds"),
    "a fall for a second": (samples((1, 20), (2, 19)), "holds"),
    "a fall for less than a second": (samples((1, 20), (1.75, 19.25)), "nothing"),
    "a fall by half of what passed": (samples((1, 20), (2, 19.5)), "holds"),
    "a fall by less than half of what passed": (samples((1, 20), (2, 19.625)), "nothing"),
    "a fall by half more than passed": (samples((1, 20), (2, 18.5)), "holds"),
    "a fall by more than half more than passed": (samples((1, 20), (2, 18.25)), "nothing"),
    "2.5 s too little": (samples((1, 20), (3, 19), (4.5, 19)), "holds"),
    "more than 2.5 s too little": (samples((1, 20), (3, 19), (4.75, 19)), "broken 1 3"),
    "standing still, decisively": (samples((1, 20), (2, 20), (3.6, 20)), "broken 1 3"),
    "standing still for too short to tell": (samples((1, 20), (3.5, 20)), "nothing"),
    "standing still for too short but for latency": (samples((1, 20), (3.75, 20), took=0.25), "nothing"),
    "2.5 s too much": (samples((1, 20), (4, 14.5)), "holds"),
    "more than 2.5 s too much, at once": (samples((1, 20), (4, 14.25)), "undecided"),
    "more than 2.5 s too much, at once, but for latency": (samples((1, 20), (4, 14.25), took=0.25), "holds"),
    # Falling too fast: again and again, or steadily; one sudden fall may be a lifetime cut short.
    "twice too much, at once": (samples((1, 40), (2, 36), (3, 32)), "broken 1 3"),
    "too much little by little": (samples((1, 40), (2, 38), (3, 36), (4, 34)), "broken 1 4"),
    "1.25 s too much at once": (samples((1, 40), (2, 37.75), (3, 35.5), (4, 33.25)), "undecided"),
    "half as fast again": (falling(1.5), "broken 1 6"),
    "not quite half as fast again": (falling(1.25), "holds"),
    "half as fast again for too short to tell": (falling(1.5, (0, 0.5, 1, 1.5, 2, 2.5)), "holds"),
    "half as fast again for long enough": (falling(1.5, (0, 0.5, 1, 1.5, 2, 2.75)), "broken 1 6"),
    "half as fast again but for the last digit": (
        samples((1, 39.95), (2, 38.5), (3, 37), (4, 35.55), (5, 34), (6, 32.5)),
        "broken 1 6",
    ),
    "half as fast again but for latency": (
        late(samples((0, 40), (1, 38.25), (2, 36.75), (3, 35.25), (4, 33.75), (5, 32.25))),
        "broken 1 6",
    ),
    "half as fast again but for more than latency": (
        late(samples((0, 40), (1, 38), (2, 37), (3, 35.5), (4, 34), (5, 32.5))),
        "holds",
    ),
    "half as fast again, and once a lifetime cut short": (
        samples((0, 40), (0.25, 39.75), (0.5, 39.5), (0.75, 39.25), (3, 35.5), (3.25, 35.25), took=0.25),
        "holds",
    ),
    "half as fast again by whole seconds": (falling(1.5, (0, 2, 4, 6, 8, 10)), "broken 1 6"),
    "half as fast again by whole seconds for too short": (falling(1.5, (0, 2, 4)), "holds"),
    "half as fast again by five answers": (falling(1.5, (0, 1, 2, 3, 4)), "holds"),
    "half as fast again on the whole": (
        samples((1, 40), (2, 38.5), (3, 37), (4, 36), (5, 34), (6, 32.5)),
        "holds",
    ),
    # Rising without falling.
    "counting up": (samples((1, 20), (2, 21), (3, 22), (4, 23)), "broken 1 4"),
    "counting up for too short to tell": (samples((1, 20), (2, 21), (3, 22), (3.5, 23)), "nothing"),
    "counting up, but fell": (samples((1, 20), (2, 21), (3, 22), (4, 23), (5, 22)), "holds"),
    "counting up by leaps": (
        samples((1, 20), (1.5, 25), (2, 30), (2.5, 35), (3, 40), (3.6, 45)),
        "broken 1 6",
    ),
    "counting up by leaps, by four answers": (samples((1, 20), (2, 25), (3, 30), (3.6, 35)), "nothing"),
    "counting up by leaps for too short to tell": (
        samples((1, 20), (1.5, 25), (2, 30), (2.5, 35), (3, 40), (3.5, 46)),
        "undecided",
    ),
    "counting up by leaps and rests": (
        samples((1, 20), (2, 25), (3, 25), (4, 30), (5, 35), (6, 35)),
        "broken 1 6",
    ),
    "one leap of seven tenths": (
        samples((1, 20), (2, 27), (3, 28.5), (4, 30), (4.5, 30), (5, 30)),
        "broken 1 6",
    ),
    "one leap of more than seven tenths": (
        samples((1, 20), (2, 27.25), (3, 28.75), (4, 30.25), (4.5, 30.25), (5, 30.25)),
        "nothing",
    ),
    "leaps, and a fall that is none": (
        samples((1, 0.1), (2, 0.05), (3, 5), (4, 10), (5, 15), (6, 15)),
        "broken 1 6",
    ),
    "leaps, and a rise that is none": (
        samples((1, 0.05), (2, 0.1), (3, 5), (4, 10), (4.25, 10), (4.5, 10)),
        "nothing",
    ),
    "falling at half the speed of time": (samples(*((at, 40 - at / 2) for at in range(13))), "broken 1 13"),
    "falling at half the speed of time, by enough answers": (
        samples(*((at / 2, 40 - at / 4) for at in range(12))),
        "broken 1 12",
    ),
    "falling at half the speed of time for too short": (
        samples(*((at / 4, 40 - at / 8) for at in range(20))),
        "holds",
    ),
    "falling at half the speed of time, by too few answers": (
        samples(*((at / 2, 40 - at / 4) for at in range(11))),
        "holds",
    ),
    "falling at half the speed of time, and risen once": (
        samples(*((at, 40 - at / 2 + (at > 5)) for at in range(13))),
        "holds",
    ),
    "rising twice": (samples((1, 20), (2, 21), (3, 22), (4, 22)), "nothing"),
    "rising three times, once the most": (samples((1, 20), (2, 20.25), (3, 20.5), (4, 22)), "broken 1 4"),
    "rising three times, and a rest": (
        samples((1, 20), (2, 20.25), (3, 20.25), (4, 20.5), (5, 22)),
        "broken 1 5",
    ),
    "rising three times, and a fall that is none": (
        samples((1, 0.1), (2, 0.05), (3, 0.3), (4, 0.5), (5, 1.9)),
        "broken 1 5",
    ),
    "standing still but for a rise that is none": (samples((1, 0.05), (2, 0.1), (4, 0.1)), "broken 1 3"),
    "rising once by more than time": (samples((1, 20), (2, 20.25), (3, 20.5), (4, 28), (5, 28)), "nothing"),
    # Extensions split a life, and replicas may still tell for 2 s what was so before.
    "an extension": (samples((1, 20), (2, 19), (3, 30), (4, 29), (6, 27)), "holds"),
    "a replica behind": (samples((1, 20), (2, 40), (3.75, 17.25), (3.9, 38.1), (6, 36)), "holds"),
    "a replica behind for 2 s": (samples((1, 20), (2, 40), (4, 17), (4.1, 37.9), (7, 35)), "undecided"),
    "behind for 2 s but for latency": (
        samples((1, 20), (2, 40), (4, 17), (4.1, 37.9), (7, 35), took=0.25),
        "holds",
    ),
    "behind for 2 s since the extension, and not since the last answer": (
        samples((1, 20), (2, 40), (3.5, 38.5), (4.5, 16.5), (5, 37), (7, 35)),
        "undecided",
    ),
    "behind what was told last": (samples((1, 37), (2, 40), (2.5, 41.5), (3, 37), (6, 38)), "holds"),
    "behind as what was told last before": (
        samples((1, 20), (1.5, 21.5), (2, 40), (3, 22), (6, 36)),
        "holds",
    ),
    "behind twice, soon": (samples((1, 20), (2, 40), (2.5, 18.5), (3, 39), (3.5, 17.5), (6, 36)), "holds"),
    "an extension after a fall": (samples((1, 20), (2, 19), (3, 30)), "holds"),
    "a fall, and one that is none": (samples((1, 0.7), (2, 0.1), (3, 0.05)), "holds"),
    "a replica behind, and not quite": (samples((1, 20), (2, 40), (3, 20.5), (3.9, 38.1), (6, 36)), "holds"),
    "told what never was so": (samples((1, 20), (2, 40), (3, 20.75), (3.9, 38.1), (6, 36)), "undecided"),
    "falling back twice": (samples((1, 20), (2, 40), (4, 17), (5, 37), (6, 15)), "broken 2 5"),
    "falling back three times": (
        samples((1, 20), (2, 40), (4, 17), (5, 37), (6, 15), (7, 35), (8, 13)),
        "broken 2 7",
    ),
    "falling back, but not below what was told first": (
        samples((1, 40), (2, 20), (3, 38), (4.5, 17.5), (4.75, 36.25), (5, 17)),
        "broken 1 6",
    ),
    "falling back after a step up that is none": (
        samples((1, 20), (2, 21.5), (3.5, 16.5), (3.625, 19.875), (3.75, 16.25)),
        "broken 1 5",
    ),
    "falling back twice by 2.5 s": (samples((1, 20), (4, 14.5), (5, 16), (6, 12.5)), "holds"),
    "behind by 2.5 s, which is not behind": (
        samples((1, 20), (2, 22.5), (3, 19), (4.25, 22.5), (5, 22.5)),
        "nothing",
    ),
    # An expiry put later by every answer: in proportion to the pauses, it counts up fast.
    "twenty times as fast as time": (rising(20, 20, 20, 20, 20), "broken 1 6"),
    "at several speeds": (rising(20, 20, 20, 31, 20), "undecided"),
    "by five answers": (rising(20, 20, 20, 20), "nothing"),
    "fast, with short pauses": (
        rising(20, 20, 20, 20, 20, pauses=(0.25, 0.25, 0.125, 0.5, 0.5)),
        "broken 1 6",
    ),
    "fast, after latency": (
        rising(40, 40, 40, 40, 40, pauses=(0.5, 0.5, 0.5, 0.25, 0.25), took=0.2),
        "broken 1 6",
    ),
    "at the same speed without any pause": (rising(90, 90, 90, 90, 90, pauses=[0.0625] * 5), "broken 1 6"),
    "standing still, and put later": (rising(0, 0, 0, 0, 0, pauses=[3] * 5), "broken 1 6"),
    "standing still, and put later thrice": (rising(0, 0, 0, pauses=[3] * 3), "nothing"),
    "falling, and put later": (rising(-0.1, -0.1, -0.1, -0.1, -0.1, pauses=[3] * 5), "broken 1 6"),
    "put later by all answers but one": (
        samples((1, 20), (1.25, 30), (1.5, 40), (1.75, 50), (2, 60), (2.25, 70), (2.5, 69.75)),
        "nothing",
    ),
}


@pytest.mark.parametrize("told, says", COUNTDOWNS.values(), ids=COUNTDOWNS)
def test_what_counts_as_falling(told: list[Sample], says: str) -> None:
    """A time left falls as time passes, does not, or leaves it open; and these answers show it."""
    assert said(judge_countdown(told)) == says


@pytest.mark.parametrize(
    "told, seen, right",
    [
        (
            samples((1, 20), (2, 20), (4, 20), took=0.25),
            "expires_in_seconds 20, then 20: it stands still",
            "a fall by what passed: 2.8 to 3.2 s",
        ),
        (
            samples((1, 40), (2, 30), (3, 20), took=5),
            "expires_in_seconds 40, then 20: it falls again and again",
            "a fall by what passed: 0.0 to 7.0 s",
        ),
    ],
)
def test_how_a_wrong_countdown_is_told(told: list[Sample], seen: str, right: str) -> None:
    """By what was told first and last, and what passed between at least and at most."""
    finding = judge_countdown(told)
    assert finding is not None
    assert (finding.seen, finding.right) == (seen, right)

"""Expiries that our own reads move: each step is so much a read, and nothing a second.

Uneven pauses tell the two apart.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from contract_tests.clauses.finding import Finding, broken
from contract_tests.clauses.intervals.samples import Sample, Window, passed
from contract_tests.clauses.intervals.speeds import digit
from contract_tests.recording.timing import ALIKE, FEWEST, MOST_OF, ROUNDING, TOLERANCE, UNEVEN, VISIBLE

RIGHT = "an expiry that our reads do not move"


def judge_reads(samples: Sequence[Sample]) -> Finding | None:
    """Judge whether reading moves the expiry; None where nothing speaks for it."""
    # Within the tolerance an expiry that is constant and one that each read sets anew look alike.
    if len(samples) < FEWEST or passed(samples) <= TOLERANCE:
        return None
    return _set_anew(samples) or _moved_by_each(samples)


def _set_anew(samples: Sequence[Sample]) -> Finding | None:
    """Find a time left that each read sets to the same, as it tells itself or as the next one does."""
    # The first answer was made before any read of ours could have moved anything.
    lefts = [Window(each.remaining, each.remaining + each.latency) for each in samples[1:]]
    since = [
        Window(later.remaining + passed((earlier, later)), later.remaining + (later.received - earlier.sent))
        for earlier, later in pairwise(samples)
    ]
    # The time left stays as set, or is what the read before set less the time since. Where latency explains
    # as well that it counts down to one instant, that is the lawful one of two explanations.
    counts_down = _are_one([each.expiry for each in samples])
    told = [each.remaining for each in samples[1:]]
    if not (_are_one(lefts) or _are_one(since)) or counts_down or max(told) - min(told) >= TOLERANCE:
        return None
    first, last = samples[0], samples[-1]
    seen = f"expires_in_seconds {first.left}, and {last.left} after {len(samples) - 1} more reads"
    return broken(seen, RIGHT, first.number, last.number)


def _moved_by_each(samples: Sequence[Sample]) -> Finding | None:
    """Find the same step for each read, after a short pause and a long one: it does not follow the time.

    Reads in flight at once are counted in our order and not in the deployment's: so most steps have to be
    alike, where a line through all answers would allow for none that is not.
    """
    latency = max(sample.latency for sample in samples)
    pairs = [(earlier, later, later.reads - earlier.reads) for earlier, later in pairwise(samples)]
    steps = [later.expiry.earliest - earlier.expiry.earliest for earlier, later, _ in pairs]
    usual = median(step / reads for step, (_, _, reads) in zip(steps, pairs, strict=True))
    spread = max(ALIKE * usual, 2 * VISIBLE) + latency
    alike = [
        (later.sent - earlier.sent) / reads
        for step, (earlier, later, reads) in zip(steps, pairs, strict=True)
        if abs(step / reads - usual) <= spread
    ]
    # One step may be an extension; caches, rounding and replicas move the rest by no more than that.
    first, last = samples[0], samples[-1]
    moved = last.expiry.after(first.expiry) - max(steps)
    rounding = ROUNDING if digit(samples) == ROUNDING else 0.0
    # A step has to stand out twice from what rounding and latency move any answer by.
    if usual <= 2 * (2 * VISIBLE + latency + rounding) or moved <= TOLERANCE:
        return None
    # With even pauses, so much a read and so much a second are the same.
    if len(alike) < MOST_OF * len(steps) or max(alike) < UNEVEN * min(alike):
        return None
    seen = f"the expiry moved {usual:.1f} s further with each of {last.reads - first.reads} reads"
    return broken(seen, RIGHT, first.number, last.number)


def _are_one(windows: Sequence[Window]) -> bool:
    """Tell whether one number may lie in all of these, but for the last digit."""
    return max(each.earliest for each in windows) - min(each.latest for each in windows) <= VISIBLE

"""Is the time left counting down? Pure arithmetic over what answers told of one life.

Each answer bounds the instant of expiry on our clock: between `sent + left` and `received + left`. It may
step up (an extension), and until replicas have caught up a single answer may fall back to before the step.
"""

from __future__ import annotations

from itertools import pairwise, starmap
from statistics import median
from typing import TYPE_CHECKING

from contract_tests.finding import HOLDS, Finding, broken, undecided

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.clauses.lives import Sample

TOLERANCE = 2.5
"""Seconds: 1 for rounding, 1 for a cache, 0.5 for replicas."""
CATCHING_UP = 2.0
"""Seconds after a step up during which a replica may still tell the time from before it."""
VISIBLE = 0.05
"""Seconds by which a value has to move to have moved at all."""
TOO_FAST = 1.5
"""Seconds told in a second of ours, from which a steady rate is a wrong one."""
ENOUGH = 1.0
"""Seconds of falling, in pieces, that show a value counting down."""
MOST_OF = 0.7
"""The share of answers that have to follow a pattern."""
FEWEST = 6
"""Answers from which a pattern counts as one."""


def judge_countdown(samples: Sequence[Sample], decisive: float) -> Finding | None:
    """Judge one life's answers in the order in which they were asked for; None: too little was seen."""
    falls_back = _falls_back(samples)
    if falls_back is not None:
        return falls_back
    if _counts_up(samples, decisive) or _falls_steadily(samples):
        return _told(samples[0], samples[-1])
    stretches = list(_between_extensions(samples))
    holds = False
    for stretch in stretches:
        finding = _too_fast(stretch) or _too_slow(stretch, decisive)
        if finding is not None and finding is not HOLDS:
            return finding
        holds = holds or finding is HOLDS
    if len(stretches) >= FEWEST and len(stretches) == len(samples):
        return _runs_up(samples)
    return HOLDS if holds or _falls_between_extensions(samples) else None


def _between_extensions(samples: Sequence[Sample]) -> Iterator[list[Sample]]:
    """Split a life where the expiry visibly stepped up; drop what a lagging replica told after that."""
    stretch: list[Sample] = []
    before: list[Sample] = []
    for sample in samples:
        if stretch and _earliest(sample) - _latest(stretch[-1]) > TOLERANCE:
            yield stretch
            before, stretch = stretch, []
        elif before and stretch and sample.sent < stretch[0].received + CATCHING_UP:
            lags = _earliest(stretch[-1]) - _latest(sample) > TOLERANCE
            if lags and abs(_earliest(sample) - _earliest(before[-1])) <= TOLERANCE:
                continue
        stretch.append(sample)
    if stretch:
        yield stretch


def _falls_back(samples: Sequence[Sample]) -> Finding | None:
    """Find an expiry that falls back again and again, later than replicas may lag behind an extension."""
    if not samples:
        return None
    furthest = samples[0]
    fallen: list[Sample] = []
    for earlier, later in pairwise(samples):
        if _earliest(later) - _latest(furthest) > TOLERANCE:
            furthest = later
        elif (
            _earliest(earlier) - _latest(later) > TOLERANCE and later.sent >= furthest.received + CATCHING_UP
        ):
            fallen.append(later)
    return _told(furthest, fallen[-1]) if len(fallen) > 1 else None


def _too_fast(stretch: Sequence[Sample]) -> Finding | None:
    anchor = top = stretch[0]
    falls = steepest = 0.0
    for earlier, sample in pairwise(stretch):
        steepest = max(steepest, _earliest(earlier) - _latest(sample))
        if _earliest(top) - _latest(sample) > TOLERANCE:
            falls += 1
            top = sample
            # One sudden fall may be a lifetime cut short; two, or a steady one, are a wrong rate.
            if falls > 1 or steepest < TOLERANCE / 2:
                return _told(anchor, sample)
        elif _earliest(sample) > _earliest(top):
            top = sample
    return undecided("the time left fell once, suddenly", "run again, or raise --watch") if falls else None


def _too_slow(stretch: Sequence[Sample], decisive: float) -> Finding | None:
    first, last = stretch[0], stretch[-1]
    passed = last.sent - first.received
    if passed < decisive:
        return None
    if _left(first) - _left(last) >= passed - TOLERANCE:
        return HOLDS
    moves = [_left(later) - _left(earlier) for earlier, later in pairwise(stretch)]
    rises = sum(move > VISIBLE for move in moves)
    falls = sum(move < -VISIBLE for move in moves)
    if rises == 0 or (rises >= FEWEST / 2 and falls == 0):
        return _told(first, last)
    return undecided("extensions hid how the time left moved", "raise --watch")


def _counts_up(samples: Sequence[Sample], decisive: float) -> bool:
    """Tell whether the time left rose all along, and never fell; between extensions it would fall."""
    if not samples or samples[-1].sent - samples[0].received < decisive:
        return False
    moves = [_left(later) - _left(earlier) for earlier, later in pairwise(samples)]
    rises = [move for move in moves if move > VISIBLE]
    alone = len(rises) < FEWEST / 2 or max(rises) > MOST_OF * sum(rises)
    return not alone and min(moves) >= -VISIBLE


def _falls_steadily(samples: Sequence[Sample]) -> bool:
    """Tell whether all answers lie on one line that falls faster than time; a lifetime cut short does not."""
    if len(samples) < FEWEST or samples[-1].sent - samples[0].received <= TOLERANCE:
        return False
    first, last = samples[0], samples[-1]
    rate = (_left(first) - _left(last)) / (last.sent - first.sent)
    if rate < TOO_FAST:
        return False
    latency = max(sample.received - sample.sent for sample in samples)
    expected = ((_left(first) - _left(sample)) / rate - (sample.sent - first.sent) for sample in samples)
    return max(map(abs, expected)) <= latency + VISIBLE


def _falls_between_extensions(samples: Sequence[Sample]) -> bool:
    """Tell whether, wherever the time left fell from one answer to the next, it fell as time passed.

    That shows it counting down where extensions leave no stretch long enough to measure it in.
    """
    falls = [
        (_left(earlier) - _left(later), later.sent - earlier.sent)
        for earlier, later in pairwise(samples)
        if _left(earlier) - _left(later) > VISIBLE
    ]
    fell, passed = sum(fall for fall, _ in falls), sum(time for _, time in falls)
    return passed >= ENOUGH and passed / 2 <= fell <= passed * 3 / 2


def _runs_up(samples: Sequence[Sample]) -> Finding | None:
    """Every answer put the expiry later: a value that counts up fast rises in proportion to the pauses."""
    rates = [
        (_left(later) - _left(earlier)) / (later.sent - earlier.sent)
        for earlier, later in pairwise(samples)
        if later.sent - earlier.received > 2 * VISIBLE
    ]
    if len(rates) >= FEWEST / 2 and max(rates) > 0 and _alike(rates):
        return _told(samples[0], samples[-1])
    return undecided("every answer put the expiry later", "let nobody extend the session during the run")


def _alike(rates: Sequence[float]) -> bool:
    middle = median(rates)
    return all(abs(rate - middle) <= middle / 2 for rate in rates)


def judge_reads(samples: Sequence[Sample]) -> Finding | None:
    """Judge whether reading moves the expiry; None where nothing speaks for it."""
    if len(samples) < FEWEST or samples[-1].sent - samples[0].received <= TOLERANCE:
        return None
    first, last = samples[0], samples[-1]
    latency = max(sample.received - sample.sent for sample in samples)
    # The first answer was made before any read of ours could have moved anything.
    lefts = [_left(sample) for sample in samples[1:]]
    since = [_left(later) + later.sent - earlier.sent for earlier, later in pairwise(samples)]
    if min(_spread(lefts), _spread(since)) <= VISIBLE + latency and _spread(lefts) < TOLERANCE:
        seen = f"expires_in_seconds {first.left}, and {last.left} after {len(samples) - 1} more reads"
        return broken(seen, "an expiry that our reads do not move", first.number, last.number)
    per_read = list(starmap(_per_read, pairwise(samples)))
    usual = median(step for step, _ in per_read)
    alike = [
        pause for step, pause in per_read if abs(step - usual) <= max(0.3 * usual, 2 * VISIBLE) + latency
    ]
    # The same step for each read, after a short pause and a long one: it follows our reads, not the time.
    # One step may be an extension; caches, rounding and replicas move the rest by no more than that.
    moved = _earliest(last) - _latest(first) - max(starmap(_step, pairwise(samples)))
    rounding = float(all(_left(sample).is_integer() for sample in samples))
    if usual <= 2 * (2 * VISIBLE + latency + rounding) or moved <= TOLERANCE:
        return None
    if len(alike) < MOST_OF * len(per_read) or max(alike) < 3 * min(alike):
        return None
    seen = f"the expiry moved {usual:.1f} s further with each of {last.reads - first.reads} reads"
    return broken(seen, "an expiry that our reads do not move", first.number, last.number)


def _step(earlier: Sample, later: Sample) -> float:
    """Return by how many seconds the announced expiry moved from one answer to the next."""
    return _earliest(later) - _earliest(earlier)


def _per_read(earlier: Sample, later: Sample) -> tuple[float, float]:
    """Return by how many seconds each read moved the announced expiry, and how long we paused before it."""
    reads = later.reads - earlier.reads
    return _step(earlier, later) / reads, (later.sent - earlier.sent) / reads


def _told(first: Sample, last: Sample) -> Finding:
    passed = f"{max(0.0, last.sent - first.received):.1f} to {last.received - first.sent:.1f}"
    seen = f"expires_in_seconds {first.left}, then {last.left}"
    return broken(seen, f"a fall by what passed: {passed} s", first.number, last.number)


def _left(sample: Sample) -> float:
    return float(sample.left or 0.0)


def _earliest(sample: Sample) -> float:
    return sample.sent + _left(sample)


def _latest(sample: Sample) -> float:
    return sample.received + _left(sample)


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values)

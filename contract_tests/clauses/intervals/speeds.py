"""Speeds: how an announced expiry moves, as time passes and as we read.

Each answer bounds the instant of expiry, and two bound a speed. The lawful explanation is one instant, which
may visibly step up (an extension), told late by replicas for a while, and fall once (a lifetime cut short).
The clause is broken only where that explains too little, and where a named law explains it: the time left
goes back, never falls, falls again and again, or moves at one speed that is not time's.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import copysign, inf

from attrs import frozen

from contract_tests.clauses.finding import HOLDS, Finding, broken, undecided
from contract_tests.clauses.intervals.samples import Sample, Window, passed, told_passed
from contract_tests.clauses.intervals.stretches import Stretch, of_expiry
from contract_tests.recording.timing import (
    DECISIVE,
    FEWEST,
    MOST_OF,
    PIECES,
    REPLICAS,
    ROUNDING,
    SETTLED,
    TOLERANCE,
    VISIBLE,
    WRONG_BY,
)

FALLING, STILL = Window(-1, -1), Window(0, 0)
"""Seconds of time left in a second: as it ought to fall, and as what stands still."""


@frozen
class Course:
    """The course of a life's expiry: the stretches that explain it lawfully, or the law that it broke."""

    stretches: Sequence[Stretch]
    law: Finding | None = None


def course(samples: Sequence[Sample]) -> Course:
    """Return the course of an expiry, by answers that followed one another, at least one.

    Where a law is broken, all are held against the one instant that they ought to have told.
    """
    parts = of_expiry(samples)
    # The first law that fits is named: of a clock that stands still, say, several would be true.
    laws = (_goes_back(samples), _keeps_rising(samples), _slow(samples, parts), _steady(samples, parts))
    law = next((each for each in (*laws, *map(_fast, parts)) if each), None)
    return Course(parts) if law is None else Course(of_expiry(samples, steps=False), law)


def judge_countdown(samples: Sequence[Sample]) -> Finding | None:
    """Judge one life's answers in the order in which they were asked for; None: too little was seen."""
    if not samples:
        return None
    explained = course(samples)
    parts = explained.stretches
    if explained.law is not None:
        return explained.law
    # One cut is the owner's right, and one wrong answer looks the same.
    if any(part.outside for part in parts):
        return undecided("the time left fell once, suddenly", "run again, or raise --watch")
    # A caller who extends the session at each moment, and an expiry that follows something else, look alike.
    if FEWEST <= len(parts) == len(samples):
        return undecided(
            "every answer put the expiry later", "let no caller extend the session during the run"
        )
    held = any(passed(part.samples) >= DECISIVE for part in parts)
    return HOLDS if held or _falls_between_extensions(samples) else None


def _goes_back(samples: Sequence[Sample]) -> Finding | None:
    """Find an expiry that falls back again and again, later than replicas may lag behind an extension.

    Instants that are told to within seconds are no values that `Spans` could tell apart.
    """
    furthest = samples[0]
    fallen: list[Sample] = []
    for earlier, later in pairwise(samples):
        if later.expiry.after(furthest.expiry) > TOLERANCE:
            furthest = later
        # Sooner than that, a replica may not have heard of the extension.
        elif earlier.expiry.after(later.expiry) > TOLERANCE and later.sent >= furthest.received + SETTLED:
            fallen.append(later)
    return _broken(furthest, fallen[-1], "it goes back again and again") if len(fallen) > 1 else None


def _keeps_rising(samples: Sequence[Sample]) -> Finding | None:
    """Find a time left that rises again and again and never falls; between extensions it would fall.

    It need not rise at one speed. A visible step that dwarfs the others is an extension, and so are a few.
    """
    moves = _moves(samples)
    rises = [move for move in moves if move > VISIBLE]
    if passed(samples) < DECISIVE or len(rises) < FEWEST / 2 or min(moves) < -VISIBLE:
        return None
    # Of few answers, or where one step makes most of the rise, extensions explain it; unless it was gradual.
    few = len(samples) < FEWEST or max(rises) > MOST_OF * sum(rises)
    return None if few and not _is_gradual(samples) else _broken(samples[0], samples[-1], "it never falls")


def _steady(samples: Sequence[Sample], parts: Sequence[Stretch]) -> Finding | None:
    """Find one speed that explains all answers and is far from time's, though extensions or a cut might do.

    Rounding and caches put answers beside such a line, so that many on it are no accident; and an extension
    would have to come little by little.
    """
    speed = slope(samples, 2 * VISIBLE)
    if len(samples) < FEWEST or speed is None or speed.near(FALLING, WRONG_BY):
        return None
    # Without the steepest fall, which may be a cut, it still falls by more than replicas explain.
    steepest = -min(later.expiry.after(earlier.expiry) for earlier, later in pairwise(samples))
    fell = samples[0].expiry.after(samples[-1].expiry) - steepest
    fast = fell > REPLICAS + digit(samples) and passed(samples) > TOLERANCE
    many = len(samples) >= 2 * FEWEST and passed(samples) >= 2 * DECISIVE
    seen = fast or many or len(parts) > FEWEST / 2
    return _broken(samples[0], samples[-1], _words(speed)) if seen else None


def _slow(samples: Sequence[Sample], parts: Sequence[Stretch]) -> Finding | None:
    """Find that it stands still, or falls at one speed that is too slow, where no rise shows an extension.

    Once, little by little, is what an extension may look like that came in a pause.
    """
    speed = slope(samples, digit(samples))
    rose = any(move > VISIBLE for move in _moves(samples))
    if speed is None or speed.earliest <= FALLING.latest or rose or passed(samples) < DECISIVE:
        return None
    seen = (speed.near(STILL, VISIBLE) or len(parts) > 2) and _is_gradual(samples)
    return _broken(samples[0], samples[-1], _words(speed)) if seen else None


def _fast(part: Stretch) -> Finding | None:
    """Find a fall again and again, or without a sudden one: one sudden fall may be a lifetime cut short."""
    before = top = part.samples[0]
    falls: list[Sample] = []
    for sample in part.samples:
        if top.expiry.after(sample.expiry) > TOLERANCE:
            falls.append(sample)
            before, top = top, sample
        elif falls and (
            before.expiry.near(sample.expiry, TOLERANCE) or sample.expiry.after(top.expiry) > TOLERANCE
        ):
            # It came back, or was extended, which is no matter of speed.
            top, falls = sample, []
        elif sample.expiry.earliest > top.expiry.earliest:
            top = sample
    if len(falls) > 1:
        return _broken(part.samples[0], falls[1], "it falls again and again")
    # What fell by half the tolerance from one answer to the next may have been cut short in between.
    sudden = any(one.expiry.after(two.expiry) >= TOLERANCE / 2 for one, two in pairwise(part.samples))
    return _broken(part.samples[0], falls[0], "it falls too fast") if falls and not sudden else None


def _is_gradual(samples: Sequence[Sample]) -> bool:
    """Tell whether an expiry moved on by more than is tolerated, and never visibly at once."""
    steps = [two.expiry.after(one.expiry) for one, two in pairwise(samples)]
    return samples[-1].expiry.after(samples[0].expiry) > TOLERANCE >= max(steps)


def slope(samples: Sequence[Sample], unit: float) -> Window | None:
    """Return the bounds of the one speed at which a time left moves; None: there is no such speed.

    It is told to within a unit, at some moment between question and answer. Each answer is held against the
    first one and the last one.
    """
    first, last = samples[0], samples[-1]
    low, high = -inf, inf
    for one, two in [*((first, each) for each in samples), *((each, last) for each in samples)]:
        # The deployment read its clock somewhere between question and answer, both times.
        shortest, longest = max(two.sent - one.received, 0.0), two.received - one.sent
        least, most = (two.remaining - one.remaining + sign * unit for sign in (-1, 1))
        if longest > 0:
            low = max(low, _over(least, longest if least >= 0 else shortest))
            high = min(high, _over(most, shortest if most > 0 else longest))
    return Window(low, high) if -inf < low <= high < inf else None


def _over(moved: float, passed: float) -> float:
    return moved / passed if passed else copysign(inf, moved)


def _falls_between_extensions(samples: Sequence[Sample]) -> bool:
    """Tell whether, wherever the time left fell from one answer to the next, it fell as time passed.

    That shows it counting down where extensions leave no stretch long enough to measure it in.
    """
    falls = [
        (earlier.remaining - later.remaining, later.sent - earlier.sent)
        for earlier, later in pairwise(samples)
        if earlier.remaining - later.remaining > VISIBLE
    ]
    # Within half, since each piece is short beside the rounding that it is told with.
    fell, passed = sum(fall for fall, _ in falls), sum(time for _, time in falls)
    return passed >= PIECES and passed / 2 <= fell <= passed * 3 / 2


def _broken(first: Sample, last: Sample, law: str) -> Finding:
    seen = f"expires_in_seconds {first.left}, then {last.left}: {law}"
    return broken(seen, f"a fall by what passed: {told_passed(first, last)}", first.number, last.number)


def _words(speed: Window) -> str:
    """Return a law in words, by the bounds of its speed."""
    middle = (speed.earliest + speed.latest) / 2
    if speed.near(STILL, VISIBLE):
        return "it stands still"
    return f"it {'rises' if middle > 0 else 'falls'} by {abs(middle):.3g} s each second"


def digit(samples: Sequence[Sample]) -> float:
    """Return to how many seconds a time left is told."""
    return ROUNDING if all(float(sample.remaining).is_integer() for sample in samples) else 2 * VISIBLE


def _moves(samples: Sequence[Sample]) -> list[float]:
    return [later.remaining - earlier.remaining for earlier, later in pairwise(samples)]

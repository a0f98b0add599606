"""Uptime and time left as they move, told again and again and compared with our own monotonic clock."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Unpack

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Clause, Said, in_words, inference, prose
from contract_tests.clauses.finding import HOLDS, Finding, broken, undecided
from contract_tests.clauses.intervals.lives import Life, Lives
from contract_tests.clauses.intervals.reads import judge_reads
from contract_tests.clauses.intervals.samples import passed, told_passed
from contract_tests.clauses.intervals.speeds import judge_countdown
from contract_tests.recording.timing import DECISIVE, SETTLED, TOLERANCE, WATCH

WATCHED = needs.ALIVE.and_also(f"watched for {WATCH:g} s")


def of_lives(name: str, **said: Unpack[Said]) -> Callable[[Callable[[Life], Iterator[Finding]]], Clause]:
    """Make a clause of a function that judges one life when it has ended."""
    return lambda judge: Clause(id=name, predicate=in_words(judge), fold=partial(Lives, judge), **said)


def too_short(life: Life) -> Finding:
    """Return that a life was seen for too short a time to judge it."""
    longer = f"raise --watch to {WATCH:g} or more"
    remedy = longer if life.watch < WATCH else "declare a session whose VM outlives the run"
    return undecided(f"a VM was seen alive for {max(0.0, life.span):.1f} s", remedy)


def unless_too_short(life: Life) -> Finding:
    """Return what is said of a life in which nothing is wrong."""
    return HOLDS if life.span >= DECISIVE else too_short(life)


@of_lives(
    "lifetime.uptime-keeps-time",
    basis=prose("uptime_seconds: How long VM has been running (if alive)"),
    says="Between two answers about one living VM, its uptime grows by the time that passed.",
    needs=WATCHED,
)
def uptime_keeps_time(life: Life) -> Iterator[Finding]:
    """All answers about one life put the VM's birth at one instant of our monotonic clock, latency
    subtracted, within 2.5 s: 1 for rounding, 1 for a cache, 0.5 for replicas."""
    if life.birth is None:
        return
    if life.birth.contradiction is None:
        again = undecided("a VM restarted again and again", "declare a session whose VM runs on")
        yield again if life.birth.restarts else unless_too_short(life)
        return
    one, two = life.birth.contradiction
    seen = f"uptime_seconds {one.uptime}, then {two.uptime}"
    yield broken(seen, f"growth by what passed: {told_passed(one, two)}", one.number, two.number)


@of_lives(
    "lifetime.expiry-counts-down",
    basis=prose("expires_in_seconds: Time until VM expires (if alive)"),
    says="Between two answers about one living VM, the time left falls by the time that passed.",
    needs=WATCHED,
)
def expiry_counts_down(life: Life) -> Iterator[Finding]:
    """Within 2.5 s the time left falls as our monotonic clock runs: too fast, too slow, standing still
    and counting up break it; steps up are extensions, and split the life in two."""
    samples = life.counting
    if samples:
        yield judge_countdown(samples) or too_short(life)


@of_lives(
    "lifetime.reading-does-not-extend",
    basis=prose("This endpoint provides a simple aliveness check for a session"),
    says="Asking about a session does not prolong its life.",
    needs=WATCHED,
)
def reading_does_not_extend(life: Life) -> Iterator[Finding]:
    """The instant of expiry does not step up with every read, by the same amount after a short pause and
    after a long one, and the time left does not begin anew with every read."""
    samples = life.counting
    if samples:
        yield judge_reads(samples) or unless_too_short(life)


@of_lives(
    "lifetime.uptime-and-expiry-agree",
    basis=inference("Uptime and time left of one VM add up to its lifetime."),
    says="Uptime and time left add up to the same, until the lifetime is extended.",
    needs=WATCHED,
)
def uptime_and_expiry_agree(life: Life) -> Iterator[Finding]:
    """Within one life, the sum of uptime_seconds and expires_in_seconds does not fall by more than 2.5 s."""
    samples = (each for each in life.samples if each.left is not None)
    told = [(each.uptime + each.remaining, each) for each in samples if each.uptime is not None]
    if not told or passed([each for _, each in told]) < DECISIVE:
        return
    highest, first = told[0]
    for total, sample in told:
        # A replica may tell for a while what was so before an extension.
        if highest - total > TOLERANCE and sample.sent >= first.received + SETTLED:
            seen = f"uptime and time left add up to {highest:.1f}, then to {total:.1f}"
            yield broken(seen, "the same sum, or a larger one", first.number, sample.number)
            return
        if total > highest:
            highest, first = total, sample
    yield HOLDS

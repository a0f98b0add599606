"""Stretches: answers about one life that ought to tell one instant, until an extension begins the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import define, field

from contract_tests.clauses.intervals.instants import Instant
from contract_tests.clauses.intervals.samples import Sample, Window
from contract_tests.recording.timing import SETTLED, TOLERANCE


@define
class Stretch:
    """Answers in a row that ought to tell one instant, in the order in which they were asked for.

    Of all `samples`, those `outside` contradict the others; those that came `late` are none of them, and tell
    what was so before the stretch began.
    """

    instant: Instant
    samples: list[Sample] = field(factory=list)
    outside: list[Sample] = field(factory=list)
    late: list[Sample] = field(factory=list)

    @classmethod
    def of(cls, samples: Sequence[Sample], tell: Callable[[Sample], Window]) -> Stretch:
        """Return the stretch of these answers, at least one."""
        stretch = cls(Instant(tell, samples[0], samples[0]))
        for sample in samples:
            stretch.take(sample)
        return stretch

    def take(self, sample: Sample) -> None:
        """Add the next answer."""
        self.samples.append(sample)
        if not self.instant.take(sample):
            self.outside.append(sample)


def of_birth(samples: Sequence[Sample]) -> list[Stretch]:
    """Return the only stretch of a birth, of the answers that told an uptime; none where none did."""
    timed = [sample for sample in samples if sample.uptime is not None]
    return [Stretch.of(timed, lambda each: each.birth)] if timed else []


def of_expiry(samples: Sequence[Sample], *, steps: bool = True) -> list[Stretch]:
    """Return the stretches of an expiry, which steps up where an answer tells a later one than allowed."""
    parts: list[Stretch] = []
    for sample in samples:
        last = parts[-1] if parts else None
        if last is None or (steps and sample.expiry.earliest > last.instant.allowed.latest):
            parts.append(Stretch.of([sample], lambda each: each.expiry))
        elif len(parts) > 1 and _is_late(sample, last, parts[-2]):
            last.late.append(sample)
        else:
            last.take(sample)
    return parts


def _is_late(sample: Sample, since: Stretch, before: Stretch) -> bool:
    """Tell whether an answer tells what a lagging replica may still tell after an extension."""
    behind = since.samples[-1].expiry.after(sample.expiry) > TOLERANCE
    soon = sample.sent < since.samples[0].received + SETTLED
    return soon and behind and sample.expiry.near(before.samples[-1].expiry, TOLERANCE)

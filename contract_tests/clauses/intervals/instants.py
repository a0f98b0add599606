"""Instants: each answer bounds one on our clock, and answers that tell the same one have to agree."""

from collections.abc import Callable

from attrs import define

from contract_tests.clauses.intervals.samples import Sample, Window
from contract_tests.recording.timing import TOLERANCE


@define
class Instant:
    """One instant, as several answers tell it; `tell` returns the window of each.

    `furthest` and `soonest` are the answers that bound it. What contradicts one of them stays outside, and
    the first pair that did is kept. The state does not grow with the number of answers.
    """

    tell: Callable[[Sample], Window]
    furthest: Sample
    soonest: Sample
    contradiction: tuple[Sample, Sample] | None = None

    def take(self, sample: Sample) -> bool:
        """Take another answer; tell whether it agrees with all that agreed before."""
        window, soonest, furthest = self.tell(sample), self.tell(self.soonest), self.tell(self.furthest)
        too_soon = furthest.after(window) > TOLERANCE
        if too_soon or window.after(soonest) > TOLERANCE:
            self.contradiction = self.contradiction or (self.furthest if too_soon else self.soonest, sample)
            return False
        # Each bound is kept with the answer that set it, so that a finding can name the two that disagree.
        if window.earliest > furthest.earliest:
            self.furthest = sample
        if window.latest < soonest.latest:
            self.soonest = sample
        return True

    @property
    def allowed(self) -> Window:
        """The window that every answer has to touch."""
        return Window(
            self.tell(self.furthest).earliest - TOLERANCE, self.tell(self.soonest).latest + TOLERANCE
        )

"""Samples: one answer about a living VM, and the windows in which it puts the VM's birth and expiry."""

from __future__ import annotations

import math
from collections.abc import Sequence

from attrs import frozen

from contract_tests.recording.exchange import Exchange
from contract_tests.recording.reading import Status


@frozen
class Window:
    """The bounds of a number: of an instant, in seconds since the run began, or of a speed."""

    earliest: float
    latest: float

    def after(self, other: Window) -> float:
        """Return by how much it comes after another one, at least; negative where it need not."""
        return self.earliest - other.latest

    def near(self, other: Window, within: float) -> bool:
        """Tell whether both may be one number, to within so much."""
        return max(self.after(other), other.after(self)) <= within


@frozen
class Sample:
    """One answer about a living VM; seconds, the first two on our clock since the run began.

    `reads` counts our questions about the session so far, in whatever spelling.
    """

    sent: float
    received: float
    uptime: float | None
    left: float | None
    number: int
    reads: int

    @classmethod
    def of(cls, status: Status, exchange: Exchange, reads: int = 0) -> Sample:
        """Return an answer as a sample."""
        uptime, left = finite(status.uptime_seconds), finite(status.expires_in_seconds)
        return cls(exchange.sent, exchange.received, uptime, left, exchange.number, reads)

    @property
    def latency(self) -> float:
        """How long it took, in seconds."""
        return self.received - self.sent

    @property
    def birth(self) -> Window:
        """The window of the VM's birth, by its uptime."""
        return Window(self.sent - (self.uptime or 0.0), self.received - (self.uptime or 0.0))

    @property
    def expiry(self) -> Window:
        """The window of the VM's expiry, by the time left."""
        return Window(self.sent + self.remaining, self.received + self.remaining)

    @property
    def remaining(self) -> float:
        """The time left, of an answer that tells one."""
        return self.left or 0.0


def finite(value: float | None) -> float | None:
    """Return a number that one can reckon with, or None: JSON may spell others, such as 1e999."""
    return value if value is not None and math.isfinite(value) else None


def passed(samples: Sequence[Sample]) -> float:
    """Return the least time that passed between the first answer and the last, in seconds."""
    return samples[-1].sent - samples[0].received


def told_passed(first: Sample, last: Sample) -> str:
    """Return in words what passed between two answers, at least and at most."""
    return f"{max(0.0, passed((first, last))):.1f} to {last.received - first.sent:.1f} s"

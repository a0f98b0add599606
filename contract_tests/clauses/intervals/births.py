"""The birth of one VM as its uptimes tell it: one instant, which may move on once.

Services reboot a VM under its name, on a resume or when a host is evacuated: its uptime begins anew. And they
pause a VM for seconds, to checkpoint it: neither its uptime nor the time left goes on meanwhile. The contract
rules out neither, so each is granted once. What restarts again and again, and what is not seen to go on, does
not tell how long a VM has been running; but where it kept time in between, the VM may be what restarts.
"""

from __future__ import annotations

from attrs import define

from contract_tests.clauses.intervals.instants import Instant
from contract_tests.clauses.intervals.samples import Sample
from contract_tests.recording.timing import LONGEST_STOP, ROUNDING, SETTLED, TOLERANCE, VISIBLE

Contradiction = tuple[Sample, Sample]


@define
class Birth:
    """All that answers tell of a birth: the instant of now, and that of before it moved on.

    It moved with the answer `moved`. `paused` are the answers between which both clocks stood still, until
    the uptime is seen to go on. `pace` counts the latest answers in a row that kept time with the one before,
    `kept` tells whether two did, and `restarts` whether the VM restarted again although they did.
    """

    instant: Instant
    latest: Sample
    before: Instant | None = None
    moved: Sample | None = None
    paused: Contradiction | None = None
    broken: Contradiction | None = None
    pace: int = 0
    kept: bool = False
    restarts: bool = False

    @classmethod
    def of(cls, sample: Sample) -> Birth:
        """Return the birth that the first answer tells."""
        return cls(_instant(sample), sample)

    @property
    def contradiction(self) -> Contradiction | None:
        """The first two answers that no one birth explains, nor one that moved on once."""
        return self.broken or self.paused

    def take(self, sample: Sample) -> None:
        """Take another answer."""
        latest, self.latest = self.latest, sample
        self.pace = self.pace + 1 if _kept_time(latest, sample) else 0
        # An uptime that each read begins anew may grow as time passes once, after two reads in one moment.
        self.kept = self.kept or self.pace > 1
        if self.paused is not None and _went_on(latest, sample):
            self.paused = None
        if self._is_late(sample) or self.instant.take(sample):
            return
        contradiction, self.instant.contradiction = self.instant.contradiction, None
        assert contradiction is not None
        restarted = _is_restart(latest, sample)
        if self.moved is not None and self.kept and _began_since(latest, sample):
            self.restarts = True
            self.before, self.instant, self.moved = self.instant, _instant(sample), sample
        elif self.moved is None and (restarted or _is_pause(self.instant.soonest, sample)):
            self.before = self.instant if restarted else None
            self.paused = None if restarted or _went_on(latest, sample) else contradiction
            self.instant, self.moved = _instant(sample), sample
        else:
            self.broken = self.broken or contradiction

    def _is_late(self, sample: Sample) -> bool:
        """Tell whether an answer tells what a lagging replica may still tell after a restart."""
        if self.before is None or self.moved is None or sample.sent > self.moved.received + SETTLED:
            return False
        allowed = self.before.allowed
        return sample.birth.latest >= allowed.earliest and allowed.latest >= sample.birth.earliest


def _instant(sample: Sample) -> Instant:
    return Instant(lambda each: each.birth, sample, sample)


def _is_restart(latest: Sample, sample: Sample) -> bool:
    """Tell whether an uptime fell to what may have passed since the answer before."""
    fell = (sample.uptime or 0.0) < (latest.uptime or 0.0)
    return fell and (sample.uptime or 0.0) <= sample.received - latest.sent + TOLERANCE


def _began_since(latest: Sample, sample: Sample) -> bool:
    """Tell whether an uptime is no more than what passed since the answer before."""
    return (sample.uptime or 0.0) <= sample.received - latest.sent + VISIBLE


def _kept_time(latest: Sample, sample: Sample) -> bool:
    """Tell whether an uptime grew by what passed since the answer before, and by more than latency."""
    latency = max(each.received - each.sent for each in (latest, sample))
    grew = (sample.uptime or 0.0) - (latest.uptime or 0.0)
    return grew > VISIBLE + latency and sample.birth.near(latest.birth, VISIBLE)


def _is_pause(first: Sample, sample: Sample) -> bool:
    """Tell whether uptime and time left have stood still together, for seconds."""
    if first.left is None or sample.left is None:
        return False
    stood = sample.birth.after(first.birth)
    return 0 < stood <= LONGEST_STOP and abs(stood - sample.expiry.after(first.expiry)) <= ROUNDING


def _went_on(latest: Sample, sample: Sample) -> bool:
    """Tell whether an uptime grew visibly from one answer to the next."""
    return (sample.uptime or 0.0) - (latest.uptime or 0.0) > VISIBLE

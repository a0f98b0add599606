"""Lives: the answers about one VM, for as long as it was seen alive without interruption.

Between two answers the deployment's clock advanced by something within [sent2 - received1, received2 -
sent1]. So each answer bounds two instants on our clock: the VM's birth and its expiry.
"""

from collections.abc import Callable, Iterable, Iterator
from statistics import median

from attrs import define, field

from contract_tests.clauses.clause import Fold
from contract_tests.clauses.finding import Finding
from contract_tests.clauses.intervals.births import Birth
from contract_tests.clauses.intervals.samples import Sample, passed
from contract_tests.recording.reading import Reading, Status
from contract_tests.recording.timing import REPLICAS, SPACING, WATCH

DENSE = 64
"""Answers kept as close together as they come; after so many, one each SPACING is enough."""
MOST_SAMPLES = 256


@define
class Life:
    """One VM of one session, seen alive without interruption.

    `watch` are the seconds for which the run watches sessions. `birth` is the instant that its answers bound,
    None until one of them tells an uptime. `reads` counts all our questions about the session in that time.
    """

    vm: str
    state: str
    watch: float = WATCH
    samples: list[Sample] = field(factory=list)
    birth: Birth | None = None
    credentials: set[str] = field(factory=set)
    reads: int = 0

    def take(self, sample: Sample) -> None:
        """Add an answer; of very many, enough are kept."""
        if sample.uptime is not None:
            self.birth = self.birth or Birth.of(sample)
            self.birth.take(sample)
        if len(self.samples) < DENSE or sample.sent >= self.samples[-1].sent + SPACING:
            self.samples.append(sample)

    @property
    def span(self) -> float:
        """The least time that passed between the first answer and the last, in seconds."""
        return passed(self.samples) if self.samples else 0.0

    @property
    def counting(self) -> list[Sample]:
        """The answers that told a time left that still counts; with 0 left a VM waits to be cleaned up, and
        what it tells below that counts on.

        Each was asked for when the one before had arrived, and they are as many as there can be: of two in
        flight at once, either may tell the earlier moment, and what only rises may look as if it had fallen.
        What took far longer than most may hide an extension.
        """
        told = [sample for sample in self.samples if sample.remaining]
        usual = max(REPLICAS, 2 * median([each.latency for each in told] or [0.0]))
        counts: list[Sample] = []
        for sample in sorted(told, key=lambda sample: sample.received):
            if sample.latency <= usual and (not counts or sample.sent >= counts[-1].received):
                counts.append(sample)
        return counts


@define
class Lives(Fold):
    """All lives of a run, each judged by `judge` when it ends."""

    judge: Callable[[Life], Iterator[Finding]]
    current: dict[str, Life] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        """Take the next answer; findings come where a life has ended."""
        status, context = reading.status, reading.context
        if status is not None and context.subject == "spelling" and context.session in self.current:
            self._spelled(self.current[context.session], status, reading)
        if status is None or not reading.is_documented_request or context.subject == "unknown":
            return
        place = context.session
        life = self.current.get(place)
        if life is not None and not status.vm_alive and context.credential not in life.credentials:
            # Two credentials need not belong to one account; but what they see alive under one id is one VM.
            return
        # A dead VM, or another one, ends a life; so does a full one, since judging takes time by its length.
        if life is not None and (
            not status.vm_alive or status.vm_id != life.vm or len(life.samples) >= MOST_SAMPLES
        ):
            del self.current[place]
            yield from self.judge(life)
            life = None
        if not status.vm_alive:
            return
        if life is None:
            life = self.current[place] = Life(status.vm_id or "", context.state or "", self.tolerances.watch)
        life.credentials.add(context.credential)
        life.reads += 1
        life.take(Sample.of(status, reading.exchange, life.reads))

    def _spelled(self, life: Life, status: Status, reading: Reading) -> None:
        """Take an answer to another spelling: a read, and where it tells of the same VM it tells its time."""
        life.reads += 1
        if status.vm_alive and status.vm_id == life.vm:
            life.take(Sample.of(status, reading.exchange, life.reads))

    def finish(self) -> Iterable[Finding]:
        for life in self.current.values():
            yield from self.judge(life)

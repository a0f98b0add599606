"""Liveness over time: the VM of a session, and its life and death, told again and again."""

from collections.abc import Iterable

from attrs import define, evolve, field, frozen

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Fold, inference, of_many, prose
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken
from contract_tests.clauses.intervals.samples import Sample
from contract_tests.clauses.intervals.spans import REMEMBERED, Span, Spans
from contract_tests.recording.exchange import NOT_FOUND
from contract_tests.recording.reading import Reading, Status
from contract_tests.recording.timing import ROUNDING, SETTLED


def own_status(reading: Reading) -> Status | None:
    """Return the status of a declared session, asked for in the ordinary way."""
    ours = reading.is_documented_request and reading.context.subject != "unknown"
    return reading.status if ours else None


@frozen
class Tenancy:
    """A session's VM, the latest that was seen alive, and the first answer that told it."""

    vm: str
    first: Sample
    changed: bool = False
    """True if another VM was told before."""
    ended: bool = False
    """True if the session was seen without a living VM since."""


@of_many(
    "liveness.vm-is-stable-while-alive",
    basis=prose("vm_id: The VM identifier (if assigned)"),
    says="A VM keeps its identifier, and a session does not return to a VM that was replaced.",
    needs=needs.ALIVE.and_also(f"watched for longer than {SETTLED:g} s"),
)
@define
class VmIsStableWhileAlive(Fold):
    """While a session stays alive its vm_id does not change, unless uptime or expiry show that the VM is
    another one; and a vm_id that was replaced does not come back, be it alive or dead."""

    tenancies: dict[str, Tenancy] = field(factory=dict)
    stories: dict[str, Spans[str]] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        status, session = own_status(reading), reading.context.session
        gone = reading.is_documented_request and reading.code in NOT_FOUND
        if session in self.tenancies and (gone or (status is not None and not status.vm_alive)):
            # A VM restored from a snapshot goes on where another one ended, its clocks as well.
            self.tenancies[session] = evolve(self.tenancies[session], ended=True)
        if status is None or not status.vm_id:
            return
        story = self.stories.setdefault(session, Spans("vm_id"))
        finding = story.step(status.vm_id, reading.exchange)
        if finding is not None and (status.vm_alive or finding is not HOLDS):
            yield finding
        if not status.vm_alive:
            return
        two = Sample.of(status, reading.exchange)
        last = self.tenancies.setdefault(session, Tenancy(status.vm_id, two))
        if status.vm_id != last.vm:
            one = last.first
            goes_on = _has_one_uptime(one, two) and (last.changed or _has_one_expiry(one, two))
            if goes_on and not last.ended:
                told = f"vm_id {last.vm}, then {status.vm_id}, while uptime kept growing"
                yield broken(told, f"vm_id {last.vm}", one.number, two.number)
            self.tenancies[session] = Tenancy(status.vm_id, two, changed=not last.ended)


def _has_one_uptime(one: Sample, two: Sample) -> bool:
    """Tell whether an uptime went on that was old enough to be told from that of a new VM."""
    # A VM that began with the run and one that took its place tell uptimes that are about the same.
    if one.uptime is None or two.uptime is None or one.uptime < SETTLED + ROUNDING:
        return False
    return two.uptime >= one.uptime and two.birth.near(one.birth, ROUNDING)


def _has_one_expiry(one: Sample, two: Sample) -> bool:
    return None not in {one.left, two.left} and two.expiry.near(one.expiry, ROUNDING)


@of_many(
    "liveness.killed-vm-stays-dead",
    basis=prose("vm_status: Current VM status ('active', 'killed', etc.)"),
    says="A killed VM is not alive again.",
    needs=needs.DEAD.and_also(f"asked about for longer than {SETTLED:g} s"),
    unoffered=f"no VM was seen with the status killed for longer than {SETTLED:g} s",
)
@define
class KilledVmStaysDead(Fold):
    """A vm_id seen with vm_status "killed" is not alive in an answer asked for 2 s later or more; a new
    vm_id is fine, and so is another status between."""

    killed: dict[tuple[str, str], Span] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        status = own_status(reading)
        if status is None or not status.vm_id:
            return
        exchange = reading.exchange
        key = (reading.context.session, status.vm_id)
        first = self.killed.get(key)
        if status.vm_alive:
            if first is None and self._succeeded(key, exchange.sent):
                yield HOLDS
            if first and first.settled(exchange.sent):
                told = f"vm {status.vm_id}: killed, then alive"
                yield broken(told, "the VM dead, or another vm_id", first.numbers[0], exchange.number)
        elif status.vm_status == "killed":
            if first is None and len(self.killed) < REMEMBERED:
                self.killed[key] = Span.of(exchange)
            elif first and first.settled(exchange.sent):
                yield HOLDS
        # By another word for dead its owner may have brought it back meanwhile.
        elif status.kind == "dead":
            self.killed.pop(key, None)
            yield NOT_OFFERED

    def _succeeded(self, key: tuple[str, str], sent: float) -> bool:
        """Tell whether another VM took the place of one killed well before."""
        return any(where == key[0] and span.settled(sent) for (where, _), span in self.killed.items())


@of_many(
    "liveness.liveness-does-not-flap",
    basis=prose("Whether the VM is alive (active status)"),
    says="A VM is not alive, not alive and alive again, nor the reverse.",
    needs=needs.ALIVE.and_also(f"watched for longer than {SETTLED:g} s"),
)
@define
class LivenessDoesNotFlap(Fold):
    """Of one vm_id, with no status but "active" and "killed" between, liveness does not go back;
    replicas and caches may lag by 2 s."""

    stories: dict[tuple[str, str], Spans[bool]] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        status = own_status(reading)
        if status is None or not status.vm_id:
            return
        key = (reading.context.session, status.vm_id)
        # A VM that is suspended, say, comes back lawfully: its story begins anew.
        if not status.vm_alive and status.vm_status not in {"killed", "active"}:
            self.stories.pop(key, None)
            return
        if key not in self.stories and len(self.stories) < REMEMBERED:
            self.stories[key] = Spans("vm_alive")
        story = self.stories.get(key)
        finding = story.step(status.vm_alive, reading.exchange) if story is not None else None
        if finding is not None:
            yield finding


@of_many(
    "liveness.sessions-do-not-share-a-vm",
    basis=inference("Sessions are worth having only when each has a VM of its own."),
    says="Two sessions that are alive at once have different VMs.",
    needs=needs.TWO_ALIVE,
)
@define
class SessionsDoNotShareAVm(Fold):
    """Two declared sessions seen alive in overlapping stretches of time name different vm_id."""

    stays: dict[str, dict[str, Span]] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        status = own_status(reading)
        if status is None or not status.vm_alive or not status.vm_id:
            return ()
        stays = self.stays.setdefault(reading.context.session, {})
        stay = stays.get(status.vm_id)
        if stay is not None:
            stay.prolong(reading.exchange)
        elif len(stays) < REMEMBERED:
            stays[status.vm_id] = Span.of(reading.exchange)
        return ()

    def finish(self) -> Iterable[Finding]:
        sessions = list(self.stays.items())
        for position, (one, stays) in enumerate(sessions):
            for other, others in sessions[position + 1 :]:
                shared = [vm for vm, stay in stays.items() if vm in others and stay.meets(others[vm])]
                for vm in shared:
                    told = f"vm_id {vm} in {one} and in {other}"
                    yield broken(told, "a VM of its own each", stays[vm].numbers[0], others[vm].numbers[0])
                if not shared:
                    yield HOLDS

"""A VM dies when it has expired."""

from collections.abc import Iterable

from attrs import define, field

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Fold, of_many, prose
from contract_tests.clauses.finding import HOLDS, Finding, broken, undecided
from contract_tests.clauses.intervals.samples import finite
from contract_tests.recording.exchange import NOT_FOUND, Exchange
from contract_tests.recording.reading import Reading, Status
from contract_tests.recording.timing import ROUNDING, TOLERANCE, VISIBLE


@define
class Announcement:
    """The time at which a VM was last said to expire, seconds since the run began."""

    vm: str
    expiry: float
    number: int
    sent: float
    left: float
    waits_since: float | None = None
    """Since when it was seen with nothing left: an extension unseen may have put that off."""
    extended: float | None = None
    """When an extension was seen last, if one was."""


@of_many(
    "lifetime.expired-vm-dies",
    basis=prose("expires_in_seconds: Time until VM expires (if alive)"),
    says="A VM whose announced expiry has passed is not alive.",
    needs=needs.EXPIRING,
)
@define
class ExpiredVmDies(Fold):
    """An answer asked for later than --expiry-grace after the last announced expiry, and after the VM was
    first seen with nothing left, does not show the same VM alive. A later announcement is an extension."""

    announced: dict[tuple[str, str], Announcement] = field(factory=dict)
    open: dict[str, tuple[str, str]] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        """Take the next answer about a declared session; one that is not found any more has no VM alive."""
        status, context = reading.status, reading.context
        if not reading.is_documented_request or context.subject == "unknown":
            return
        # A session that is not found has no VM; any other answer without a status leaves that open.
        if status is None and reading.code not in NOT_FOUND:
            self._lose_sight(reading)
            return
        place = (context.session, context.credential)
        last = self.announced.get(place)
        if last is not None and (status is None or not status.vm_alive or status.vm_id != last.vm):
            del self.announced[place]
            self.open.pop(context.session, None)
            # One that died sooner was killed, which says nothing of expiry.
            if reading.exchange.sent >= last.expiry - TOLERANCE:
                yield HOLDS
            elif context.state == "expiring":
                self.open[context.session] = _not_seen_to_expire(reading.exchange, last)
            last = None
        if status is not None and status.vm_alive and finite(status.expires_in_seconds) is not None:
            yield from self._alive(status, reading, place, last)

    def _lose_sight(self, reading: Reading) -> None:
        """Take an answer without a status: if it was the last, no longer watch would have settled it."""
        exchange, session = reading.exchange, reading.context.session
        last = self.announced.get((session, reading.context.credential))
        if last is not None and session in self.open:
            met = exchange.failure.detail if exchange.failure else f"status {exchange.status}"
            seen = f"an expiring session was alive with {last.left:.0f} s left, and then not told of: {met}"
            self.open[session] = (seen, "lower --pace" if exchange.status == 429 else "run again")

    def _alive(
        self, status: Status, reading: Reading, place: tuple[str, str], last: Announcement | None
    ) -> Iterable[Finding]:
        exchange, left = reading.exchange, status.expires_in_seconds or 0.0
        expiry = exchange.received + left + (ROUNDING if left == int(left) else 0.0)
        if last is None:
            last = Announcement(status.vm_id or "", expiry, exchange.number, exchange.sent, left)
            self.announced[place] = last
        # A later announcement is an extension; the last second, told again and again, is nothing rounded up.
        elif (left > ROUNDING or left > last.left + VISIBLE) and expiry > last.expiry:
            # What moves the announced instant by less is how long answers take.
            last.extended = exchange.received if expiry > last.expiry + TOLERANCE else last.extended
            last.expiry, last.number, last.waits_since = expiry, exchange.number, None
        last.left = left
        # What is left may be nothing, rounded up.
        if left <= ROUNDING and last.waits_since is None:
            last.waits_since = exchange.received
        overdue = exchange.sent - max(last.expiry, last.waits_since or last.expiry) - self.tolerances.grace
        if overdue > 0:
            seen = f"alive {overdue + self.tolerances.grace:.1f} s after its announced expiry"
            yield broken(seen, f"dead within {self.tolerances.grace:g} s of it", last.number, exchange.number)
        elif reading.context.state == "expiring":
            seen = f"an expiring session was alive to the end, {left:.0f} s left"
            needed = max(exchange.sent, last.expiry) - last.sent
            remedy = f"raise --watch-expiry to {int(needed) + 2}, or declare a session that expires sooner"
            if needed <= self.tolerances.watch_expiry:
                # It was to be waited for, and something else ended that.
                remedy = "run again"
            elif last.extended is not None:
                seen = f"an expiring session was seen extended at {last.extended:.1f} s, {left:.0f} s left"
                remedy = "declare one that nothing extends"
            self.open[reading.context.session] = (seen, remedy)

    def finish(self) -> Iterable[Finding]:
        for seen, remedy in self.open.values():
            yield undecided(seen, remedy)


def _not_seen_to_expire(exchange: Exchange, last: Announcement) -> tuple[str, str]:
    """Return why a death does not show that expiry brings it, and what to do."""
    if exchange.received < last.expiry - TOLERANCE:
        return "an expiring session's VM died before its time", "declare another one"
    # Its end is within the time that the answer took, so it may have been on time.
    took = exchange.received - exchange.sent
    seen = f"an expiring session's VM died while an answer took {took:.1f} s"
    return seen, "set --concurrency 1, or declare one that lives longer"

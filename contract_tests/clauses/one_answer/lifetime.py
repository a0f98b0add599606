"""Since when a VM runs, and how much longer: what one status body says by itself."""

import math
from collections.abc import Iterable

from attrs import define

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Fold, example, of_many, of_status, owner, prose
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken
from contract_tests.recording.reading import Reading, Status
from contract_tests.recording.timing import BELOW_ZERO, TIME_OF_DAY, TOLERANCE


@of_status(
    "lifetime.dead-has-no-uptime",
    basis=owner("no uptime when not alive"),
    says="A session whose VM is not alive has no uptime.",
    needs=needs.NOT_ALIVE,
)
def dead_has_no_uptime(status: Status) -> Finding | None:
    """vm_alive false implies uptime_seconds absent, whether a VM is assigned or not; 0 is not absent."""
    if status.vm_alive:
        return None
    if status.uptime_seconds is None:
        return HOLDS
    return broken(f"vm_alive false, uptime_seconds {status.uptime_seconds}", "uptime_seconds null")


@of_status(
    "lifetime.alive-has-uptime",
    basis=prose("uptime_seconds: How long VM has been running (if alive)"),
    says="A VM that is alive tells how long it has been running.",
    needs=needs.ALIVE,
)
def alive_has_uptime(status: Status) -> Finding | None:
    """vm_alive true implies uptime_seconds present, and less than 47 years; by a clock that is apart from the
    VM's it may be 1.5 s below 0."""
    if not status.vm_alive:
        return None
    told = status.uptime_seconds
    if told is not None and -BELOW_ZERO <= told < TIME_OF_DAY:
        return HOLDS
    return broken(f"vm_alive true, uptime_seconds {told}", "a number from 0")


@of_many(
    "lifetime.alive-has-expiry",
    basis=prose("expires_in_seconds: Time until VM expires (if alive)"),
    says="A VM that is alive tells when it expires.",
    needs=needs.ALIVE,
)
@define
class AliveHasExpiry(Fold):
    """vm_alive true implies expires_in_seconds present and finite, and below 0 by no more than --expiry-grace
    and 2.5 s: a VM that waits to be cleaned up may tell since when."""

    alone = True

    def step(self, reading: Reading) -> Iterable[Finding]:
        status = reading.status
        if status is None or not status.vm_alive:
            return
        told, grace = status.expires_in_seconds, self.tolerances.grace
        if told is not None and -grace - TOLERANCE <= told < math.inf:
            yield HOLDS
        else:
            seen = f"vm_alive true, expires_in_seconds {told}"
            yield broken(
                seen, f"a number from 0, or a VM overdue by no more than {grace:g} s", reading.number
            )


@of_status(
    "lifetime.dead-has-no-time-left",
    basis=example("vm_dead", '"expires_in_seconds": 0'),
    says="A killed VM has no time left.",
    needs=needs.DEAD,
    unoffered="no VM that is not alive had the status killed",
)
def dead_has_no_time_left(status: Status) -> Finding | None:
    """vm_status "killed" implies expires_in_seconds absent or 0."""
    if status.vm_status != "killed":
        return NOT_OFFERED if status.kind == "dead" else None
    if not status.expires_in_seconds:
        return HOLDS
    return broken(f"killed, expires_in_seconds {status.expires_in_seconds}", "0 or null")


@of_status(
    "lifetime.unassigned-has-no-expiry",
    basis=example("no_vm_assigned_yet", '"expires_in_seconds": null'),
    says="Without an assigned VM nothing expires.",
    needs=needs.UNASSIGNED,
)
def unassigned_has_no_expiry(status: Status) -> Finding | None:
    """vm_assigned false implies expires_in_seconds absent."""
    if status.vm_assigned:
        return None
    if status.expires_in_seconds is None:
        return HOLDS
    seen = f"vm_assigned false, expires_in_seconds {status.expires_in_seconds}"
    return broken(seen, "expires_in_seconds null")

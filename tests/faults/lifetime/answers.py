"""Faults in since when a VM runs, and how much longer: what one answer says by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from contract_tests.reference.behaviour import Behaviour
from tests.faults.fault import fault
from tests.faults.states import Alive, Dead, Every, Unassigned, Unknown

if TYPE_CHECKING:
    from contract_tests.reference.behaviour import Asked, Body
    from contract_tests.reference.storage import VM

DEAD_UPTIME = "lifetime.dead-has-no-uptime"
UPTIME = "lifetime.alive-has-uptime"
EXPIRY = "lifetime.alive-has-expiry"
DEAD_LEFT = "lifetime.dead-has-no-time-left"
UNASSIGNED = "lifetime.unassigned-has-no-expiry"
LIFETIME = 300


@fault(DEAD_UPTIME, "twelve")
class DeadHasUptime(Dead):
    """A dead VM reports an uptime of 12 seconds."""

    members: ClassVar[Body] = {"uptime_seconds": 12}


@fault(DEAD_UPTIME, "zero")
class DeadUptimeZero(Dead):
    """A dead VM's uptime is 0, not null."""

    members: ClassVar[Body] = {"uptime_seconds": 0}


@fault(DEAD_UPTIME, "minus-one")
class DeadUptimeMinusOne(Dead):
    """A dead VM's uptime is -1, which stands for none."""

    members: ClassVar[Body] = {"uptime_seconds": -1}


@fault(DEAD_UPTIME, "keeps-running")
class DeadKeepsRunning(Behaviour):
    """A dead VM's uptime keeps growing."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        return super().describe_vm(vm, now) | {"uptime_seconds": self.uptime(vm, now)}


@fault(DEAD_UPTIME, "unassigned-zero")
class UnassignedUptimeZero(Unassigned):
    """The uptime of a session without a VM is 0."""

    members: ClassVar[Body] = {"uptime_seconds": 0.0}


@fault(DEAD_UPTIME, "unknown-zero", "access.foreign-session-shows-nothing")
class UnknownUptimeZero(Unknown):
    """The uptime of a session that does not exist is 0."""

    members: ClassVar[Body] = {"uptime_seconds": 0}


@fault(DEAD_UPTIME, "since-creation")
class UptimeSinceCreation(Unassigned):
    """The uptime of a session without a VM is told since the session was created."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | {"uptime_seconds": 30 + self.elapsed(asked)}


@fault(UPTIME, "null")
class UptimeNull(Alive):
    """A living VM's uptime is null."""

    members: ClassVar[Body] = {"uptime_seconds": None}


@fault(UPTIME, "renamed")
class UptimeRenamed(Alive):
    """A living VM's uptime is told as uptime, without its unit."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {"uptime" if name == "uptime_seconds" else name: value for name, value in body.items()}


@fault(UPTIME, "unmeasured-when-young")
class UptimeUnmeasured(Alive):
    """A VM has no uptime until it has run for a second."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body if body["uptime_seconds"] >= 1 else body | {"uptime_seconds": None}


@fault(UPTIME, "clock-behind")
class ClockBehind(Behaviour):
    """The VM's host is two seconds ahead of the API, so that a young VM's uptime is negative."""

    def uptime(self, vm: VM, now: float) -> float:
        return super().uptime(vm, now - 2)


@fault(UPTIME, "negative", "lifetime.uptime-keeps-time", "lifetime.uptime-and-expiry-agree")
class UptimeNegative(Behaviour):
    """The uptime was subtracted the wrong way round."""

    def uptime(self, vm: VM, now: float) -> float:
        return -super().uptime(vm, now)


@fault(EXPIRY, "null")
class ExpiryNull(Alive):
    """A living VM's time left is null."""

    members: ClassVar[Body] = {"expires_in_seconds": None}


@fault(EXPIRY, "camel-case")
class ExpiryCamelCase(Alive):
    """A living VM's time left is told in camel case."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {
            "expiresInSeconds" if name == "expires_in_seconds" else name: value
            for name, value in body.items()
        }


@fault(EXPIRY, "minus-one-for-never", "lifetime.expiry-counts-down", "lifetime.reading-does-not-extend")
class MinusOneForNever(Alive):
    """A living VM without a limit has -1 seconds left."""

    members: ClassVar[Body] = {"expires_in_seconds": -1}


@fault(EXPIRY, "since-expiry", "lifetime.expiry-counts-down", "lifetime.expired-vm-dies")
class SinceExpiry(Behaviour):
    """The time left was subtracted the wrong way round."""

    def time_left(self, vm: VM, now: float) -> float:
        return -super().time_left(vm, now)


@fault(EXPIRY, "null-when-far")
class ExpiryNullWhenFar(Alive):
    """The time left is told only when less than a minute is left."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body if body["expires_in_seconds"] < 60 else body | {"expires_in_seconds": None}


@fault(DEAD_LEFT, "lifetime")
class DeadLifetime(Dead):
    """A killed VM has its whole lifetime left."""

    members: ClassVar[Body] = {"expires_in_seconds": LIFETIME}


@fault(DEAD_LEFT, "overdue")
class DeadOverdue(Behaviour):
    """A killed VM's time left is negative: it tells since when it is overdue."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        body = super().describe_vm(vm, now)
        return body if body["vm_alive"] else body | {"expires_in_seconds": self.time_left(vm, now) - 1}


@fault(DEAD_LEFT, "a-moment")
class DeadAMoment(Dead):
    """A killed VM has a hundredth of a second left, since it is rounded up."""

    members: ClassVar[Body] = {"expires_in_seconds": 0.01}


@fault(UNASSIGNED, "lifetime")
class UnassignedLifetime(Unassigned):
    """A session without a VM tells the lifetime that the VM will have."""

    members: ClassVar[Body] = {"expires_in_seconds": LIFETIME}


@fault(UNASSIGNED, "zero")
class UnassignedZero(Unassigned):
    """A session without a VM has 0 seconds left, not null."""

    members: ClassVar[Body] = {"expires_in_seconds": 0}


@fault(UNASSIGNED, "unknown-zero")
class UnknownZero(Unknown):
    """A session that does not exist has 0 seconds left, not null."""

    members: ClassVar[Body] = {"expires_in_seconds": 0}


@fault(UNASSIGNED, "left-over")
class LeftOverExpiry(Every):
    """A session without a VM has the time left of the VM that was asked about before."""

    last: float = 0

    def changed(self, _asked: Asked, body: Body) -> Body:
        if body["vm_alive"]:
            self.last = body["expires_in_seconds"]
        return body if body["vm_assigned"] else body | {"expires_in_seconds": self.last}

"""Faults in what ends a VM's life: reads that prolong it, and an end that does not come."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import evolve

from contract_tests.reference.behaviour import Behaviour
from contract_tests.reference.storage import usual
from tests.faults.fault import fault
from tests.faults.states import Alive

if TYPE_CHECKING:
    from contract_tests.reference.behaviour import Asked, Body
    from contract_tests.reference.storage import VM

EXPIRY = "lifetime.expiry-counts-down"
READS = "lifetime.reading-does-not-extend"
DIES = "lifetime.expired-vm-dies"


class Extending(Alive):
    """Lets a VM live longer with each read that is answered."""

    seconds: ClassVar[float]

    def changed(self, asked: Asked, body: Body) -> Body:
        self.control.extend(usual(asked.session_id), self.seconds)
        return body


@fault(READS, "by-three-seconds", EXPIRY)
class ExtendsByThree(Extending):
    """Each read lets the VM live three seconds longer."""

    seconds = 3


@fault(READS, "by-half-a-minute", EXPIRY)
class ExtendsByHalfAMinute(Extending):
    """Each read lets the VM live half a minute longer."""

    seconds = 30


@fault(READS, "by-a-lifetime", EXPIRY)
class ExtendsByALifetime(Extending):
    """Each read lets the VM live another lifetime longer."""

    seconds = 300


@fault(READS, "by-half-a-second", EXPIRY)
class ExtendsByHalfASecond(Extending):
    """Each read lets the VM live half a second longer."""

    seconds = 0.5


@fault(READS, "sliding", EXPIRY)
class Sliding(Behaviour):
    """Each read sets the time left to a whole lifetime, as where idle sessions end."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        if vm.status_at(now) == "active":
            vm = evolve(vm, expires_at=now + 300)
        return super().describe_vm(vm, now)


@fault(READS, "sliding-afterwards", EXPIRY)
class SlidingAfterwards(Alive):
    """Each read sets the time left to a whole lifetime, which the next one shows counting."""

    def changed(self, asked: Asked, body: Body) -> Body:
        self.control.extend(usual(asked.session_id), 300 - body["expires_in_seconds"])
        return body


class Immortal(Behaviour):
    """A VM that has expired is not killed."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        if vm.status != "active" or now < vm.expires_at:
            return super().describe_vm(vm, now)
        lives_on = super().describe_vm(evolve(vm, expires_at=now + 1), now)
        return lives_on | {"expires_in_seconds": self.overdue(vm, now)}

    def overdue(self, _vm: VM, _now: float) -> float:
        """Return the time left that is told of a VM that has none."""
        return 0


@fault(DIES, "never", EXPIRY)
class NeverDies(Immortal):
    """A VM that has expired lives on, with 0 seconds left."""


@fault(DIES, "overdue", "lifetime.alive-has-expiry")
class Overdue(Immortal):
    """A VM that has expired lives on, and its time left goes below zero."""

    def overdue(self, vm: VM, now: float) -> float:
        return self.time_left(vm, now)


@fault(DIES, "one-second-left")
class OneSecondLeft(Immortal):
    """A VM that has expired lives on with one second left, for which time is rounded up."""

    def overdue(self, _vm: VM, _now: float) -> float:
        return 1


@fault(DIES, "lags", EXPIRY)
class CleaningLags(Immortal):
    """A VM that has expired is cleaned up only by the job that runs every minute."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        overdue = now - vm.expires_at > 60
        return Behaviour.describe_vm(self, vm, now) if overdue else super().describe_vm(vm, now)


@fault(DIES, "status-expired", "liveness.alive-means-active", EXPIRY)
class StatusExpired(Immortal):
    """A VM that has expired gets the status expired, and is alive all the same."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        body = super().describe_vm(vm, now)
        return body if body["expires_in_seconds"] else body | {"vm_status": "expired"}


@fault(DIES, "lives-on-with-nothing-left")
class LivesOn(Alive):
    """A VM that was to live for minutes lives on with nothing left; one that dies soon dies in time."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | ({"expires_in_seconds": 0} if body["expires_in_seconds"] > 60 else {})

"""Freedoms in what becomes of a VM when its time is over, or stands still, or begins anew."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.reference.behaviour import Behaviour, Body
from tests.faults.fault import variant
from tests.faults.variants.freedom import freedom
from tests.faults.variants.history import Happening

if TYPE_CHECKING:
    from contract_tests.reference.storage import VM, Session
    from tests.faults.variants.history import Events


@freedom("woken-by-use")
class WokenByUse(Behaviour):
    """When a VM has expired, the next question about its session starts a new one."""

    def find(self, session_id: str, account: int) -> Session | None:
        """Start it."""
        session = super().find(session_id, account)
        vm = session.vm if session else None
        if session is None or vm is None or vm.status != "active" or self.clock() < vm.expires_at:
            return session
        self.control.assign(session.id)
        return self.storage.session(session.id)


@freedom("cleaned-up-late")
class CleanedUpLate(Behaviour):
    """VMs live up to five seconds longer than they were to, with no time left."""

    late = 5.0

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Let it live."""
        return super().describe_vm(evolve(vm, expires_at=vm.expires_at + self.late), now)

    def time_left(self, vm: VM, now: float) -> float:
        """Tell no more than was promised."""
        return max(0, super().time_left(vm, now) - self.late)


@freedom("cleaned-up-in-rounds")
class CleanedUpInRounds(CleanedUpLate):
    """VMs that have expired are looked for every eight seconds, and live until then, with no time left."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Let it live until the next round."""
        self.late = 8 - vm.expires_at % 8
        return super().describe_vm(vm, now)


@freedom("overdue")
class Overdue(CleanedUpInRounds):
    """VMs that wait for that tell for how long they are overdue, below zero; their uptime lags by 0.3 s."""

    def time_left(self, vm: VM, now: float) -> float:
        """Tell it."""
        return round(vm.expires_at - self.late - now, 2)

    def uptime(self, vm: VM, now: float) -> float:
        """Tell what another clock would."""
        return super().uptime(vm, now - 0.3)


@freedom("dying-slowly")
class DyingSlowly(Behaviour):
    """A VM that has expired is terminating for three seconds before it is killed."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Put a word between."""
        body = super().describe_vm(vm, now)
        dying = not body["vm_alive"] and vm.status == "active" and now < vm.expires_at + 3
        return body | {"vm_status": "terminating", "expires_in_seconds": None} if dying else body


@freedom("unassigned-when-dead")
class UnassignedWhenDead(Behaviour):
    """A VM that has expired is not assigned any longer."""

    def find(self, session_id: str, account: int) -> Session | None:
        """Take it away."""
        session = super().find(session_id, account)
        if session is None or session.vm is None or session.vm.status != "active":
            return session
        return session if self.clock() < session.vm.expires_at else evolve(session, vm=None)


@freedom("forgotten-when-dead")
class ForgottenWhenDead(Behaviour):
    """A session whose VM has expired does not exist any longer."""

    def find(self, session_id: str, account: int) -> Session | None:
        """Forget it."""
        session = super().find(session_id, account)
        if session is None or session.vm is None or session.vm.status != "active":
            return session
        return session if self.clock() < session.vm.expires_at else None


@freedom("dying-from-the-start")
class DyingFromTheStart(Happening):
    """The first living VM has nothing left when we come, and is cleaned up five seconds later."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Tell that nothing is left."""
        own, told = self.vm(self.first), super().describe_vm(vm, now)
        mine = own is not None and vm.id == own.id and told["vm_alive"]
        return told | ({"expires_in_seconds": 0} if mine else {})

    def events(self) -> Events:
        """Let it die."""
        return [*super().events(), (5.0, partial(self.turn, self.first, "active", "killed"))]


@variant("put-off-by-a-heartbeat")
class PutOffByAHeartbeat(Behaviour):
    """Each second a heartbeat puts the expiry half a second later: on the whole it falls half as fast."""

    def time_left(self, vm: VM, now: float) -> float:
        """Tell what was put off so far."""
        return super().time_left(vm, now) + (now - vm.spawned_at) // 1 / 2


@freedom("restarted-under-its-name")
class RestartedUnderItsName(Happening):
    """The first living VM is booted anew, under the vm_id that it had and with the expiry that it had."""

    def events(self) -> Events:
        """Let it happen."""
        return [*super().events(), (1.5, self.restart)]

    def restart(self) -> None:
        """Boot it."""
        self.change(self.first, spawned_at=self.clock())


@freedom("paused")
class Paused(Happening):
    """The first living VM is paused for three seconds: uptime and time left stand still meanwhile."""

    since, seconds = 1.0, 3.0

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Tell what was so when it was paused, or how it is by a clock that is behind since then."""
        own = self.vm(self.first)
        if self.began is None or own is None or vm.id != own.id:
            return super().describe_vm(vm, now)
        return super().describe_vm(vm, now - min(self.seconds, max(0.0, now - self.began - self.since)))

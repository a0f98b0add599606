"""Faults in which VM a session has and whether it lives, told again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tests.faults.fault import fault
from tests.faults.states import Alive, Assigned, Dead

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.behaviour import Asked, Body
    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Storage

STABLE = "liveness.vm-is-stable-while-alive"
STAYS_DEAD = "liveness.killed-vm-stays-dead"
FLAPS = "liveness.liveness-does-not-flap"
SHARED = "liveness.sessions-do-not-share-a-vm"
APART = "delivery.concurrent-answers-stay-apart"
SPELLINGS = "existence.spellings-agree"
KILLED: Body = {"vm_status": "killed", "vm_alive": False, "uptime_seconds": None, "expires_in_seconds": 0}


def alive(uptime: float) -> Body:
    """Return what is told of a VM that has been running for so many of its 300 seconds."""
    up = round(uptime, 2)
    return {"vm_status": "active", "vm_alive": True, "uptime_seconds": up, "expires_in_seconds": 300 - up}


@fault(STABLE, "with-each-read", APART, SPELLINGS)
class RenamedWithEachRead(Assigned):
    """vm_id is another one in each answer: it names the lookup."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | {"vm_id": f"{body['vm_id']}-{self.nth(asked)}"}


@fault(STABLE, "two-replicas", APART, SPELLINGS)
class TwoReplicas(Assigned):
    """Two replicas know the VM by two identifiers."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | {"vm_id": f"node{self.nth(asked) % 2}/{body['vm_id']}"}


@fault(STABLE, "with-the-time", APART, SPELLINGS)
class RenamedWithTheTime(Assigned):
    """vm_id ends with the second in which the answer was written."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"vm_id": f"{body['vm_id']}@{int(self.clock())}"}


@fault(STABLE, "other-case", APART, SPELLINGS)
class OtherCase(Assigned):
    """One of three replicas tells vm_id in capitals."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | {"vm_id": body["vm_id"].upper()} if self.nth(asked) % 3 == 0 else body


@fault(STABLE, "returns", APART, SPELLINGS)
class ReturnsToEarlier(Alive):
    """A VM is replaced after half a second, and after two more its predecessor is back."""

    def changed(self, asked: Asked, body: Body) -> Body:
        if 0.5 < self.elapsed(asked) < 2.9:
            return body | {
                "vm_id": f"{body['vm_id']}-b",
                "uptime_seconds": round(self.elapsed(asked) - 0.5, 2),
            }
        return body


@fault(STAYS_DEAD, "undone")
class Undone(Dead):
    """A kill is undone after 2.5 seconds, as if it had never been."""

    def changed(self, asked: Asked, body: Body) -> Body:
        passed = self.elapsed(asked)
        return body | alive(30 + passed) if passed > 2.5 else body


@fault(STAYS_DEAD, "undone-late")
class UndoneLate(Dead):
    """A kill from before the first question is undone five seconds after it."""

    def changed(self, asked: Asked, body: Body) -> Body:
        passed = self.elapsed(asked)
        old = str(body["created_at"]) < self.timestamp(self.clock() - 60)
        return body | alive(30 + passed) if old and passed > 5 else body


@fault(STAYS_DEAD, "restarted")
class RestartedUnderItsName(Dead):
    """A killed VM is started again under its old vm_id, its clocks at zero."""

    def changed(self, asked: Asked, body: Body) -> Body:
        up = self.elapsed(asked) - 2
        return body | alive(up) if up > 0 else body


@fault(STAYS_DEAD, "killed-and-watched")
class KilledAndWatched(Alive):
    """A living VM is told as killed for its first half second, and lives on."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | KILLED if self.elapsed(asked) < 0.5 else body


@fault(FLAPS, "one-in-three", STAYS_DEAD)
class DeadInThree(Alive):
    """One of three replicas tells a living VM as killed."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body if self.nth(asked) % 3 else body | KILLED


@fault(FLAPS, "every-second", STAYS_DEAD)
class EverySecondDead(Alive):
    """Every second answer tells a living VM as killed."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body if self.nth(asked) % 2 else body | KILLED


@fault(FLAPS, "faint", STAYS_DEAD)
class Faint(Alive):
    """A VM that missed one heartbeat is told as killed for three seconds, and then as alive again."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | KILLED if 0.4 < self.elapsed(asked) < 2.9 else body


@fault(FLAPS, "zombie", STAYS_DEAD)
class Zombie(Dead):
    """A dead VM is told as alive once, between two answers that tell it as dead."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | alive(30) if 0.5 < self.elapsed(asked) < 2.5 else body


@fault(FLAPS, "active-not-alive", "liveness.active-means-alive")
class ActiveNotAlive(Alive):
    """Every second answer tells a VM as active and not alive."""

    not_alive: ClassVar[Body] = {"vm_alive": False, "uptime_seconds": None, "expires_in_seconds": None}

    def changed(self, asked: Asked, body: Body) -> Body:
        return body if self.nth(asked) % 2 else body | self.not_alive


@fault(SHARED, "constant")
class ConstantVm(Assigned):
    """All VMs have one identifier: the documentation's example."""

    members: ClassVar[Body] = {"vm_id": "vmid-abc-15"}


@fault(SHARED, "shortened")
class ShortenedVm(Assigned):
    """vm_id is cut off after five characters."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"vm_id": body["vm_id"][:5]}


@fault(SHARED, "host")
class HostOfVm(Alive):
    """A living VM's vm_id is that of the host that it runs on."""

    members: ClassVar[Body] = {"vm_id": "host-7.internal"}


class Back(Dead):
    """Lets a VM that died while it was watched be alive again for a while."""

    after: ClassVar[float]
    until: ClassVar[float] = 600.0

    def changed(self, asked: Asked, body: Body) -> Body:
        dead_for = self.elapsed(asked)
        back = asked.session_id in self.seen_alive and self.after <= dead_for < self.until
        return body | alive(dead_for) if back else body

    def finish(self, asked: Asked, body: Body) -> Body:
        body = super().finish(asked, body)
        self.seen_alive |= {asked.session_id} if body["vm_alive"] else set()
        return body

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.seen_alive: set[str] = set()


@fault(FLAPS, "at-death", STAYS_DEAD)
class BackSoon(Back):
    """A VM that has just died is told alive again, from the second second on for two."""

    after, until = 1.5, 3.5


@fault(STAYS_DEAD, "back-later", FLAPS)
class BackLater(Back):
    """A VM that has died is told alive again three seconds later, for good, under its name."""

    after = 3.0


@fault(STAYS_DEAD, "back-for-a-second", FLAPS)
class BackForASecond(Back):
    """A VM that has died is told alive again for a second, a while after its death."""

    after, until = 3.4, 4.4


@fault(STAYS_DEAD, "long-dead-for-a-second", FLAPS)
class LongDeadForASecond(Dead):
    """A VM that was dead when we came is told alive for a second, some seconds later."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | alive(30) if 4.4 < self.elapsed(asked) < 5.4 else body


@fault(STABLE, "another-at-death")
class AnotherAtDeath(Dead):
    """For three seconds after its death a VM is told as another one, which is alive."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | alive(30) | {"vm_id": "vmid-of-the-pool"} if self.elapsed(asked) < 2.5 else body

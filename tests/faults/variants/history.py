"""Freedoms in what happens to sessions and VMs while they are watched."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.seeding import OURS
from tests.faults.variants.freedom import freedom

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import VM, Storage

    Events = list[tuple[float, Callable[[], object]]]

APART = 2.6
"""Seconds between the births of two VMs that caches, replicas and rounding cannot hide."""


class Happening(Behaviour):
    """Lets things happen at their time, counted from the first request; seconds."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        ours = [session for session in storage.sessions() if session.account == OURS]
        living = [each.id for each in ours if each.vm and each.vm.status == "active"]
        self.first, self.living = living[0], living
        self.killed = next(each.id for each in ours if each.vm and each.vm.status == "killed")
        self.empty = next(each.id for each in ours if not each.vm and each.on_demand is None)
        self.expiring = next(each.id for each in ours if each.on_demand is not None)
        self.prepare()
        self.began: float | None = None
        self.to_come = sorted(self.events(), key=lambda event: event[0])

    def prepare(self) -> None:
        """Change the past."""

    def events(self) -> Events:
        """Return what happens, and when."""
        return []

    async def respond(self, asked: Asked) -> Told:
        """Let happen what is due, then answer."""
        self.began = self.clock() if self.began is None else self.began
        while self.to_come and self.clock() >= self.began + self.to_come[0][0]:
            _, happen = self.to_come.pop(0)
            happen()
        return await super().respond(asked)

    def vm(self, session_id: str) -> VM | None:
        """Return a session's VM, if there are both."""
        session = self.storage.session(session_id)
        return session.vm if session else None

    def change(self, session_id: str, **changes: Any) -> None:
        """Change something about a session's VM, if it has one."""
        vm = self.vm(session_id)
        if vm is not None:
            self.storage.put_vm(session_id, evolve(vm, **changes))

    def extend(self, session_id: str, seconds: float) -> None:
        """Let a session's VM live longer, if it lives."""
        vm = self.vm(session_id)
        if vm is not None and vm.status_at(self.clock()) == "active":
            self.control.extend(session_id, seconds)

    def turn(self, session_id: str, was: str, becomes: str, **changes: Any) -> None:
        """Change the status of a session's VM, if it is what it was."""
        vm = self.vm(session_id)
        if vm is not None and vm.status_at(self.clock()) == was:
            self.change(session_id, status=becomes, **changes)

    def assign(self, session_id: str, age: float = 0.0) -> None:
        """Give a session, if it is still there and not just got one, a VM of that age."""
        vm = self.vm(session_id)
        recent = vm is not None and self.clock() - vm.spawned_at < APART
        if self.storage.session(session_id) is not None and not recent:
            self.control.assign(session_id)
            self.change(session_id, spawned_at=self.clock() - age)


@freedom("extended-once")
class ExtendedOnce(Happening):
    """Another caller extends every living VM by a minute."""

    def events(self) -> Events:
        """Let it happen."""
        return [
            *super().events(),
            *((1.2, partial(self.extend, session_id, 60)) for session_id in self.living),
        ]


@freedom("extended-often")
class ExtendedOften(Happening):
    """Another caller extends the first living VM by five seconds every 1.3 s."""

    def events(self) -> Events:
        """Let it happen."""
        return [
            *super().events(),
            *((1.3 * step, partial(self.extend, self.first, 5)) for step in range(1, 100)),
        ]


@freedom("expiry-put-off")
class ExpiryPutOff(Happening):
    """Another caller extends the VM that dies soon by three seconds, once, shortly before it does."""

    def events(self) -> Events:
        """Let it happen."""
        return [*super().events(), (2.0, partial(self.extend, self.expiring, 3))]


@freedom("shortened")
class Shortened(Happening):
    """Another caller cuts the first living VM's lifetime short, by four minutes at once."""

    def events(self) -> Events:
        """Let it happen."""
        return [*super().events(), (1.0, partial(self.extend, self.first, -240))]


@freedom("replaced-by-a-fresh-vm")
class Replaced(Happening):
    """The first living session gets a new VM while it is watched."""

    def events(self) -> Events:
        """Let it happen."""
        return [*super().events(), (1.0, partial(self.assign, self.first))]


@freedom("replaced-out-of-a-pool")
class ReplacedOutOfAPool(Happening):
    """The first living session gets another VM, out of a warm pool: it has been running for 17 minutes."""

    def events(self) -> Events:
        """Let it happen."""
        return [*super().events(), (1.0, partial(self.assign, self.first, 1000))]


@freedom("replaced-again-and-again")
class ReplacedAgainAndAgain(Happening):
    """The first living session gets a new VM every 2.7 s."""

    def events(self) -> Events:
        """Let it happen."""
        return [
            *super().events(),
            *((2.7 * step - 2, partial(self.assign, self.first)) for step in range(1, 100)),
        ]


@freedom("killed")
class Killed(Happening):
    """The first living VM is killed while it is watched."""

    def events(self) -> Events:
        """Let it happen."""
        return [*super().events(), (1.0, partial(self.turn, self.first, "active", "killed"))]


@freedom("killed-and-replaced")
class KilledAndReplaced(Happening):
    """The first living VM is killed, and its session gets a new one."""

    def events(self) -> Events:
        """Let it happen."""
        return [
            *super().events(),
            (0.8, partial(self.turn, self.first, "active", "killed")),
            (1.6, partial(self.assign, self.first)),
        ]


@freedom("killed-and-restored")
class KilledAndRestored(KilledAndReplaced):
    """The first living VM is killed, and a new one goes on where it ended, its uptime and its expiry too."""

    def assign(self, session_id: str, age: float = 0.0) -> None:
        """Restore it."""
        old = self.vm(session_id)
        super().assign(session_id, age)
        if old is not None:
            self.change(session_id, spawned_at=old.spawned_at, expires_at=old.expires_at)


@freedom("suspended-and-resumed")
class SuspendedAndResumed(Happening):
    """The first living VM is suspended, and resumed under a new vm_id, its uptime counted from then."""

    def events(self) -> Events:
        """Let it happen."""
        return [
            *super().events(),
            (0.7, partial(self.turn, self.first, "active", "suspended")),
            (1.9, partial(self.assign, self.first)),
        ]


@freedom("suspended-and-resumed-under-its-name")
class SuspendedAndResumedUnderItsName(Happening):
    """The first living VM is suspended twice, and resumed under the vm_id that it had."""

    def events(self) -> Events:
        """Let it happen."""
        suspend = partial(self.turn, self.first, "active", "suspended")
        resume = partial(self.turn, self.first, "suspended", "active")
        return [*super().events(), (0.4, suspend), (0.8, resume), (1.2, suspend), (1.9, resume)]


@freedom("kept-alive")
class KeptAlive(Happening):
    """Another caller puts the first living VM's expiry to five minutes from now, every second."""

    def events(self) -> Events:
        """Let it happen."""
        return [*super().events(), *((float(step), self.keep) for step in range(1, 100))]

    def keep(self) -> None:
        """Put it."""
        self.turn(self.first, "active", "active", expires_at=self.clock() + 300)


@freedom("let-go")
class LetGo(Happening):
    """The first living session loses its VM, and gets another one later."""

    def events(self) -> Events:
        """Let it happen."""
        return [*super().events(), (0.7, self.take), (1.9, partial(self.assign, self.first))]

    def take(self) -> None:
        """Take the VM away."""
        session = self.storage.session(self.first)
        if session is not None:
            self.storage.delete_session(session.id)
            self.storage.add_session(session)


@freedom("deleted")
class Deleted(Happening):
    """The first living session is deleted while it is watched."""

    def events(self) -> Events:
        """Let it happen."""
        return [*super().events(), (1.0, partial(self.storage.delete_session, self.first))]


@freedom("revived")
class Revived(Happening):
    """The session that had no VM gets one, and so does, later, the one whose VM is dead."""

    def events(self) -> Events:
        """Let it happen."""
        later = (partial(self.assign, self.empty), partial(self.assign, self.killed, 5000))
        return [*super().events(), (1.0, later[0]), (3.2, later[1])]


@freedom("pool")
class Pool(Happening):
    """VMs come out of a warm pool: they have been running for days before their sessions were created."""

    def prepare(self) -> None:
        """Make them old."""
        super().prepare()
        for session_id in self.living:
            self.change(session_id, spawned_at=self.clock() - 260_000, expires_at=self.clock() + 90_000)


@freedom("booting")
class Booting(Happening):
    """The first session's VM is being created for half a second before it lives."""

    def prepare(self) -> None:
        """Create it."""
        super().prepare()
        self.change(self.first, status="creating")

    def events(self) -> Events:
        """Start it."""
        return [*super().events(), (0.5, self.start)]

    def start(self) -> None:
        """Start it."""
        self.turn(self.first, "creating", "active", spawned_at=self.clock())

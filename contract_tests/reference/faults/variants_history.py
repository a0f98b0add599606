"""Freedoms in what happens to sessions and VMs while somebody watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from contract_tests.reference.faults.variants import freedom
from contract_tests.reference.seeding import OURS

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import VM, Session, Storage


class Happening(Behaviour):
    """Lets things happen at their time, counted from the first request; seconds."""

    moments: tuple[float, ...] = ()

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        """Begin with everything still to come, and prepare the past."""
        super().__init__(storage, control, clock)
        self.began: float | None = None
        self.happened = 0
        ours = [session for session in storage.sessions() if session.account == OURS]
        self.living = [each.id for each in ours if each.vm and each.vm.status == "active"]
        self.dead = [each.id for each in ours if each.vm and each.vm.status != "active"]
        self.empty = [each.id for each in ours if not each.vm and each.on_demand is None]
        self.expiring = [each.id for each in ours if each.on_demand is not None]
        self.prepare()

    def prepare(self) -> None:
        """Change the past."""

    async def respond(self, asked: Asked) -> Told:
        """Let happen what is due, then answer."""
        self.began = self.clock() if self.began is None else self.began
        while self.happened < len(self.moments) and self.clock() >= self.began + self.moments[self.happened]:
            self.happened += 1
            self.happen(self.happened)
        return await super().respond(asked)

    def happen(self, which: int) -> None:
        """Let one thing happen; they are counted from 1."""

    def change(self, session_id: str, **changes: Any) -> None:
        """Change something about a session's VM."""
        session = self.storage.session(session_id)
        if session is not None and session.vm is not None:
            self.storage.put_vm(session_id, evolve(session.vm, **changes))


@freedom("extended-once")
class ExtendedOnce(Happening):
    """Somebody extends every living VM by a minute."""

    moments = (1.2,)

    def happen(self, which: int) -> None:  # noqa: ARG002  there is only one
        """Extend."""
        for session_id in self.living:
            self.control.extend(session_id, 60)


@freedom("extended-often")
class ExtendedOften(Happening):
    """Somebody extends the first living VM by five seconds every 1.3 s."""

    moments = tuple(1.3 * step for step in range(1, 100))

    def happen(self, which: int) -> None:  # noqa: ARG002  all alike
        """Extend."""
        self.control.extend(self.living[0], 5)


@freedom("kept-alive")
class KeptAlive(Happening):
    """Somebody puts the first living VM's expiry to five minutes from now, every second."""

    moments = tuple(float(step) for step in range(1, 100))

    def happen(self, which: int) -> None:  # noqa: ARG002  all alike
        """Put it."""
        self.change(self.living[0], expires_at=self.clock() + 300)


@freedom("expiry-put-off")
class ExpiryPutOff(Happening):
    """Somebody extends the VM that dies soon by three seconds, once, shortly before it does."""

    moments = (2.0,)

    def happen(self, which: int) -> None:  # noqa: ARG002  there is only one
        """Extend."""
        for session_id in self.expiring:
            session = self.storage.session(session_id)
            if session is not None and session.vm is not None:
                self.control.extend(session_id, 3)


@freedom("shortened")
class Shortened(Happening):
    """Somebody cuts the first living VM's lifetime short, by four minutes at once."""

    moments = (1.0,)

    def happen(self, which: int) -> None:  # noqa: ARG002  there is only one
        """Cut it."""
        self.control.extend(self.living[0], -240)


@freedom("replaced-by-a-fresh-vm")
class Replaced(Happening):
    """The first living session gets a new VM while it is watched."""

    moments = (1.0,)

    def happen(self, which: int) -> None:  # noqa: ARG002  there is only one
        """Replace it."""
        self.control.assign(self.living[0])


@freedom("replaced-out-of-a-pool")
class ReplacedOutOfAPool(Happening):
    """The first living session gets another VM, out of a warm pool: it has been running for 17 minutes."""

    moments = (1.0,)

    def happen(self, which: int) -> None:  # noqa: ARG002  there is only one
        """Replace it."""
        self.control.assign(self.living[0])
        self.change(self.living[0], spawned_at=self.clock() - 1000)


@freedom("pool")
class Pool(Happening):
    """VMs come out of a warm pool: they have been running for days before their sessions were created."""

    def prepare(self) -> None:
        """Make them old."""
        for session_id in self.living:
            self.change(session_id, spawned_at=self.clock() - 260_000, expires_at=self.clock() + 90_000)


@freedom("replaced-again-and-again")
class ReplacedAgainAndAgain(Happening):
    """The first living session gets a new VM every 0.7 s."""

    moments = tuple(0.7 * step for step in range(1, 100))

    def happen(self, which: int) -> None:  # noqa: ARG002  all alike
        """Replace it."""
        self.control.assign(self.living[0])


@freedom("killed")
class Killed(Happening):
    """The first living VM is killed while it is watched."""

    moments = (1.0,)

    def happen(self, which: int) -> None:  # noqa: ARG002  there is only one
        """Kill it."""
        self.control.kill(self.living[0])


@freedom("killed-and-replaced")
class KilledAndReplaced(Happening):
    """The first living VM is killed, and its session gets a new one, at once when it is asked about."""

    moments = (0.8, 1.6)

    def happen(self, which: int) -> None:
        """Kill it, then assign another."""
        if which == 1:
            self.control.kill(self.living[0])
        else:
            self.control.assign(self.living[0])


@freedom("suspended-and-resumed")
class SuspendedAndResumed(Happening):
    """The first living VM is suspended, and resumed under a new vm_id, its uptime counted from then."""

    moments = (0.7, 1.9)

    def happen(self, which: int) -> None:
        """Suspend it, then resume it."""
        if which == 1:
            self.control.suspend(self.living[0])
        else:
            self.control.resume(self.living[0])


@freedom("suspended-and-resumed-under-its-name")
class SuspendedAndResumedUnderItsName(Happening):
    """The first living VM is suspended twice, and resumed under the vm_id that it had."""

    moments = (0.4, 0.8, 1.2, 1.9)

    def happen(self, which: int) -> None:
        """Suspend it, or resume it."""
        self.change(self.living[0], status="suspended" if which % 2 else "active")


@freedom("let-go-while-suspended")
class LetGoWhileSuspended(Happening):
    """The first living session loses its VM, and gets another one later."""

    moments = (0.7, 1.9)

    def happen(self, which: int) -> None:
        """Take it away, then assign another."""
        session = self.storage.session(self.living[0])
        if which == 1 and session is not None:
            self.storage.delete_session(session.id)
            self.storage.add_session(session)
        else:
            self.control.assign(self.living[0])


@freedom("deleted")
class Deleted(Happening):
    """The first living session is deleted while it is watched."""

    moments = (1.0,)

    def happen(self, which: int) -> None:  # noqa: ARG002  there is only one
        """Delete it."""
        self.storage.delete_session(self.living[0])


@freedom("dead-revived")
class DeadRevived(Happening):
    """The session whose VM was dead gets a new one, and so does the one that had none."""

    moments = (1.0, 2.7)

    def happen(self, which: int) -> None:
        """Assign one."""
        self.control.assign((self.empty if which == 1 else self.dead)[0])


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

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Let it live."""
        return super().describe_vm(evolve(vm, expires_at=vm.expires_at + 5), now)

    def time_left(self, vm: VM, now: float) -> float:
        """Tell no more than was promised."""
        return max(0, super().time_left(vm, now) - 5)


@freedom("dying-slowly")
class DyingSlowly(Behaviour):
    """A VM that has expired is terminating for three seconds before it is killed."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Put a word between."""
        body = super().describe_vm(vm, now)
        dying = vm.status == "active" and vm.expires_at <= now < vm.expires_at + 3
        return body | {"vm_status": "terminating", "expires_in_seconds": None} if dying else body


@freedom("booting")
class Booting(Happening):
    """The first session's VM is being created for half a second before it lives."""

    moments = (0.5,)

    def prepare(self) -> None:
        """Create it."""
        self.change(self.living[0], status="creating")

    def happen(self, which: int) -> None:  # noqa: ARG002  there is only one
        """Start it."""
        self.change(self.living[0], status="active", spawned_at=self.clock())

"""The owner's control over the reference deployment's sessions: tests create, kill and extend them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from contract_tests.reference.storage import VM, Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.storage import Storage

LIFETIME = 300.0
"""Seconds that a VM lives unless something else is said."""


@frozen
class Control:
    """The sessions of a storage, and the clock that they live by; POSIX seconds."""

    storage: Storage
    clock: Callable[[], float]

    def create(self, account: int, *, on_demand: float | None = None, session_id: str | None = None) -> str:
        """Create a session without a VM, and return its id."""
        made = Session(session_id or str(uuid.uuid4()), account, self.clock(), on_demand)
        self.storage.add_session(made)
        return made.id

    def assign(self, session_id: str, lifetime: float = LIFETIME) -> str:
        """Start a VM for a session, in the place of the one it had, and return the VM's id."""
        now = self.clock()
        vm = VM(f"vmid-{uuid.uuid4().hex[:12]}", now, now + lifetime, "active")
        self.storage.put_vm(session_id, vm)
        return vm.id

    def kill(self, session_id: str) -> None:
        """Kill a session's VM."""
        self._change(session_id, "killed")

    def suspend(self, session_id: str) -> None:
        """Suspend a session's VM; resuming starts another one."""
        self._change(session_id, "suspended")

    def resume(self, session_id: str, lifetime: float = LIFETIME) -> str:
        """Start a new VM for a session whose VM was suspended, and return the VM's id."""
        return self.assign(session_id, lifetime)

    def extend(self, session_id: str, seconds: float) -> None:
        """Let a session's VM live so many seconds longer, unless it is dead already."""
        vm = self._vm(session_id)
        if vm.status_at(self.clock()) == "active":
            self.storage.put_vm(session_id, evolve(vm, expires_at=vm.expires_at + seconds))

    def delete(self, session_id: str) -> None:
        """Forget a session."""
        self.storage.delete_session(session_id)

    def wake(self, session: Session) -> Session:
        """Start the VM of a session that has one on demand, where it has none yet."""
        if session.on_demand is None or session.vm is not None:
            return session
        self.assign(session.id, session.on_demand)
        return self.storage.session(session.id) or session

    def _change(self, session_id: str, status: str) -> None:
        vm = self._vm(session_id)
        if vm.status_at(self.clock()) == "active":
            self.storage.put_vm(session_id, evolve(vm, status=status))

    def _vm(self, session_id: str) -> VM:
        session = self.storage.session(session_id)
        if session is None or session.vm is None:
            raise LookupError(f"session {session_id} has no VM")
        return session.vm

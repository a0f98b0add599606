"""Behaviours that differ about sessions in one state only; most faults are made of these."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from contract_tests.reference.behaviour import Asked, Behaviour, Body

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Storage


class Every(Behaviour):
    """Changes what is told about every session, by `members` unless `changed` is overridden."""

    members: ClassVar[Body] = {}
    """Members that are told instead."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.times: Counter[str] = Counter()
        """The number of answers about each session in the state in question, this one included."""
        self.since: dict[str, float] = {}
        """When each session was told of in that state for the first time, in POSIX seconds."""
        self.kept: dict[str, float] = {}
        """Values that were told before, by whatever name suits a fault that does not forget them."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Change the body where it is concerned."""
        body = super().finish(asked, body)
        if not self.concerns(body):
            return body
        self.times[asked.session_id] += 1
        self.since.setdefault(asked.session_id, self.clock())
        return self.changed(asked, body)

    def concerns(self, _body: Body) -> bool:
        """Tell whether a body is about a session in the state in question."""
        return True

    def changed(self, _asked: Asked, body: Body) -> Body:
        """Return what is told instead."""
        return body | self.members

    def nth(self, asked: Asked) -> int:
        """Return which answer about the session in that state this is, from 1."""
        return self.times[asked.session_id]

    def elapsed(self, asked: Asked) -> float:
        """Return for how many seconds the session has been told of in that state."""
        return self.clock() - self.since[asked.session_id]


class Alive(Every):
    """Changes what is told about sessions whose VM is alive."""

    def concerns(self, body: Body) -> bool:
        """Tell whether the VM is alive."""
        return bool(body["vm_alive"])


class Dead(Every):
    """Changes what is told about sessions whose VM is dead."""

    def concerns(self, body: Body) -> bool:
        """Tell whether there is a VM, and it is dead."""
        return bool(body["vm_assigned"]) and not body["vm_alive"]


class Assigned(Every):
    """Changes what is told about sessions with a VM."""

    def concerns(self, body: Body) -> bool:
        """Tell whether there is a VM."""
        return bool(body["vm_assigned"])


class Unassigned(Every):
    """Changes what is told about sessions without a VM."""

    def concerns(self, body: Body) -> bool:
        """Tell whether the session exists and has no VM."""
        return bool(body["exists"]) and not body["vm_assigned"]


class Existing(Every):
    """Changes what is told about sessions that exist."""

    def concerns(self, body: Body) -> bool:
        """Tell whether the session exists."""
        return bool(body["exists"])


class Unknown(Every):
    """Changes what is told about sessions that do not exist."""

    def concerns(self, body: Body) -> bool:
        """Tell whether the session does not exist."""
        return not body["exists"]

"""Faults in whether there is a VM, and whether it lives: what one answer says by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tests.faults.fault import fault
from tests.faults.states import Alive, Assigned, Dead, Existing, Unassigned

if TYPE_CHECKING:
    from contract_tests.reference.behaviour import Asked, Body

UNASSIGNED = (
    "liveness.unassigned-names-no-vm",
    "liveness.unassigned-has-no-vm-status",
    "lifetime.unassigned-has-no-expiry",
)
ABSENT = ("existence.absent-session-has-no-vm", "existence.absent-session-was-never-created")


@fault("liveness.alive-implies-assigned", "not-assigned", *UNASSIGNED)
class NotAssigned(Alive):
    """A living VM is told as not assigned."""

    members: ClassVar[Body] = {"vm_assigned": False}


@fault("liveness.alive-implies-assigned", "assigned-late", *UNASSIGNED)
class AssignedLate(Alive):
    """A living VM is told as not assigned in the first answer, until the assignment has been read."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | {"vm_assigned": self.nth(asked) > 1}


@fault(
    "liveness.alive-implies-assigned",
    "alive-by-default",
    "liveness.alive-means-active",
    "lifetime.alive-has-uptime",
    "lifetime.alive-has-expiry",
)
class AliveByDefault(Unassigned):
    """A session without a VM is told as alive."""

    members: ClassVar[Body] = {"vm_alive": True}


@fault(
    "liveness.alive-implies-assigned",
    "inverted",
    *UNASSIGNED,
    "liveness.assigned-vm-is-named",
    "liveness.assigned-vm-has-a-status",
)
class Inverted(Existing):
    """vm_assigned is the wrong way round: true of sessions without a VM, and false of those with one."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"vm_assigned": not body["vm_assigned"]}


@fault("liveness.alive-implies-exists", "not-existing", "liveness.assigned-implies-exists", *ABSENT)
class NotExisting(Alive):
    """A session whose VM is alive does not exist."""

    members: ClassVar[Body] = {"exists": False}


@fault(
    "liveness.alive-implies-exists",
    "deleted",
    "liveness.assigned-implies-exists",
    "existence.absent-session-has-no-vm",
)
class Deleted(Alive):
    """A session was deleted, with its created_at, and its VM was left over, alive."""

    members: ClassVar[Body] = {"exists": False, "created_at": None}


@fault("liveness.assigned-implies-exists", "dead", *ABSENT)
class DeadNotExisting(Dead):
    """A session whose VM is dead does not exist any more, and still has that VM."""

    members: ClassVar[Body] = {"exists": False}


@fault("liveness.alive-means-active", "capitalised")
class Capitalised(Alive):
    """A living VM's status is "Active"."""

    members: ClassVar[Body] = {"vm_status": "Active"}


@fault("liveness.alive-means-active", "running")
class Running(Alive):
    """A living VM's status is "running", as the hypervisor calls it."""

    members: ClassVar[Body] = {"vm_status": "running"}


@fault("liveness.alive-means-active", "padded")
class Padded(Alive):
    """A living VM's status is padded with blanks to the width of its column."""

    members: ClassVar[Body] = {"vm_status": "active    "}


@fault("liveness.alive-means-active", "enumeration")
class Enumeration(Alive):
    """A living VM's status is told as the name that it has in the source."""

    members: ClassVar[Body] = {"vm_status": "VMStatus.ACTIVE"}


@fault("liveness.alive-means-active", "expiring-word")
class ExpiringWord(Alive):
    """A VM that has less than ten seconds to live has the status "expiring", and is alive."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"vm_status": "expiring"} if body["expires_in_seconds"] < 10 else body


@fault("liveness.alive-means-active", "no-word", "liveness.assigned-vm-has-a-status")
class NoWord(Alive):
    """A living VM has no status."""

    members: ClassVar[Body] = {"vm_status": None}


@fault(
    "liveness.alive-means-active",
    "alive-if-assigned",
    "lifetime.alive-has-uptime",
    "lifetime.expired-vm-dies",
    "lifetime.expiry-counts-down",
)
class AliveIfAssigned(Assigned):
    """Whatever is assigned is told as alive, a killed VM too."""

    members: ClassVar[Body] = {"vm_alive": True}


@fault("liveness.active-means-alive", "never-alive")
class NeverAlive(Alive):
    """A VM whose status is active is not alive."""

    members: ClassVar[Body] = {"vm_alive": False, "uptime_seconds": None, "expires_in_seconds": 0}


@fault("liveness.active-means-alive", "omitted", "lifetime.dead-has-no-uptime")
class AliveOmitted(Alive):
    """vm_alive is left out where it is true, and so has its default."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {name: value for name, value in body.items() if name != "vm_alive"}


@fault("liveness.active-means-alive", "status-not-updated")
class StatusNotUpdated(Dead):
    """A VM that has died keeps the status active."""

    members: ClassVar[Body] = {"vm_status": "active"}


@fault("liveness.active-means-alive", "heartbeat-late")
class HeartbeatLate(Alive):
    """A VM is told as active, not alive, until its first heartbeat was asked for."""

    def changed(self, asked: Asked, body: Body) -> Body:
        late = {"vm_alive": False, "uptime_seconds": None, "expires_in_seconds": None}
        return body if self.nth(asked) > 1 else body | late


@fault("liveness.assigned-vm-is-named", "empty")
class NamedEmpty(Assigned):
    """A VM's identifier is an empty string."""

    members: ClassVar[Body] = {"vm_id": ""}


@fault("liveness.assigned-vm-is-named", "dead-forgotten")
class DeadForgotten(Dead):
    """A dead VM's identifier is null."""

    members: ClassVar[Body] = {"vm_id": None}


@fault("liveness.assigned-vm-is-named", "renamed")
class NameRenamed(Assigned):
    """A VM's identifier is told as instance_id, and vm_id is missing."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {"instance_id" if name == "vm_id" else name: value for name, value in body.items()}


@fault("liveness.assigned-vm-has-a-status", "dead-null")
class DeadStatusNull(Dead):
    """A dead VM's status is null."""

    members: ClassVar[Body] = {"vm_status": None}


@fault("liveness.assigned-vm-has-a-status", "dead-empty")
class DeadStatusEmpty(Dead):
    """A dead VM's status is an empty string."""

    members: ClassVar[Body] = {"vm_status": ""}


@fault("liveness.assigned-vm-has-a-status", "dead-omitted")
class DeadStatusOmitted(Dead):
    """A dead VM's status is left out."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {name: value for name, value in body.items() if name != "vm_status"}


@fault("liveness.unassigned-names-no-vm", "empty")
class UnassignedEmpty(Unassigned):
    """The identifier of a VM that is not assigned is an empty string, not null."""

    members: ClassVar[Body] = {"vm_id": ""}


@fault("liveness.unassigned-names-no-vm", "in-words")
class UnassignedInWords(Unassigned):
    """The identifier of a VM that is not assigned is the word None."""

    members: ClassVar[Body] = {"vm_id": "None"}


@fault("liveness.unassigned-names-no-vm", "warm-pool")
class WarmPool(Unassigned):
    """A session without a VM names the one that waits for it in the warm pool."""

    members: ClassVar[Body] = {"vm_id": "vmid-warm-1"}


@fault("liveness.unassigned-has-no-vm-status", "pending")
class UnassignedPending(Unassigned):
    """The status of a VM that is not assigned is "pending"."""

    members: ClassVar[Body] = {"vm_status": "pending"}


@fault("liveness.unassigned-has-no-vm-status", "empty")
class UnassignedStatusEmpty(Unassigned):
    """The status of a VM that is not assigned is an empty string, not null."""

    members: ClassVar[Body] = {"vm_status": ""}


@fault("liveness.unassigned-has-no-vm-status", "active")
class UnassignedActive(Unassigned):
    """The status of a VM that is not assigned is the session's: "active"."""

    members: ClassVar[Body] = {"vm_status": "active"}

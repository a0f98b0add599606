"""Is there a VM, and does it live: what one status body says by itself."""

import json

from contract_tests.clauses import needs
from contract_tests.clauses.clause import example, of_status, owner, prose
from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.recording.reading import Status


@of_status(
    "liveness.alive-implies-assigned",
    basis=owner("alive implies assigned"),
    says="A VM that is alive is assigned.",
    needs=needs.ALIVE,
)
def alive_implies_assigned(status: Status) -> Finding | None:
    """vm_alive true implies vm_assigned true."""
    if not status.vm_alive:
        return None
    return HOLDS if status.vm_assigned else broken("vm_alive true, vm_assigned false", "vm_assigned true")


@of_status(
    "liveness.alive-implies-exists",
    basis=prose("Check if a session and its VM are alive."),
    says="The session of a VM that is alive exists.",
    needs=needs.ALIVE,
)
def alive_implies_exists(status: Status) -> Finding | None:
    """vm_alive true implies exists true."""
    if not status.vm_alive:
        return None
    return HOLDS if status.exists else broken("vm_alive true, exists false", "exists true")


@of_status(
    "liveness.assigned-implies-exists",
    basis=prose("vm_assigned: True if VM is assigned to this session"),
    says="A session that a VM is assigned to exists.",
    needs=needs.ASSIGNED,
)
def assigned_implies_exists(status: Status) -> Finding | None:
    """vm_assigned true implies exists true."""
    if not status.vm_assigned:
        return None
    return HOLDS if status.exists else broken("vm_assigned true, exists false", "exists true")


@of_status(
    "liveness.alive-means-active",
    basis=prose("vm_alive: True if VM exists and status is 'active'"),
    says="A VM that is alive has the status active.",
    needs=needs.ALIVE,
)
def alive_means_active(status: Status) -> Finding | None:
    """vm_alive true implies that vm_status is exactly "active"."""
    if not status.vm_alive:
        return None
    if status.vm_status == "active":
        return HOLDS
    return broken(f"vm_alive true, vm_status {status.vm_status!r}", "vm_status 'active'")


@of_status(
    "liveness.active-means-alive",
    basis=prose("vm_alive: True if VM exists and status is 'active'"),
    says="A VM that is assigned and active is alive.",
    needs=needs.ALIVE,
)
def active_means_alive(status: Status) -> Finding | None:
    """vm_assigned true and vm_status "active" imply vm_alive true."""
    if not status.vm_assigned or status.vm_status != "active":
        return None
    return HOLDS if status.vm_alive else broken("vm_status 'active', not alive", "vm_alive true")


@of_status(
    "liveness.assigned-vm-is-named",
    basis=prose("vm_id: The VM identifier (if assigned)"),
    says="A VM that is assigned has an identifier.",
    needs=needs.ASSIGNED,
)
def assigned_vm_is_named(status: Status) -> Finding | None:
    """vm_assigned true implies a vm_id that is not empty."""
    if not status.vm_assigned:
        return None
    if status.vm_id:
        return HOLDS
    return broken(f"vm_assigned true, vm_id {json.dumps(status.vm_id)}", "the VM's identifier")


@of_status(
    "liveness.assigned-vm-has-a-status",
    basis=prose("vm_status: Current VM status ('active', 'killed', etc.)"),
    says="A VM that is assigned has a status.",
    needs=needs.ASSIGNED,
)
def assigned_vm_has_a_status(status: Status) -> Finding | None:
    """vm_assigned true implies a vm_status that is not empty."""
    if not status.vm_assigned:
        return None
    if status.vm_status:
        return HOLDS
    return broken(f"vm_assigned true, vm_status {json.dumps(status.vm_status)}", "a status word")


@of_status(
    "liveness.unassigned-names-no-vm",
    basis=prose("vm_id: The VM identifier (if assigned)"),
    says="Without an assigned VM there is no VM identifier.",
    needs=needs.UNASSIGNED,
)
def unassigned_names_no_vm(status: Status) -> Finding | None:
    """vm_assigned false implies vm_id absent; sessions that do not exist are judged by a clause of theirs."""
    if status.vm_assigned or not status.exists:
        return None
    if status.vm_id is None:
        return HOLDS
    return broken(f"vm_assigned false, vm_id {status.vm_id!r}", "vm_id null")


@of_status(
    "liveness.unassigned-has-no-vm-status",
    basis=example("no_vm_assigned_yet", '"vm_status": null'),
    says="Without an assigned VM there is no VM status.",
    needs=needs.UNASSIGNED,
)
def unassigned_has_no_vm_status(status: Status) -> Finding | None:
    """vm_assigned false implies vm_status absent, where the session exists."""
    if status.vm_assigned or not status.exists:
        return None
    if status.vm_status is None:
        return HOLDS
    return broken(f"vm_assigned false, vm_status {status.vm_status!r}", "vm_status null")

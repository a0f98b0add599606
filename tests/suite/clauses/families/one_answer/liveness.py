"""Is there a VM, and does it live: sentences about one status."""

from tests.suite.clauses.cases import sentence
from tests.suite.clauses.drawn.drawn_statuses import OfStatus, alive

ASSIGNED = "liveness.alive-implies-assigned"
EXISTS = "liveness.alive-implies-exists"
ASSIGNED_EXISTS = "liveness.assigned-implies-exists"
MEANS_ACTIVE = "liveness.alive-means-active"
MEANS_ALIVE = "liveness.active-means-alive"
NAMED = "liveness.assigned-vm-is-named"
HAS_STATUS = "liveness.assigned-vm-has-a-status"
NAMES_NONE = "liveness.unassigned-names-no-vm"
NO_STATUS = "liveness.unassigned-has-no-vm-status"

STATUSES: dict[str, OfStatus] = {
    ASSIGNED: sentence(alive, lambda it: it["vm_assigned"]),
    EXISTS: sentence(alive, lambda it: it["exists"]),
    ASSIGNED_EXISTS: sentence(lambda it: it["vm_assigned"], lambda it: it["exists"]),
    MEANS_ACTIVE: sentence(alive, lambda it: it.get("vm_status") == "active"),
    MEANS_ALIVE: sentence(lambda it: it["vm_assigned"] and it.get("vm_status") == "active", alive),
    NAMED: sentence(lambda it: it["vm_assigned"], lambda it: it.get("vm_id") not in {None, ""}),
    HAS_STATUS: sentence(lambda it: it["vm_assigned"], lambda it: it.get("vm_status") not in {None, ""}),
    NAMES_NONE: sentence(
        lambda it: it["exists"] and not it["vm_assigned"], lambda it: it.get("vm_id") is None
    ),
    NO_STATUS: sentence(
        lambda it: it["exists"] and not it["vm_assigned"], lambda it: it.get("vm_status") is None
    ),
}

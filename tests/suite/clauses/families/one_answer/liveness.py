"""Is there a VM, and does it live: cases of single answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.suite.building import OMIT, answer, body, told
from tests.suite.clauses.cases import sentence, silent, upheld, violated
from tests.suite.clauses.drawn.drawn_statuses import alive

if TYPE_CHECKING:
    from tests.suite.clauses.drawn.drawn_statuses import OfStatus

ALIVE, DEAD, UNASSIGNED, UNKNOWN = told("alive"), told("dead"), told("unassigned"), told("unknown")
BARE = answer({"session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": True, "vm_assigned": False})
REFUSED = answer({"detail": "Not authenticated"}, code=401)

ASSIGNED = "liveness.alive-implies-assigned"
EXISTS = "liveness.alive-implies-exists"
ASSIGNED_EXISTS = "liveness.assigned-implies-exists"
MEANS_ACTIVE = "liveness.alive-means-active"
MEANS_ALIVE = "liveness.active-means-alive"
NAMED = "liveness.assigned-vm-is-named"
HAS_STATUS = "liveness.assigned-vm-has-a-status"
NAMES_NONE = "liveness.unassigned-names-no-vm"
NO_STATUS = "liveness.unassigned-has-no-vm-status"

CASES = (
    upheld(ASSIGNED, ALIVE),
    violated(ASSIGNED, told("alive", vm_assigned=False)),
    violated(ASSIGNED, ALIVE, DEAD, answer(body("unknown", vm_alive=True))),
    silent(ASSIGNED, DEAD, UNASSIGNED, UNKNOWN, BARE, REFUSED, told("alive", vm_alive=OMIT)),
    upheld(EXISTS, ALIVE),
    violated(EXISTS, told("alive", exists=False)),
    silent(EXISTS, DEAD, UNASSIGNED, UNKNOWN, BARE, REFUSED),
    upheld(ASSIGNED_EXISTS, ALIVE, DEAD),
    violated(ASSIGNED_EXISTS, told("dead", exists=False)),
    silent(ASSIGNED_EXISTS, UNASSIGNED, UNKNOWN, BARE, REFUSED),
    upheld(MEANS_ACTIVE, ALIVE),
    violated(MEANS_ACTIVE, told("alive", vm_status="Active")),
    violated(MEANS_ACTIVE, told("alive", vm_status="running")),
    violated(MEANS_ACTIVE, told("alive", vm_status=None)),
    violated(MEANS_ACTIVE, told("alive", vm_status=OMIT)),
    silent(MEANS_ACTIVE, DEAD, UNASSIGNED, UNKNOWN, BARE, REFUSED),
    upheld(MEANS_ALIVE, ALIVE),
    violated(MEANS_ALIVE, told("alive", vm_alive=False)),
    violated(MEANS_ALIVE, told("alive", vm_alive=OMIT)),
    silent(MEANS_ALIVE, DEAD, UNASSIGNED, UNKNOWN, told("dead", vm_status="ACTIVE"), BARE),
    silent(MEANS_ALIVE, told("unassigned", vm_status="active"), REFUSED),
    upheld(NAMED, ALIVE, DEAD),
    violated(NAMED, told("alive", vm_id=None)),
    violated(NAMED, told("dead", vm_id=OMIT)),
    violated(NAMED, told("dead", vm_id="")),
    silent(NAMED, UNASSIGNED, UNKNOWN, BARE, REFUSED),
    upheld(HAS_STATUS, ALIVE, DEAD, told("dead", vm_status="resuming")),
    violated(HAS_STATUS, told("dead", vm_status=None)),
    violated(HAS_STATUS, told("dead", vm_status=OMIT)),
    violated(HAS_STATUS, told("alive", vm_status="")),
    silent(HAS_STATUS, UNASSIGNED, UNKNOWN, BARE, REFUSED),
    upheld(NAMES_NONE, UNASSIGNED, BARE),
    violated(NAMES_NONE, told("unassigned", vm_id="vmid-abc-15")),
    violated(NAMES_NONE, told("unassigned", vm_id="")),
    silent(NAMES_NONE, ALIVE, DEAD, UNKNOWN, REFUSED),
    upheld(NO_STATUS, UNASSIGNED, BARE),
    violated(NO_STATUS, told("unassigned", vm_status="killed")),
    violated(NO_STATUS, told("unassigned", vm_status="")),
    silent(NO_STATUS, ALIVE, DEAD, UNKNOWN, REFUSED),
)

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

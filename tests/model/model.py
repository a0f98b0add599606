"""The documentation's promises about sessions, as plainly as they can be said: the reference's model."""

from datetime import UTC, datetime
from typing import Any

from attrs import define, field


@define
class ModelVM:
    """A VM; POSIX seconds."""

    id: str
    spawned_at: float
    expires_at: float
    ended: str = ""
    """The status that ended its life, unless it expires."""


@define
class ModelSession:
    """A session, and all VMs that it ever had."""

    id: str
    created_at: float
    theirs: bool = False
    """True if it belongs to the other account."""
    on_demand: float | None = None
    """The lifetime of the VM that the first question starts, where it does."""
    vms: list[ModelVM] = field(factory=list)

    def start(self, vm: str, now: float, lifetime: float) -> None:
        """Give it a VM."""
        self.vms.append(ModelVM(vm, now, now + lifetime))

    @property
    def suspended(self) -> bool:
        """True if its latest VM is suspended."""
        return bool(self.vms) and self.vms[-1].ended == "suspended"

    def alive_at(self, now: float) -> bool:
        """Tell whether its latest VM lives."""
        return bool(self.vms) and not self.vms[-1].ended and now < self.vms[-1].expires_at

    def body_at(self, now: float) -> dict[str, Any]:
        """Return what is to be said about it."""
        vm = self.vms[-1] if self.vms else None
        alive = self.alive_at(now)
        created = datetime.fromtimestamp(int(self.created_at), UTC).replace(tzinfo=None).isoformat()
        return nothing(self.id) | {
            "exists": True,
            "vm_assigned": vm is not None,
            "vm_alive": alive,
            "vm_status": None if vm is None else "active" if alive else vm.ended or "killed",
            "vm_id": vm and vm.id,
            "uptime_seconds": now - vm.spawned_at if vm and alive else None,
            "expires_in_seconds": vm.expires_at - now if vm and alive else 0 if vm else None,
            "created_at": created,
        }


def nothing(session_id: str) -> dict[str, Any]:
    """Return what is to be said about a session that does not exist, or is none of one's business."""
    absent = ("vm_status", "vm_id", "uptime_seconds", "expires_in_seconds", "created_at", "env_error")
    flags = {"exists": False, "vm_assigned": False, "vm_alive": False}
    return {"session_id": session_id, "env_status": "none"} | flags | dict.fromkeys(absent)

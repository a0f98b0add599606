"""Faults in since when a VM runs, and how much longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Behaviour, Body
from contract_tests.reference.faults.fault import fault

if TYPE_CHECKING:
    from contract_tests.reference.storage import VM


@fault("lifetime.dead-has-no-uptime", "twelve")
class DeadHasUptime(Behaviour):
    """A dead VM reports an uptime of 12 seconds."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Give the dead an uptime."""
        body = super().describe_vm(vm, now)
        return body if body["vm_alive"] else body | {"uptime_seconds": 12}

"""A composed fault as an application with a fresh state of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.reference.app import build
from contract_tests.reference.seeding import Seeded, fill
from contract_tests.reference.storage import Storage
from tests.blind.operators.operated import Composed, behaviour_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp


def deployed(fault: Composed | None, seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
    """Return a fault as an application; the reference where there is none."""
    storage = Storage()
    fill(storage, seeded, clock)
    return build(storage, behaviour_of(fault, seeded), clock)

"""The reference deployment broken in exactly one way each, and its correct variants; one folder per family.

Importing this registers them all; `gallery` serves each under a path of its own.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

from contract_tests.reference.app import build
from contract_tests.reference.seeding import Seeded, fill
from contract_tests.reference.storage import Storage
from tests.faults.fault import FAULTS, VARIANTS, Fault, Variant

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

for _module in pkgutil.walk_packages(__path__, f"{__name__}."):
    importlib.import_module(_module.name)


def deployed(kind: Fault | Variant, seeded: Seeded, clock: Callable[[], float] = time.time) -> ASGIApp:
    """Return a fault or a variant as an application with a fresh state of its own."""
    storage = Storage()
    fill(storage, seeded, clock)
    return build(storage, kind.behaviour, clock)


def gallery(correct: ASGIApp, seeded: Seeded, clock: Callable[[], float] = time.time) -> ASGIApp:
    """Return an application that serves every fault and variant under a path of its own, and the correct one.

    Each is made when it is first asked for, so that its sessions begin to live then.
    """
    made: dict[str, ASGIApp] = {}
    kinds: dict[str, Fault | Variant] = {f"/faults/{name}": kind for name, kind in FAULTS.items()}
    kinds |= {f"/variants/{name}": kind for name, kind in VARIANTS.items()}

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path, root = scope["path"], scope.get("root_path", "")
        _, family, name, *_ = (path.removeprefix(root) + "//").split("/")
        prefix = f"/{family}/{name}"
        if prefix in kinds:
            if prefix not in made:
                made[prefix] = deployed(kinds[prefix], seeded, clock)
            inner = {**scope, "root_path": root + prefix}
            await made[prefix](inner, receive, send)
        elif path.removeprefix(root) == "/faults":
            lines = [f"{path}  {kind.sentence}" for path, kind in kinds.items()]
            await PlainTextResponse("\n".join(lines) + "\n")(scope, receive, send)
        else:
            await correct(scope, receive, send)

    return served


__all__ = ["FAULTS", "VARIANTS", "Fault", "Variant", "deployed", "gallery"]

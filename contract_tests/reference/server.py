"""The reference deployment on a listening socket, under a path prefix."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from contract_tests.reference.app import build
from contract_tests.reference.seeding import Seeded, seed
from contract_tests.reference.storage import Storage

if TYPE_CHECKING:
    import socket


def serve(listening: socket.socket, seeded: Seeded, *, prefix: str, database: str, faults: bool) -> int:
    """Serve until the process is asked to end; returns the exit status."""
    storage = Storage(database)
    if storage.is_empty():
        seed(storage, seeded, time.time)
    app = build(storage)
    if faults:
        from contract_tests.reference.faults import gallery  # loads a hundred little classes

        app = gallery(app, seeded)
    if prefix:
        app = Starlette(routes=[Mount(prefix, app=app)])
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        lifespan="off",
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[listening])
    storage.close()
    return 0

"""The reference deployment on a listening socket, under a path prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn
from starlette.responses import JSONResponse

from contract_tests.reference.app import build

if TYPE_CHECKING:
    import socket

    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference.seeding import Seeded
    from contract_tests.reference.storage import Storage


def serve(listening: socket.socket, storage: Storage, seeded: Seeded, *, prefix: str, faults: bool) -> int:
    """Serve until the process is asked to end; returns the exit status."""
    app = build(storage)
    if faults:
        from tests.faults import gallery  # of a checkout only, and loads hundreds of little classes

        app = gallery(app, seeded)
    config = uvicorn.Config(
        under(prefix, app) if prefix else app,
        log_level="critical",
        access_log=False,
        lifespan="off",
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def under(prefix: str, app: ASGIApp) -> ASGIApp:
    """Return an application that is served under a path, and nothing beside it.

    A framework's mount would read the path as a pattern, and let no line break through in what follows it.
    """
    nothing = JSONResponse({"detail": "Not Found"}, 404)

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if f"{scope['path']}/".startswith(f"{prefix}/"):
            await app({**scope, "root_path": prefix}, receive, send)
        else:
            await nothing(scope, receive, send)

    return served

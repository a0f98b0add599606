"""A stand-in for the vendor's service: the reference deployment, with the routes by which sessions are made.

They are as the vendor documents them: a session gets its VM with the first command that it executes, killing
is done later, the key by which a session is created stands in the body, and requests are limited.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from attrs import define, field, frozen
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from contract_tests.reference import Seeded, seeding
from contract_tests.reference.app import build
from contract_tests.reference.control import Control
from contract_tests.reference.seeding import OURS, THEIRS
from contract_tests.reference.storage import Storage

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

USUAL, LONGEST = 300, 86_400
"""Seconds that a VM lives by default, and at most."""


@frozen(kw_only=True)
class Manners:
    """The service's manners.

    It takes so many seconds to spawn and to kill a VM, refuses so many requests to each route for their rate,
    spawns so many VMs, kills or does not, gives lives from so many seconds, and redirects elsewhere.
    """

    spawning: float = 1.0
    killing: float = 1.0
    limited: int = 0
    spawns: int = 100
    kills: bool = True
    shortest: float = 20
    elsewhere: str = ""


@define
class StandIn:
    """The service, which listens at `base_url` and knows the keys of `seeded`.

    `asked` are the paths of what was to be done; `spawned` counts VMs, and `questions` all other requests.
    """

    manners: Manners
    base_url: str
    seeded: Seeded = field(factory=seeding.new)
    storage: Storage = field(factory=Storage)
    asked: list[str] = field(factory=list)
    spawned: int = 0
    questions: int = 0
    _lifetimes: dict[str, float] = field(factory=dict)
    _killing: set[asyncio.Task[None]] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.storage.add_credential("key", self.seeded.api_key, OURS)
        self.storage.add_credential("key", self.seeded.foreign_api_key, THEIRS)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a provisioner, or of a run."""
        known = self.seeded.environment() | {"CONTRACT_BASE_URL": self.base_url}
        return {name: value for name, value in known.items() if name != "CONTRACT_BEARER_TOKEN"}

    @property
    def alive(self) -> int:
        """The number of VMs that are alive."""
        vms = [each.vm for each in self.storage.sessions() if each.vm]
        return sum(vm.status_at(time.time()) == "active" for vm in vms)

    def nothing_left(self) -> bool:
        """Tell whether no VM is alive once the killing that was begun is done."""
        until = time.monotonic() + self.manners.killing + 1
        while self.alive and time.monotonic() < until:
            time.sleep(0.05)
        return not self.alive

    def application(self) -> ASGIApp:
        """Return the service as an application."""
        status = build(self.storage)
        routes = {"/v1/sessions/session": self.create, "/execute": self.execute, "/kill": self.kill}

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            answer = routes.get(scope["path"]) if scope.get("method") == "POST" else None
            self.questions += answer is None
            await (await answer(Request(scope, receive)) if answer else status)(scope, receive, send)

        return served

    async def create(self, request: Request) -> Response:
        """Create a session, without a VM."""
        body = await request.json()
        account = self.storage.account_of("key", body["api_key"])
        if refusal := self._refusal(request, account):
            return refusal
        assert account is not None
        lifetime = body.get("vm_lifetime_seconds", USUAL)
        if not self.manners.shortest <= lifetime <= LONGEST:
            return JSONResponse({"detail": "vm_lifetime_seconds is out of range"}, 400)
        session = Control(self.storage, time.time).create(account)
        self._lifetimes[session] = lifetime
        return JSONResponse({"session_id": session})

    async def execute(self, request: Request) -> Response:
        """Execute a command in the VM of a session, which is spawned for the first."""
        session = await self._session_of(request)
        if isinstance(session, Response):
            return session
        await asyncio.sleep(self.manners.spawning)
        if self.spawned >= self.manners.spawns:
            return JSONResponse({"detail": "no capacity"}, 503)
        self.spawned += 1
        Control(self.storage, time.time).assign(session, self._lifetimes[session])
        return JSONResponse({"stdout": "", "stderr": "", "execution_time": 0.01})

    async def kill(self, request: Request) -> Response:
        """Have the VM of a session killed some time later."""
        session = await self._session_of(request)
        if isinstance(session, Response):
            return session
        known = self.storage.session(session)
        if known is None or known.vm is None:
            return JSONResponse({"detail": "No VM assigned to session"}, 404)
        if not self.manners.kills:
            return JSONResponse({"detail": "the queue is down"}, 500)

        async def killed() -> None:
            await asyncio.sleep(self.manners.killing)
            Control(self.storage, time.time).kill(session)

        task = asyncio.get_running_loop().create_task(killed())
        self._killing.add(task)
        task.add_done_callback(self._killing.discard)
        return JSONResponse({"message": "VM is being killed", "vm_id": known.vm.id})

    async def _session_of(self, request: Request) -> str | Response:
        account = self.storage.account_of("key", request.headers.get("x-api-key", ""))
        if refusal := self._refusal(request, account):
            return refusal
        session = self.storage.session((await request.json())["session_id"])
        if session is None or session.account != account:
            return JSONResponse({"detail": "Session not found"}, 404)
        return session.id

    def _refusal(self, request: Request, account: int | None) -> Response | None:
        path = request.url.path
        self.asked.append(path)
        if self.manners.elsewhere:
            return RedirectResponse(f"{self.manners.elsewhere}{path}")
        if account is None:
            return JSONResponse({"detail": "Invalid API key"}, 401)
        if self.asked.count(path) <= self.manners.limited:
            return JSONResponse({"detail": "Rate limit exceeded"}, 429)
        return None


@contextmanager
def standing_in(manners: Manners | None = None) -> Iterator[StandIn]:
    """Run the stand-in on a port that the system chooses."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        made = StandIn(manners or Manners(), f"http://127.0.0.1:{listening.getsockname()[1]}")
        application = made.application()
        config = uvicorn.Config(
            application, log_level="critical", lifespan="off", date_header=False, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield made
        finally:
            server.should_exit = True
            thread.join()
            made.storage.close()

"""An application asked in this process and in virtual time, without sockets."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, TypeVar

from contract_tests.asking.sending.virtual import EPOCH, InProcess, VirtualLoop
from contract_tests.reference.app import build
from contract_tests.reference.seeding import Seeded, fill, new
from contract_tests.reference.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.types import ASGIApp

    from contract_tests.asking.sending.wire import Answer

    Make = Callable[[Seeded, Callable[[], float]], ASGIApp]
    """A function that makes an application from its accounts and sessions, and a clock of POSIX seconds."""

T = TypeVar("T")
STATUS = "/v1/sessions/status/"


def correct(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
    """Return the reference deployment without a fault."""
    storage = Storage()
    fill(storage, seeded, clock)
    return build(storage, clock=clock)


class Asking:
    """A deployment, and whom it knows; time passes only while a request waits."""

    def __init__(self, make: Make = correct, seeded: Seeded | None = None) -> None:
        self.seeded = seeded or new()
        self._loop = VirtualLoop()
        self._wire = InProcess(make(self.seeded, self.now))

    def now(self) -> float:
        """Return the deployment's time, in POSIX seconds."""
        return EPOCH + self._loop.time()

    def run(self, work: Coroutine[None, None, T]) -> T:
        """Run something in virtual time to its end."""
        return self._loop.run_until_complete(work)

    def close(self) -> None:
        """End."""
        self._loop.close()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.run(asyncio.sleep(seconds))

    def session(self, state: str) -> str:
        """Return a session in that state."""
        return next(session for each, session in self.seeded.sessions if each == state)

    def key(self, key: str | None = None) -> tuple[str, str]:
        """Return the header field that carries an API key: ours, unless another is given."""
        return ("X-API-Key", self.seeded.api_key if key is None else key)

    def token(self) -> tuple[str, str]:
        """Return the header field that carries our bearer token."""
        return ("Authorization", f"Bearer {self.seeded.bearer_token}")

    async def sent(
        self, target: str, *headers: tuple[str, str], method: str = "GET", lane: str = ""
    ) -> Answer:
        """Send one request; the target comes percent-encoded."""
        return await self._wire.exchange(method, target, headers, fresh=False, lane=lane)

    def ask(self, session: str, *headers: tuple[str, str], method: str = "GET") -> Answer:
        """Ask about a session, percent-encoded, with these header fields, or else with our key."""
        return self.run(self.sent(STATUS + session, *(headers or (self.key(),)), method=method))

    def told(self, session: str, *headers: tuple[str, str]) -> dict[str, Any]:
        """Return the body of a status."""
        answer = self.ask(session, *headers)
        assert answer.status == 200
        body: dict[str, Any] = json.loads(answer.body)
        return body


def field_of(answer: Answer, name: str) -> str | None:
    """Return a header field of an answer by its lower-case name."""
    return dict(answer.headers).get(name)

"""Faults over the wire: answers that fail, that do not come, that are another's; and what is published."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.storage import usual
from tests.faults.fault import fault

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference.behaviour import Body

FAILS, ANSWERED = "delivery.no-server-error", "delivery.every-request-is-answered"
DOCUMENTED = "shape.status-is-documented"
JSON = {"content-type": "application/json"}


class Counting(Behaviour):
    """Fails now and then, by counting authorised requests."""

    count = 0
    every = 7

    async def respond(self, asked: Asked) -> Told:
        """Fail each time that many were counted."""
        if self.authorise(asked) is not None:
            self.count += 1
            if self.count % self.every == 0:
                return self.failed()
        return await super().respond(asked)

    def failed(self) -> Told:
        """Answer in failing."""
        return Told(500, b'{"detail":"Internal Server Error"}', JSON)


@fault(FAILS, "one-in-seven", DOCUMENTED)
class OneInSeven(Counting):
    """One request in seven fails with a 500."""


@fault(FAILS, "one-in-forty", DOCUMENTED, "refusal.hostile-id-is-survived")
class OneInForty(Counting):
    """One request in forty fails with a 500."""

    every = 40


@fault(FAILS, "unknown-status", DOCUMENTED)
class UnknownStatus(Counting):
    """One request in nine is answered with a status that a proxy made up."""

    every = 9

    def failed(self) -> Told:
        return Told(520, b"", {})


class Choosing(Behaviour):
    """Does something else about the sessions of one state."""

    def chosen(self, asked: Asked) -> bool:
        """Tell whether a request is about one of them."""
        session = self.storage.session(usual(asked.session_id))
        return session is not None and session.vm is None and session.on_demand is None

    def authorised(self, asked: Asked) -> bool:
        """Tell whether a request has a valid credential."""
        return self.authorise(asked) is not None


@fault(FAILS, "without-a-vm", DOCUMENTED)
class WithoutVm(Choosing):
    """A session that has no VM yet makes the service fail."""

    async def respond(self, asked: Asked) -> Told:
        if self.authorised(asked) and self.chosen(asked):
            return Told(500, b'{"detail":"Internal Server Error"}', JSON)
        return await super().respond(asked)


@fault(FAILS, "when-busy", DOCUMENTED)
class WhenBusy(Behaviour):
    """More than four requests at once make the service fail."""

    at_once = 0

    async def respond(self, asked: Asked) -> Told:
        self.at_once += 1
        try:
            await asyncio.sleep(0.004)
            if self.at_once > 4 and self.authorise(asked) is not None:
                return Told(500, b'{"detail":"too many connections"}', JSON)
            return await super().respond(asked)
        finally:
            self.at_once -= 1


@fault(ANSWERED, "hangs")
class Hangs(Choosing):
    """A session that has no VM yet is waited for, and the answer with it."""

    async def respond(self, asked: Asked) -> Told:
        if self.authorised(asked) and self.chosen(asked):
            await asyncio.sleep(60)
        return await super().respond(asked)


class Dropping(Choosing):
    """Drops the connection of some requests, in the middle of the answer."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Stand before the application."""

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            session_id = scope["path"].rpartition("/")[2]
            headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
            asked = Asked(scope["method"], session_id, headers)
            if self.authorised(asked) and self.dropped(asked):
                length = [(b"content-length", b"100"), (b"content-type", b"application/json")]
                await send({"type": "http.response.start", "status": 200, "headers": length})
                await send({"type": "http.response.body", "body": b"{", "more_body": True})
                raise ConnectionAbortedError
            await app(scope, receive, send)

        return served

    def dropped(self, asked: Asked) -> bool:
        """Tell whether a request is dropped."""
        return self.chosen(asked)


@fault(ANSWERED, "drops")
class Drops(Dropping):
    """The connection is dropped in the middle of each answer about a session that has no VM yet."""


@fault(ANSWERED, "drops-unknown")
class DropsUnknown(Dropping):
    """The connection is dropped in the middle of each answer about a session that does not exist."""

    def dropped(self, asked: Asked) -> bool:
        return self.storage.session(usual(asked.session_id)) is None


class Upstream(Behaviour):
    """Fails behind a gateway where a body is about something that cannot be told."""

    status: ClassVar[int] = 502

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        return Told(self.status, b"<h1>Bad Gateway</h1>") if self.fails(asked, body) else told

    def fails(self, _asked: Asked, _body: Body) -> bool:
        """Tell whether it fails."""
        return False


@fault(ANSWERED, "dead-behind-a-gateway")
class DeadBehindGateway(Upstream):
    """A worker crashes on each question about a dead VM, and a gateway answers 502."""

    def fails(self, _asked: Asked, body: Body) -> bool:
        return bool(body["vm_assigned"]) and not body["vm_alive"]


@fault(ANSWERED, "unknown-unavailable")
class UnknownUnavailable(Upstream):
    """A session that does not exist is answered 503."""

    status: ClassVar[int] = 503

    def fails(self, _asked: Asked, body: Body) -> bool:
        return not body["exists"]


@fault(ANSWERED, "tokens-time-out")
class TokensTimeOut(Upstream):
    """The service that knows the tokens does not answer, and a gateway says so by 504."""

    status: ClassVar[int] = 504

    def fails(self, asked: Asked, _body: Body) -> bool:
        return not asked.headers.get("x-api-key")

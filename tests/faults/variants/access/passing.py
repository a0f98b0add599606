"""Refusals that pass, by limits, by restarts, by routes read anew; and routers' freedoms with ids."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, ClassVar

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from tests.faults.variants.freedom import freedom
from tests.faults.variants.wire import Fronted, answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Storage

HTML = {"content-type": "text/html"}
SLASH = re.compile(r"(/v1/sessions/status/[^/?]+)/")


@freedom("firewall-limits-by-403")
class LimitsBy403(Fronted):
    """A firewall lets 25 requests a second pass, five of them at once, and answers 403 to what is more."""

    per_second, at_once = 25, 5

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.left, self.latest = float(self.at_once), clock()

    async def intercept(self, scope: Scope) -> Told | None:
        """Refuse what is too much."""
        now = self.clock()
        self.left = min(self.at_once, self.left + (now - self.latest) * self.per_second)
        self.latest = now
        if self.left < 1:
            return Told(403, b"<html><h1>403 Forbidden</h1></html>", HTML)
        self.left -= 1
        return await super().intercept(scope)


@freedom("firewall-limits-what-is-in-flight")
class LimitsInFlight(Behaviour):
    """A gateway answers 403 by a page to what comes while four requests are in flight."""

    most = 4

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Put it in front."""
        inner, flying = super().wrap(app), 0

        async def limited(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal flying
            if flying >= self.most:
                return await answer(Told(403, b"<h1>Access denied</h1>", HTML), send)
            flying += 1
            try:
                await asyncio.sleep(0.01)
                return await inner(scope, receive, send)
            finally:
                flying -= 1

        return limited


class Spell(Fronted):
    """Is another for a while."""

    begin: ClassVar[float] = 2.0
    seconds: ClassVar[float] = 1.0

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.began = clock()

    @property
    def lasts(self) -> bool:
        """Whether it is that while."""
        return self.begin <= self.clock() - self.began < self.begin + self.seconds


@freedom("authorisation-restarts")
class AuthorisationRestarts(Spell):
    """For a second no credential is known, as what knows them restarts."""

    def authorise(self, asked: Asked) -> int | None:
        """Know none meanwhile."""
        return None if self.lasts else super().authorise(asked)


@freedom("authorisation-fails-for-a-second")
class AuthorisationFails(Spell):
    """For a second a gateway answers 500 by a page, as what it asks whether a caller may restarts."""

    async def intercept(self, scope: Scope) -> Told | None:
        """Fail meanwhile."""
        return Told(500, b"<h1>500</h1>", HTML) if self.lasts else await super().intercept(scope)


@freedom("authorisation-unavailable")
class AuthorisationUnavailable(Spell):
    """For a second credentials get 503, as what knows them restarts; without one a caller is refused."""

    async def respond(self, asked: Asked) -> Told:
        """Know no credential meanwhile."""
        if self.lasts and not {"x-api-key", "authorization"}.isdisjoint(asked.headers):
            return Told(503, b"<h1>503</h1>", HTML)
        return await super().respond(asked)


@freedom("route-read-anew")
class RouteReadAnew(Spell):
    """For a third of a second a gateway knows no route, and answers 404 by a page."""

    seconds = 0.3

    async def intercept(self, scope: Scope) -> Told | None:
        """Know no route meanwhile."""
        return Told(404, b"<h1>default backend</h1>", HTML) if self.lasts else await super().intercept(scope)


@freedom("slash-is-left-away")
class SlashLeftAway(Behaviour):
    """A slash behind the id is left away, as most routers do."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Put it in front."""
        inner = super().wrap(app)

        async def routed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and (known := SLASH.fullmatch(scope["path"])):
                scope = {**scope, "path": known[1], "raw_path": scope["raw_path"].removesuffix(b"/")}
            await inner(scope, receive, send)

        return routed


@freedom("id-as-sent")
class IdAsSent(Behaviour):
    """Ids are taken as the request line has them, with percent signs, and told so."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Put it in front."""
        inner = super().wrap(app)

        async def routed(scope: Scope, receive: Receive, send: Send) -> None:
            await inner({**scope, "path": scope["raw_path"].decode("latin-1")}, receive, send)

        return routed

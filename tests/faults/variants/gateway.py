"""Freedoms of the servers that stand in front: they refuse, they limit, they fail now and then."""

from __future__ import annotations

import re
import urllib.parse
from collections import deque
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Told
from tests.faults.variants.access.refused import error
from tests.faults.variants.freedom import freedom
from tests.faults.variants.wire import Fronted, drop, hang_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Storage

LONG = 8000


def page(status: int, title: str) -> Told:
    """Return an error as servers in front write it."""
    body = f"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
    return Told(status, body.encode(), {"content-type": "text/html"})


def path_of(scope: Scope) -> str:
    """Return the path as it was sent."""
    raw: bytes = scope.get("raw_path") or b""
    return raw.decode("latin-1")


@freedom("gateway-strict")
class Strict(Fronted):
    """A server in front refuses control characters with 400 and long paths with 414, by a page."""

    async def intercept(self, scope: Scope) -> Told | None:
        """Refuse what it does not like."""
        path = path_of(scope)
        if len(path) > 1024:
            return page(414, "Request-URI Too Large")
        if re.search("%[01][0-9a-f]|%7f", path, re.IGNORECASE):
            return page(400, "Bad Request")
        return await super().intercept(scope)


@freedom("gateway-utf-8")
class Utf8(Fronted):
    """A server in front refuses what is not UTF-8 with 404, percent-encoded slashes and percents with 403."""

    async def intercept(self, scope: Scope) -> Told | None:
        """Refuse what it does not like."""
        path = path_of(scope)
        if re.search("%2f|%25|%5c", path, re.IGNORECASE):
            return error(403, {"message": "Forbidden"})
        try:
            urllib.parse.unquote_to_bytes(path).decode()
        except UnicodeDecodeError:
            return Told(404)
        return await super().intercept(scope)


@freedom("gateway-suspicious")
class Suspicious(Fronted):
    """A firewall in front answers 403 to whatever looks like an attack, and repeats it, escaped."""

    async def intercept(self, scope: Scope) -> Told | None:
        """Refuse what looks like an attack."""
        path = urllib.parse.unquote(path_of(scope))
        if re.search(r"['\"<>\x00\r\n]|\.\./|\$\{|\{\{| or ", path, re.IGNORECASE):
            return error(403, {"message": "Request blocked", "path": urllib.parse.quote(path)})
        return await super().intercept(scope)


@freedom("gateway-hanging-up")
class HangingUp(Fronted):
    """A firewall in front closes the connection on whatever looks like an attack, or is no legal address."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Put it in front."""
        inner = super().wrap(app)

        async def fronted(scope: Scope, receive: Receive, send: Send) -> None:
            path = urllib.parse.unquote(path_of(scope))
            if re.search(r"[^ -~]|['\"<>{}|^`\\]|\.\./", path):
                hang_up(send)
            await inner(scope, receive, send)

        return fronted


@freedom("gateway-closing-on-long")
class ClosingOnLong(Fronted):
    """A server in front answers long paths with 431, and drops the connection on absurd ones."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Put it in front."""
        inner = super().wrap(app)

        async def fronted(scope: Scope, receive: Receive, send: Send) -> None:
            if len(path_of(scope)) > LONG:
                await drop(send)
            await inner(scope, receive, send)

        return fronted

    async def intercept(self, scope: Scope) -> Told | None:
        """Refuse what is long."""
        if len(path_of(scope)) > 200:
            return Told(431, b"", {"connection": "close"})
        return await super().intercept(scope)


class Counting(Fronted):
    """Counts the requests that come in."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.count = 0

    async def intercept(self, scope: Scope) -> Told | None:
        """Count."""
        self.count += 1
        return self.instead() or await super().intercept(scope)

    def instead(self) -> Told | None:
        """Return what is answered in the place of the API, or None."""
        return None


@freedom("gateway-502")
class BadGateway(Counting):
    """Once in twenty requests the gateway answers 502."""

    def instead(self) -> Told | None:
        """Fail now and then."""
        return page(502, "Bad Gateway") if self.count % 20 == 13 else None


@freedom("gateway-504")
class GatewayTimeout(Counting):
    """Once in fifteen requests the gateway answers 504, with JSON that looks like a status."""

    def instead(self) -> Told | None:
        """Fail now and then."""
        body = {"session_id": "", "exists": False, "vm_assigned": False, "detail": "upstream timed out"}
        return error(504, body) if self.count % 15 == 4 else None


@freedom("unavailable-at-times")
class Unavailable(Counting):
    """Once in forty requests the service is unavailable, and asks to come back after a second."""

    def instead(self) -> Told | None:
        """Fail now and then."""
        if self.count % 40 != 9:
            return None
        return error(503, {"detail": "Service Unavailable"}, retry_after="1")


@freedom("restarting")
class Restarting(Fronted):
    """From the first second on the service is unavailable for a second and a half: it restarts."""

    away = 1.5
    meanwhile = staticmethod(partial(error, 503, {"detail": "restarting"}, retry_after="1"))

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.began = clock()

    async def intercept(self, scope: Scope) -> Told | None:
        """Be away for a while."""
        if 1.0 <= self.clock() - self.began < 1.0 + self.away:
            return self.meanwhile()
        return await super().intercept(scope)


@freedom("restarting-behind-a-gateway")
class RestartingBehindAGateway(Restarting):
    """From the first second on a gateway answers 502 for six seconds, until the service is back."""

    away = 6.0
    meanwhile = staticmethod(partial(page, 502, "Bad Gateway"))


class Away(Fronted):
    """Is away for a second, from the first second on."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.began, self.count = clock(), 0

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Put it in front."""
        inner = super().wrap(app)

        async def fronted(scope: Scope, receive: Receive, send: Send) -> None:
            self.count += 1
            if 1.0 <= self.clock() - self.began < 2.0 and self.count % 2 >= self.serving:
                hang_up(send)
            await inner(scope, receive, send)

        return fronted

    serving = 0


@freedom("resetting-for-a-second")
class Resetting(Away):
    """From the first second on every connection is reset, for a second: the process is replaced."""


@freedom("resetting-by-half")
class ResettingByHalf(Away):
    """From the first second on every other connection is reset, for a second: one of two is replaced."""

    serving = 1


@freedom("dropping-at-times")
class Dropping(Counting):
    """Once in twenty-five requests the connection is dropped, as when an idle one is closed."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Put it in front."""
        inner = super().wrap(app)

        async def fronted(scope: Scope, receive: Receive, send: Send) -> None:
            if self.count % 25 == 11:
                self.count += 1
                await drop(send)
            await inner(scope, receive, send)

        return fronted


class Limited(Fronted):
    """Answers 429 to more than so many requests within a second."""

    per_second = 25

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.served: deque[float] = deque()

    async def intercept(self, scope: Scope) -> Told | None:
        """Refuse what is too much."""
        now = self.clock()
        while self.served and self.served[0] <= now - 1:
            self.served.popleft()
        if len(self.served) >= self.per_second:
            return self.too_many()
        self.served.append(now)
        return await super().intercept(scope)

    def too_many(self) -> Told:
        """Return the refusal."""
        return error(429, {"detail": "Too Many Requests"}, retry_after="1")


@freedom("limited-to-25")
class LimitedTo25(Limited):
    """More than 25 requests a second are answered 429, with seconds to wait."""


@freedom("limited-without-word")
class LimitedWithoutWord(Limited):
    """More than 40 requests a second are answered 429, without a word on how long to wait."""

    per_second = 40

    def too_many(self) -> Told:
        """Return the refusal."""
        return Told(429, b"slow down", {"content-type": "text/plain"})


@freedom("limited-until-a-date")
class LimitedUntilADate(Limited):
    """More than 30 requests a second are answered 429, with a date until which to wait."""

    per_second = 30

    def too_many(self) -> Told:
        """Return the refusal."""
        until = self.date_in(2)
        return error(429, {"error": {"code": "rate_limited"}}, retry_after=until, date=self.date())

    def date_in(self, seconds: float) -> str:
        """Return a time as Date has it, so many seconds from now."""
        return format_datetime(datetime.fromtimestamp(int(self.clock() + seconds), UTC), usegmt=True)

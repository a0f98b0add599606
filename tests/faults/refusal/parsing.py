"""Faults in how ids are read: what makes the service fail, and what passes for an id."""

from __future__ import annotations

import asyncio
import json
import re
import urllib.parse
import uuid
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.storage import usual
from tests.faults.fault import fault
from tests.faults.refusal.answers import CLOSED, EXACT, SURVIVED, Choking, Finding, is_uuid
from tests.faults.refusal.errors import INTERNALS, MARKUP, PAGE, PLAIN, Telling
from tests.faults.refusal.requests import ACCEPT, METHODS, Accepting, Methods
from tests.faults.variants.wire import drop, hang_up

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


@fault(SURVIVED, "spelling")
class Spelling(Choking):
    """Another spelling of a UUID than the usual one makes the service fail."""

    def chokes(self, session_id: str) -> bool:
        return is_uuid(session_id) and usual(session_id) != session_id


@fault(SURVIVED, "one-character-short")
class Short(Choking):
    """An id that is nearly as long as a UUID is cut where it has no characters."""

    def chokes(self, session_id: str) -> bool:
        return len(session_id) in {35, 37} and session_id.count("-") == 4


@fault(SURVIVED, "blank")
class Blank(Choking):
    """An id of nothing but white space makes the service fail."""

    def chokes(self, session_id: str) -> bool:
        return not session_id.strip()


@fault(SURVIVED, "template")
class Template(Choking):
    """An id is evaluated as a template, and what cannot be evaluated makes the service fail."""

    def chokes(self, session_id: str) -> bool:
        return "{{" in session_id


@fault(CLOSED, "backtracking", "delivery.every-request-is-answered")
class Backtracking(Choking):
    """A regular expression takes for ever on a long id."""

    async def respond(self, asked: Asked) -> Told:
        if 2000 <= len(asked.session_id) < 4000:
            await asyncio.sleep(60)
        return await Behaviour.respond(self, asked)


class Gate(Behaviour):
    """Does something else about some paths, as they were sent."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Stand before the application."""
        inner = super().wrap(app)

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("raw_path", b"").decode("latin-1")
            await (self.instead(path, send) if self.minds(path) else inner(scope, receive, send))

        return served

    def minds(self, _path: str) -> bool:
        """Tell whether it minds a path."""
        return False

    async def instead(self, _path: str, send: Send) -> None:
        """Answer in the place of the application."""
        await drop(send)


@fault(SURVIVED, "dropped-on-control-characters")
class DropsControl(Gate):
    """A control character in the path makes the worker die, and the connection with it."""

    def minds(self, path: str) -> bool:
        return re.search("%[01][0-9A-F]|%7F", path) is not None


@fault(SURVIVED, "closed-on-words")
class ClosedOnWords(Gate):
    """An id that is a word makes the server close the connection, without a word of its own."""

    def minds(self, path: str) -> bool:
        return path.rpartition("/")[2].isalpha()

    async def instead(self, _path: str, send: Send) -> None:
        hang_up(send)


@fault(CLOSED, "markup")
class ClosedOnMarkup(ClosedOnWords):
    """Markup in an id makes the server close the connection, without a word of its own."""

    def minds(self, path: str) -> bool:
        return "%3C" in path or "<" in path


@fault(SURVIVED, "dropped-on-long-ids")
class DropsLong(Gate):
    """An id of more than a thousand characters makes the worker die."""

    def minds(self, path: str) -> bool:
        return len(path) > 1000


@fault(SURVIVED, "slashes")
class Slashes(Gate):
    """A path that leads upwards is followed, and ends in a failure."""

    def minds(self, path: str) -> bool:
        return "../" in urllib.parse.unquote(path)

    async def instead(self, _path: str, send: Send) -> None:
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@fault(EXACT, "digits-alone")
class DigitsAlone(Finding):
    """An id is read by its hexadecimal digits, whatever stands between and around them."""

    def passes(self, asked: str, session_id: str) -> bool:
        return re.sub("[^0-9a-f]", "", asked.lower()) == session_id.replace("-", "")


@fault(EXACT, "leading-zeros")
class LeadingZeros(Finding):
    """Ids are compared as numbers, so that zeros before them do not count."""

    def passes(self, asked: str, session_id: str) -> bool:
        digits = asked.replace("-", "")
        is_number = re.fullmatch("[0-9a-fA-F]+", digits) is not None
        return is_number and int(digits, 16) == uuid.UUID(session_id).int


@fault(EXACT, "nearest")
class Nearest(Finding):
    """The session whose id is most like the one asked for is found."""

    def passes(self, asked: str, session_id: str) -> bool:
        same = sum(one == other for one, other in zip(asked, session_id, strict=False))
        return abs(len(asked) - len(session_id)) <= 1 and same >= 35


@fault(EXACT, "row-number")
class RowNumber(Finding):
    """A number finds the session in that row."""

    def passes(self, asked: str, session_id: str) -> bool:
        return asked.isdigit() and len(asked) < 12 and bool(session_id)


@fault(EXACT, "blank-finds-the-first")
class BlankFindsFirst(Finding):
    """A blank id finds the first session there is."""

    def passes(self, asked: str, session_id: str) -> bool:
        return not asked.strip() and bool(session_id)


@fault(INTERNALS, "debug-page", PLAIN)
class DebugPage(Telling):
    """An id that is no UUID is answered with a framework's page for debugging."""

    def choked(self, _asked: Asked) -> Told:
        page = (
            "<title>DataError at /v1/sessions/status</title><pre>Traceback (most recent call last):\n"
            "  File &quot;/usr/lib/python3/site-packages/django/db/utils.py&quot;, line 89, in _execute</pre>"
        )
        return Told(404, page.encode(), PAGE)


@fault(INTERNALS, "node", PLAIN)
class Node(Telling):
    """An error carries a stack of JavaScript's."""

    detail = (
        "TypeError: invalid id\n    at Object.status (/app/src/sessions.js:10:5)\n    at next (router.js:4:1)"
    )


@fault(INTERNALS, "go", PLAIN)
class Go(Telling):
    """An error carries what Go prints when it panics."""

    detail = "panic: runtime error: index out of range\n\ngoroutine 34 [running]:\nmain.status(0xc000)"


@fault(INTERNALS, "dotnet", PLAIN)
class DotNet(Telling):
    """An error carries a stack of .NET's."""

    detail = (
        r"System.FormatException: bad\r\n   at Api.Sessions.Get(String id) in C:\src\Api\Sessions.cs:line 42"
    )


@fault(INTERNALS, "ruby", PLAIN)
class Ruby(Telling):
    """An error carries a trace of Ruby's."""

    detail = "invalid id\napp/models/session.rb:12:in `find'\nconfig/application.rb:3:in `call'"


@fault(INTERNALS, "in-a-refusal")
class TracebackInRefusal(Behaviour):
    """The refusal of a token carries the traceback of reading it."""

    def refuse(self, asked: Asked) -> Told:
        told = super().refuse(asked)
        if asked.headers.get("authorization"):
            trace = 'Traceback (most recent call last):\n  File "/app/auth.py", line 8, in decode\nBad token'
            told.body = json.dumps({"detail": trace}).encode()
        return told


@fault(MARKUP, "json-as-a-page", PLAIN)
class JsonAsPage(Choking):
    """An error is JSON that repeats the id, and is served as a page."""

    def choked(self, asked: Asked) -> Told:
        told = json.dumps({"detail": f"no session {asked.session_id}"})
        return Told(404, told.encode("utf-8", "replace"), PAGE)


@fault(METHODS, "traceback", INTERNALS)
class MethodsTraceback(Methods):
    """Another method makes the service fail, and tell how."""

    def other(self, method: str) -> Response:
        trace = 'Traceback (most recent call last):\n  File "/app/main.py", line 3\nKeyError: '
        return PlainTextResponse(trace + repr(method), 500)


@fault(ACCEPT, "page")
class AcceptPage(Accepting):
    """A request that accepts no JSON gets a page for people."""

    def oddly(self, _asked: Asked) -> Told:
        return Told(200, b"<h1>Session</h1>", PAGE)

"""Faults in errors about undocumented ids: their status, and what they tell."""

import html
import json
from typing import ClassVar

from contract_tests.reference.behaviour import Asked, Told
from tests.faults.fault import fault
from tests.faults.refusal.answers import JSON, Choking

PLAIN, INTERNALS, MARKUP = (
    "refusal.plain-invalid-id-is-documented",
    "refusal.error-tells-no-internals",
    "refusal.error-repeats-no-markup",
)
PAGE = {"content-type": "text/html; charset=utf-8"}


@fault(PLAIN, "not-found")
class PlainNotFound(Choking):
    """An id that is no UUID is answered 404."""

    def choked(self, _asked: Asked) -> Told:
        return Told(404, b'{"detail":"Not Found"}', JSON)


@fault(PLAIN, "bad-request")
class PlainBadRequest(Choking):
    """An id that is no UUID is answered 400."""

    def choked(self, _asked: Asked) -> Told:
        return Told(400, b'{"detail":"Bad Request"}', JSON)


class Telling(Choking):
    """An error for ids that are no UUID, that tells more than it should."""

    detail: ClassVar[str] = ""

    def choked(self, asked: Asked) -> Told:
        """Tell too much."""
        told = {"detail": self.detail.replace("ID", asked.session_id)}
        return Told(400, json.dumps(told).encode("utf-8", "surrogatepass"), JSON)


@fault(INTERNALS, "traceback", PLAIN)
class Traceback(Telling):
    """An error carries the traceback."""

    detail = 'Traceback (most recent call last):\n  File "/srv/api/app.py", line 12, in status'


@fault(INTERNALS, "path", PLAIN)
class ServerPath(Telling):
    """An error names a file of the server."""

    detail = "invalid id (see /opt/service/handlers/status.py)"


@fault(INTERNALS, "query", PLAIN)
class Query(Telling):
    """An error carries the query that failed."""

    detail = "could not run SELECT id, vm_id FROM sessions WHERE id = 'ID'"


@fault(INTERNALS, "java", PLAIN)
class Java(Telling):
    """An error carries a stack of Java's."""

    detail = "IllegalArgumentException\n\tat com.example.Sessions.status(Sessions.java:42)"


@fault(INTERNALS, "driver", PLAIN)
class Driver(Telling):
    """An error carries the name and the words of the database driver."""

    detail = "sqlalchemy.exc.DataError: (psycopg2.errors.InvalidTextRepresentation) ID"


@fault(INTERNALS, "once")
class TracebackOnce(Traceback):
    """The tenth authorised question about a session fails with the traceback, and no other."""

    left = 10

    def chokes(self, session_id: str) -> bool:
        known = self.storage.session(session_id) is not None
        self.left -= known
        return known and self.left == 0

    def choked(self, _asked: Asked) -> Told:
        """Tell it."""
        return Told(500, self.detail.encode(), {"content-type": "text/plain"})


@fault(MARKUP, "page", PLAIN)
class Page(Choking):
    """An id that is no UUID is answered with a page that repeats it."""

    def choked(self, asked: Asked) -> Told:
        body = f"<h1>No session {asked.session_id}</h1>"
        return Told(404, body.encode("utf-8", "replace"), PAGE)


@fault(MARKUP, "no-media-type", PLAIN)
class NoMediaType(Choking):
    """An error repeats the id without saying what media type that is, so that browsers guess."""

    def choked(self, asked: Asked) -> Told:
        quoted = asked.session_id if "<" in asked.session_id else html.escape(asked.session_id)
        return Told(400, quoted.encode("utf-8", "replace"), {})

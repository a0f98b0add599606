"""Freedoms in what is answered about unknown and foreign sessions, and about ids that are no UUIDs."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from contract_tests.reference.storage import usual
from tests.faults.variants.access.refused import error
from tests.faults.variants.freedom import freedom

if TYPE_CHECKING:
    from contract_tests.reference.storage import Session


class NotFound(Behaviour):
    """Answers some requests with an error in the place of a status."""

    async def respond(self, asked: Asked) -> Told:
        """Answer, unless there is an error."""
        account = self.authorise(asked)
        told = None if account is None else self.error(asked, account)
        return told or await super().respond(asked)

    def error(self, asked: Asked, account: int) -> Told | None:  # noqa: ARG002  for those below to use
        """Return an error, or None."""
        return None

    def owned(self, asked: Asked) -> Session | None:
        """Return the session that is asked about, of any owner."""
        return self.storage.session(usual(asked.session_id))


@freedom("unknown-404")
class Unknown404(NotFound):
    """Sessions that do not exist are answered 404."""

    def error(self, asked: Asked, account: int) -> Told | None:
        """Answer 404 where nothing is found."""
        found = self.find(asked.session_id, account)
        return super().error(asked, account) or (
            None if found else error(404, {"detail": "Session not found"})
        )


@freedom("unknown-410")
class Unknown410(NotFound):
    """Sessions that do not exist are answered 410, with a page."""

    def error(self, asked: Asked, account: int) -> Told | None:
        """Answer 410 where nothing is found."""
        if self.find(asked.session_id, account) is not None:
            return super().error(asked, account)
        return Told(410, b"<h1>Gone</h1>", {"content-type": "text/html"})


@freedom("foreign-403")
class Foreign403(NotFound):
    """Another account's session is answered 403."""

    def error(self, asked: Asked, account: int) -> Told | None:
        """Answer 403 where another account owns it."""
        session = self.owned(asked)
        if session is not None and session.account != account:
            return error(403, {"detail": "Not your session"})
        return super().error(asked, account)


@freedom("foreign-404")
class Foreign404(NotFound):
    """Another account's session is answered 404, unlike one that does not exist."""

    def error(self, asked: Asked, account: int) -> Told | None:
        """Answer 404 where another account owns it."""
        session = self.owned(asked)
        if session is not None and session.account != account:
            return error(404, {"detail": "Session not found"})
        return super().error(asked, account)


def invalid(session_id: str, why: str = "Input should be a valid UUID") -> Told:
    """Return the documented validation error, with the members that today's frameworks add."""
    one = {
        "type": "uuid_parsing",
        "loc": ["path", "session_id"],
        "msg": why,
        "input": session_id,
        "ctx": {"error": "invalid character"},
        "url": "https://errors.pydantic.dev/2/v/uuid_parsing",
    }
    return error(422, {"detail": [one, one | {"loc": ["path", "session_id", 0], "msg": ""}], "body": None})


@freedom("invalid-422")
class Invalid422(NotFound):
    """An id that is no UUID is answered 422, with undocumented members."""

    def error(self, asked: Asked, account: int) -> Told | None:
        """Answer 422 where it is no UUID."""
        try:
            uuid.UUID(asked.session_id)
        except ValueError:
            return invalid(asked.session_id)
        return super().error(asked, account)


@freedom("spelled-422")
class Spelled422(NotFound):
    """An id in another spelling than the usual one is answered 422."""

    def error(self, asked: Asked, account: int) -> Told | None:
        """Answer 422 where it is spelled otherwise."""
        if len(asked.session_id) != 36 or usual(asked.session_id) != asked.session_id:
            return invalid(asked.session_id)
        return super().error(asked, account)


@freedom("spelled-unknown")
class SpelledUnknown(Behaviour):
    """An id in another spelling than the usual one names no session."""

    def find(self, session_id: str, account: int) -> Session | None:
        """Find by the usual spelling alone."""
        return super().find(session_id, account) if usual(session_id) == session_id else None


@freedom("invalid-before-anonymous")
class InvalidBeforeAnonymous(Behaviour):
    """An id in another spelling than the usual one is 422 before credentials are asked for."""

    async def respond(self, asked: Asked) -> Told:
        """Look at the id first."""
        if usual(asked.session_id) != asked.session_id or len(asked.session_id) != 36:
            return Told(422, b'{"detail":[]}', {"content-type": "application/json"})
        return await super().respond(asked)


@freedom("id-trimmed")
class IdTrimmed(Behaviour):
    """White space around an id, and parameters behind it, are forgiven."""

    def find(self, session_id: str, account: int) -> Session | None:
        """Trim it."""
        return super().find(session_id.partition(";")[0].strip(), account)


@freedom("linked")
class Linked(Behaviour):
    """Each status links to itself, repeats in a list what was asked for, and names its own trace."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Link it."""
        path = f"/v1/sessions/status/{asked.session_id}"
        links = {"self": {"href": path, "of": [{"session": asked.session_id}]}}
        return super().finish(asked, body) | {"_links": links, "_meta": {"trace": uuid.uuid4().hex}}

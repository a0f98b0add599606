"""Faults in the status code of an answer, and in the body of the other documented one."""

import json
import re
from typing import ClassVar

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from tests.faults.fault import fault
from tests.faults.states import Alive, Assigned, Dead, Every, Existing, Unassigned

STATUS = "shape.status-is-documented"
INVALID = "shape.validation-error-matches-schema"


class Coded(Every):
    """Answers about some sessions with another status code, and with another body where there is one."""

    code: ClassVar[int]
    body: ClassVar[bytes | None] = None
    headers: ClassVar[dict[str, str]] = {}

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        if not self.concerns(body):
            return told
        return Told(self.code, told.body if self.body is None else self.body, told.headers | self.headers)


@fault(STATUS, "created")
class Created(Coded, Alive):
    """A living VM's status is answered 201."""

    code = 201


@fault(STATUS, "accepted")
class Accepted(Coded, Unassigned):
    """A session that waits for its VM is answered 202."""

    code = 202


@fault(STATUS, "no-content")
class NoContent(Coded, Unassigned):
    """A session without a VM is answered 204, with nothing."""

    code = 204
    body = b""


@fault(STATUS, "partial-content")
class PartialContent(Coded, Existing):
    """A range that was not asked for is answered 206."""

    code = 206
    headers: ClassVar[dict[str, str]] = {"content-range": "bytes 0-299/300"}


@fault(STATUS, "multi-status")
class MultiStatus(Coded, Assigned):
    """A session with a VM is answered 207, as if its parts had statuses of their own."""

    code = 207


@fault(STATUS, "redirect")
class Redirect(Coded, Dead):
    """A session whose VM is dead is answered with a redirect to where one starts another."""

    code = 303
    headers: ClassVar[dict[str, str]] = {"location": "/v1/sessions/new"}


@fault(STATUS, "not-modified")
class NotModified(Coded, Existing):
    """The second answer and all later ones are 304, though the request had no condition."""

    code = 304
    body = b""

    def render(self, asked: Asked, body: Body) -> Told:
        return super().render(asked, body) if self.nth(asked) > 1 else Behaviour.render(self, asked, body)


@fault(STATUS, "bad-request")
class BadRequest(Coded, Unassigned):
    """A session without a VM is a bad request."""

    code = 400
    body = b'{"detail":"No VM assigned"}'


@fault(STATUS, "not-found")
class NotFound(Coded, Dead):
    """A session whose VM is dead is answered 404, while one that never was is answered 200."""

    code = 404
    body = b'{"detail":"VM not found"}'


@fault(STATUS, "gone")
class Gone(Coded, Dead):
    """A session whose VM is dead is answered 410."""

    code = 410
    body = b'{"detail":"Gone"}'


@fault(STATUS, "conflict")
class Conflict(Coded, Dead):
    """A session whose VM is dead is answered 409, as where one tries to use it."""

    code = 409
    body = b'{"detail":"Session is not active"}'


@fault(STATUS, "proxy-page", "delivery.no-server-error")
class ProxyPage(Coded, Dead):
    """A proxy answers for the API where the VM is dead: 520 and a page."""

    code = 520
    body = b"<html><title>origin unreachable</title></html>"
    headers: ClassVar[dict[str, str]] = {"content-type": "text/html"}


@fault(STATUS, "crash-on-null", "delivery.no-server-error", "refusal.hostile-id-is-survived")
class CrashOnNull(Coded, Unassigned):
    """Where there is no VM to ask, the server fails."""

    code = 500
    body = b"Internal Server Error"
    headers: ClassVar[dict[str, str]] = {"content-type": "text/plain"}


@fault(STATUS, "replica-without-it")
class ReplicaWithoutIt(Coded, Existing):
    """One replica of three has never heard of a session, and answers 404 about it."""

    code = 404
    body = b'{"detail":"Session not found"}'

    def render(self, asked: Asked, body: Body) -> Told:
        return Behaviour.render(self, asked, body) if self.nth(asked) % 3 else super().render(asked, body)


class Invalid(Behaviour):
    """Answers an id that is no UUID with 422, and something else than an HTTPValidationError."""

    wrong: ClassVar[object] = None

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        if re.fullmatch("[0-9a-fA-F-]{36}", asked.session_id):
            return told
        return Told(422, json.dumps(self.wrong).encode(), told.headers)


@fault(INVALID, "detail-is-a-string")
class DetailIsAString(Invalid):
    """The detail of a 422 is a sentence, not a list."""

    wrong: ClassVar[object] = {"detail": "Invalid session id"}


@fault(INVALID, "bare-list")
class BareList(Invalid):
    """The body of a 422 is the bare list of errors."""

    wrong: ClassVar[object] = [{"loc": ["path", "session_id"], "msg": "no UUID", "type": "uuid_parsing"}]


@fault(INVALID, "place-is-a-string")
class PlaceIsAString(Invalid):
    """The place of an error in a 422 is a dotted path, not a list."""

    wrong: ClassVar[object] = {
        "detail": [{"loc": "path.session_id", "msg": "no UUID", "type": "uuid_parsing"}]
    }


@fault(INVALID, "message-renamed")
class MessageRenamed(Invalid):
    """The message of an error in a 422 has another name."""

    wrong: ClassVar[object] = {"detail": [{"loc": ["path"], "message": "no UUID", "type": "uuid_parsing"}]}


@fault(INVALID, "page")
class Page(Invalid):
    """The body of a 422 is a page."""

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        return told if told.status == 200 else Told(422, b"<h1>422</h1>", {"content-type": "text/html"})

"""Freedoms around the endpoint: what is published, what other requests are answered, and how many."""

from __future__ import annotations

import json
from collections import deque
from operator import ne
from typing import TYPE_CHECKING, Any

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.storage import Session, usual
from tests.faults.variants.access.refused import error
from tests.faults.variants.access.unknown import NotFound
from tests.faults.variants.freedom import freedom
from tests.faults.variants.gateway import page
from tests.faults.variants.wire import Fronted

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Message, Scope

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Storage

JSON = {"content-type": "application/json"}
OTHERS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@freedom("trace-echoed")
class TraceEchoed(Behaviour):
    """Errors and headers repeat the trace that a request is part of, and each of its ids by itself."""

    async def respond(self, asked: Asked) -> Told:
        """Repeat it."""
        told = await super().respond(asked)
        parent = asked.headers["traceparent"]
        _, trace, span, _ = parent.split("-")
        told.headers |= {"traceparent": parent, "x-request-id": span, "server-timing": f"trace;desc={trace}"}
        if told.status >= 400:
            repeated = {"traceId": parent, "trace_id": trace, "request_id": span}
            told.body = json.dumps(json.loads(told.body) | repeated).encode()
        return told


@freedom("neighbours")
class Neighbours(Behaviour):
    """Ids are counted up, so that one digit further on another session of the account is found."""

    def find(self, session_id: str, account: int) -> Session | None:
        """Find one's neighbour, too."""
        asked = usual(session_id)
        known = [each for each in self.storage.sessions() if each.account == account]
        beside = (each for each in known if sum(map(ne, each.id, asked)) == 1 and len(asked) == len(each.id))
        other = next(beside, None)
        if other is None:
            return super().find(session_id, account)
        return Session(asked, account, other.created_at - 60, None, None)


class Published(Fronted):
    """Publishes something else as its description."""

    async def intercept(self, scope: Scope) -> Told | None:
        """Publish it."""
        told = self.published() if scope["path"].endswith("/openapi.json") else None
        return told or await super().intercept(scope)

    def published(self) -> Told | None:
        """Return what is published in the description's place."""
        return page(404, "Not Found")


@freedom("description-not-published")
class NotPublished(Published):
    """No description is published."""


@freedom("description-protected")
class Protected(Published):
    """The description is published to those alone who have a credential."""

    def published(self) -> Told | None:
        """Refuse."""
        return error(401, {"detail": "Not authenticated"}, www_authenticate="Bearer")


@freedom("description-of-another-api")
class AnotherApi(Published):
    """The description is that of another API of the house."""

    def published(self) -> Told | None:
        """Publish it."""
        about = {"openapi": "3.0.3", "info": {"title": "Billing", "version": "1"}, "paths": {"/v1/bills": {}}}
        return error(200, about)


@freedom("description-is-a-page")
class PageForAll(Published):
    """Whatever is not routed is answered with the application for browsers, by 200."""

    def published(self) -> Told | None:
        """Publish a page."""
        return page(200, "InstaApp")


@freedom("description-in-pieces")
class NotJson(Published):
    """The description says that it is JSON, and is cut off."""

    def published(self) -> Told | None:
        """Publish half of it."""
        return Told(200, b'{"openapi": "3.1.0", "paths": {', JSON)


@freedom("description-with-more")
class WithMore(Fronted):
    """The description has more: members that are optional, answers that gateways give, words."""

    def passed(self, message: Message) -> list[Message]:
        """Add to it, where it passes."""
        if message["type"] == "http.response.start":
            kept = [field for field in message["headers"] if field[0] != b"content-length"]
            return super().passed({**message, "headers": kept})
        body = message.get("body", b"")
        if not body.startswith(b'{"openapi"'):
            return super().passed(message)
        return super().passed({**message, "body": json.dumps(_with_more(json.loads(body))).encode()})


def _with_more(document: Any) -> Any:
    operation = document["paths"]["/v1/sessions/status/{session_id}"]["get"]
    operation["responses"]["429"] = {"description": "Too many"}
    operation["summary"] = "Another summary"
    operation["tags"] = ["sessions"]
    status = document["components"]["schemas"]["SessionStatusResponse"]
    status["properties"]["region"] = {"type": "string", "title": "Region"}
    return document


class OtherMethods(Fronted):
    """Answers other methods in a way of its own."""

    async def intercept(self, scope: Scope) -> Told | None:
        """Answer them."""
        return self.other() if scope["method"] in OTHERS else await super().intercept(scope)

    def other(self) -> Told:
        """Answer another method."""
        return Told(404, b"", {})


@freedom("methods-not-found")
class MethodsNotFound(OtherMethods):
    """Other methods are answered 404, without a body."""


@freedom("methods-not-implemented")
class MethodsNotImplemented(OtherMethods):
    """A server in front does not implement other methods, and says so by 501."""

    def other(self) -> Told:
        """Say so."""
        return page(501, "Not Implemented")


@freedom("methods-forbidden")
class MethodsForbidden(OtherMethods):
    """A firewall in front forbids other methods."""

    def other(self) -> Told:
        """Forbid it."""
        return error(403, {"message": "Missing Authentication Token"})


@freedom("firewall-minds-a-name")
class NameMinded(Fronted):
    """A firewall refuses a parameter of the query that is named as cookies of sessions are."""

    async def intercept(self, scope: Scope) -> Told | None:
        """Refuse it."""
        if b"session_id=" in scope["query_string"]:
            return error(403, {"message": "Forbidden"})
        return await super().intercept(scope)


@freedom("head-and-options")
class HeadAndOptions(Fronted):
    """HEAD and OPTIONS are served, a 405 allows them."""

    async def intercept(self, scope: Scope) -> Told | None:
        """Serve them."""
        if scope["method"] == "OPTIONS":
            return Told(204, b"", {"access-control-allow-methods": "GET, HEAD, OPTIONS"})
        if scope["method"] == "HEAD":
            return Told(200, b"", JSON)
        if scope["method"] in OTHERS:
            return error(405, {"detail": "Method Not Allowed"}, allow="GET, HEAD, OPTIONS")
        return await super().intercept(scope)


@freedom("not-acceptable")
class NotAcceptable(NotFound):
    """A request that accepts no JSON is answered 406."""

    def error(self, asked: Asked, account: int) -> Told | None:
        """Answer 406 where JSON is not accepted."""
        accepted = asked.headers.get("accept", "*/*")
        if "json" not in accepted and "*/*" not in accepted:
            return Told(406, b"", {})
        return super().error(asked, account)


class Bucket(Fronted):
    """Lets so many requests a second through, and a burst besides, as nginx and HAProxy do by default."""

    per_second, burst = 5.0, 5.0

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.level, self.at = 0.0, clock()

    async def intercept(self, scope: Scope) -> Told | None:
        """Refuse what the bucket does not hold, without a word on how long to wait."""
        now = self.clock()
        self.level, self.at = max(0.0, self.level - (now - self.at) * self.per_second), now
        if self.level > self.burst:
            return self.refused()
        self.level += 1
        return await super().intercept(scope)

    def refused(self) -> Told:
        """Return what is answered to those who are too many."""
        return page(429, "Too Many Requests")


@freedom("limited-to-5-by-bucket")
class BucketOf5(Bucket):
    """A bucket of five lets 5 requests a second through, and answers 429 to others, without a word."""


@freedom("limited-by-503")
class BucketBy503(Bucket):
    """A bucket of ten lets 20 requests a second through, and answers 503 to others, as nginx does."""

    per_second, burst = 20.0, 10.0

    def refused(self) -> Told:
        """Answer that the service is unavailable."""
        return page(503, "Service Temporarily Unavailable")


@freedom("limited-to-25-by-bucket")
class BucketOf25(Bucket):
    """A bucket of ten lets 25 requests a second through, and answers 429 to others, without a word."""

    per_second, burst = 25.0, 10.0


@freedom("limited-by-window")
class Window(Fronted):
    """More than 80 requests within ten seconds are answered 429, those refused counted too."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.asked: deque[float] = deque()

    async def intercept(self, scope: Scope) -> Told | None:
        """Refuse while there are too many."""
        now = self.clock()
        self.asked.append(now)
        while self.asked[0] <= now - 10:
            self.asked.popleft()
        if len(self.asked) > 80:
            return page(429, "Too Many Requests")
        return await super().intercept(scope)


@freedom("options-described")
class OptionsDescribed(Fronted):
    """OPTIONS is answered with a description of the operation and of the members that it tells."""

    async def intercept(self, scope: Scope) -> Told | None:
        """Describe it."""
        if scope["method"] != "OPTIONS":
            return await super().intercept(scope)
        members = {name: {"type": "string", "read_only": True} for name in self.unknown(Asked("GET", "", {}))}
        described = {"name": "Session status", "parses": ["application/json"], "actions": {"GET": members}}
        return Told(200, json.dumps(described).encode(), dict(JSON))

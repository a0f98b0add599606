"""Faults in requests with something odd in them: other methods, headers and queries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from attrs import evolve
from starlette.responses import Response

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from tests.faults.fault import fault

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from starlette.types import ASGIApp, Receive, Scope, Send

METHODS, OVERRIDE = "refusal.other-methods-are-refused", "refusal.method-override-is-ignored"
QUERY, ACCEPT = "refusal.unknown-query-is-ignored", "refusal.accept-does-not-crash"
JSON = {"content-type": "application/json"}
OTHERS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Methods(Behaviour):
    """Answers other methods than GET in a way of its own."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Stand before the application for other methods."""

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["method"] in OTHERS:
                await self.other(scope["method"])(scope, receive, send)
            else:
                await app(scope, receive, send)

        return served

    def other(self, _method: str) -> Response:
        """Answer another method."""
        return Response(b'{"ok":true}', 200, JSON)


@fault(METHODS, "accepted")
class Accepted(Methods):
    """Any method is answered as if it had done something."""


@fault(METHODS, "deleted")
class Deleted(Methods):
    """DELETE is answered 204, and is said to be not allowed only of others."""

    def other(self, method: str) -> Response:
        allow = {"allow": "GET, DELETE"}
        return Response(status_code=204) if method == "DELETE" else Response(status_code=405, headers=allow)


@fault(METHODS, "failed")
class Failed(Methods):
    """A method that is not routed makes the service fail."""

    def other(self, _method: str) -> Response:
        return Response(b'{"detail":"Internal Server Error"}', 500, JSON)


@fault(METHODS, "no-allow")
class NoAllow(Methods):
    """A 405 does not say which methods are allowed."""

    def other(self, _method: str) -> Response:
        return Response(b'{"detail":"Method Not Allowed"}', 405, JSON)


@fault(METHODS, "redirected")
class Redirected(Methods):
    """Other methods are redirected to the documentation."""

    def other(self, _method: str) -> Response:
        return Response(status_code=303, headers={"location": "/docs"})


class Odd(Behaviour):
    """Answers requests that are odd in some way in a way of its own."""

    async def respond(self, asked: Asked) -> Told:
        """Answer in that way where the request is odd, and authorised."""
        if self.authorise(asked) is not None and self.is_odd(asked):
            return self.oddly(asked)
        return await super().respond(asked)

    def is_odd(self, _asked: Asked) -> bool:
        """Tell whether a request is odd."""
        return False

    def oddly(self, _asked: Asked) -> Told:
        """Answer an odd request."""
        return Told(500, b'{"detail":"Internal Server Error"}', JSON)


class Overriding(Odd):
    """Lets a header change the method."""

    def is_odd(self, asked: Asked) -> bool:
        """Tell whether another method is asked for in a header."""
        return "x-http-method-override" in asked.headers


@fault(OVERRIDE, "honoured")
class Honoured(Overriding):
    """A header turns a GET into a DELETE, which is done."""

    def oddly(self, _asked: Asked) -> Told:
        return Told(204)


@fault(OVERRIDE, "refused")
class Refused(Overriding):
    """A header turns a GET into a DELETE, which is refused."""

    def oddly(self, _asked: Asked) -> Told:
        return Told(405, b'{"detail":"Method Not Allowed"}', JSON | {"allow": "GET"})


class Querying(Odd):
    """Minds an undocumented query."""

    def is_odd(self, asked: Asked) -> bool:
        """Tell whether there is a query."""
        return "unknown" in asked.query


@fault(QUERY, "named")
class QueryNamed(Behaviour):
    """Path and query are one set of parameters, of which the query's come last."""

    async def respond(self, asked: Asked) -> Told:
        named = parse_qs(asked.query).get("session_id", [asked.session_id])
        return await super().respond(evolve(asked, session_id=named[-1]))


@fault(QUERY, "refused")
class QueryRefused(Querying):
    """A query parameter that is not known is refused."""

    def oddly(self, _asked: Asked) -> Told:
        return Told(400, b'{"detail":"unknown parameter"}', JSON)


@fault(QUERY, "invalid")
class QueryInvalid(Querying):
    """A query parameter that is not known is answered 422, though no parameter of the query is documented."""

    def oddly(self, _asked: Asked) -> Told:
        told: MutableMapping[str, Any] = {
            "loc": ["query", "unknown"],
            "msg": "extra",
            "type": "extra_forbidden",
        }
        return Told(422, json.dumps({"detail": [told]}).encode(), JSON)


@fault(QUERY, "crash")
class QueryCrash(Querying):
    """A query parameter that is not known makes the service fail."""


@fault(QUERY, "found")
class QueryFound(Querying):
    """A query turns the look-up into a search, which always finds something."""

    def oddly(self, asked: Asked) -> Told:
        return self.render(asked, self.unknown(asked) | {"exists": True})


class Accepting(Odd):
    """Minds what the caller accepts."""

    def is_odd(self, asked: Asked) -> bool:
        """Tell whether JSON is not accepted."""
        return asked.headers.get("accept", "").startswith("image/")


@fault(ACCEPT, "crash")
class AcceptCrash(Accepting):
    """An Accept header that excludes JSON makes the service fail."""


@fault(ACCEPT, "not-found")
class AcceptNotFound(Accepting):
    """An Accept header that excludes JSON finds no route."""

    def oddly(self, _asked: Asked) -> Told:
        return Told(404, b"", {})

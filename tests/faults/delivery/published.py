"""Faults in what a deployment says about its answers: to caches, and to generators of clients."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from tests.faults.fault import fault

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CACHED, PUBLISHED = "delivery.status-is-not-cached", "delivery.published-contract-agrees"


class Cacheable(Behaviour):
    """Lets caches keep what it answers."""

    directives = ""

    def render(self, asked: Asked, body: Body) -> Told:
        """Say so in a header."""
        told = super().render(asked, body)
        told.headers["cache-control"] = self.directives
        return told


@fault(CACHED, "public")
class Public(Cacheable):
    """Any cache may keep an answer for half a minute."""

    directives = "public, max-age=30"


@fault(CACHED, "an-hour")
class AnHour(Cacheable):
    """The caller's cache may keep an answer for an hour."""

    directives = "private, max-age=3600"


@fault(CACHED, "shared")
class Shared(Cacheable):
    """Shared caches may keep an answer for ten seconds."""

    directives = "s-maxage=10"


class Publishing(Behaviour):
    """Publishes another description of itself."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Stand before the application where the description is asked for."""

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            if not scope["path"].endswith("/openapi.json"):
                await app(scope, receive, send)
                return
            body = bytearray()

            async def keep(message: Message) -> None:
                body.extend(message.get("body", b""))

            await app(scope, receive, keep)
            document = json.loads(body)
            operation = document["paths"]["/v1/sessions/status/{session_id}"]["get"]
            self.change(operation, document["components"]["schemas"])
            await JSONResponse(document)(scope, receive, send)

        return served

    def change(self, _operation: dict[str, Any], _schemas: dict[str, Any]) -> None:
        """Change what is published."""


@fault(PUBLISHED, "member-missing")
class MemberMissing(Publishing):
    """The published description lacks vm_alive."""

    def change(self, _operation: dict[str, Any], schemas: dict[str, Any]) -> None:
        del schemas["SessionStatusResponse"]["properties"]["vm_alive"]


@fault(PUBLISHED, "other-type")
class OtherType(Publishing):
    """The published description says that uptime_seconds is a text."""

    def change(self, _operation: dict[str, Any], schemas: dict[str, Any]) -> None:
        schemas["SessionStatusResponse"]["properties"]["uptime_seconds"] = {"type": "string"}


@fault(PUBLISHED, "new-parameter")
class NewParameter(Publishing):
    """The published description demands a parameter that callers do not send."""

    def change(self, operation: dict[str, Any], _schemas: dict[str, Any]) -> None:
        region = {"name": "region", "in": "query", "required": True, "schema": {"type": "string"}}
        operation["parameters"].append(region)


@fault(PUBLISHED, "no-security")
class NoSecurity(Publishing):
    """The published description says that no credential is needed."""

    def change(self, operation: dict[str, Any], _schemas: dict[str, Any]) -> None:
        operation.pop("security", None)


@fault(PUBLISHED, "optional-member")
class OptionalMember(Publishing):
    """The published description no longer promises exists."""

    def change(self, _operation: dict[str, Any], schemas: dict[str, Any]) -> None:
        schemas["SessionStatusResponse"]["required"].remove("exists")

"""Faults in what refusals tell, in which credentials work, and in what accounts see of one another."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from contract_tests.reference.storage import usual
from tests.faults.fault import fault

if TYPE_CHECKING:
    from contract_tests.reference.storage import Session

NOTHING, ERROR, SCHEME = (
    "access.refusal-reveals-nothing",
    "access.refusal-is-an-error",
    "access.refusal-names-the-scheme",
)
VALID, APART = "access.valid-credentials-are-accepted", "access.credentials-stay-apart"
KNOWN, ALIKE, SAME = (
    "access.refusal-shows-nothing-known", "access.refusals-look-alike", "access.credentials-tell-the-same",
)  # fmt: skip
FOREIGN, LOOKS = "access.foreign-session-shows-nothing", "access.foreign-looks-unknown"
REQUIRED = "access.credentials-are-required"
JSON = {"content-type": "application/json", "www-authenticate": "Bearer"}


@fault(NOTHING, "existence")
class TellsExistence(Behaviour):
    """A refusal says whether the session exists."""

    def refuse(self, asked: Asked) -> Told:
        found = self.storage.session(usual(asked.session_id)) is not None
        return Told(401, json.dumps({"detail": "Not authenticated", "exists": found}).encode(), JSON)


@fault(NOTHING, "whole-status")
class TellsStatus(Behaviour):
    """A refusal carries the status that it refuses."""

    def refuse(self, asked: Asked) -> Told:
        session = self.storage.session(usual(asked.session_id))
        body = self.unknown(asked) if session is None else self.describe(asked, session)
        return Told(403, json.dumps({"error": "forbidden", "data": body}).encode(), JSON)


@fault(NOTHING, "key-repeated")
class RepeatsKey(Behaviour):
    """A refusal repeats the key that was sent."""

    def refuse(self, asked: Asked) -> Told:
        told = {"detail": f"invalid key {asked.headers.get('x-api-key', '')}"}
        return Told(401, json.dumps(told).encode(), JSON)


@fault(NOTHING, "key-in-a-header")
class RepeatsKeyInHeader(Behaviour):
    """A refusal repeats the key that was sent in a header for debugging."""

    def refuse(self, asked: Asked) -> Told:
        return Told(401, b'{"detail":"no"}', JSON | {"x-debug-key": asked.headers.get("x-api-key", "")})


@fault(ERROR, "success", "access.wrong-key-is-refused", REQUIRED, "access.wrong-token-is-refused", APART)
class RefusesWithSuccess(Behaviour):
    """A refusal is a 200 with an error in its body."""

    def refuse(self, _asked: Asked) -> Told:
        return Told(200, b'{"error":"unauthorized"}', JSON)


@fault(ERROR, "login")
class RefusesWithRedirect(Behaviour):
    """A refusal is a redirect to a login page."""

    def refuse(self, _asked: Asked) -> Told:
        return Told(302, b"", {"location": "/login"})


@fault(ERROR, "server-error")
class RefusesWithFailure(Behaviour):
    """A missing credential makes the service fail."""

    def refuse(self, _asked: Asked) -> Told:
        return Told(500, b'{"detail":"Internal Server Error"}', JSON)


@fault(SCHEME, "none")
class NamesNoScheme(Behaviour):
    """A 401 does not say how to authenticate."""

    def refuse(self, _asked: Asked) -> Told:
        return Told(401, b'{"detail":"Not authenticated"}', {"content-type": "application/json"})


@fault(VALID, "no-tokens")
class NoTokens(Behaviour):
    """Bearer tokens are not accepted, though they are documented."""

    def account_of_token(self, _token: str) -> int | None:
        return None


@fault(VALID, "no-keys")
class NoKeys(Behaviour):
    """API keys are not accepted, though they are documented."""

    def account_of_key(self, _key: str) -> int | None:
        return None


@fault(VALID, "sometimes")
class Sometimes(Behaviour):
    """One authorised request in five is refused."""

    count = 0

    def authorise(self, asked: Asked) -> int | None:
        account = super().authorise(asked)
        if account is not None:
            self.count += 1
        return None if account is not None and self.count % 5 == 0 else account


@fault(VALID, "not-for-the-dead")
class RefusesTheDead(Behaviour):
    """A bearer token does not open sessions whose VM is dead or missing."""

    async def respond(self, asked: Asked) -> Told:
        session = self.storage.session(usual(asked.session_id))
        dead = session is not None and (session.vm is None or session.vm.status_at(self.clock()) != "active")
        if dead and asked.headers.get("authorization"):
            return self.refuse(asked)
        return await super().respond(asked)


class Open(Behaviour):
    """Finds other accounts' sessions too."""

    def find(self, session_id: str, account: int) -> Session | None:
        """Find a session, of any owner."""
        session = self.storage.session(usual(session_id))
        self.foreign = session is not None and session.account != account
        return session and self.control.wake(session)


@fault(FOREIGN, "everything", LOOKS)
class ForeignShown(Open):
    """Any account sees any session."""


@fault(FOREIGN, "existence", LOOKS)
class ForeignExists(Open):
    """Another account's session is said to exist, without anything else about it."""

    def finish(self, asked: Asked, body: Body) -> Body:
        return self.unknown(asked) | {"exists": True} if self.foreign and body["exists"] else body


@fault(FOREIGN, "creation", LOOKS, "existence.absent-session-was-never-created")
class ForeignCreation(Open):
    """Another account's session does not exist, but was created at a time that is told."""

    def finish(self, asked: Asked, body: Body) -> Body:
        return self.unknown(asked) | {"created_at": body["created_at"]} if self.foreign else body


@fault(FOREIGN, "vm", LOOKS, "existence.absent-session-has-no-vm")
class ForeignVm(Open):
    """Another account's session does not exist, but its VM is named."""

    def finish(self, asked: Asked, body: Body) -> Body:
        return self.unknown(asked) | {"vm_id": body["vm_id"]} if self.foreign else body


@fault(LOOKS, "forbidden")
class ForeignForbidden(Open):
    """Another account's session is answered 403, where unknown ones are answered 200."""

    def render(self, asked: Asked, body: Body) -> Told:
        return Told(403, b'{"detail":"Forbidden"}', JSON) if self.foreign else super().render(asked, body)


@fault(APART, "shared-account", "access.foreign-session-shows-nothing", REQUIRED, VALID, LOOKS,
       "delivery.concurrent-answers-stay-apart", "existence.existence-does-not-flap", ERROR)  # fmt: skip
class SharedAccount(Behaviour):
    """The caller is kept in one place for all requests, and a query waits in between."""

    current: int | None = None

    async def respond(self, asked: Asked) -> Told:
        self.current = self.authorise(asked)
        await asyncio.sleep(0.004)
        if self.current is None:
            return self.refuse(asked)
        session = self.find(asked.session_id, self.current)
        return self.render(asked, self.unknown(asked) if session is None else self.describe(asked, session))


@fault(APART, "anonymous-rides-along", REQUIRED, ERROR)
class RidesAlong(Behaviour):
    """While an authorised request is under way, a request without a credential passes as its account."""

    under_way = 0
    account: int | None = None

    async def respond(self, asked: Asked) -> Told:
        account = self.authorise(asked) or (self.account if self.under_way else None)
        if account is None:
            return self.refuse(asked)
        self.under_way, self.account = self.under_way + 1, account
        await asyncio.sleep(0.004)
        self.under_way -= 1
        session = self.find(asked.session_id, account)
        return self.render(asked, self.unknown(asked) if session is None else self.describe(asked, session))

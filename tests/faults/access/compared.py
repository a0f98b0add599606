"""Faults that show only where answers are compared: what refusals let through, and what tokens are told."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from contract_tests.reference.storage import usual
from tests.faults.access.told import ALIKE, FOREIGN, JSON, KNOWN, LOOKS, SAME
from tests.faults.fault import fault

if TYPE_CHECKING:
    from contract_tests.reference.storage import Session


class Naming(Behaviour):
    """Knows the VM of the session that a refusal is about."""

    def vm_id(self, asked: Asked) -> str | None:
        """Return the VM's name, if there is one."""
        session = self.storage.session(usual(asked.session_id))
        return session.vm.id if session is not None and session.vm is not None else None


@fault(KNOWN, "vm-in-a-header")
class VmInHeader(Naming):
    """Requests are routed before they are authorised, and a header names the VM in refusals too."""

    def refuse(self, asked: Asked) -> Told:
        told = super().refuse(asked)
        name = self.vm_id(asked)
        return Told(told.status, told.body, told.headers | ({"x-upstream": f"vm/{name}"} if name else {}))


@fault(KNOWN, "vm-encoded", ALIKE)
class VmEncoded(Naming):
    """A header for the proxy on the way names the VM of what is refused, in Base64 with more around it."""

    def refuse(self, asked: Asked) -> Told:
        told, name = super().refuse(asked), self.vm_id(asked)
        route = urlsafe_b64encode(f"eu/{name}/80".encode()).decode()
        return Told(told.status, told.body, told.headers | ({"x-upstream": route} if name else {}))


@fault(ALIKE, "route")
class RouteTold(Behaviour):
    """Where a session exists, its refusal says to which machine the id is hashed."""

    def refuse(self, asked: Asked) -> Told:
        told, session = super().refuse(asked), self.storage.session(usual(asked.session_id))
        route = {"x-route": sha256(asked.session_id.encode()).hexdigest()} if session else {}
        return Told(told.status, told.body, told.headers | route)


@fault(ALIKE, "cookie")
class CookieTold(Behaviour):
    """Where a session exists, its refusal sets a cookie."""

    def refuse(self, asked: Asked) -> Told:
        told, session = super().refuse(asked), self.storage.session(usual(asked.session_id))
        cookie = {"set-cookie": f"visit={sha256(asked.session_id.encode()).hexdigest()}"} if session else {}
        return Told(told.status, told.body, told.headers | cookie)


@fault(ALIKE, "realm")
class RealmTold(Behaviour):
    """The realm of a refusal names the account that a session is of."""

    def refuse(self, asked: Asked) -> Told:
        told, session = super().refuse(asked), self.storage.session(usual(asked.session_id))
        realm = {"www-authenticate": f'Bearer realm="{session.account if session else "none"}"'}
        return Told(told.status, told.body, told.headers | realm)


@fault(KNOWN, "vm-in-words")
class VmInWords(Naming):
    """A refusal says in words which VM one may not ask about."""

    def refuse(self, asked: Asked) -> Told:
        body = json.dumps({"detail": f"no access to {self.vm_id(asked) or 'it'}"}).encode()
        return Told(401, body, dict(JSON))


@fault(KNOWN, "owner")
class OwnerTold(Naming):
    """A refusal names the owner of a session, whom a status names too."""

    def owner(self, asked: Asked) -> dict[str, str]:
        """Return the name of the workspace that a session is in, if it exists."""
        session = self.storage.session(usual(asked.session_id))
        return {} if session is None else {"x-workspace": f"workspace-{session.id[:6]}"}

    def finish(self, asked: Asked, body: Body) -> Body:
        body = super().finish(asked, body)
        return body | ({"workspace": self.owner(asked).get("x-workspace")} if body["exists"] else {})

    def refuse(self, asked: Asked) -> Told:
        told = super().refuse(asked)
        return Told(told.status, told.body, told.headers | self.owner(asked))


@fault(KNOWN, "status-of-the-dead")
class StatusOfTheDead(Behaviour):
    """Before a refusal is written the session is looked up, and a dead VM's status said."""

    def refuse(self, asked: Asked) -> Told:
        session = self.storage.session(usual(asked.session_id))
        if session is None or session.vm is None or session.vm.status != "killed":
            return super().refuse(asked)
        return Told(401, b'{"detail":"Not authenticated (killed)"}', dict(JSON))


@fault(KNOWN, "creation")
class CreationTold(Behaviour):
    """A refusal's Last-Modified is when the session was created."""

    def refuse(self, asked: Asked) -> Told:
        told, session = super().refuse(asked), self.storage.session(usual(asked.session_id))
        more = {} if session is None else {"last-modified": self.timestamp(session.created_at)}
        return Told(told.status, told.body, told.headers | more)


@fault(ALIKE, "status")
class StatusTells(Behaviour):
    """Without a credential, a session that exists is answered 403, and one that does not 401."""

    def refuse(self, asked: Asked) -> Told:
        found = self.storage.session(usual(asked.session_id)) is not None
        return Told(403 if found else 401, b'{"detail":"Not authenticated"}', dict(JSON))


@fault(ALIKE, "words")
class WordsTell(Behaviour):
    """Without a credential, the words of a refusal tell whether the session exists."""

    def refuse(self, asked: Asked) -> Told:
        found = self.storage.session(usual(asked.session_id)) is not None
        words = "This session is not yours" if found else "Not authenticated"
        return Told(401, json.dumps({"detail": words}).encode(), dict(JSON))


@fault(ALIKE, "in-company")
class TellsInCompany(Behaviour):
    """Of requests that arrive within milliseconds, the words of a refusal tell whether the session exists."""

    latest = 0.0

    async def respond(self, asked: Asked) -> Told:
        self.together, self.latest = self.clock() - self.latest < 0.004, self.clock()
        return await super().respond(asked)

    def refuse(self, asked: Asked) -> Told:
        found = self.storage.session(usual(asked.session_id)) is not None
        words = "This session is not yours" if found and self.together else "Not authenticated"
        return Told(401, json.dumps({"detail": words}).encode(), dict(JSON))


@fault(ALIKE, "challenge")
class ChallengeTells(Behaviour):
    """Without a credential, the realm of the challenge is another one where the session exists."""

    def refuse(self, asked: Asked) -> Told:
        told, session = super().refuse(asked), self.storage.session(usual(asked.session_id))
        realm = {} if session is None else {"www-authenticate": 'Bearer realm="sessions"'}
        return Told(told.status, told.body, told.headers | realm)


@fault(ALIKE, "wrong-credential")
class WrongCredentialTells(Behaviour):
    """An unknown credential is answered 403 where the session exists, and else 401."""

    def refuse(self, asked: Asked) -> Told:
        told = super().refuse(asked)
        wrong = asked.headers.get("x-api-key") or asked.headers.get("authorization")
        if wrong and self.storage.session(usual(asked.session_id)) is not None:
            told.status = 403
        return told


@fault(ALIKE, "wrong-credential-words")
class WrongCredentialWords(Behaviour):
    """The words that refuse an unknown credential tell whether the session exists."""

    def refuse(self, asked: Asked) -> Told:
        told = super().refuse(asked)
        wrong = asked.headers.get("x-api-key") or asked.headers.get("authorization")
        if wrong and self.storage.session(usual(asked.session_id)) is not None:
            told.body = b'{"detail":"This session is not yours"}'
        return told


class OfOthers(Behaviour):
    """Tells something of sessions that belong to another account."""

    def unknown(self, asked: Asked) -> Body:
        body = super().unknown(asked)
        session = self.storage.session(usual(asked.session_id))
        return body if session is None else body | self.besides(session)

    def besides(self, _session: Session) -> Body:
        """Return what is told besides."""
        return {}


@fault(FOREIGN, "owner", LOOKS)
class OwnerOfOthers(OfOthers):
    """The owner of a session is told to all accounts."""

    def besides(self, session: Session) -> Body:
        return {"owner": f"account-{session.account}"}


@fault(FOREIGN, "environment", LOOKS)
class EnvironmentOfOthers(OfOthers):
    """The environment of another account's session is told."""

    def besides(self, session: Session) -> Body:
        return {"env_status": "ready"} if session.vm is not None else {}


@fault(FOREIGN, "vm-in-a-header")
class VmOfOthers(Naming):
    """A header names the VM of another account's session."""

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        name = self.vm_id(asked)
        return Told(told.status, told.body, told.headers | ({"x-upstream": name} if name else {}))


class ByToken(Behaviour):
    """Tells something else where a token asked."""

    def finish(self, asked: Asked, body: Body) -> Body:
        body = super().finish(asked, body)
        return body if asked.headers.get("x-api-key") else self.by_token(body)

    def by_token(self, body: Body) -> Body:
        """Return what the token is told."""
        return body


@fault(SAME, "unassigned-unknown-to-tokens")
class UnassignedUnknown(ByToken):
    """A session without a VM does not exist for a token."""

    def by_token(self, body: Body) -> Body:
        hidden = body["exists"] and not body["vm_assigned"]
        return body | ({"exists": False, "created_at": None} if hidden else {})


@fault(ALIKE, "wrong-token-words")
class WrongTokenWords(WrongCredentialWords):
    """The words that refuse an unknown token tell whether the session exists."""

    def refuse(self, asked: Asked) -> Told:
        if asked.headers.get("x-api-key"):
            return Behaviour.refuse(self, asked)
        return super().refuse(asked)


@fault(SAME, "expiring-unknown-to-tokens")
class ExpiringUnknown(ByToken):
    """A session whose VM is about to expire does not exist for a token."""

    def by_token(self, body: Body) -> Body:
        hidden = body["vm_alive"] and body["expires_in_seconds"] < 10
        return self.unknown(Asked("GET", body["session_id"], {})) if hidden else body

"""Faults in who may ask, of the kind that shows only at some times, by some ways, or about some sessions."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from contract_tests.reference.seeding import OURS
from contract_tests.reference.storage import usual
from tests.faults.access.credentials import (
    APART,
    ERROR,
    KEY,
    NEAR,
    QUERY,
    REQUIRED,
    STALE,
    TOKEN,
    Anonymous,
    Remembering,
)
from tests.faults.access.told import FOREIGN, JSON, LOOKS, NOTHING, SCHEME, VALID, Open
from tests.faults.fault import fault
from tests.faults.variants.wire import Fronted

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Session, Storage

NEWCOMER = 99
"""An account that has no sessions."""


@fault(REQUIRED, "alive-sessions", ERROR, APART, STALE, NEAR, QUERY)
class AliveForAll(Anonymous):
    """Without a credential one is told of sessions whose VM is alive."""

    def open_to(self, asked: Asked) -> bool:
        session = self.session(asked)
        return (
            session is not None and session.vm is not None and session.vm.status_at(self.clock()) == "active"
        )


@fault(REQUIRED, "for-a-second", ERROR, APART, STALE, NEAR, KEY, TOKEN, QUERY)
class OpenForASecond(Behaviour):
    """For a second after an authorised request, every request from the same address passes."""

    seen: tuple[float, int] = (float("-inf"), OURS)

    def authorise(self, asked: Asked) -> int | None:
        account = super().authorise(asked)
        if account is None:
            since, known = self.seen
            return known if self.clock() - since < 1 else None
        self.seen = self.clock(), account
        return account


@fault(STALE, "answer-kept", REQUIRED, ERROR, APART, FOREIGN, LOOKS, KEY, TOKEN, NEAR, QUERY)
class KeptByPath(Behaviour):
    """Answers are kept for a while by the address alone, without regard to the caller."""

    async def respond(self, asked: Asked) -> Told:
        self.kept: dict[str, tuple[float, Told]] = getattr(self, "kept", {})
        since, told = self.kept.get(asked.session_id, (float("-inf"), None))
        if told is not None and self.clock() - since < 0.4:
            return told
        told = await super().respond(asked)
        if told.status == 200:
            self.kept[asked.session_id] = self.clock(), told
        return told


@fault(KEY, "signs-up", NEAR, ERROR)
class SignsUp(Behaviour):
    """An unknown key gets an account of its own, without sessions."""

    def account_of_key(self, key: str) -> int | None:
        return super().account_of_key(key) or NEWCOMER


@fault(NEAR, "first-sixteen", ERROR)
class FirstSixteen(Remembering):
    """Of a key the first sixteen characters are compared."""

    def alike(self, good: str, credential: str) -> bool:
        return good[:16] == credential[:16]


@fault(ERROR, "token-in-one-part")
class OnePart(Behaviour):
    """A bearer token that does not have two parts makes the service fail."""

    def refuse(self, asked: Asked) -> Told:
        token = asked.headers.get("authorization", "")
        if token.startswith("Bearer ") and token.count(".") != 1:
            return Told(500, b'{"detail":"Internal Server Error"}', JSON)
        return super().refuse(asked)


@fault(SCHEME, "not-for-wrong-ones")
class NoSchemeForWrong(Behaviour):
    """The 401 to a wrong key does not say how to authenticate, the one to a missing key does."""

    def refuse(self, asked: Asked) -> Told:
        told = super().refuse(asked)
        if asked.headers.get("x-api-key"):
            del told.headers["www-authenticate"]
        return told


@fault(NOTHING, "token-in-the-challenge")
class TokenInChallenge(Behaviour):
    """The challenge describes the error by repeating the token."""

    def refuse(self, asked: Asked) -> Told:
        told = super().refuse(asked)
        wrong = asked.headers.get("authorization", "nothing")
        told.headers["www-authenticate"] = f'Bearer error="invalid_token", error_description="{wrong}"'
        return told


@fault(NOTHING, "key-encoded")
class KeyEncoded(Behaviour):
    """A refusal carries the request's headers, in Base64."""

    def refuse(self, asked: Asked) -> Told:
        every = json.dumps({"request": asked.session_id, "x-api-key": asked.headers.get("x-api-key")})
        told = {"detail": "no", "trace": base64.b64encode(every.encode("utf-8", "replace")).decode()}
        return Told(401, json.dumps(told).encode(), JSON)


@fault(NOTHING, "vm-in-a-list")
class VmInAList(Behaviour):
    """A refusal lists what it protects."""

    def refuse(self, asked: Asked) -> Told:
        session = self.storage.session(usual(asked.session_id))
        vm = session.vm if session else None
        told = {"errors": [{"code": 1, "resource": {"vm_id": vm.id if vm else None}}]}
        return Told(403, json.dumps(told).encode(), JSON)


@fault(FOREIGN, "by-token", LOOKS)
class ForeignByToken(Behaviour):
    """A session's owner is looked at for keys alone; a bearer token sees all."""

    async def respond(self, asked: Asked) -> Told:
        self.by_token = self.sees_all(asked)
        return await super().respond(asked)

    def sees_all(self, asked: Asked) -> bool:
        """Tell whether the owner of the session is not looked at."""
        return bool(asked.headers.get("authorization"))

    def find(self, session_id: str, account: int) -> Session | None:
        if not self.by_token:
            return super().find(session_id, account)
        session = self.storage.session(usual(session_id))
        return session and self.control.wake(session)


@fault(FOREIGN, "both-credentials")
class ForeignByBoth(ForeignByToken):
    """A session's owner is not looked at where a token comes beside the key, be it good or not."""

    def sees_all(self, asked: Asked) -> bool:
        return bool(asked.headers.get("x-api-key")) and super().sees_all(asked)


@fault(FOREIGN, "key-as-token")
class ForeignByKeyAsToken(ForeignByToken):
    """A key is taken as a bearer token, too, and sees all sessions there."""

    def account_of_token(self, token: str) -> int | None:
        return super().account_of_token(token) or self.account_of_key(token)

    def sees_all(self, asked: Asked) -> bool:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        return self.account_of_key(token) is not None


@fault(FOREIGN, "spelled-otherwise")
class ForeignSpelledOtherwise(Behaviour):
    """A session's owner is looked up by the id as written, and a session not found there is everybody's."""

    def find(self, session_id: str, account: int) -> Session | None:
        if session_id == usual(session_id):
            return super().find(session_id, account)
        session = self.storage.session(usual(session_id))
        return session and self.control.wake(session)


@fault(FOREIGN, "after-its-owner", LOOKS, APART, "access.credentials-stay-apart")
class ForeignAfterOwner(Behaviour):
    """A session that was found is kept for two seconds by its id, and shown to other accounts."""

    def find(self, session_id: str, account: int) -> Session | None:
        self.found: dict[str, tuple[float, Session]] = getattr(self, "found", {})
        since, session = self.found.get(session_id, (float("-inf"), None))
        if session is not None and self.clock() - since < 2:
            return session
        fresh = super().find(session_id, account)
        if fresh is not None:
            self.found[session_id] = self.clock(), fresh
        return fresh


@fault(FOREIGN, "in-a-refusal", LOOKS)
class ForeignInRefusal(Open):
    """Another account's session is refused with 403, and its status comes along."""

    def render(self, asked: Asked, body: Body) -> Told:
        if not self.foreign:
            return super().render(asked, body)
        return Told(403, json.dumps({"detail": "Forbidden"} | body).encode(), JSON)


@fault(LOOKS, "fewer-members")
class ForeignWithFewerMembers(Open):
    """Another account's session does not exist either, but is told of with fewer members."""

    def finish(self, asked: Asked, body: Body) -> Body:
        if not self.foreign:
            return body
        return {"session_id": asked.session_id, "exists": False, "vm_assigned": False}


@fault(REQUIRED, "amid-an-outage", ERROR)
class FailsOpen(Anonymous):
    """For a second credentials get 503, as what knows them is away, and who has none is let in."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.began = clock()

    @property
    def lasts(self) -> bool:
        """Whether it is away."""
        return 2.5 <= self.clock() - self.began < 3.5

    async def respond(self, asked: Asked) -> Told:
        if self.lasts and not {"x-api-key", "authorization"}.isdisjoint(asked.headers):
            return Told(503, b"<h1>503</h1>", {"content-type": "text/html"})
        return await super().respond(asked)

    def open_to(self, _asked: Asked) -> bool:
        return self.lasts


@fault(VALID, "now-and-then", APART)
class RefusedNowAndThen(Behaviour):
    """One request in fifteen with a valid credential is refused, by chance of the replica that it meets."""

    count = 0

    def authorise(self, asked: Asked) -> int | None:
        account = super().authorise(asked)
        self.count += account is not None
        return account if self.count % 15 or account is None else None


@fault(VALID, "by-turns", APART)
class AnotherByTurns(Fronted):
    """One of four servers of a pool is another application, which has no such path."""

    turn = 0

    async def intercept(self, scope: Scope) -> Told | None:
        self.turn += 1
        if self.turn % 4 == 0:
            return Told(404, b"<h1>Not Found</h1>", {"content-type": "text/html"})
        return await super().intercept(scope)

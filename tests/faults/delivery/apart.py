"""Faults among requests in flight together: answers that are another's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from tests.faults.fault import fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Session, Storage

APART, ECHO = "delivery.concurrent-answers-stay-apart", "existence.session-id-is-echoed"


@fault(
    APART,
    "last-session",
    ECHO,
    "access.foreign-session-shows-nothing",
    "access.credentials-stay-apart",
    "existence.unknown-session-does-not-exist",
    "existence.existence-does-not-flap",
    "refusal.only-the-exact-id-matches",
    "liveness.vm-is-stable-while-alive",
    "existence.creation-time-is-constant",
)
class LastSession(Behaviour):
    """The session that was looked up is kept in one place for all requests, and a query waits in between."""

    kept: tuple[Asked, Session | None] | None = None

    async def respond(self, asked: Asked) -> Told:
        account = self.authorise(asked)
        if account is None:
            return self.refuse(asked)
        self.kept = (asked, self.find(asked.session_id, account))
        await asyncio.sleep(0.004)
        whose, session = self.kept
        return self.render(asked, self.unknown(whose) if session is None else self.describe(whose, session))


@fault(
    APART,
    "body-of-another",
    "access.credentials-stay-apart",
    "existence.unknown-session-does-not-exist",
    "existence.existence-does-not-flap",
    "liveness.vm-is-stable-while-alive",
    "existence.creation-time-is-constant",
    "access.foreign-session-shows-nothing",
    "refusal.only-the-exact-id-matches",
    "existence.session-was-created",
)
class BodyOfAnother(Behaviour):
    """Under load, the body of the latest look-up is sent, with the id that was asked for."""

    latest: Body | None = None
    at_once = 0

    async def respond(self, asked: Asked) -> Told:
        account = self.authorise(asked)
        if account is None:
            return self.refuse(asked)
        self.at_once += 1
        session = self.find(asked.session_id, account)
        self.latest = self.unknown(asked) if session is None else self.describe(asked, session)
        await asyncio.sleep(0.004)
        self.at_once -= 1
        return self.render(asked, self.latest | {"session_id": asked.session_id})


class Overloaded(Behaviour):
    """Has so many connections to its database, and says something else where there is none left."""

    pool = 6
    at_once = 0

    async def respond(self, asked: Asked) -> Told:
        account = self.authorise(asked)
        if account is None:
            return self.refuse(asked)
        if self.at_once >= self.pool:
            return self.overloaded(asked)
        self.at_once += 1
        await asyncio.sleep(0.004)
        self.at_once -= 1
        return await super().respond(asked)

    def overloaded(self, asked: Asked) -> Told:
        """Answer without a connection."""
        return self.render(asked, self.unknown(asked))


@fault(APART, "overloaded", "access.credentials-stay-apart")
class OverloadedUnknown(Overloaded):
    """While more queries are in flight than there are connections to the database, nothing exists."""


@fault("shape.status-body-matches-schema", "overloaded")
class OverloadedError(Overloaded):
    """While more queries are in flight than there are connections to the database, a 200 holds an error."""

    def overloaded(self, _asked: Asked) -> Told:
        return Told(200, b'{"error":"overloaded"}', {"content-type": "application/json"})


@fault(APART, "vm-of-another", "liveness.vm-is-stable-while-alive", "liveness.sessions-do-not-share-a-vm")
class VmOfAnother(Behaviour):
    """While several requests are in flight, an answer names the VM of the one before."""

    names: tuple[str, ...] = ()
    at_once = 0

    async def respond(self, asked: Asked) -> Told:
        self.at_once += 1
        try:
            await asyncio.sleep(0.004)
            return await super().respond(asked)
        finally:
            self.at_once -= 1

    def finish(self, _asked: Asked, body: Body) -> Body:
        if body["vm_id"] is None:
            return body
        before, self.names = self.names[-1:], (*self.names, body["vm_id"])[-2:]
        return body | {"vm_id": before[0]} if before and self.at_once > 2 else body


@fault(
    APART,
    "body-of-the-other-account",
    "access.credentials-stay-apart",
    "access.foreign-session-shows-nothing",
)
class BodyOfTheOtherAccount(Behaviour):
    """While two accounts ask at once, each is told of the other's session, with the id asked for."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        """Begin without any request."""
        super().__init__(storage, control, clock)
        self.asking: dict[int, list[Body]] = {}

    async def respond(self, asked: Asked) -> Told:
        account = self.authorise(asked)
        session = None if account is None else self.find(asked.session_id, account)
        if account is None or session is None:
            return await super().respond(asked)
        own = self.describe(asked, session)
        self.asking.setdefault(account, []).append(own)
        await asyncio.sleep(0.004)
        others = [body for other, bodies in self.asking.items() if other != account for body in bodies]
        self.asking[account].remove(own)
        return self.render(asked, (others[-1] if others else own) | {"session_id": asked.session_id})


@fault("access.credentials-stay-apart", "account-of-the-other", APART)
class AccountOfTheOther(Behaviour):
    """While two accounts ask at once, the later one's sessions are looked for in both."""

    account: int | None = None

    async def respond(self, asked: Asked) -> Told:
        account = self.authorise(asked)
        if account is None:
            return self.refuse(asked)
        self.account = account
        await asyncio.sleep(0.004)
        session = self.find(asked.session_id, self.account)
        body = self.unknown(asked) if session is None else self.describe(asked, session)
        return self.render(asked, body)

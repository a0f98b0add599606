"""Faults among requests in flight together: answers that are another's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from tests.faults.fault import fault

if TYPE_CHECKING:
    from contract_tests.reference.storage import Session

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

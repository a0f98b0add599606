"""Faults that hang on the moment: on what came before, on what is under way, on what expires."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from contract_tests.reference.storage import usual
from tests.faults.delivery.answers import ANSWERED, DOCUMENTED, FAILS, JSON, Dropping
from tests.faults.delivery.apart import APART, ECHO
from tests.faults.delivery.published import CACHED, PUBLISHED, Cacheable, Publishing
from tests.faults.fault import fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import VM, Session, Storage

HOSTILE = "refusal.hostile-id-is-survived"


class Failing(Behaviour):
    """Fails with a 500 where an authorised request meets some condition."""

    async def respond(self, asked: Asked) -> Told:
        """Fail, or answer."""
        account = self.authorise(asked)
        session = None if account is None else self.find(asked.session_id, account)
        if session is not None and self.fails(asked, session):
            return Told(500, b'{"detail":"Internal Server Error"}', JSON)
        return await super().respond(asked)

    def fails(self, _asked: Asked, _session: Session) -> bool:
        """Tell whether it fails."""
        return False


@fault(FAILS, "amid-expiry", DOCUMENTED)
class AmidExpiry(Failing):
    """For a second after a VM has expired, its clean-up makes the service fail."""

    def fails(self, _asked: Asked, session: Session) -> bool:
        return session.vm is not None and 0 <= self.clock() - session.vm.expires_at < 1


@fault(FAILS, "within-a-tick", DOCUMENTED)
class WithinATick(Failing):
    """Two questions about one session within ten milliseconds meet at a lock, and one of them fails."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.latest: dict[str, float] = {}

    def fails(self, _asked: Asked, session: Session) -> bool:
        before, self.latest[session.id] = self.latest.get(session.id, float("-inf")), self.clock()
        return self.clock() - before < 0.01


@fault(FAILS, "whole-seconds", DOCUMENTED, HOSTILE)
class WholeSeconds(Failing):
    """An uptime whose hundredths are below twenty cannot be written, and makes the service fail."""

    def fails(self, _asked: Asked, session: Session) -> bool:
        vm = session.vm
        living = vm is not None and vm.status_at(self.clock()) == "active"
        return vm is not None and living and (self.clock() - vm.spawned_at) % 1 < 0.2


@fault(FAILS, "with-a-token", DOCUMENTED)
class WithAToken(Failing):
    """A bearer token finds its account, and then makes the service fail."""

    def fails(self, asked: Asked, _session: Session) -> bool:
        return "authorization" in asked.headers


@fault(ANSWERED, "drops-two-in-a-row", HOSTILE)
class DropsTwo(Dropping):
    """Of six connections that ask about a living session, two in a row are dropped."""

    count = 0

    def dropped(self, asked: Asked) -> bool:
        session = self.storage.session(usual(asked.session_id))
        if session is None or session.vm is None or session.vm.status_at(self.clock()) != "active":
            return False
        self.count += 1
        return self.count % 6 in {4, 5}


@fault(ANSWERED, "never-for-the-dead", HOSTILE)
class NeverForTheDead(Behaviour):
    """A question about a dead VM waits for it to come back, half a minute long."""

    async def respond(self, asked: Asked) -> Told:
        session = self.storage.session(usual(asked.session_id))
        if session is not None and session.vm is not None and session.vm.status == "killed":
            await asyncio.sleep(30)
        return await super().respond(asked)


@fault(
    APART,
    "kept-without-the-id",
    ECHO,
    "existence.unknown-session-does-not-exist",
    "access.credentials-stay-apart",
    "access.foreign-session-shows-nothing",
    "liveness.vm-is-stable-while-alive",
    "existence.existence-does-not-flap",
    "existence.creation-time-is-constant",
    "refusal.only-the-exact-id-matches",
)
class KeptWithoutId(Behaviour):
    """For a twentieth of a second an account is told again what it was told last, whatever it asks."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.told: dict[int, tuple[float, Told]] = {}

    async def respond(self, asked: Asked) -> Told:
        account = self.authorise(asked)
        if account is None:
            return self.refuse(asked)
        since, told = self.told.get(account, (float("-inf"), Told(200)))
        if self.clock() - since >= 0.05:
            since, told = self.clock(), await super().respond(asked)
            self.told[account] = since, told
        return Told(told.status, told.body, dict(told.headers))


@fault(APART, "echo-of-another", ECHO, "existence.session-id-is-echoed")
class EchoOfAnother(Behaviour):
    """Under load, an answer names the session of the request that came last."""

    latest = ""

    async def respond(self, asked: Asked) -> Told:
        if self.authorise(asked) is not None:
            self.latest = asked.session_id
        await asyncio.sleep(0.004)
        return await super().respond(asked)

    def finish(self, asked: Asked, body: Body) -> Body:
        return super().finish(asked, body) | {"session_id": self.latest}


@fault(
    "liveness.unassigned-names-no-vm",
    "left-by-another",
    APART,
    "liveness.unassigned-has-no-vm-status",
)
class ObjectShared(Behaviour):
    """One body is filled in for all requests, and what a session lacks stays as the one before had it."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.body: Body = {}

    def describe_vm(self, vm: VM, now: float) -> Body:
        told = super().describe_vm(vm, now)
        self.body |= {"vm_id": told["vm_id"], "vm_status": told["vm_status"]}
        return told

    def finish(self, asked: Asked, body: Body) -> Body:
        told = super().finish(asked, body)
        return told if told["vm_assigned"] or not told["exists"] else told | self.body


@fault(CACHED, "a-day")
class ADay(Cacheable):
    """A default for pictures says that an answer may be kept for a day, once it was asked for again."""

    directives = "must-revalidate, max-age=86400"


@fault(PUBLISHED, "exists-may-be-null")
class ExistsMayBeNull(Publishing):
    """The published description says that exists may be null."""

    def change(self, _operation: dict[str, Any], schemas: dict[str, Any]) -> None:
        either = {"anyOf": [{"type": "boolean"}, {"type": "null"}]}
        schemas["SessionStatusResponse"]["properties"]["exists"] = either


@fault(PUBLISHED, "id-is-a-number")
class IdIsANumber(Publishing):
    """The published description says that ids are integers."""

    def change(self, operation: dict[str, Any], _schemas: dict[str, Any]) -> None:
        operation["parameters"][0]["schema"] = {"type": "integer"}


@fault(PUBLISHED, "created-not-ok")
class CreatedNotOk(Publishing):
    """The published description says that a status comes with 201."""

    def change(self, operation: dict[str, Any], _schemas: dict[str, Any]) -> None:
        operation["responses"]["201"] = operation["responses"].pop("200")


@fault(PUBLISHED, "another-media-type")
class AnotherMediaType(Publishing):
    """The published description says that a status comes as XML."""

    def change(self, operation: dict[str, Any], _schemas: dict[str, Any]) -> None:
        content = operation["responses"]["200"]["content"]
        content["application/xml"] = content.pop("application/json")

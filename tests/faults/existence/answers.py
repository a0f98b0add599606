"""Faults in whose status it is, and in what is told of sessions that do not exist."""

from __future__ import annotations

import base64
import json
import uuid
from typing import TYPE_CHECKING, ClassVar

from contract_tests.reference.behaviour import Behaviour, Told
from tests.faults.fault import fault
from tests.faults.states import Assigned, Every, Existing, Unassigned, Unknown

if TYPE_CHECKING:
    from contract_tests.reference.behaviour import Asked, Body
    from contract_tests.reference.storage import Session

ECHO = "existence.session-id-is-echoed"
INVENTED = "existence.unknown-session-does-not-exist"
NOT_200 = "existence.unknown-session-is-answered-200"
HAS_VM = "existence.absent-session-has-no-vm"
NEVER = "existence.absent-session-was-never-created"
CREATED = "existence.session-was-created"
EXAMPLE = "550e8400-e29b-41d4-a716-446655440000"
APART = "delivery.concurrent-answers-stay-apart"
FOREIGN = "access.foreign-session-shows-nothing"
MORE_EXISTS = ("refusal.only-the-exact-id-matches", FOREIGN)


class Echoed(Every):
    """Names the session differently."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"session_id": self.echoed(body["session_id"])}

    def echoed(self, session_id: str) -> str:
        """Return what is told of an id."""
        return session_id


@fault(ECHO, "example", APART)
class EchoesExample(Echoed):
    """session_id is always the documentation's example."""

    def echoed(self, _session_id: str) -> str:
        return EXAMPLE


@fault(ECHO, "vm", APART)
class EchoesVm(Assigned):
    """session_id is the VM's identifier."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"session_id": body["vm_id"]}


@fault(ECHO, "shortened", APART)
class EchoesShortened(Echoed):
    """session_id is cut off after the first group."""

    def echoed(self, session_id: str) -> str:
        return session_id[:8]


@fault(ECHO, "masked", APART)
class EchoesMasked(Echoed):
    """All but the end of session_id is masked, as in a log."""

    def echoed(self, session_id: str) -> str:
        return "*" * len(session_id[:-4]) + session_id[-4:]


@fault(ECHO, "prefixed", APART)
class EchoesPrefixed(Echoed):
    """session_id is told with the name of its table before it."""

    def echoed(self, session_id: str) -> str:
        return f"session:{session_id}"


@fault(ECHO, "swapped-bytes", APART)
class EchoesSwappedBytes(Echoed):
    """session_id went through a database that swaps the bytes of a UUID's first groups."""

    def echoed(self, session_id: str) -> str:
        try:
            return str(uuid.UUID(bytes_le=uuid.UUID(session_id).bytes))
        except ValueError:
            return session_id


@fault(ECHO, "base64", APART)
class EchoesBase64(Echoed):
    """session_id is told as an opaque cursor."""

    def echoed(self, session_id: str) -> str:
        return base64.b64encode(session_id.encode()).decode()


@fault(ECHO, "empty-when-unknown", APART)
class EchoesNothing(Unknown):
    """session_id of a session that does not exist is an empty string."""

    members: ClassVar[Body] = {"session_id": ""}


@fault(ECHO, "previous-request", APART)
class EchoesPrevious(Every):
    """session_id is that of the request before: all requests share one variable."""

    previous = EXAMPLE

    def changed(self, asked: Asked, body: Body) -> Body:
        previous, self.previous = self.previous, asked.session_id
        return body | {"session_id": previous}


@fault(INVENTED, "always", *MORE_EXISTS)
class Always(Unknown):
    """Every session exists, those that never were as well."""

    members: ClassVar[Body] = {"exists": True, "created_at": "2025-01-10T12:34:56"}


@fault(INVENTED, "every-second", CREATED, *MORE_EXISTS)
class EverySecond(Unknown):
    """A filter that may err says of every second unknown id that it exists."""

    turn = 0

    def changed(self, _asked: Asked, body: Body) -> Body:
        self.turn += 1
        return body | {"exists": self.turn % 2 == 0}


@fault(INVENTED, "default-session", *MORE_EXISTS)
class DefaultSession(Behaviour):
    """An unknown id is answered with the account's first session under that name."""

    def find(self, session_id: str, account: int) -> Session | None:
        found = super().find(session_id, account)
        return found or next(each for each in self.storage.sessions() if each.account == account)


@fault(INVENTED, "made-at-once", MORE_EXISTS[0])
class MadeAtOnce(Behaviour):
    """Asking about an unknown session creates it before the answer is written."""

    def find(self, session_id: str, account: int) -> Session | None:
        found = super().find(session_id, account)
        if found is None and self.storage.session(session_id) is None:
            self.control.create(account, session_id=session_id)
            found = super().find(session_id, account)
        return found


class NotFound(Behaviour):
    """Answers otherwise about a session that does not exist."""

    code: ClassVar[int]
    detail: ClassVar[object] = None

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        if body["exists"]:
            return told
        return Told(self.code, b"" if self.detail is None else json.dumps(self.detail).encode(), told.headers)


@fault(NOT_200, "not-found", "refusal.plain-invalid-id-is-documented")
class UnknownNotFound(NotFound):
    """A session that does not exist is answered 404."""

    code = 404
    detail = "Session not found"


@fault(NOT_200, "no-content", "refusal.plain-invalid-id-is-documented")
class UnknownNoContent(NotFound):
    """A session that does not exist is answered 204, with nothing."""

    code = 204


@fault(NOT_200, "forbidden", "refusal.plain-invalid-id-is-documented")
class UnknownForbidden(NotFound):
    """A session that does not exist is answered 403, as if it were another account's."""

    code = 403
    detail = "Not your session"


@fault(NOT_200, "invalid")
class UnknownInvalid(NotFound):
    """A session that does not exist is answered 422, as if the id had been no UUID."""

    code = 422
    detail: ClassVar[object] = {
        "detail": [{"loc": ["path", "session_id"], "msg": "no such session", "type": "value_error"}]
    }


@fault(NOT_200, "crash", "delivery.no-server-error", "refusal.hostile-id-is-survived")
class UnknownCrash(Unknown):
    """The server fails at a session that does not exist."""

    def changed(self, _asked: Asked, _body: Body) -> Body:
        raise LookupError("no row")


@fault(HAS_VM, "left-over-id", FOREIGN)
class LeftOverId(Every):
    """A session that does not exist has the vm_id of the session asked about before: a buffer is reused."""

    previous = "vmid-0"

    def changed(self, _asked: Asked, body: Body) -> Body:
        self.previous = body["vm_id"] or self.previous
        return body if body["exists"] else body | {"vm_id": self.previous}


@fault(HAS_VM, "assigned", "liveness.assigned-implies-exists", FOREIGN)
class AbsentAssigned(Unknown):
    """A session that does not exist has a VM assigned."""

    members: ClassVar[Body] = {"vm_assigned": True, "vm_status": "unknown", "vm_id": "unknown"}


@fault(
    HAS_VM, "alive", "liveness.alive-implies-exists", "liveness.alive-implies-assigned",
    "liveness.alive-means-active", "lifetime.alive-has-uptime", "lifetime.alive-has-expiry", FOREIGN,
)  # fmt: skip
class AbsentAlive(Unknown):
    """A session that does not exist is alive."""

    members: ClassVar[Body] = {"vm_alive": True}


@fault(NEVER, "now", FOREIGN)
class AbsentCreatedNow(Unknown):
    """A session that does not exist was created now."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"created_at": self.timestamp(self.clock())}


@fault(NEVER, "epoch", "existence.creation-time-is-plausible", FOREIGN)
class AbsentCreatedEpoch(Unknown):
    """A session that does not exist was created when time began: 1970."""

    members: ClassVar[Body] = {"created_at": "1970-01-01T00:00:00"}


@fault(
    NEVER, "tombstone", "lifetime.unassigned-has-no-expiry", "lifetime.dead-has-no-uptime", FOREIGN,
)  # fmt: skip
class Tombstone(Unknown):
    """A session that does not exist has a time of creation and numbers, all zero or empty."""

    members: ClassVar[Body] = {
        "created_at": "2025-01-10T12:34:56", "uptime_seconds": 0, "expires_in_seconds": 0,
    }  # fmt: skip


@fault(CREATED, "with-the-vm")
class CreatedWithTheVm(Unassigned):
    """created_at is null until a VM is assigned: it is the VM's."""

    members: ClassVar[Body] = {"created_at": None}


@fault(CREATED, "renamed")
class CreatedRenamed(Every):
    """created_at is told under another name."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return {"created" if name == "created_at" else name: value for name, value in body.items()}


@fault(CREATED, "first-answer-only", "existence.spellings-agree", APART)
class CreatedOnce(Existing):
    """created_at is told in the first answer about a session, and null in all others."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body if self.nth(asked) == 1 else body | {"created_at": None}

"""Faults in when a session was created, and in whether it exists, told again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, ClassVar

from attrs import evolve

from contract_tests.reference.behaviour import Behaviour
from contract_tests.reference.storage import usual
from tests.faults.fault import fault
from tests.faults.states import Alive, Dead, Every, Existing, Unknown

if TYPE_CHECKING:
    from contract_tests.reference.behaviour import Asked, Body
    from contract_tests.reference.storage import Session

PAST = "existence.creation-lies-in-the-past"
PLAUSIBLE = "existence.creation-time-is-plausible"
CONSTANT = "existence.creation-time-is-constant"
FLAPS = "existence.existence-does-not-flap"
CREATES = "existence.asking-does-not-create"
SPELLINGS = "existence.spellings-agree"
APART = "delivery.concurrent-answers-stay-apart"
HOUR = 3600.0


class Shifted(Behaviour):
    """Tells times that are so many seconds later."""

    later: ClassVar[float]

    def timestamp(self, when: float) -> str:
        return f"{super().timestamp(when + self.later)}Z"


@fault(PAST, "local-time-as-utc")
class LocalTimeAsUtc(Shifted):
    """created_at is the time on a wall in Tokyo, and says that it is UTC."""

    later = 9 * HOUR


@fault(PAST, "offset-of-the-wrong-sign")
class OffsetOfTheWrongSign(Behaviour):
    """The offset of created_at has the wrong sign: the time on a wall in Delhi, west of Greenwich."""

    def timestamp(self, when: float) -> str:
        there = datetime.fromtimestamp(when, timezone(timedelta(hours=5, minutes=30)))
        return there.strftime("%Y-%m-%dT%H:%M:%S-05:30")


@fault(PAST, "expiry-of-the-session")
class ExpiryOfTheSession(Shifted):
    """created_at is when the session will be cleaned up, a day later."""

    later = 24 * HOUR


@fault(PAST, "next-year")
class NextYear(Behaviour):
    """The year of created_at is the next one, and there is no offset."""

    def timestamp(self, when: float) -> str:
        told = super().timestamp(when)
        return f"{int(told[:4]) + 1}-01-01{told[10:]}"


@fault(PLAUSIBLE, "zero")
class Zero(Behaviour):
    """created_at was never set, and is told as zero seconds since 1970."""

    def timestamp(self, _when: float) -> str:
        return super().timestamp(0)


@fault(PLAUSIBLE, "thousandfold")
class Thousandfold(Behaviour):
    """Seconds are taken for milliseconds: created_at lies in January 1970."""

    def timestamp(self, when: float) -> str:
        return super().timestamp(when / 1000)


@fault(PLAUSIBLE, "year-one")
class YearOne(Behaviour):
    """created_at is the first moment that the server's library knows, in the year 1."""

    def timestamp(self, _when: float) -> str:
        return "0001-01-01T00:00:00Z"


@fault(PLAUSIBLE, "century-lost")
class CenturyLost(Behaviour):
    """The year of created_at is counted from 1900."""

    def timestamp(self, when: float) -> str:
        told = super().timestamp(when)
        return f"19{told[2:]}"


@fault(CONSTANT, "now", SPELLINGS)
class CreatedNow(Behaviour):
    """created_at is when the answer was written."""

    def timestamp(self, _when: float) -> str:
        return super().timestamp(self.clock())


@fault(CONSTANT, "last-asked", SPELLINGS, APART)
class LastAsked(Existing):
    """created_at is when the session was asked about the time before."""

    def changed(self, asked: Asked, body: Body) -> Body:
        now = self.clock()
        told = self.timestamp(self.kept.get(asked.session_id, now))
        self.kept[asked.session_id] = now
        return body | {"created_at": told}


@fault(CONSTANT, "from-rounded-uptime", SPELLINGS, APART)
class FromRoundedUptime(Alive):
    """created_at is reckoned back from an uptime in whole seconds, and so trembles."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        born = self.clock() - int(body["uptime_seconds"])
        return body | {"created_at": datetime.fromtimestamp(born, UTC).isoformat()}


@fault(CONSTANT, "replicas-in-two-zones", APART)
class ReplicasInTwoZones(Existing):
    """One of two replicas tells created_at in summer time, neither with an offset."""

    def changed(self, asked: Asked, body: Body) -> Body:
        created = datetime.fromisoformat(body["created_at"]) + timedelta(hours=self.nth(asked) % 2)
        return body | {"created_at": created.isoformat()}


@fault(CONSTANT, "offset-kept-time-moved", APART)
class OffsetKeptTimeMoved(Existing):
    """One of two replicas moves created_at to its own zone, and leaves the offset at Z."""

    def changed(self, asked: Asked, body: Body) -> Body:
        created = datetime.fromisoformat(body["created_at"]) - timedelta(hours=5 * (self.nth(asked) % 2))
        return body | {"created_at": f"{created.isoformat()}Z"}


@fault(FLAPS, "replica", APART)
class FlappingReplica(Existing):
    """One of two replicas has never heard of a session, and says that it does not exist."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body if self.nth(asked) % 2 else self.unknown(asked)


@fault(FLAPS, "eventually")
class Eventually(Dead):
    """A session whose VM is dead exists, does not, and does again: a cleaning job restores it."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return self.unknown(asked) if 0.5 < self.elapsed(asked) < 2.5 else body


@fault(FLAPS, "appears-and-goes", APART)
class AppearsAndGoes(Existing):
    """A session exists in every third answer only, beginning with the second."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body if self.nth(asked) % 3 == 2 else self.unknown(asked)


class Creating(Unknown):
    """Creates a session that does not exist once it was asked about so many times."""

    asks: ClassVar[int] = 1

    def changed(self, asked: Asked, body: Body) -> Body:
        if self.nth(asked) == self.asks and not self.storage.session(usual(asked.session_id)):
            self.made(asked.session_id)
        return body

    def made(self, session_id: str) -> None:
        """Create the session."""
        self.control.create(1, session_id=session_id)


MORE_EXISTS = "existence.unknown-session-does-not-exist"


@fault(CREATES, "for-the-next", MORE_EXISTS)
class CreatesForTheNext(Creating):
    """Asking about a session that does not exist creates it, and the next answer shows it."""


@fault(CREATES, "after-two", MORE_EXISTS)
class CreatesAfterTwo(Creating):
    """A session that was asked about twice, and did not exist, is created."""

    asks = 2


@fault(CREATES, "with-a-vm", MORE_EXISTS)
class CreatesWithVm(Creating):
    """Asking about a session that does not exist creates it, and starts a VM for it."""

    def made(self, session_id: str) -> None:
        super().made(session_id)
        self.control.assign(session_id)


class OtherSpelling(Every):
    """Differs where an id is not spelled as usual."""

    def concerns(self, body: Body) -> bool:
        return bool(body["exists"]) and body["session_id"] != usual(body["session_id"])


@fault(SPELLINGS, "without-vm")
class SpelledWithoutVm(OtherSpelling):
    """Spelled otherwise, an id finds its session, and the session's VM is not found by that spelling."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return self.unknown(asked) | {"exists": True, "created_at": body["created_at"]}


@fault(SPELLINGS, "created-now")
class SpelledCreatedNow(OtherSpelling):
    """Spelled otherwise, an id finds a copy of its session that is created for the occasion."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"created_at": self.timestamp(self.clock())}


@fault(SPELLINGS, "other-vm")
class SpelledOtherVm(Behaviour):
    """In upper case, an id finds its session with a VM of the same name in upper case."""

    def find(self, session_id: str, account: int) -> Session | None:
        found = super().find(session_id, account)
        if found is None or found.vm is None or session_id != session_id.upper():
            return found
        return evolve(found, vm=evolve(found.vm, id=found.vm.id.upper()))

"""Freedoms in how created_at is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.reference.behaviour import Asked, Behaviour, Body
from tests.faults.variants.freedom import freedom

if TYPE_CHECKING:
    from contract_tests.reference.storage import Session


class Written(Behaviour):
    """Writes times with another format, in another zone."""

    written = ("%Y-%m-%dT%H:%M:%S", 0.0)
    """The format, and the zone's hours east of Greenwich."""

    def timestamp(self, when: float) -> str:
        """Write it."""
        form, hours = self.written
        return datetime.fromtimestamp(when, timezone(timedelta(hours=hours))).strftime(form)


@freedom("time-zulu")
class Zulu(Written):
    """created_at ends with Z."""

    written = ("%Y-%m-%dT%H:%M:%SZ", 0.0)


@freedom("time-lower-case")
class LowerCase(Written):
    """created_at has t and z in lower case, and a fraction of milliseconds."""

    written = ("%Y-%m-%dt%H:%M:%S.250z", 0.0)


@freedom("time-offset")
class Offset(Written):
    """created_at is told in another zone, by its offset."""

    written = ("%Y-%m-%dT%H:%M:%S+02:00", 2.0)


@freedom("time-offset-of-half-an-hour")
class OffsetOfHalfAnHour(Written):
    """created_at is told in a zone west of Greenwich, half an hour off, with microseconds."""

    written = ("%Y-%m-%dT%H:%M:%S.%f-09:30", -9.5)


@freedom("time-space")
class Space(Written):
    """created_at has a space between date and time, as Python writes it."""

    written = ("%Y-%m-%d %H:%M:%S.%f+00:00", 0.0)


@freedom("time-local")
class Local(Written):
    """created_at has no offset, and is the local time of the easternmost zone."""

    written = ("%Y-%m-%dT%H:%M:%S", 14.0)


@freedom("time-local-of-the-west")
class LocalOfTheWest(Written):
    """created_at has no offset, and is the local time of the westernmost zone, with microseconds."""

    written = ("%Y-%m-%dT%H:%M:%S.%f", -12.0)


@freedom("time-nanoseconds")
class Nanoseconds(Written):
    """created_at has nine digits of a second."""

    written = ("%Y-%m-%dT%H:%M:%S.%f789Z", 0.0)


@freedom("time-unknown-offset")
class UnknownOffset(Written):
    """created_at ends with -00:00: the time is known, the zone is not."""

    written = ("%Y-%m-%dT%H:%M:%S-00:00", 0.0)


@freedom("time-leap-second")
class LeapSecond(Behaviour):
    """Sessions were created in the leap second of 2016."""

    def timestamp(self, when: float) -> str:  # noqa: ARG002  all at once
        """Write that second."""
        return "2016-12-31T23:59:60Z"


@freedom("time-in-turn")
class InTurn(Behaviour):
    """One server tells created_at to the second, the other one to the microsecond and in another zone."""

    turns = 0

    def timestamp(self, when: float) -> str:
        """Write it one way, then the other."""
        self.turns += 1
        if self.turns % 2:
            return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return datetime.fromtimestamp(when, timezone(timedelta(hours=-5))).isoformat(timespec="microseconds")


@freedom("time-missing-while-empty")
class MissingWhileEmpty(Behaviour):
    """created_at is not told of a session without a VM."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Forget it."""
        told = super().finish(asked, body)
        return told if told["vm_assigned"] else told | {"created_at": None}


@freedom("time-never-told")
class NeverTold(Behaviour):
    """created_at is never told."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Leave it out."""
        told = super().finish(asked, body)
        return {name: value for name, value in told.items() if name != "created_at"}


@freedom("created-long-ago")
class CreatedLongAgo(Behaviour):
    """Sessions were created years ago, and are older than any clock in the cluster."""

    def describe(self, asked: Asked, session: Session) -> Body:
        """Make it old."""
        return super().describe(asked, evolve(session, created_at=978_307_201.5))


@freedom("created-just-now")
class CreatedJustNow(Behaviour):
    """Sessions were created after their VMs, by a clock two minutes ahead of the one that Date comes from."""

    def describe(self, asked: Asked, session: Session) -> Body:
        """Make it young."""
        return super().describe(asked, evolve(session, created_at=session.created_at + 150))

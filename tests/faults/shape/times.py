"""Faults in how a time is written."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import formatdate

from contract_tests.reference.behaviour import Asked, Behaviour, Body
from tests.faults.fault import fault
from tests.faults.states import Existing

TIMESTAMP = "shape.created-at-is-a-timestamp"
OFFSET = "shape.created-at-carries-an-offset"


class Written(Behaviour):
    """Writes times by another pattern."""

    pattern = "%Y-%m-%dT%H:%M:%S"

    def timestamp(self, when: float) -> str:
        return datetime.fromtimestamp(when, UTC).strftime(self.pattern)


@fault(TIMESTAMP, "rfc-2822")
class Rfc2822(Behaviour):
    """created_at is written as in mail."""

    def timestamp(self, when: float) -> str:
        return formatdate(when, usegmt=True)


@fault(TIMESTAMP, "date-only")
class DateOnly(Written):
    """created_at is a date."""

    pattern = "%Y-%m-%d"


@fault(TIMESTAMP, "no-seconds")
class NoSeconds(Written):
    """created_at has no seconds."""

    pattern = "%Y-%m-%dT%H:%MZ"


@fault(TIMESTAMP, "zone-in-words")
class ZoneInWords(Written):
    """created_at ends with the name of its zone."""

    pattern = "%Y-%m-%d %H:%M:%S UTC"


@fault(TIMESTAMP, "offset-without-colon")
class OffsetWithoutColon(Written):
    """The offset of created_at has no colon."""

    pattern = "%Y-%m-%dT%H:%M:%S%z"


@fault(TIMESTAMP, "american")
class American(Written):
    """created_at is written month first, on a clock of twelve hours."""

    pattern = "%m/%d/%Y %I:%M:%S %p"


@fault(TIMESTAMP, "epoch-in-quotes")
class EpochInQuotes(Behaviour):
    """created_at is seconds since 1970, in quotes."""

    def timestamp(self, when: float) -> str:
        return str(int(when))


@fault(TIMESTAMP, "relative")
class Relative(Behaviour):
    """created_at is written for people: how long ago."""

    def timestamp(self, when: float) -> str:
        return f"{int(self.clock() - when)} seconds ago"


@fault(TIMESTAMP, "month-thirteen")
class MonthThirteen(Written):
    """created_at lies in a thirteenth month."""

    pattern = "%Y-13-%dT%H:%M:%S"


@fault(TIMESTAMP, "thirtieth-of-february")
class ThirtiethOfFebruary(Written):
    """created_at is a day that no calendar has."""

    pattern = "%Y-02-30T%H:%M:%S"


@fault(TIMESTAMP, "hour-twenty-four")
class HourTwentyFour(Written):
    """Hours are counted from one to 24."""

    pattern = "%Y-%m-%dT24:%M:%S"


@fault(TIMESTAMP, "comma")
class Comma(Written):
    """The fraction of a second stands behind a comma."""

    pattern = "%Y-%m-%dT%H:%M:%S,%f"


@fault(TIMESTAMP, "empty")
class Empty(Behaviour):
    """created_at is an empty string."""

    def timestamp(self, _when: float) -> str:
        return ""


@fault(OFFSET, "zone-of-the-server")
class ZoneOfTheServer(Behaviour):
    """created_at is the time on the server's wall, two hours east, and does not say so."""

    def timestamp(self, when: float) -> str:
        return datetime.fromtimestamp(when, timezone(timedelta(hours=2))).strftime("%Y-%m-%dT%H:%M:%S")


@fault(OFFSET, "lost-while-unassigned")
class OffsetLost(Existing):
    """created_at carries an offset once a VM is assigned, and none before."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"created_at": f"{body['created_at']}Z"} if body["vm_assigned"] else body

"""Faults of ids by their kind: which part of one is compared, and at which extremes the service fails."""

from tests.faults.fault import fault
from tests.faults.refusal.answers import EXACT, SURVIVED, Choking, Finding

UNKNOWN = "existence.unknown-session-does-not-exist"


@fault(EXACT, "first-and-last-group", UNKNOWN)
class FirstAndLastGroup(Finding):
    """Of an id the first and the last group are compared."""

    def passes(self, asked: str, session_id: str) -> bool:
        one, other = asked.split("-"), session_id.split("-")
        return len(one) == len(other) == 5 and (one[0], one[-1]) == (other[0], other[-1])


@fault(EXACT, "without-the-first-group", UNKNOWN)
class WithoutTheFirstGroup(Finding):
    """An id's first group is not compared, as partitions are chosen by it."""

    def passes(self, asked: str, session_id: str) -> bool:
        return len(asked) == len(session_id) and asked[8:] == session_id[8:]


@fault(EXACT, "version-set", UNKNOWN)
class VersionSet(Finding):
    """An id's version is set to four before it is looked up."""

    def passes(self, asked: str, session_id: str) -> bool:
        return len(asked) == 36 and asked[:14] + "4" + asked[15:] == session_id


@fault(EXACT, "variant-set", UNKNOWN)
class VariantSet(Finding):
    """The digit of an id that holds its variant is not compared."""

    def passes(self, asked: str, session_id: str) -> bool:
        return len(asked) == 36 and asked[:19] == session_id[:19] and asked[20:] == session_id[20:]


@fault(SURVIVED, "maximal-uuid")
class Maximal(Choking):
    """The greatest of all UUIDs makes the service fail."""

    def chokes(self, session_id: str) -> bool:
        return session_id.lower() == "ffffffff-ffff-ffff-ffff-ffffffffffff"


@fault(SURVIVED, "integer-of-63-bits")
class Integer(Choking):
    """An integer that no signed column of 64 bits holds makes the service fail."""

    def chokes(self, session_id: str) -> bool:
        return session_id.isdecimal() and 2**63 <= int(session_id[:40]) < 2**64


@fault(SURVIVED, "integer-of-64-bits")
class GreatInteger(Choking):
    """An integer that no column of 64 bits holds makes the service fail."""

    def chokes(self, session_id: str) -> bool:
        return session_id.isdecimal() and int(session_id[:40]) >= 2**64

"""Findings: the judgement of one clause on what was observed, and the outcomes that they add up to."""

from enum import IntEnum, StrEnum

from attrs import frozen


class FindingKind(StrEnum):
    """The judgements that a finding may hold."""

    HOLDS = "holds"
    BROKEN = "broken"
    NOT_OFFERED = "not offered"
    """The scenario that would show it ran, and the deployment used a freedom of the contract."""
    UNDECIDED = "undecided"
    """Something was seen, but not enough to say yes or no."""


class Outcome(IntEnum):
    """The sum of a clause's findings; the worst wins."""

    INAPPLICABLE = 0
    UPHELD = 1
    UNTESTED = 2
    VIOLATED = 3

    def __str__(self) -> str:
        return self.name.lower()


@frozen
class Finding:
    """The judgement of one clause on one observation, or on several together.

    `seen` and `right` are what was seen and what would have been right, `exchanges` the numbers of the
    exchanges that show it, the last one that to be sent again: none where it is the one just judged. All are
    empty for a clause that holds. An undecided finding says in `right` what would decide it.
    """

    kind: FindingKind
    seen: str = ""
    right: str = ""
    exchanges: tuple[int, ...] = ()


HOLDS = Finding(FindingKind.HOLDS)
NOT_OFFERED = Finding(FindingKind.NOT_OFFERED)


def broken(seen: str, right: str, *exchanges: int) -> Finding:
    """Return the finding that a clause is broken."""
    return Finding(FindingKind.BROKEN, seen, right, exchanges)


def undecided(seen: str, remedy: str) -> Finding:
    """Return the finding that what was seen does not decide a clause, and what would."""
    return Finding(FindingKind.UNDECIDED, seen, remedy)

"""What one clause says of what was observed, and the outcomes that findings add up to."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from attrs import frozen


class Kind(StrEnum):
    """What a finding can say."""

    HOLDS = "holds"
    BROKEN = "broken"
    NOT_OFFERED = "not offered"
    """The scenario that would show it ran, and the deployment used a freedom of the contract."""
    UNDECIDED = "undecided"
    """Something was seen, but not enough to say yes or no."""


class Outcome(IntEnum):
    """What a clause's findings add up to; the worst wins."""

    INAPPLICABLE = 0
    UPHELD = 1
    UNTESTED = 2
    VIOLATED = 3

    def __str__(self) -> str:
        """Name the outcome as reports do."""
        return self.name.lower()


@frozen
class Finding:
    """What one clause says of one observation, or of several together.

    `seen` and `right` are what was seen and what would have been right, `exchanges` the numbers of
    the exchanges that show it; all are empty for a clause that holds. An undecided finding says in
    `right` what would decide it.
    """

    kind: Kind
    seen: str = ""
    right: str = ""
    exchanges: tuple[int, ...] = ()


HOLDS = Finding(Kind.HOLDS)
NOT_OFFERED = Finding(Kind.NOT_OFFERED)


def broken(seen: str, right: str, *exchanges: int) -> Finding:
    """Return the finding that a clause is broken."""
    return Finding(Kind.BROKEN, seen, right, exchanges)


def undecided(seen: str, remedy: str) -> Finding:
    """Return the finding that what was seen does not decide a clause, and what would."""
    return Finding(Kind.UNDECIDED, seen, remedy)

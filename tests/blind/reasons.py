"""Reasons why a read-only run cannot see a difference from the reference: a story that a correct deployment
might tell, or less than what is granted to rounding, caches and replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.blind.occasions import ALWAYS, MOMENTS, STATES

if TYPE_CHECKING:
    from tests.blind.operators.operated import Composed

PROMISE = "the owner declared the session otherwise; the run is incomplete, and names it"
INVALID = "nothing shows that the credential is valid; there is no verdict, and the run says so"
OLDER = "a VM of that age would be told in the same way"
THEIRS = "of another account's session only the existence is vouched for"
REMOVED = "a session may be without a VM once that is dead"
SLOW = "3 s of watching do not tell it from rounding, caches and replicas, to which 2.5 s are granted"

STATE_OF_VM = frozenset({"describe", "describe_vm", "uptime", "time_left", "timestamp"})
FOR_ALL = frozenset({"authorise", "find", "describe", "describe_vm"})
"""Places where every credential of an account is told the same."""
WHOLE = (ALWAYS, *STATES)
"""Occasions that last for a session's whole life, or for all that is told of it in one state."""

GONE = tuple(each for each in STATES if each.words.endswith(("are dead", "are expired")))
LASTING = (*WHOLE, *(each for each in MOMENTS if each.words.startswith("from")))
"""Occasions after which nothing is as before: a session may have become what is told of it."""


def reason(fault: Composed, *, broken_promise: bool, refused: bool) -> str | None:
    """Return why a survivor cannot be seen by a run with the shipped defaults, or None where it could be."""
    place, words, occasion = fault.operator.place, fault.operator.words, fault.occasion
    foreign = occasion.words in {"of sessions that are foreign", "with credential foreign"}
    rules = {
        PROMISE: broken_promise and place in FOR_ALL and occasion in LASTING,
        INVALID: refused,
        THEIRS: place in STATE_OF_VM and foreign,
        OLDER: place == "describe_vm" and words.startswith("as of") and occasion in WHOLE,
        REMOVED: place == "describe" and words == "without its VM" and occasion in GONE,
        SLOW: words.endswith("times as fast") or words == "rounded to 10 s",
    }
    return next((why for why, holds in rules.items() if holds), None)

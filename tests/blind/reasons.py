"""Reasons why a read-only run cannot see a difference from the reference: a story that a correct deployment
might tell, or less than what is granted to rounding, caches and replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.blind.occasions import ALWAYS, IDS, MOMENTS, STATES

if TYPE_CHECKING:
    from tests.blind.operators.operated import Composed

PROMISE = "the owner declared the session otherwise; the run is incomplete, and names it"
INVALID = "nothing shows that the credential is valid; there is no verdict, and the run says so"
OLDER = "a VM of that age would be told in the same way"
THEIRS = "of another account's session only the existence is vouched for"
REMOVED = "a session may be without a VM once that is dead"
SLOW = "a speed that is wrong by less than two fifths may be extensions, a cut and replicas together"
COARSE = "a time left told in whole tens of seconds is right to within the 10 s, and few answers turn"
SPELLED = "the contract knows ids in one spelling; whether another one is found, it leaves open"
NOBODYS = "an id that is no session's may be refused in any way that does not fail, and described in any"
ONCE = "what is wrong once, and right when it is asked again, may be a replica that had not heard"
DOWN = "from some time on nothing is told any more: the run is incomplete, and says so"
CHANCE = "by one session of a state nothing shows whether its state or its id is why it is refused so"
ANY_WORD = "env_status is a word that is not documented"
STOPPED = "a VM may be suspended for a moment, and be active again"
NEW = "a credential that one session alone knows late, or no longer, may be new, or have lapsed"
EXTENDED = "an expiry that is far away and near again may have been put off, and brought forward"

STATE_OF_VM = frozenset({"describe", "describe_vm", "uptime", "time_left", "timestamp"})
FOR_ALL = frozenset({"authorise", "find", "describe", "describe_vm"})
"""Places where every credential of an account is told the same."""
TOLD_TO_OWNERS = FOR_ALL | STATE_OF_VM | {"account_of_key", "account_of_token", "unknown", "finish", "render"}
OPENING = ("the account of", "any ", "no credential passes", "remembers", "of any account", "?", "status 5")
"""Words of operators that let a caller in, or fail: no spelling and no id excuses these."""
SPELLINGS, NO_SESSION = IDS[:3], IDS[3:]
REDIRECTED = ("refuse", "status 302")
WHOLE = (ALWAYS, *STATES)
"""Occasions that last for a session's whole life, or for all that is told of it in one state."""

GONE = tuple(each for each in STATES if each.words.endswith(("are dead", "are expired")))
LASTING = (*WHOLE, SPELLINGS[0], *(each for each in MOMENTS if each.words.startswith("from")))
"""Occasions after which nothing is as before, or that documented requests share: what is told may be so."""


def reason(fault: Composed, *, broken_promise: bool, refused: bool, incomplete: bool = False) -> str | None:
    """Return why a survivor cannot be seen by a run with the shipped defaults, or None where it could be."""
    place, words, occasion = fault.operator.place, fault.operator.words, fault.occasion
    unfound = words in {"no account", "another account", "nothing"} or words.startswith("status 40")
    unfound = unfound or (place == "refuse" and words in {"status 502", "status 503", "status 504"})
    sent = words.removeprefix("status ") if place == "render" else ""
    passing = occasion in MOMENTS and not occasion.words.startswith("from")
    about_own = place in TOLD_TO_OWNERS and not words.startswith(OPENING)
    foreign = occasion.words in {"of sessions that are foreign", "with credential foreign"}
    rules = {
        PROMISE: broken_promise and (place in FOR_ALL or sent.startswith("40")) and occasion in LASTING,
        INVALID: refused or (foreign and words == "no account"),
        THEIRS: place in STATE_OF_VM and foreign,
        OLDER: place == "describe_vm" and words.startswith("as of") and occasion in WHOLE,
        REMOVED: place == "describe" and words == "without its VM" and occasion in GONE,
        SPELLED: (occasion in SPELLINGS[1:] and sent[:1] in {"2", "3", "4"} and sent != "200")
        or (occasion in SPELLINGS and unfound)
        or (occasion == SPELLINGS[0] and place == "finish"),
        # Of what no account has each account is told the same.
        NOBODYS: occasion in NO_SESSION
        and (about_own or words == "the account of the request before" or (place, words) == REDIRECTED),
        ONCE: occasion.words == "the first time" and about_own,
        DOWN: occasion in LASTING[-2:] and place in {"find", "describe", "render", "respond"} and incomplete,
        CHANCE: occasion in STATES and place == "refuse" and words.startswith("status 40"),
        SLOW: words.endswith("times as fast"),
        ANY_WORD: place == "finish"
        and words in {f"env_status {each}" for each in ("cut short", "in upper case")},
        STOPPED: place == "describe_vm" and words == "as suspended" and passing,
        EXTENDED: place == "time_left"
        and words == "as a time of day"
        and (passing or occasion in SPELLINGS[1:]),
        NEW: words == "no account" and occasion in (STATES[3], STATES[4]),
        COARSE: words == "rounded to 10 s",
    }
    return next((why for why, holds in rules.items() if holds), None)

"""The occasions on which a composed fault shows: one state, one credential, one kind of id, one moment."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.behaviour import Asked

LATENCY_APART = 0.004
"""Seconds between two requests below which both were on their way at once."""


@frozen(kw_only=True)
class Scene:
    """One request as the deployment sees it: who asks, about what, when.

    `credential` is key, token, foreign, none or wrong; `before` is that of the request before. `state` is
    alive, dead, unassigned, expiring, expired, foreign or unknown. `nth` counts requests about this id,
    from 1; `since` and `gap` are the seconds since the first about it and since the last about any;
    `dead_for` the seconds since its VM expired.
    """

    asked: Asked
    credential: str
    before: str
    state: str
    nth: int
    since: float
    gap: float
    dead_for: float


@frozen
class Occasion:
    """A condition on requests, in words and as a predicate."""

    words: str
    holds: Callable[[Scene], bool]


def _of_state(state: str) -> Occasion:
    return Occasion(f"of sessions that are {state}", lambda scene: scene.state == state)


def _with(credential: str) -> Occasion:
    return Occasion(f"with credential {credential}", lambda scene: scene.credential == credential)


def _for_ids(words: str, holds: Callable[[str], bool]) -> Occasion:
    return Occasion(f"for ids {words}", lambda scene: holds(scene.asked.session_id))


def parsed(session_id: str) -> uuid.UUID | None:
    """Return the UUID that an id is in any spelling, or None."""
    try:
        return uuid.UUID(session_id)
    except ValueError:
        return None


def _is_usual(session_id: str) -> bool:
    return str(parsed(session_id)) == session_id


def _is_extreme(session_id: str) -> bool:
    value = parsed(session_id)
    return value is not None and value.int in {0, 2**128 - 1}


def _is_of_another_version(session_id: str) -> bool:
    value = parsed(session_id)
    return value is not None and value.version != 4


def _is_integer(session_id: str) -> bool:
    return session_id.removeprefix("-").isdecimal() and parsed(session_id) is None


ALWAYS = Occasion("always", lambda _: True)
STATES = tuple(map(_of_state, ("alive", "dead", "unassigned", "expiring", "expired", "foreign", "unknown")))
CREDENTIALS = tuple(map(_with, ("key", "token", "foreign", "none", "wrong")))
IDS = (
    _for_ids("in lower case with dashes", _is_usual),
    _for_ids("in upper case", lambda each: _is_usual(each.lower()) and each != each.lower()),
    _for_ids("spelled otherwise", lambda each: parsed(each) is not None and not _is_usual(each.lower())),
    _for_ids("that are no UUIDs", lambda each: parsed(each) is None),
    _for_ids("longer than 255 characters", lambda each: len(each) > 255),
    _for_ids("beyond ASCII", lambda each: not each.isascii()),
    _for_ids("that are integers of 64 bits or more", lambda each: _is_integer(each) and len(each) > 18),
    _for_ids("that are UUIDs of all zeros or all ones", _is_extreme),
    _for_ids("that are UUIDs of another version than 4", _is_of_another_version),
    _for_ids("with a character of regular expressions", lambda each: bool(set("*+?^$|()[]\\") & set(each))),
)
MOMENTS = (
    Occasion("the first time", lambda scene: scene.nth == 1),
    Occasion("from the second time on", lambda scene: scene.nth > 1),
    Occasion("every third time", lambda scene: scene.nth % 3 == 0),
    Occasion("from 2 s on", lambda scene: scene.since > 2),
    Occasion("while others ask", lambda scene: scene.gap < LATENCY_APART),
    Occasion("after another credential's request", lambda scene: scene.before != scene.credential),
    Occasion("in the 3 s after the VM's death", lambda scene: 0 < scene.dead_for < 3),
)
OCCASIONS = (ALWAYS, *STATES, *CREDENTIALS, *IDS, *MOMENTS)

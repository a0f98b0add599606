"""Status bodies drawn member by member, and what each clause's sentence says of one, read by hand."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.suite.building import OMIT, SESSION, VM

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.suite.clauses.cases import Says

    Body = dict[str, Any]

SPELLINGS = (SESSION, SESSION.upper(), SESSION.replace("-", ""), f"{{{SESSION}}}", f"urn:uuid:{SESSION}")
TIMES = {
    "2025-01-10T12:34:56": "a time without an offset",
    "2025-01-10t12:34:56.123z": "a time",
    "2024-02-29 23:59:60+05:30": "a time",
    "1999-12-31T23:59:59Z": "long ago",
    "2025-01-10T12:44:59Z": "a time",
    "2025-01-10T12:45:01Z": "to come",
    "2025-01-11T02:44:59": "a time without an offset",
    "2025-01-11T02:45:01": "to come, without an offset",
    "2025-02-29T00:00:00Z": "no time",
    "2025-01-10": "no time",
    "1736512496": "no time",
    "": "no time",
}
"""Texts for created_at, and what they are where the Date header says 2025-01-10T12:40:00Z."""

seconds = st.sampled_from([None, OMIT, 0, 0.0, -0.0, 12, 123.45, -1, -0.001, 1e308])
words = st.sampled_from([None, OMIT, "", "active", "killed", "Active", "suspended", "none", "null"])
members = st.fixed_dictionaries(
    {
        "session_id": st.one_of(st.sampled_from(SPELLINGS), st.uuids().map(str), st.just("")),
        "exists": st.booleans(),
        "vm_assigned": st.booleans(),
        "vm_alive": st.sampled_from([True, False, OMIT]),
        "vm_status": words,
        "vm_id": st.sampled_from([None, OMIT, "", VM, "0"]),
        "uptime_seconds": seconds,
        "expires_in_seconds": seconds,
        "created_at": st.sampled_from([None, OMIT, *TIMES]),
        "env_status": st.sampled_from([OMIT, "none", "ready", "", "None"]),
        "env_error": st.sampled_from([None, OMIT, "", "no such image"]),
    }
)
more = st.dictionaries(st.text(max_size=5).map("x_{}".format), st.none() | st.integers(), max_size=2)


def _without_omitted(body: Body, others: Body) -> Body:
    return {name: value for name, value in body.items() if value is not OMIT} | others


bodies = st.builds(_without_omitted, members, more)
"""Bodies that satisfy the schema, in every state and in none, some with more members than documented."""


def sentence(concerned: Callable[[Body], bool], holds: Callable[[Body], bool]) -> Callable[[Body], Says]:
    """Return what is said of a body by a sentence that concerns some bodies, and holds of some of these."""

    def says(body: Body) -> Says:
        if not concerned(body):
            return "silent"
        return "upheld" if holds(body) else "violated"

    return says


def alive(body: Body) -> bool:
    """Missing means false."""
    return bool(body.get("vm_alive"))


def is_duration(value: float | None) -> bool:
    """Present, and not negative; JSON has no infinite numbers."""
    return value is not None and value >= 0


def same_session(body: Body) -> bool:
    """The session asked for, in any spelling of its UUID."""
    try:
        return uuid.UUID(body["session_id"]) == uuid.UUID(SESSION)
    except ValueError:
        return False


def of_time(wrong: str, *unconcerned: str) -> Callable[[Body], Says]:
    """Return what is said of created_at where texts of the kind `wrong` break a sentence, and of which kinds
    it says nothing."""

    def says(body: Body) -> Says:
        if body.get("created_at") is None:
            return "not offered" if body["exists"] else "silent"
        kind = TIMES[body["created_at"]]
        if kind in unconcerned:
            return "silent"
        return "violated" if wrong in kind else "upheld"

    return says


def killed(body: Body) -> Says:
    """A killed VM has no time left; where a dead VM has another status word, a freedom was used."""
    if body.get("vm_status") == "killed":
        return "violated" if body.get("expires_in_seconds") else "upheld"
    dead = body["exists"] and body["vm_assigned"] and not alive(body)
    return "not offered" if dead else "silent"


def failed(body: Body) -> Says:
    """An environment that failed has a status; one that did not gives no occasion."""
    if body.get("env_error") is None:
        return "not offered"
    return "violated" if body.get("env_status", "none") == "none" else "upheld"


SENTENCES: dict[str, Callable[[Body], Says]] = {
    "liveness.alive-implies-assigned": sentence(alive, lambda it: it["vm_assigned"]),
    "lifetime.dead-has-no-uptime": sentence(
        lambda it: not alive(it), lambda it: it.get("uptime_seconds") is None
    ),
    "liveness.alive-implies-exists": sentence(alive, lambda it: it["exists"]),
    "liveness.assigned-implies-exists": sentence(lambda it: it["vm_assigned"], lambda it: it["exists"]),
    "liveness.alive-means-active": sentence(alive, lambda it: it.get("vm_status") == "active"),
    "liveness.active-means-alive": sentence(
        lambda it: it["vm_assigned"] and it.get("vm_status") == "active", alive
    ),
    "liveness.assigned-vm-is-named": sentence(
        lambda it: it["vm_assigned"], lambda it: it.get("vm_id") not in {None, ""}
    ),
    "liveness.assigned-vm-has-a-status": sentence(
        lambda it: it["vm_assigned"], lambda it: it.get("vm_status") not in {None, ""}
    ),
    "liveness.unassigned-names-no-vm": sentence(
        lambda it: it["exists"] and not it["vm_assigned"], lambda it: it.get("vm_id") is None
    ),
    "liveness.unassigned-has-no-vm-status": sentence(
        lambda it: it["exists"] and not it["vm_assigned"], lambda it: it.get("vm_status") is None
    ),
    "lifetime.alive-has-uptime": sentence(
        alive, lambda it: is_duration(it.get("uptime_seconds")) and it["uptime_seconds"] < 1.5e9
    ),
    "lifetime.alive-has-expiry": sentence(alive, lambda it: is_duration(it.get("expires_in_seconds"))),
    "lifetime.dead-has-no-time-left": killed,
    "lifetime.unassigned-has-no-expiry": sentence(
        lambda it: not it["vm_assigned"], lambda it: it.get("expires_in_seconds") is None
    ),
    "environment.error-has-a-status": failed,
    "existence.session-id-is-echoed": sentence(lambda _: True, same_session),
    "existence.absent-session-has-no-vm": sentence(
        lambda it: not it["exists"],
        lambda it: not it["vm_assigned"] and not alive(it) and it.get("vm_id") is None,
    ),
    "existence.absent-session-was-never-created": sentence(
        lambda it: not it["exists"], lambda it: it.get("created_at") is None
    ),
    "existence.session-was-created": sentence(
        lambda it: it["exists"], lambda it: it.get("created_at") is not None
    ),
    "existence.creation-lies-in-the-past": of_time("to come", "no time"),
    "existence.creation-time-is-plausible": of_time("long ago", "no time"),
    "shape.created-at-is-a-timestamp": of_time("no time"),
    "shape.created-at-carries-an-offset": of_time("without an offset", "no time"),
    "shape.status-body-matches-schema": sentence(lambda _: True, lambda _: True),
}
"""Each clause about one status body, as it is written, and not as it is programmed."""

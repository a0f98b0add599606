"""Status bodies drawn member by member, and what sentences of several families say of one."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.suite.building import OMIT, SESSION, VM
from tests.suite.clauses.cases import Says

Body = dict[str, Any]
OfStatus = Callable[[Body], Says]

SPELLINGS = (SESSION, SESSION.upper(), SESSION.replace("-", ""), f"{{{SESSION}}}", f"urn:uuid:{SESSION}")
TIMES = {
    "2025-01-10T12:34:56": "a time without an offset",
    "2025-01-10t12:34:56.123z": "a time",
    "2024-02-29 23:59:60+05:30": "a time",
    "1999-12-31T23:59:59Z": "long ago",
    "2000-01-01T00:00:00Z": "a time",
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

seconds = st.sampled_from([None, OMIT, 0, 0.0, -0.0, 12, 123.45, -13, -12, -1.6, -1, -0.001, 1e308])
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


def alive(body: Body) -> bool:
    """Missing means false."""
    return bool(body.get("vm_alive"))


def of_time(wrong: str, *unconcerned: str) -> OfStatus:
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

"""Observations made up in a line: an answer in one of the documented states, and whatever differs from it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from attrs import evolve
from hypothesis import HealthCheck, settings

from contract_tests.clauses import CATALOGUE, Tolerances
from contract_tests.recording.exchange import Exchange, Headers
from contract_tests.recording.failure import Failure, FailureKind
from contract_tests.recording.observation import Context, Observation, State, Subject
from contract_tests.recording.purpose import Scenario
from contract_tests.verdict.verdict import Judging, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contract_tests.recording.observation import Credential

SESSION = "550e8400-e29b-41d4-a716-446655440000"
OTHER = "0b0c4c7e-5d0c-4b5e-9f6e-0d3a3c1f2e4b"
FRESH = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
VM = "vmid-abc-15"

DROPPED = Failure(FailureKind.DROPPED, "the connection was dropped")
SILENT = Failure(FailureKind.TIMED_OUT, "no answer within 10 s")
NOTHING_LISTENS = Failure(FailureKind.NOTHING_LISTENS, "nothing listens at localhost:80")

NOW = "Fri, 10 Jan 2025 12:40:00 GMT"
JSON: Headers = (("Content-Type", "application/json"), ("Date", NOW))

OMIT = object()
"""In the place of a member's value: the member is left out."""

UNKNOWN: dict[str, Any] = {
    "exists": False,
    "vm_assigned": False,
    "vm_status": None,
    "vm_id": None,
    "vm_alive": False,
    "uptime_seconds": None,
    "expires_in_seconds": None,
    "created_at": None,
}
UNASSIGNED = UNKNOWN | {"exists": True, "created_at": "2025-01-10T12:34:56"}
DEAD = UNASSIGNED | {"vm_assigned": True, "vm_status": "killed", "vm_id": VM, "expires_in_seconds": 0}
LIVING = {"vm_status": "active", "vm_alive": True, "uptime_seconds": 123.45, "expires_in_seconds": 176.55}
STATES = {"alive": DEAD | LIVING, "unassigned": UNASSIGNED, "dead": DEAD, "unknown": UNKNOWN}
"""The documented bodies, and that of a session which does not exist; the id stands for itself."""


def examples(number: int) -> settings:
    """Return how many examples a property is shown.

    They are always the same ones, unless the environment asks for as many as CONTRACT_TESTS_EXAMPLES says,
    to hunt for more.
    """
    hunting = os.environ.get("CONTRACT_TESTS_EXAMPLES")
    return settings(
        max_examples=int(hunting or number),
        derandomize=not hunting,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def body(state: str, session: str = SESSION, **changed: Any) -> dict[str, Any]:
    """Return a status body in one of the states, with members changed, added or left out."""
    members = {"session_id": session} | STATES[state] | changed
    return {name: value for name, value in members.items() if value is not OMIT}


def answer(  # noqa: PLR0913  an exchange has that many sides, and each has its default
    content: dict[str, Any] | list[Any] | str | bytes = "",
    *,
    code: int | None = 200,
    at: float = 0.0,
    took: float = 0.02,
    headers: Headers = JSON,
    failure: Failure | None = None,
    method: str = "GET",
    session: str = SESSION,
    asked: str | None = None,
    subject: Subject = "declared",
    credential: Credential = "key",
    scenario: Scenario = Scenario.RESTING,
    **context: Any,
) -> Observation:
    """Return an observation: an answer with that content, `at` seconds into the run.

    A number is given by `numbered`; what else was known goes by its own name.
    """
    raw = content if isinstance(content, str | bytes) else json.dumps(content)
    asked = session if asked is None else asked
    exchange = Exchange(
        number=0,
        method=method,
        origin="http://localhost:8000",
        target=f"/v1/sessions/status/{asked}",
        sent=at,
        received=at + took,
        status=None if failure else code,
        answer_headers=() if failure else headers,
        text=raw if isinstance(raw, str) else "",
        octets=raw if isinstance(raw, bytes) else b"",
        failure=failure,
    )
    return Observation(
        exchange,
        Context(
            scenario=scenario, subject=subject, credential=credential, session=session, asked=asked, **context
        ),
    )


def told(state: str, *, session: str = SESSION, at: float = 0.0, **changed: Any) -> Observation:
    """Return a plain answer about a declared session (or a fresh id, where it does not exist) in a state."""
    if state == "unknown":
        session = FRESH if session == SESSION else session
        return answer(body("unknown", session, **changed), at=at, session=session, subject="unknown")
    declared: State = "alive" if state == "alive" else "unassigned" if state == "unassigned" else "dead"
    return answer(body(state, session, **changed), at=at, session=session, state=declared)


def numbered(observations: Iterable[Observation]) -> list[Observation]:
    """Return observations with the numbers that a run would have given them."""
    return [
        evolve(each, exchange=evolve(each.exchange, number=number))
        for number, each in enumerate(observations, start=1)
    ]


def verdict(
    clause: str, observations: Sequence[Observation], tolerances: Tolerances | None = None
) -> Verdict:
    """Return what one clause says of observations, taken in the order in which they were asked for."""
    judging = Judging(tolerances or Tolerances(), [CATALOGUE[clause]])
    for each in sorted(numbered(observations), key=lambda each: each.exchange.sent):
        judging.step(each)
    (only,) = judging.finish()
    return only


def violated(observations: Sequence[Observation], tolerances: Tolerances | None = None) -> dict[str, str]:
    """Return the clauses that observations violate, and what was seen."""
    judging = Judging(tolerances or Tolerances())
    for each in sorted(numbered(observations), key=lambda each: each.exchange.sent):
        judging.step(each)
    return {each.clause.id: each.witnesses[0].seen for each in judging.finish() if each.witnesses}

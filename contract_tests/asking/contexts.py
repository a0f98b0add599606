"""The contexts of requests, as far as they are known when these are made."""

from __future__ import annotations

import secrets
import string
import uuid
from typing import TYPE_CHECKING

from contract_tests.recording.observation import Context, Credential, State
from contract_tests.recording.purpose import Probe, Scenario
from contract_tests.settings.sessions import DeclaredSession

if TYPE_CHECKING:
    from contract_tests.settings.deployment import Deployment


def fresh_id() -> str:
    """Return an id that names no session: a random UUID."""
    return str(uuid.uuid4())


def noise(length: int) -> str:
    """Return so many random characters, as credentials have them."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def about(
    session: DeclaredSession, scenario: Scenario, credential: Credential, probe: Probe = Probe.NONE
) -> Context:
    """Return the context of a request about a declared session."""
    return Context(
        scenario=scenario,
        subject="foreign" if session.state == "foreign" else "declared",
        credential=credential,
        session=session.id,
        state=session.state,
        probe=probe,
    )


def unused_context(
    scenario: Scenario, credential: Credential, session_id: str, probe: Probe = Probe.NONE
) -> Context:
    """Return the context of a request about an unused id."""
    return Context(
        scenario=scenario, subject="unknown", credential=credential, session=session_id, probe=probe
    )


def about_any(
    session: DeclaredSession | None, scenario: Scenario, credential: Credential, probe: Probe = Probe.NONE
) -> Context:
    """Return the context of a request about a declared session, or about an unused id where there is none."""
    if session is None:
        return unused_context(scenario, credential, fresh_id(), probe)
    return about(session, scenario, credential, probe)


def one_of_each(deployment: Deployment) -> list[DeclaredSession]:
    """Return one's own sessions, the first in each state: conditions often are on the state."""
    states: tuple[State, ...] = ("alive", "dead", "unassigned", "expiring")
    return [session for state in states for session in deployment.declared(state)[:1]]


def first_of(deployment: Deployment) -> DeclaredSession | None:
    """Return the session of one's own that serves where any will do."""
    return next(iter(one_of_each(deployment)), None)

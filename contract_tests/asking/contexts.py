"""Whom a request is about, as far as that is known when it is made."""

from __future__ import annotations

import secrets
import string
import uuid

from contract_tests.recording.observation import Context, Credential
from contract_tests.recording.purpose import Probe, Scenario
from contract_tests.settings.sessions import DeclaredSession


def fresh_id() -> str:
    """Return an id that names no session: a random UUID."""
    return str(uuid.uuid4())


def noise(length: int) -> str:
    """Return so many random characters, as credentials have them."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def about(
    session: DeclaredSession, scenario: Scenario, credential: Credential, probe: Probe = Probe.NONE
) -> Context:
    """Return what is known of a request about a declared session."""
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
    """Return what is known of a request about a session that nobody owns."""
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

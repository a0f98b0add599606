"""Declared sessions: ids whose state the owner of a deployment vouches for."""

import re
from collections.abc import Iterable
from uuid import UUID

from attrs import frozen

from contract_tests.recording.observation import STATES, State
from contract_tests.settings.option import UsageError, variable_of

DASHED = r"[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}"
SPELLED = re.compile(rf"(?:urn:uuid:)?{DASHED}|\{{{DASHED}\}}|[\da-f]{{32}}", re.ASCII | re.IGNORECASE)
"""A UUID, spelled in one of the ways that RFC 9562 knows, or without dashes."""
SECOND = re.compile(rf"[,;]\s*(?:{'|'.join(STATES)})=")
"""The begin of another declaration on the same line."""


@frozen
class DeclaredSession:
    """A session id, and the state that the owner vouches for."""

    state: State
    id: str

    @property
    def known(self) -> str:
        """The session's identity: of a UUID its digits, as another spelling makes no other session."""
        return UUID(self.id.lower()).hex if SPELLED.fullmatch(self.id) else self.id


def sessions_of(written: Iterable[str]) -> tuple[DeclaredSession, ...]:
    """Return the sessions declared as STATE=ID, an id once only; UsageError where it has two states."""
    sessions: dict[str, DeclaredSession] = {}
    for each in written:
        state, _, session_id = each.partition("=")
        if SECOND.search(session_id):
            more = f"repeat --session, or give each a line of its own in {variable_of('session')}"
            raise UsageError(f"--session {each}: declares several sessions; {more}")
        made = _session(state.strip(), session_id.strip(), f"--session {each}", "=")
        known = sessions.setdefault(made.known, made)
        if known.state != made.state:
            raise UsageError(f"--session {each}: {known.id} is declared {known.state} too; declare it once")
    return tuple(sessions.values())


def provisioned(
    lines: Iterable[str], declared: Iterable[DeclaredSession] = ()
) -> tuple[DeclaredSession, ...]:
    """Return the sessions that a provisioner printed as STATE ID, beside those that are declared already.

    UsageError where a line is no session, where an id is declared twice, and where there is no session.
    """
    states = {each.known: each.state for each in declared}
    made = []
    for line in filter(str.strip, lines):
        words, place = line.split(), f"--provision: printed {line[:80]!r}"
        if len(words) != 2:
            raise UsageError(f"{place}; each line is to be STATE ID")
        session = _session(words[0], words[1], place, " ")
        if session.known in states:
            raise UsageError(
                f"{place}: the id is declared {states[session.known]} already; declare each once"
            )
        states[session.known] = session.state
        made.append(session)
    if not made:
        raise UsageError("--provision: printed no session; each line is to be STATE ID")
    return tuple(made)


def _session(state: str, session_id: str, place: str, between: str) -> DeclaredSession:
    if state not in STATES:
        rest = "=ID" if between == "=" else "a blank and the ID"
        raise UsageError(f"{place}: unknown state {state!r}; write one of {', '.join(STATES)}, then {rest}")
    if len(session_id.split()) != 1:
        raise UsageError(f"{place}: no id; write {state}=ID")
    return DeclaredSession(state, session_id)

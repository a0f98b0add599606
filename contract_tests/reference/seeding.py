"""Two accounts, their credentials, and sessions in every documented state."""

from __future__ import annotations

import secrets
import uuid
from functools import partial
from typing import TYPE_CHECKING

from attrs import field, frozen

from contract_tests.reference.control import Control

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.storage import Storage

OURS, THEIRS = 1, 2
SOON = 2.5
"""Seconds that the expiring session's VM lives, from the first question about it."""
AGES = {"alive": 30.0, "dead": 600.0}
"""The ages of VMs by state, in seconds."""


@frozen(kw_only=True)
class Seeded:
    """The address, credentials and sessions (state and id) by which the reference deployment is judged."""

    base_url: str = ""
    api_key: str = field(repr=False)
    bearer_token: str = field(repr=False)
    foreign_api_key: str = field(repr=False)
    sessions: tuple[tuple[str, str], ...]

    @property
    def declared(self) -> tuple[str, ...]:
        """The sessions as their owner declares them: `alive=ID`."""
        return tuple(f"{state}={session_id}" for state, session_id in self.sessions)

    def environment(self) -> dict[str, str]:
        """Return the credentials as the suite looks for them in the environment."""
        return {
            "CONTRACT_API_KEY": self.api_key,
            "CONTRACT_BEARER_TOKEN": self.bearer_token,
            "CONTRACT_FOREIGN_API_KEY": self.foreign_api_key,
        }


def new() -> Seeded:
    """Return new credentials, and ids for sessions of every state."""
    states = ("alive", "alive", "unassigned", "dead", "expiring", "foreign")
    return Seeded(
        api_key=f"ck_{secrets.token_urlsafe(32)}",
        bearer_token=f"ct_{secrets.token_urlsafe(24)}.{secrets.token_urlsafe(24)}",
        foreign_api_key=f"ck_{secrets.token_urlsafe(32)}",
        sessions=tuple((state, str(uuid.uuid4())) for state in states),
    )


def fill(storage: Storage, seeded: Seeded, clock: Callable[[], float]) -> None:
    """Store credentials and sessions; the sessions have a past."""
    storage.add_credential("key", seeded.api_key, OURS)
    storage.add_credential("token", seeded.bearer_token, OURS)
    storage.add_credential("key", seeded.foreign_api_key, THEIRS)
    for number, (state, session_id) in enumerate(seeded.sessions):
        # No two at one moment, so that when each was created is known of it alone.
        past = clock() - AGES.get(state, 30.0) - number
        stopped = partial(float, past)  # a clock that does not go on meanwhile
        made_ready(Control(storage, stopped), state, session_id)


def made_ready(control: Control, state: str, session_id: str | None = None) -> str:
    """Make a session of a state, and return its id."""
    # The VM that expires starts with the first question, so that it does not die before the watch begins.
    on_demand = SOON if state == "expiring" else None
    made = control.create(THEIRS if state == "foreign" else OURS, on_demand=on_demand, session_id=session_id)
    if state in {"alive", "dead", "foreign"}:
        control.assign(made)
    if state == "dead":
        control.kill(made)
    return made

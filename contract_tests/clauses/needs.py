"""Preconditions of clauses: as data, and in the words of the command line."""

from __future__ import annotations

from attrs import evolve, frozen

from contract_tests.recording.observation import FOREIGN_KEY, KEY, TOKEN, State


@frozen
class Needs:
    """A precondition without which a clause is not exercised.

    `what` says it in words. A session declared in any of the `states` provides it, `count` of them, and so
    does any of the `variables` of the environment; where both are named, a session and all variables are
    needed. `also` is what has to be done besides. Its text is a sentence without its end::

        str(DEAD) == "a session whose VM is dead: --session dead=ID"
    """

    what: str
    states: tuple[State, ...] = ()
    variables: tuple[str, ...] = ()
    count: int = 1
    also: str = ""

    def and_also(self, also: str) -> Needs:
        """Return the same, and something that has to be done besides."""
        return evolve(self, also=also)

    def __str__(self) -> str:
        """Return it in words, with what to write on the command line and into the environment."""
        sessions = " or ".join(f"--session {state}=ID" for state in self.states)
        variables = (" and " if self.states else " or ").join(self.variables)
        if variables and not sessions:
            variables += " in the environment"
        how = " and ".join(filter(None, (sessions, variables)))
        remedy = f"{self.what}: {how}" if how else self.what
        return ", ".join(filter(None, (remedy, "twice" if self.count == 2 else "", self.also)))


CREDENTIAL = Needs("a credential", variables=(KEY, TOKEN))
EXISTING = Needs("a session that exists", ("alive",))
ALIVE = Needs("a session that is alive", ("alive",))
TWO_ALIVE = Needs("two sessions that are alive", ("alive",), count=2)
ASSIGNED = Needs("a session with a VM", ("alive", "dead"))
UNASSIGNED = Needs("a session without a VM", ("unassigned",))
DEAD = Needs("a session whose VM is dead", ("dead",))
NOT_ALIVE = Needs("a session that is not alive", ("dead", "unassigned"))
EXPIRING = Needs("a session that is alive and dies soon", ("expiring",))
FOREIGN = Needs("another account's session and credential", ("foreign",), (FOREIGN_KEY,))
API_KEY = Needs("an API key", variables=(KEY,))
BOTH = Needs(
    "an API key and a bearer token of one account, and a session that exists", ("alive",), (KEY, TOKEN)
)
NOTHING = Needs("a deployment that answers")

"""Declared sessions are promises of the owner's: what they were declared to be, and seen to be."""

from collections import Counter, defaultdict
from collections.abc import Container

from attrs import define, field, frozen

from contract_tests.recording.observation import State
from contract_tests.recording.reading import Reading


@frozen
class BrokenPromise:
    """A promise that was not kept: a session, the state that it was declared to be in, what was seen."""

    state: State
    session: str
    seen: str

    def __str__(self) -> str:
        return f"{self.session} was declared {self.state}, and seen {self.seen}"

    @property
    def remedy(self) -> str:
        """What its owner is to do."""
        unknown = self.seen in {"not existing", "answered 404"}
        return f"{'check the id and its account, or ' if unknown else ''}renew the declaration"


@define
class Promises:
    """The declared sessions of a run: state and id, and what was seen of each."""

    kept: set[tuple[State, str]] = field(factory=set)
    seen: dict[tuple[State, str], str] = field(factory=dict)
    kinds: dict[tuple[State, str], Counter[str]] = field(factory=lambda: defaultdict(Counter))
    """By the kind of state shown, how many answers showed it."""

    def step(self, reading: Reading) -> None:
        """Take an answer about a declared session."""
        context, status = reading.context, reading.status
        unread = reading.exchange.failure or reading.coded
        # A probe, a failure to reach the deployment, and what cannot be read show nothing of the state.
        if context.state is None or not reading.is_documented_request or unread:
            return
        promise = (context.state, context.session)
        if status is None:
            # An error is said of a session only where nothing better was seen of it, and a gateway's never.
            if reading.code is not None:
                self.seen.setdefault(promise, f"answered {reading.code}")
            return
        self.kinds[promise][status.kind] += 1
        self.seen[promise] = status.named if status.exists else "not existing"
        # Of a foreign session any state will do, as long as it exists.
        to_be_seen = {"expiring": "alive", "foreign": status.kind}.get(context.state, context.state)
        # Once is enough: an alive session may die in the run without its promise being broken.
        if status.kind == to_be_seen and status.exists:
            self.kept.add(promise)

    def broken(self) -> list[BrokenPromise]:
        """Return each promise that was not kept."""
        return [
            BrokenPromise(*promise, self._alive_always(promise) or seen)
            for promise, seen in self.seen.items()
            if promise not in self.kept
        ]

    def _alive_always(self, promise: tuple[State, str]) -> str:
        """Return that a session declared dead was alive in each of several answers, if it was.

        It may have been given a VM anew, so that no clause is broken; else this is the worst of faults.
        """
        kinds = self.kinds[promise]
        if promise[0] != "dead" or len(kinds) > 1 or kinds["alive"] < 2:
            return ""
        return f"alive in all {kinds['alive']} answers; unless restarted, they are wrong"

    def behind(self, states: Container[State]) -> BrokenPromise | None:
        """Return the broken promise that is why no session in one of the states was seen, if one is."""
        return next((each for each in self.broken() if each.state in states), None)

"""Scenes drawn for histories that satisfy a clause's sentence, and for such that break it.

A history is drawn clear of what a tolerance may cover: its pauses are longer than replicas may lag, and what
is wrong is wrong by more than rounding. The moments at which a clause changes its mind are among the cases.
"""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from contract_tests.recording.observation import Observation
from tests.suite.building import answer, body

History = Callable[["Scene"], list[Observation]]
Histories = tuple[History, History]
"""Histories that satisfy a clause's sentence, and such as break it."""

DETAIL = {"detail": "Not authenticated"}


@frozen
class Scene:
    """The scene of a history: the names and times that its sentences choose among.

    Two sessions and two VMs by name, and who asks. Seconds: when the first question is sent, how long the
    pauses between questions are, and how long each answer takes.
    """

    draw: st.DrawFn
    session: str
    other: str
    vm: str
    another: str
    credential: Any
    start: float
    pauses: Sequence[float]
    took: float

    def at(self, place: int) -> float:
        """Return the moment of the answer at that place."""
        return round(self.start + sum(self.pauses[:place]), 6)

    def pick(self, *choices: Any) -> Any:
        """Return one of these."""
        return self.draw(st.sampled_from(choices))

    def told(self, place: int, state: str = "alive", **changed: Any) -> Observation:
        """Return an answer about the session in a state, with members changed."""
        vm = {"vm_id": self.vm} if state in {"alive", "dead"} else {}
        return self.seen(place, body(state, self.session, **vm | changed))

    def seen(self, place: int, content: Any, code: int = 200, **known: Any) -> Observation:
        """Return an answer about the session."""
        about: dict[str, Any] = {"session": self.session, "credential": self.credential, "took": self.took}
        return answer(content, code=code, at=self.at(place), **about | known)

    def living(self, place: int, **changed: Any) -> Observation:
        """Return an answer about the living VM, its clock running since long before the start."""
        passed = self.at(place) - self.start
        return self.told(place, uptime_seconds=500 + passed, expires_in_seconds=900 - passed, **changed)

    def fresh(self, place: int, state: str = "unknown", code: int = 200, **known: Any) -> Observation:
        """Return an answer about a fresh id."""
        content = body(state, self.other) if code == 200 else DETAIL
        return self.seen(place, content, code, **{"session": self.other, "subject": "unknown"} | known)

    def states(self, *states: str) -> list[Observation]:
        """Return answers about the session in one state after the other."""
        return [self.told(place, state) for place, state in enumerate(states)]

    def company(self, content: Any, code: int = 200) -> list[Observation]:
        """Return a concurrent answer, between two alone."""
        return [self.told(0), self.seen(1, content, code, together=True), self.told(2)]


names = st.uuids().map(str) | st.text("abc-0189", min_size=1, max_size=12)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Draw where a history takes place."""
    one, other = draw(st.lists(st.uuids().map(str), min_size=2, max_size=2, unique=True))
    vm, another = draw(st.lists(names, min_size=2, max_size=2, unique=True))
    pauses = draw(st.lists(st.floats(3, 20).map(lambda value: round(value, 2)), min_size=7, max_size=7))
    start = draw(st.floats(0, 1000).map(lambda value: round(value, 2)))
    credential, took = draw(st.sampled_from(["key", "token"])), draw(st.sampled_from([0.001, 0.05, 0.4]))
    return Scene(draw, one, other, vm, another, credential, start, pauses, took)

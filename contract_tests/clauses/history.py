"""Going back: a value that changes and then is what it was before. Replicas and caches may lag, so that
only a lasting contradiction counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import define, field

from contract_tests.finding import HOLDS, Finding, broken

if TYPE_CHECKING:
    from contract_tests.observation import Observation

V = TypeVar("V")

SETTLED = 2.0
"""Seconds after a contradicting answer by which replicas and caches must have caught up."""

SETTLED_REPEATEDLY = 1.5
"""The same where a value has gone back before: a cache of a second, and replicas half a second apart."""

REMEMBERED = 8


@define
class GoingBack(Generic[V]):
    """The values of one thing over time: says when one comes back that had been left.

    A value comes back where the later request was sent well after the answer that contradicted it, or
    sooner where it goes back more than once.
    """

    current: V
    since: float
    number: int
    backs: int = 0
    left: dict[V, tuple[float, int]] = field(factory=dict)

    @classmethod
    def begin(cls, value: V, observation: Observation) -> GoingBack[V]:
        """Begin with the first value seen."""
        return cls(value, observation.exchange.received, observation.exchange.number)

    def step(self, value: V, observation: Observation, what: str) -> Finding | None:
        """Take the next value; None where too little time has passed to say anything."""
        exchange = observation.exchange
        if value == self.current:
            return self._settled(exchange.sent)
        if value not in self.left:
            if len(self.left) < REMEMBERED:
                self.left[self.current] = (exchange.received, self.number)
            self.current, self.number = value, exchange.number
            return None
        left_at, number = self.left[value]
        self.backs += 1
        if exchange.sent < left_at + (SETTLED if self.backs == 1 else SETTLED_REPEATEDLY):
            # A replica or a cache that lags: it contradicts nobody, and is believed by nobody.
            return None
        seen = f"{what} {_word(value)}, then {_word(self.current)}, then {_word(value)} again"
        return broken(seen, f"{what} that does not go back", *sorted({number, self.number, exchange.number}))

    def _settled(self, sent: float) -> Finding | None:
        """It has changed, and long since then it has not gone back."""
        last = max(received for received, _ in self.left.values()) if self.left else self.since
        return HOLDS if sent >= last + SETTLED else None


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

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

LAG = 1.5
"""Seconds by which an answer may be behind: a cache of a second, and replicas half a second apart."""

REMEMBERED = 64
"""Values of one thing; a deployment that invents more has been found out before."""


@define
class Span:
    """From when to when a value was seen, seconds since the run began, and the first and last exchange."""

    began: float
    ended: float
    numbers: tuple[int, int]


@define
class GoingBack(Generic[V]):
    """The values of one thing over time: says when two of them cannot have followed one another.

    One value may follow another where the other was not asked for and seen long after it had come. Where
    that holds in neither order, one of the two went and came back.
    """

    spans: dict[V, Span] = field(factory=dict)

    @classmethod
    def begin(cls, value: V, observation: Observation) -> GoingBack[V]:
        """Begin with the first value seen."""
        story: GoingBack[V] = cls()
        story.step(value, observation, "")
        return story

    def step(self, value: V, observation: Observation, what: str) -> Finding | None:
        """Take the next value; None where too little time has passed to say anything."""
        exchange = observation.exchange
        span = self.spans.get(value)
        if span is None:
            if len(self.spans) < REMEMBERED:
                self.spans[value] = Span(exchange.received, exchange.sent, (exchange.number, exchange.number))
            return None
        span.ended, span.numbers = exchange.sent, (span.numbers[0], exchange.number)
        for other, between in self.spans.items():
            if other != value and _overlap(span, between) and _overlap(between, span):
                seen = f"{what} {_word(value)}, then {_word(other)}, then {_word(value)} again"
                return broken(
                    seen, f"{what} that does not go back", *sorted({*span.numbers, between.numbers[0]})
                )
        return HOLDS if exchange.sent >= span.began + SETTLED else None


def _overlap(one: Span, other: Span) -> bool:
    """Tell whether one value was still asked for and seen when the other should have taken its place."""
    return one.ended >= other.began + LAG


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

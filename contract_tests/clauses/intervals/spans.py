"""Spans: from when to when a value was seen; and values that must not go back.

Replicas and caches may lag, so that only a lasting contradiction counts.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import define, field

from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.recording.exchange import Exchange
from contract_tests.recording.timing import SETTLED

V = TypeVar("V")

REMEMBERED = 64
"""Values of one thing; a deployment that invents more has been found out before."""


@define
class Span:
    """From when to when a value was seen, seconds since the run began; and the first and last exchange.

    It surely held from `began` to `ended`, and at most from `asked` to `answered`.
    """

    asked: float
    began: float
    ended: float
    answered: float
    numbers: tuple[int, int]

    @classmethod
    def of(cls, exchange: Exchange) -> Span:
        """Return the span that one answer shows."""
        sent, received, number = exchange.sent, exchange.received, exchange.number
        return cls(sent, received, sent, received, (number, number))

    def prolong(self, exchange: Exchange) -> None:
        """Take another answer that tells the value."""
        # It held at some moment between question and answer: at least until it was asked for.
        self.ended, self.numbers = exchange.sent, (self.numbers[0], exchange.number)
        self.answered = max(self.answered, exchange.received)

    def settled(self, sent: float) -> bool:
        """Tell whether a question comes so late that no replica tells what was so before."""
        return sent >= self.began + SETTLED

    def meets(self, other: Span) -> bool:
        """Tell whether both may have been seen at one moment."""
        return self.asked <= other.answered and other.asked <= self.answered

    def outlasts(self, other: Span) -> bool:
        """Tell whether a value was still asked for and seen when the other should have taken its place."""
        return self.ended >= other.began + SETTLED


@define
class Spans(Generic[V]):
    """The values of one thing over time: says when two of them cannot have followed one another.

    One value may follow another where the other was not asked for and seen long after it had come. Where
    that holds in neither order, one of the two went and came back.
    """

    what: str
    spans: dict[V, Span] = field(factory=dict)

    def step(self, value: V, exchange: Exchange) -> Finding | None:
        """Take the next value; None where too little time has passed to say anything."""
        span = self.spans.get(value)
        if span is None:
            if len(self.spans) < REMEMBERED:
                self.spans[value] = Span.of(exchange)
            return None
        span.prolong(exchange)
        for other, between in self.spans.items():
            # Each outlasts the other: neither order of the two explains what was seen.
            if other != value and span.outlasts(between) and between.outlasts(span):
                seen = f"{self.what} {_word(value)}, then {_word(other)}, then {_word(value)} again"
                numbers = sorted({*span.numbers, between.numbers[0]})
                return broken(seen, f"{self.what} that does not go back", *numbers)
        return HOLDS if span.settled(exchange.sent) else None


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""An odd answer between two ordinary ones: it is only compared where those two agree.

What a session tells may change at any moment, so an answer that was asked for in an odd way (in company, in
another spelling) contradicts the ordinary ones only if both its neighbours in time, asked for well before and
well after it, tell the same, and it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import define, field, frozen

from contract_tests.finding import HOLDS, Finding, broken

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from contract_tests.observation import Observation

V = TypeVar("V")
MOST_PENDING, MOST_FORMER = 64, 8


@frozen
class Odd(Generic[V]):
    """An odd answer, and what the last ordinary one before it told."""

    before: V
    told: V
    words: str
    number: int
    received: float


@define
class Brackets(Generic[V]):
    """Ordinary and odd answers about many things, each by a key."""

    ordinary: dict[Hashable, V] = field(factory=dict)
    former: dict[Hashable, list[V]] = field(factory=dict)
    """What was told before it changed: a replica may still tell it for a while."""
    pending: dict[Hashable, list[Odd[V]]] = field(factory=dict)

    def take_ordinary(self, key: Hashable, told: V, observation: Observation) -> Iterable[Finding]:
        """Take an ordinary answer, and compare the odd ones before it."""
        former = self.former.setdefault(key, [])
        if key in self.ordinary and self.ordinary[key] != told and len(former) < MOST_FORMER:
            former.append(self.ordinary[key])
        self.ordinary[key] = told
        waiting = self.pending.get(key, [])
        later = [odd for odd in waiting if odd.received > observation.exchange.sent]
        for odd in waiting:
            if odd in later or odd.before != told:
                continue
            if odd.told == told:
                yield HOLDS
            elif odd.told not in former:
                yield broken(
                    f"{odd.words}: {_words(odd.told)}", f"{_words(told)}, as before and after", odd.number
                )
        if waiting:
            self.pending[key] = later

    def take_odd(self, key: Hashable, told: V, words: str, observation: Observation) -> None:
        """Take an odd answer."""
        exchange = observation.exchange
        waiting = self.pending.setdefault(key, [])
        if key in self.ordinary and len(waiting) < MOST_PENDING:
            waiting.append(Odd(self.ordinary[key], told, words, exchange.number, exchange.received))


def _words(told: object) -> str:
    if isinstance(told, tuple):
        return ", ".join("null" if each is None else str(each) for each in told)
    return str(told)

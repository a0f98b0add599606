"""An odd answer between two ordinary ones: it is only compared where those two agree.

What a session tells may change at any moment, and replicas and caches may tell it late. So an answer that was
asked for in an odd way (in company, in another spelling) contradicts the ordinary ones only if both its
neighbours in time tell the same, have told it for long enough, and it does not; or if it tells what another
session tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import define, field, frozen

from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.clauses.intervals.spans import Span

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from contract_tests.recording.observation import Observation

V = TypeVar("V")
MOST_PENDING, MOST_FORMER = 64, 8
NAME = 2
"""Where in what lasts of a status its vm_id stands."""


@frozen
class Trial(Generic[V]):
    """An odd answer, and what the last ordinary one before it told."""

    before: V
    told: V
    words: str
    number: int
    received: float
    settled: bool


@define
class Brackets(Generic[V]):
    """Ordinary and odd answers about many things, each by a key."""

    ordinary: dict[Hashable, V] = field(factory=dict)
    since: dict[Hashable, Span] = field(factory=dict)
    """Since when that was told."""
    former: dict[Hashable, list[V]] = field(factory=dict)
    """What was told before it changed: a replica may still tell it for a while."""
    pending: dict[Hashable, list[Trial[V]]] = field(factory=dict)

    def add_control(self, key: Hashable, told: V, observation: Observation) -> Iterable[Finding]:
        """Take an ordinary answer, and compare the odd ones before it."""
        former = self.former.setdefault(key, [])
        if key in self.ordinary and self.ordinary[key] != told and len(former) < MOST_FORMER:
            former.append(self.ordinary[key])
        if key not in self.ordinary or self.ordinary[key] != told:
            self.since[key] = Span.of(observation.exchange)
        self.ordinary[key] = told
        waiting = self.pending.get(key, [])
        later = [odd for odd in waiting if odd.received > observation.exchange.sent]
        for odd in waiting:
            if odd in later or odd.before != told:
                continue
            if odd.told == told:
                yield HOLDS
            elif odd.told not in former and (odd.settled or self._is_anothers(key, odd.told)):
                yield broken(
                    f"{odd.words}: {_words(odd.told)}", f"{_words(told)}, as before and after", odd.number
                )
        if waiting:
            self.pending[key] = later

    def add_trial(self, key: Hashable, told: V, words: str, observation: Observation) -> None:
        """Take an odd answer."""
        exchange = observation.exchange
        waiting = self.pending.setdefault(key, [])
        if key in self.ordinary and len(waiting) < MOST_PENDING:
            settled = self.since[key].settled(exchange.sent)
            waiting.append(
                Trial(self.ordinary[key], told, words, exchange.number, exchange.received, settled)
            )

    def _is_anothers(self, key: Hashable, told: V) -> bool:
        """Tell whether an answer names the VM that another session's ordinary answers name."""
        vm = told[NAME] if isinstance(told, tuple) else None
        others = (each for other, each in self.ordinary.items() if _session(other) != _session(key))
        return vm is not None and any(isinstance(each, tuple) and each[NAME] == vm for each in others)


def _session(key: Hashable) -> object:
    return key[0] if isinstance(key, tuple) else key


def _words(told: object) -> str:
    if isinstance(told, tuple):
        return ", ".join("null" if each is None else str(each) for each in told)
    return str(told)

"""An odd answer between two ordinary ones: it is only compared where those two agree.

What a session tells may change at any moment, and replicas and caches may tell it late. So an answer that was
asked for in an odd way (in company, in another spelling) contradicts the ordinary ones only if both its
neighbours in time tell the same, have told it for long enough, and it does not; or if it tells what another
session tells.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from attrs import define, field, frozen

from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.clauses.intervals.spans import Span
from contract_tests.recording.observation import Observation

V = TypeVar("V")
MOST_PENDING, MOST_FORMER = 64, 8
VM_ID = 2
"""The place of vm_id in `Status.lasting`."""


@frozen
class Trial(Generic[V]):
    """An odd answer, and the value of the last ordinary one `before` it.

    `words` say how it was asked for; `settled` whether the value before was old enough for all replicas to
    tell it.
    """

    before: V
    value: V
    words: str
    number: int
    received: float
    settled: bool


@define
class Brackets(Generic[V]):
    """Ordinary and odd answers about many things, each by a key."""

    ordinary: dict[Hashable, V] = field(factory=dict)
    since: dict[Hashable, Span] = field(factory=dict)
    """The span since when the ordinary value has been told, by key."""
    former: dict[Hashable, list[V]] = field(factory=dict)
    """Ordinary values from before a change: a replica may still tell them for a while."""
    pending: dict[Hashable, list[Trial[V]]] = field(factory=dict)

    def add_control(self, key: Hashable, value: V, observation: Observation) -> Iterable[Finding]:
        """Take an ordinary answer, and compare the odd ones before it."""
        former = self.former.setdefault(key, [])
        if key in self.ordinary and self.ordinary[key] != value and len(former) < MOST_FORMER:
            former.append(self.ordinary[key])
        if key not in self.ordinary or self.ordinary[key] != value:
            self.since[key] = Span.of(observation.exchange)
        self.ordinary[key] = value
        waiting = self.pending.get(key, [])
        # An odd answer that arrived after this one was asked for does not lie before it: it waits.
        later = [odd for odd in waiting if odd.received > observation.exchange.sent]
        for odd in waiting:
            # Where the neighbours disagree the value changed in between, and both answers may be right.
            if odd in later or odd.before != value:
                continue
            if odd.value == value:
                yield HOLDS
            # Another session's VM is wrong at once; no replica that lags could tell it.
            elif odd.value not in former and (odd.settled or self._is_anothers(key, odd.value)):
                seen, right = f"{odd.words}: {_words(odd.value)}", f"{_words(value)}, as before and after"
                yield broken(seen, right, odd.number)
        if waiting:
            self.pending[key] = later

    def add_trial(self, key: Hashable, value: V, words: str, observation: Observation) -> None:
        """Take an odd answer; without an ordinary one before it, it proves nothing and is dropped."""
        exchange = observation.exchange
        waiting = self.pending.setdefault(key, [])
        if key in self.ordinary and len(waiting) < MOST_PENDING:
            before, settled = self.ordinary[key], self.since[key].settled(exchange.sent)
            waiting.append(Trial(before, value, words, exchange.number, exchange.received, settled))

    def _is_anothers(self, key: Hashable, value: V) -> bool:
        """Tell whether an answer names the VM that another session's ordinary answers name."""
        vm = value[VM_ID] if isinstance(value, tuple) else None
        others = (each for other, each in self.ordinary.items() if _session(other) != _session(key))
        return vm is not None and any(isinstance(each, tuple) and each[VM_ID] == vm for each in others)


def _session(key: Hashable) -> object:
    return key[0] if isinstance(key, tuple) else key


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join("null" if each is None else str(each) for each in value)
    return str(value)

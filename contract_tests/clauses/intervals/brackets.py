"""An odd answer between two ordinary ones: it is only compared where those two agree.

What a session tells may change at any moment, and replicas and caches may tell it late. So an answer that was
asked for in an odd way (concurrently, in another spelling) contradicts the ordinary ones only if both its
neighbours in time tell the same, have told it for long enough, and it does not; or if it tells what another
session tells.
"""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from attrs import define, field, frozen

from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.clauses.intervals.spans import Span
from contract_tests.recording.exchange import Exchange

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
class Series(Generic[V]):
    """The ordinary value told of one thing, and since when; with the odd answers since the last ordinary one.

    `former` are values from before a change: a replica may still tell them for a while.
    """

    value: V
    since: Span
    former: list[V] = field(factory=list)
    pending: list[Trial[V]] = field(factory=list)


@define
class Brackets(Generic[V]):
    """Ordinary and odd answers about many things, each by a key."""

    series: dict[Hashable, Series[V]] = field(factory=dict)

    def add_control(self, key: Hashable, value: V, exchange: Exchange) -> Iterable[Finding]:
        """Take an ordinary answer, and compare the odd ones before it."""
        series = self.series.setdefault(key, Series(value, Span.of(exchange)))
        if series.value != value:
            if len(series.former) < MOST_FORMER:
                series.former.append(series.value)
            series.value, series.since = value, Span.of(exchange)
        # An odd answer that arrived after this one was asked for does not lie before it: it waits.
        waiting = series.pending
        series.pending = [odd for odd in waiting if odd.received > exchange.sent]
        for odd in waiting:
            # Where the neighbours disagree the value changed in between, and both answers may be right.
            if odd in series.pending or odd.before != value:
                continue
            if odd.value == value:
                yield HOLDS
            # Another session's VM is wrong at once; no replica that lags could tell it.
            elif odd.value not in series.former and (
                self._is_anothers(key, odd.value) or (odd.settled and not _may_have_passed(value, odd.value))
            ):
                seen, right = f"{odd.words}: {_words(odd.value)}", f"{_words(value)}, as before and after"
                yield broken(seen, right, odd.number)

    def add_trial(self, key: Hashable, value: V, words: str, exchange: Exchange) -> None:
        """Take an odd answer; without an ordinary one before it, it proves nothing and is dropped."""
        series = self.series.get(key)
        if series is not None and len(series.pending) < MOST_PENDING:
            settled = series.since.settled(exchange.sent)
            trial = Trial(series.value, value, words, exchange.number, exchange.received, settled)
            series.pending.append(trial)

    def _is_anothers(self, key: Hashable, value: V) -> bool:
        """Tell whether an answer names the VM that another session's ordinary answers name."""
        vm = value[VM_ID] if isinstance(value, tuple) else None
        others = (each.value for other, each in self.series.items() if _session(other) != _session(key))
        return vm is not None and any(isinstance(each, tuple) and each[VM_ID] == vm for each in others)


def _may_have_passed(value: object, between: object) -> bool:
    """Tell whether a session without a VM may have had one between two ordinary answers, and let it go."""
    if not (isinstance(value, tuple) and isinstance(between, tuple)):
        return False
    return value[0] == between[0] and value[VM_ID] is None and between[VM_ID] is not None


def _session(key: Hashable) -> object:
    return key[0] if isinstance(key, tuple) else key


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join("null" if each is None else str(each) for each in value)
    return str(value)

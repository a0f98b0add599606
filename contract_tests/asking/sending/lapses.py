"""A credential that lapses: accepted at first, and refused from some moment on until the end."""

from collections.abc import Iterator

from attrs import define, evolve, field

from contract_tests.recording.exchange import GATEWAY, NOT_FOUND, REFUSED
from contract_tests.recording.observation import Context, Credential, Lapse, Observation
from contract_tests.recording.purpose import Probe, Scenario

TWICE = 2
"""Refusals from which on a credential has lapsed: one alone may have been chance."""


@define
class Lapses:
    """The record of each credential of our own: a request that was accepted with it, and refusals since."""

    _accepted: dict[Credential, Observation] = field(factory=dict)
    _refused: dict[Credential, list[float]] = field(factory=dict)

    def step(self, observation: Observation) -> None:
        """Take what was observed next."""
        exchange, context = observation.exchange, observation.context
        if context.credential not in {"key", "token"} or exchange.failure or exchange.status in GATEWAY:
            return
        refused = self._refused.setdefault(context.credential, [])
        if exchange.status in REFUSED:
            refused.append(exchange.sent)
        elif context.subject in {"declared", "unknown"} and exchange.status in {200, *NOT_FOUND}:
            self._accepted.setdefault(context.credential, observation)
            # Of requests in flight at once, the last one asked for need not be the last one answered.
            self._refused[context.credential] = [sent for sent in refused if sent > exchange.sent]

    def questions_to_repeat(self) -> Iterator[Context]:
        """Yield what to ask once more: that which each credential was accepted with, and may be no longer."""
        for credential, observation in self._accepted.items():
            if self._refused[credential]:
                # It is put alone now, whatever was in flight beside it then.
                yield evolve(observation.context, scenario=Scenario.WRONG, probe=Probe.NONE, together=False)

    def proved(self) -> tuple[Lapse, ...]:
        """Return the lapses, once the questions were repeated."""
        return tuple(
            Lapse(credential, min(refused))
            for credential, refused in self._refused.items()
            if credential in self._accepted and len(refused) >= TWICE
        )

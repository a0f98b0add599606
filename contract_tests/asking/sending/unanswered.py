"""Questions without an answer: put again until it is known whether they are why, or it was away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from contract_tests.recording.exchange import GATEWAY
from contract_tests.recording.failure import FailureKind
from contract_tests.recording.observation import HONEST
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import AWAY, LIMITED, NEVER, RESTART, RETRY_PAUSE

if TYPE_CHECKING:
    from contract_tests.recording.exchange import Exchange
    from contract_tests.recording.observation import Context

MOST_SILENT = 10
"""Requests in a row that get no answer of the API's, after which asking ends."""


@define
class Unanswered:
    """Failures so far; seconds since the run began."""

    answered: float = NEVER
    """When the latest request that the API answered was sent."""
    opened: float = NEVER
    """The same of those that opened a connection: where only a few are served at once, these wait in line."""
    dropped: bool = False
    """True if a documented request was, or hung: a sign of a restart, or of chance, and not of an odd id."""
    silent: int = 0
    silent_since: float = 0.0
    limited: int = 0
    """Honest questions in a row that were answered 429, the first of them sent at `limited_since`."""
    limited_since: float = 0.0

    def step(self, exchange: Exchange, context: Context) -> None:
        """Take what was observed next."""
        failure = exchange.failure
        honest = context.credential in HONEST and context.scenario is not Scenario.WRONG
        if failure is None and exchange.status not in GATEWAY:
            self.answered = max(self.answered, exchange.sent)
            if exchange.connection is None or exchange.connection.opened:
                self.opened = max(self.opened, exchange.sent)
            self.limited = 0
        elif exchange.status == 429 and honest:
            self.limited_since = self.limited_since if self.limited else exchange.sent
            self.limited += 1
        if failure is not None and context.subject in {"declared", "unknown"}:
            self.dropped = True
        if failure is None or not (failure.unreachable or failure.kind is FailureKind.TIMED_OUT):
            self.silent, self.silent_since = 0, exchange.received
        else:
            self.silent += 1

    def is_gone(self, now: float) -> bool:
        """Tell whether there was no answer for longer than a restart takes."""
        return self.silent >= MOST_SILENT and now > self.silent_since + AWAY

    def is_limited(self, now: float) -> bool:
        """Tell whether all was answered 429 for longer than limits last."""
        return self.limited >= MOST_SILENT and now > self.limited_since + LIMITED

    def pause(self, exchange: Exchange, context: Context, attempt: int) -> float | None:
        """Return how long to wait before a question is put again; None where it is not."""
        failure = exchange.failure
        assert failure is not None
        if context.again:
            return None
        if context.scenario is Scenario.ARRIVAL or failure.kind is FailureKind.TOO_LONG:
            return 0.0 if attempt == 1 and not failure.unreachable else None
        if failure.kind is FailureKind.TIMED_OUT:
            return 0.0  # waiting for it was pause enough
        return RETRY_PAUSE if attempt == 1 else RESTART

    def proves(self, first: Exchange, latest: Exchange, attempt: int) -> bool:
        """Tell whether one more failure proves that a question gets no answer while others do.

        A second failure is no proof, unless no documented request ever failed: what drops a few of all, or is
        silent to them, does so twice to one by chance; and by the third a restart would be over.
        """
        failure = latest.failure
        assert failure is not None
        return self.is_overtaken(first) and not failure.unreachable and (attempt > 1 or not self.dropped)

    def is_overtaken(self, failed: Exchange) -> bool:
        """Tell whether another question was answered since this failed, or, if it hangs, since it was put."""
        if failed.failure and failed.failure.kind is FailureKind.TIMED_OUT:
            return self.opened > failed.sent
        return self.answered > failed.received

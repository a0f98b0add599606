"""Questions without an answer: put again until it is known whether they are why, or it was away."""

from __future__ import annotations

from collections import Counter
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from attrs import define, field

from contract_tests.recording.exchange import GATEWAY
from contract_tests.recording.failure import FailureKind
from contract_tests.recording.observation import HONEST, OWN
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import AWAY, LIMITED, NEVER, RESTART, RETRY_PAUSE

if TYPE_CHECKING:
    from contract_tests.recording.exchange import Exchange
    from contract_tests.recording.observation import Context

MOST_SILENT = 10
"""Requests in a row that get no answer of the API's, after which asking ends."""
LIMITED_TRIES = (8, 4, 4, 1)
"""The most tries where each answer is 429, while the pace falls to what is borne: of the first question, of
the next ones, and from then on. What slowing down does not help, is not waited for as long again."""


@define
class Unanswered:
    """Failures so far; seconds since the run began."""

    answered: float = NEVER
    """When the latest request that the API answered was sent."""
    opened: float = NEVER
    """The same of those that opened a connection: where only a few are served at once, these wait in line."""
    dropped: bool = False
    """True if a documented request was: a sign of a restart, or of chance, rather than of an odd id."""
    silent: int = 0
    silent_since: float = 0.0
    limited: int = 0
    """Honest questions in a row that were answered 429, the first of them sent at `limited_since`."""
    limited_since: float = 0.0
    given_up: Counter[bool] = field(factory=Counter)
    """Questions whose every answer was 429, by whether a stranger put them, who may meet another limit."""

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

    def limited_tries(self, context: Context) -> int:
        """Return the most tries of a question whose answers are 429; an account's get more than one."""
        stranger = is_stranger(context)
        tries = LIMITED_TRIES[min(self.given_up[stranger], len(LIMITED_TRIES) - 1)]
        return tries if stranger else max(tries, LIMITED_TRIES[1])

    def give_up(self, context: Context) -> None:
        """Take that a question's every answer was 429."""
        self.given_up[is_stranger(context)] += 1

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

        A drop is no proof before a restart would be over, unless no documented request was ever dropped: what
        drops a few of all, drops one twice by chance.
        """
        failure = latest.failure
        assert failure is not None
        if failure.kind is FailureKind.TIMED_OUT:
            return self.is_overtaken(first)
        return self.is_overtaken(first) and not failure.unreachable and (attempt > 1 or not self.dropped)

    def is_overtaken(self, failed: Exchange) -> bool:
        """Tell whether another question was answered since this failed, or, if it hangs, since it was put."""
        if failed.failure and failed.failure.kind is FailureKind.TIMED_OUT:
            return self.opened > failed.sent
        return self.answered > failed.received


def is_stranger(context: Context) -> bool:
    """Tell whether a request carries no credential of any account: a limit of refusals may meet it."""
    return context.credential not in OWN | {"foreign"}


def wakes(exchange: Exchange, context: Context, until: float) -> bool:
    """Tell whether a service that was not heard yet asks to wait for it, until then at the latest."""
    seconds = retry_after(exchange)
    if seconds is None or exchange.status != 503 or context.scenario is not Scenario.ARRIVAL:
        return False
    return seconds >= RETRY_PAUSE and exchange.received + seconds <= until


def retry_after(exchange: Exchange) -> float | None:
    """Return the seconds that an answer asks to wait, by Retry-After; a date counts from its Date header."""
    written = (exchange.header("retry-after") or "").strip()
    try:
        return max(0.0, float(written))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(written)
        told = parsedate_to_datetime(exchange.header("date") or "")
        return max(0.0, (until - told).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None

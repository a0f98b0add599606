"""Waits where nobody was heard: for limits and for gateways, as long as they ask for and the owner allows."""

from __future__ import annotations

import asyncio
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from contract_tests.recording.exchange import GATEWAY
from contract_tests.recording.observation import HONEST, OWN
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import CALM, LONGEST_RETRY_PAUSE, RESTART, RETRY_PAUSE

if TYPE_CHECKING:
    from contract_tests.asking.sending.transport import Transport
    from contract_tests.recording.exchange import Exchange
    from contract_tests.recording.observation import Context, Credential, Observation
    from contract_tests.settings.deployment import Deployment

TRIES = 4
"""The most tries of one question that only gateways answer, while the API answers others."""
LIMITED_TRIES = 8
"""The most tries where each answer is 429, while the pace falls to what the deployment bears."""
MOST_CALMS = 3
"""The most waits of wrong credentials for the last 429 to be past; more of them are no matter of pace."""


class Waiting:
    """What is known of limits, and how long is waited for them; seconds since the run began."""

    def __init__(self, deployment: Deployment, transport: Transport) -> None:
        self._patience = deployment.patience
        self._transport = transport
        self.trouble = ""
        """Why nothing more is asked; "" while something is."""
        self._limited_tries = LIMITED_TRIES
        self._calms = 0
        self._heard: set[Credential] = set()
        self._strangers: dict[bool, float] = {}
        """Since when strangers are answered 429 alone: those who show a wrong credential, and others."""

    def step(self, observation: Observation) -> None:
        """Take what was observed next."""
        exchange, context = observation.exchange, observation.context
        shows = context.credential != "none"
        if exchange.status == 429 and _is_stranger(context):
            self._strangers.setdefault(shows, exchange.sent)
        elif exchange.status is not None and exchange.status not in GATEWAY:
            self._heard.add(context.credential)
            if _is_stranger(context):
                self._strangers.pop(shows, None)

    def is_patient(self, context: Context) -> bool:
        """Tell whether a question that is not heard is put again; of wrong ones, the first of each kind."""
        honest = context.credential in HONEST and context.scenario is not Scenario.WRONG
        return honest or context.credential not in self._heard

    def gives_up(self, exchange: Exchange, context: Context, attempt: int) -> bool:
        """Tell whether a question is not put again that was answered like this so often."""
        if exchange.status != 429:
            return attempt >= TRIES
        if _is_stranger(context):
            return not self._lasts_until(exchange.received, context)
        last = attempt >= self._limited_tries
        if last:
            # What slowing down does not help, is not waited for as long again.
            self._limited_tries = TRIES
        return last

    def _lasts_until(self, moment: float, context: Context) -> bool:
        """Tell whether a limit that strangers meet is waited for till then: it may be one on refusals."""
        return moment <= self._strangers.get(context.credential != "none", moment) + self._patience

    def wakes(self, exchange: Exchange, context: Context) -> bool:
        """Tell whether a service that was not heard yet asks to wait for it, no longer than is borne."""
        seconds = retry_after(exchange)
        if seconds is None or exchange.status != 503 or context.scenario is not Scenario.ARRIVAL:
            return False
        return seconds >= RETRY_PAUSE and exchange.received + seconds <= self._patience

    def adapt_pace(self, exchange: Exchange, context: Context) -> None:
        """Halve the pace upon a 429, and go faster again upon other answers.

        What meets strangers alone is a limit of refusals, which is no matter of pace.
        """
        own = not _is_stranger(context) and context.scenario is not Scenario.WRONG
        if exchange.status == 429 and (own or self._transport.pace.is_slowed):
            self._transport.slow_down(exchange)
        elif exchange.failure is None:
            self._transport.pace.recover()

    async def wait(self, exchange: Exchange, context: Context, attempt: int, *, out: bool) -> bool:
        """Wait as long as a gateway asks for; False where none does, or for longer than our patience."""
        if exchange.status not in GATEWAY:
            return False
        seconds, limited = retry_after(exchange), exchange.status == 429
        if seconds is None:
            if attempt > 1 and out:
                # All wait for the same, and a few questions tell when that is over.
                self._transport.pace.pause(RESTART)
            longest = LONGEST_RETRY_PAUSE if limited else RESTART
            await asyncio.sleep(min(longest, RETRY_PAUSE * 2 ** (attempt - 1)))
        elif limited and _is_stranger(context):
            # Our own credentials may be answered meanwhile.
            if not self._lasts_until(exchange.received + seconds, context):
                return False
            await asyncio.sleep(seconds)
        elif seconds > self._patience:
            remedy = "raise --patience, or lower --pace" if self._heard else "or raise --patience"
            self.trouble = f"the deployment asks to wait {seconds:.0f} s; ask again then, {remedy}"
            return False
        else:
            self._transport.pace.pause(seconds)
        return True

    async def calm(self) -> bool:
        """Wait until the last 429 is well past, and go slowly from then on; False where there is none."""
        self._transport.pace.hold()
        seconds = self._transport.pace.calm_in(CALM)
        if not seconds or self._calms >= MOST_CALMS:
            return False
        self._calms += 1
        await asyncio.sleep(seconds)
        return True


def _is_stranger(context: Context) -> bool:
    """Tell whether a request carries no credential of any account: a limit of refusals may meet it."""
    return context.credential not in OWN | {"foreign"}


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

"""Refusals that may be an outage's are held back; what was asked in an outage is asked again."""

from __future__ import annotations

import asyncio
from itertools import cycle, product
from typing import TYPE_CHECKING, Protocol

from contract_tests.asking.contexts import about_any
from contract_tests.asking.lockout import Lockouts
from contract_tests.recording.observation import HONEST
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import POLL, REPLICAS, WRONG_APART

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from contract_tests.asking.sending.transport import Transport
    from contract_tests.recording.observation import Context, Credential, Lockout, Observation
    from contract_tests.settings.deployment import Deployment

    Again = Callable[[], Awaitable[Observation]]


FIRST = 4
"""Questions put at once: about an unused id, that without a credential, and about a session or two."""


class Asking(Protocol):
    """The part of a client that doubts are resolved by."""

    deployment: Deployment
    transport: Transport
    own: list[Credential]
    lockout: Lockout | None

    @property
    def observations(self) -> tuple[Observation, ...]:
        """All that was observed so far."""

    async def ask_plainly(self, context: Context) -> None:
        """Ask once, and keep what was observed."""


class Doubts:
    """What is in doubt, one refusal at a time; all other questions wait meanwhile."""

    def __init__(self, client: Asking) -> None:
        self._client = client
        self._lockouts = Lockouts()
        self._one = asyncio.Lock()
        self._ended: dict[int, tuple[Context, Again]] = {}
        self.voided: set[int] = set()
        """The numbers of the exchanges of outages: nothing is judged by them, and all was asked again."""

    def step(self, observation: Observation) -> None:
        """Take what was observed next."""
        self._lockouts.step(observation)

    def end(self, observation: Observation, again: Again) -> None:
        """Take the last answer to a question, and how that is asked again."""
        self._ended[observation.exchange.number] = observation.context, again

    async def settled(self) -> None:
        """Wait until nothing is in doubt."""
        async with self._one:
            return

    async def voids(self, observation: Observation) -> bool:
        """Tell whether an answer is void, once it is known whether others are refused likewise."""
        if not self._lockouts.suspects(observation):
            return False
        async with self._one:
            await self._ask_others(observation)
            lost = self._lockouts.over()
            if lost:
                # Replicas come back one after the other, and what is in flight is to be known.
                await asyncio.sleep(REPLICAS)
            every = [each.exchange for each in self._client.observations]
            void = {each.number for each in every if any(outage.holds(each) for outage in lost)} - self.voided
            self.voided |= void
        again = [self._ended[number] for number in sorted(void & self._ended.keys())]
        await asyncio.gather(*(ask() for context, ask in again if context.credential in HONEST))
        for context, ask in again:
            if context.credential not in HONEST:
                await asyncio.sleep(WRONG_APART)
                await ask()
        return observation.exchange.number in self.voided or self._client.lockout is not None

    async def _ask_others(self, observation: Observation) -> None:
        client, lockouts = self._client, self._lockouts
        own = [each for each in client.deployment.sessions if each.state != "foreign"]
        # By turns, lest one session, or one account, be taken for everything.
        plain = enumerate(cycle([(None, client.own[0]), (None, "none"), *product(own, client.own)]), 1)
        while lockouts.suspects(observation) and not client.lockout:
            if not lockouts.is_expected_back(client.transport.now()):
                client.lockout = lockouts.outlasted(client.transport.now())
                return
            asked, (session, credential) = next(plain)
            await client.ask_plainly(about_any(session, Scenario.UNKNOWN, credential))
            if asked >= FIRST and lockouts.suspects(observation):
                await asyncio.sleep(POLL)

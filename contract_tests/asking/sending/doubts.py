"""Refusals that may be an outage's are held back; what was asked in an outage is asked again."""

from __future__ import annotations

import asyncio
import math
from functools import partial
from itertools import cycle, product
from typing import TYPE_CHECKING, Protocol, get_args

from contract_tests.asking.contexts import about_any
from contract_tests.asking.lockout import Lockouts, place_of
from contract_tests.asking.sending.passing import PLAIN, Passing, mark_of
from contract_tests.recording.exchange import FAILED_GATEWAY
from contract_tests.recording.observation import HONEST, Context, Credential
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import NOTICED_LATE, OUTAGE, POLL, REPLICAS, RETRY_PAUSE, WRONG_APART

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from contract_tests.asking.sending.passing import Marked
    from contract_tests.asking.sending.transport import Transport
    from contract_tests.recording.observation import Lockout, Observation
    from contract_tests.settings.deployment import Deployment

    Again = Callable[[], Awaitable[Observation]]


REFUSAL_TRIES = 4
"""The most tries of a question whose refusal may pass."""
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

    async def ask_plainly(self, context: Context) -> Observation:
        """Ask once, and keep what was observed."""


class Doubts:
    """The refusals in doubt, one at a time; all other questions wait meanwhile."""

    def __init__(self, client: Asking) -> None:
        self._client = client
        self._lockouts = Lockouts(client.deployment.patience)
        self._one = asyncio.Lock()
        self._ended: dict[int, tuple[list[Observation], Again]] = {}
        self._outages: set[int] = set()
        self._passing = Passing()
        self._stands: set[object] = set()
        self._repeats: set[int] = set()
        self._failed = -math.inf
        """When the latest question was sent to which a credential of our own got a gateway's error."""

    def step(self, observation: Observation) -> None:
        """Take what was observed next."""
        self._lockouts.step(observation)
        self._passing.step(observation)

    def end(self, answers: list[Observation], again: Again) -> None:
        """Take the answers to a question, the last one last, and how that is asked again."""
        last = answers[-1]
        self._ended[last.exchange.number] = answers, again
        before = [each for each in answers[:-1] if self._lockouts.refuses(each)]
        if last.exchange.failure is None and mark_of(last.exchange) is None:
            self._passing.take(before)
        elif len(before) >= REFUSAL_TRIES - 1:
            self._stands.add((place_of(last.context), mark_of(last.exchange)))

    @property
    def voided(self) -> set[int]:
        """The numbers of exchanges that nothing is judged by but what they tell: all was asked again."""
        return self._outages | self._passing.void()

    async def may_pass(self, observation: Observation, attempt: int) -> bool:
        """Wait a little upon the refusal of what was answered before; False where it is known to stand."""
        place, mark = place_of(observation.context), mark_of(observation.exchange)
        stands = (place, mark) in self._stands or mark in self._passing.lasting
        if not self._lockouts.refuses(observation) or stands or attempt >= REFUSAL_TRIES:
            return False
        seconds = RETRY_PAUSE * 2 ** (attempt - 1)
        if mark in self._passing.foreign():
            # It meets some of all, as limits do.
            self._client.transport.slow_down(observation.exchange)
        self._client.transport.pace.pause(seconds)
        await asyncio.sleep(seconds)
        return True

    async def try_open_door(self, observation: Observation) -> None:
        """Ask without a credential, once in each outage of gateways' errors: some let all in meanwhile."""
        exchange, context = observation.exchange, observation.context
        if exchange.status not in FAILED_GATEWAY or not self._lockouts.knows(context):
            return
        begins = exchange.sent > self._failed + OUTAGE
        self._failed = max(self._failed, exchange.sent)
        if begins:
            bare = Context(
                scenario=Scenario.ANONYMOUS,
                subject=context.subject,
                credential="none",
                session=context.session,
                state=context.state,
            )
            again = partial(self._client.ask_plainly, bare)
            self.end([await again()], again)

    async def settle(self) -> None:
        """Put again what was answered unlike its like; one of each look that stands, stands for all."""
        stands: set[object] = set()
        known = -1
        while known < len(self._passing):
            known = len(self._passing)
            for each in self._passing.in_doubt():
                asked = each.number in self._ended and each.number not in self._outages | self._repeats
                if (
                    asked
                    and each.mark not in self._passing.lasting
                    and (each.kind, each.mark) not in stands
                    and not await self._passes(each)
                ):
                    stands.add((each.kind, each.mark))
        for credential in get_args(Credential):
            await self._hear(credential)

    async def _hear(self, credential: Credential) -> None:
        """Put a question again where all answers to a credential passed, so that nothing is known of it."""
        for _ in range(REFUSAL_TRIES):
            every = [
                number
                for number, (answers, _) in self._ended.items()
                if answers[-1].context.credential == credential and answers[-1].context.subject in PLAIN
            ]
            if not every or not self.voided.issuperset(every):
                return
            await asyncio.sleep(WRONG_APART)
            await self._asked_again(every[0])

    async def _passes(self, doubted: Marked) -> bool:
        """Put a question again, and tell whether it is answered otherwise now."""
        for _ in range(REFUSAL_TRIES if doubted.mark in self._passing.foreign() else 1):
            await asyncio.sleep(WRONG_APART)
            if await self._asked_again(doubted.number):
                return True
        return False

    async def _asked_again(self, number: int) -> bool:
        """Put a question again, and tell whether it is answered as its like, and not as before."""
        answers, again = self._ended[number]
        before = answers[-1]
        exchange = (await again()).exchange
        self._repeats.add(exchange.number)
        passes = self._passing.passes(before, exchange)
        if passes:
            mark = mark_of(before.exchange)
            self._passing.take(each for each in answers if mark_of(each.exchange) == mark)
        return passes

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
            void = {each.number for each in every if any(outage.holds(each) for outage in lost)}
            void -= self._outages
            self._outages |= void
        again = {number: self._ended[number][0][-1].context for number in sorted(void & self._ended.keys())}
        honest = [number for number, context in again.items() if context.credential in HONEST]
        await asyncio.gather(*map(self._asked_again, honest))
        for number in sorted(again.keys() - honest):
            await asyncio.sleep(WRONG_APART)
            await self._asked_again(number)
        return observation.exchange.number in self._outages or self._client.lockout is not None

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
                await asyncio.sleep(max(POLL, NOTICED_LATE * lockouts.lasted(client.transport.now())))

"""Asking a deployment: requests put together, repeated where there was no answer, and observations kept."""

from __future__ import annotations

import asyncio
import secrets
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, TypedDict

from attrs import evolve

from contract_tests.asking.contexts import about_any, first_of
from contract_tests.asking.lockout import Outages
from contract_tests.asking.questions.ids import encoded
from contract_tests.asking.sending.doubts import Doubts
from contract_tests.asking.sending.lapses import Lapses
from contract_tests.asking.sending.renewal import Renewal
from contract_tests.asking.sending.transport import Request, Transport
from contract_tests.asking.sending.unanswered import Unanswered
from contract_tests.asking.sending.waiting import Waiting
from contract_tests.recording.contract import BEFORE_ID
from contract_tests.recording.exchange import FAILED_GATEWAY
from contract_tests.recording.failure import FailureKind
from contract_tests.recording.observation import Context, Credential, Observation
from contract_tests.recording.purpose import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from contract_tests.recording.exchange import Exchange, Headers
    from contract_tests.recording.failure import Failure
    from contract_tests.recording.observation import Lockout
    from contract_tests.settings.credentials import Credentials, Sent
    from contract_tests.settings.deployment import Deployment
    from contract_tests.settings.sessions import DeclaredSession

HEADERS: Headers = (
    ("Accept", "application/json"),
    ("Accept-Encoding", "identity"),
    ("User-Agent", "session-status-contract"),
)
ODD_IDS = frozenset({"near", "hostile"})
MOST_HUNG = 2
"""Ids that look like an attack and get no answer; more of them are not waited for."""


class Gone(Exception):  # noqa: N818  an outcome, and no error of ours
    """The deployment has stopped answering; the message says how that showed."""


class RequestOverrides(TypedDict, total=False):
    """The parts of a request that a scenario may set besides the context."""

    method: str
    headers: Headers
    query: str
    sent: Sent | None
    spelling: Callable[[str], str]
    lane: str


class Client:
    """A deployment being asked, and all that was observed so far."""

    def __init__(self, deployment: Deployment, transport: Transport) -> None:
        self.deployment = deployment
        self.transport = transport
        self.renewal = Renewal(deployment, transport)
        self._observations: list[Observation] = []
        self.waiting = Waiting(deployment, transport)
        self.own: list[Credential] = deployment.credentials.own()
        """The credentials of one's own that are in use, the preferred one first."""
        self._unanswered = Unanswered()
        self._compared = 0.0
        self.doubts = Doubts(self)
        self._outages = Outages()
        self.lockout: Lockout | None = None
        self._hung: dict[tuple[str, Credential], Observation] = {}
        self.lapses = Lapses()

    async def ask(
        self,
        session_id: str | bytes,
        context: Context,
        *,
        target: str = "",
        **overrides: Unpack[RequestOverrides],
    ) -> Observation:
        """Ask about a session and keep what was observed; what gateways answer is asked again.

        `target` is the id as the request line has it, where that is not as usual.
        """
        octets = session_id.encode() if isinstance(session_id, str) else session_id
        asked = octets.decode("utf-8", "backslashreplace")
        whole = f"{self.deployment.prefix}{BEFORE_ID}{target or encoded(octets)}{overrides.pop('query', '')}"
        return await self.fetch(whole, evolve(context, asked=asked), **overrides)

    async def fetch(  # noqa: C901  every way in which asking can end stands in one loop
        self, target: str, context: Context, **overrides: Unpack[RequestOverrides]
    ) -> Observation:
        """Fetch a target and keep what was observed."""
        # What is proved to get no answer is not waited for again.
        if hung := self._hung.get((target, context.credential)) or self._silence_upon(context):
            return hung
        first: Exchange | None = None
        answers: list[Observation] = []
        again = partial(self.fetch, target, context, **overrides)
        # The last question comes when a lock-out is looked for; it takes the answer that there is.
        patient = self.waiting.is_patient(context)
        for attempt in count(1):
            await self.doubts.settled()
            self._ensure_it_answers()
            await self.renewal.ready(context.credential)
            request = Request(
                target=target,
                method=overrides.get("method", "GET"),
                headers=_with(overrides.get("headers", ())),
                credential=partial(self._sent, context.credential, overrides),
                fresh=context.again or first is not None,
                lane=overrides.get("lane", ""),
                urgent=context.scenario.urgent,
                together=context.together and attempt == 1,
            )
            exchange = await self.transport.send(request)
            limited, out = exchange.status == 429, exchange.status in FAILED_GATEWAY
            last = self.waiting.gives_up(exchange, context, attempt)
            # In an outage no question is given up: it ends soon, or asking does.
            away = out and self._outages.is_out
            last = last and not (away or self.waiting.wakes(exchange, context))
            self.waiting.adapt_pace(exchange, context)
            # A token is renewed before its refusal is kept: whether it had expired is known then, and what is
            # kept need never be changed.
            renewed = not last and await self.renewal.renewed_upon(exchange, context)
            kept = evolve(context, credential="expired-token") if renewed else context
            observation = self._keep(exchange, kept)
            answers.append(observation)
            await self.doubts.try_open_door(observation)
            if await self.doubts.voids(observation) or await self.doubts.may_pass(observation, attempt):
                continue
            failure = exchange.failure
            if context.again and failure and failure.kind is FailureKind.TIMED_OUT:
                self._hung[target, context.credential] = observation
            if limited and not patient and attempt == 1 and await self.waiting.calm():
                # Where a wrong credential met the limit that all meet, it is asked with once more.
                continue
            if renewed:
                continue
            if last or not (patient or failure or out):
                break
            if failure is not None:
                pause = self._unanswered.pause(exchange, context, attempt)
                if pause is None:
                    break
                first = first or exchange
                await self._step_back(failure, context, pause)
                await self._compare(first, context.scenario)
                context = evolve(context, again=self._unanswered.proves(first, exchange, attempt))
            elif not await self.waiting.wait(exchange, context, attempt, out=self._outages.is_out):
                break
            elif out and attempt > 1:
                # By turns, lest all unknown ids, or all of one state, be taken for everything.
                plain = first_of(self.deployment) if attempt % 2 else None
                await self._compare(exchange, context.scenario, plain)
        self.doubts.end(answers, again)
        return observation

    def _silence_upon(self, context: Context) -> Observation | None:
        """Return what shows that no id that looks like an attack is answered, where this is one of them."""
        if context.subject not in ODD_IDS or context.is_harmless:
            return None
        hung = ((each, each.context) for each in self._hung.values())
        silent = [each for each, about in hung if about.subject in ODD_IDS and not about.is_harmless]
        return silent[-1] if len(silent) >= MOST_HUNG else None

    def _sent(self, credential: Credential, overrides: RequestOverrides) -> Sent | None:
        sent = overrides.get("sent") or self.credentials.sent(credential)
        spelling = overrides.get("spelling")
        return evolve(sent, header=spelling(sent.header)) if sent and spelling else sent

    async def _step_back(self, failure: Failure, context: Context, seconds: float) -> None:
        """Make way for another try: a replica may be failing over, or so many connections not be borne."""
        if context.subject in {"declared", "unknown"} or failure.kind is FailureKind.TIMED_OUT:
            self.transport.pace.narrow()
        await asyncio.sleep(seconds)

    async def _compare(
        self, failed: Exchange, scenario: Scenario, session: DeclaredSession | None = None
    ) -> None:
        """Ask something plain, once, where no other question was answered since one failed."""
        if self._compared > failed.received or self._unanswered.is_overtaken(failed):
            return
        if scenario is Scenario.ARRIVAL:
            return
        self._compared = self.transport.now()
        await self.ask_plainly(about_any(session, Scenario.UNKNOWN, next(iter(self.own), "none")))

    async def ask_plainly(self, context: Context) -> Observation:
        """Ask once, on a connection of its own, and keep what was observed."""
        request = Request(
            target=f"{self.deployment.prefix}{BEFORE_ID}{encoded(context.session.encode())}",
            method="GET",
            headers=HEADERS,
            credential=partial(self._sent, context.credential, {}),
            fresh=True,
        )
        return self._keep(await self.transport.send(request), evolve(context, asked=context.session))

    def _ensure_it_answers(self) -> None:
        """Raise Gone where nothing asked from now on would tell anything."""
        if self.lockout is not None:
            raise Gone(self.lockout.words)
        if self._unanswered.is_limited(self.transport.now()):
            since = self._unanswered.limited_since
            raise Gone(f"{self.deployment.base_url} answers 429 only, from {since:.1f} s on; ask again later")
        if trouble := self.renewal.trouble or self.waiting.trouble:
            raise Gone(trouble)
        if self._unanswered.is_gone(self.transport.now()):
            raise Gone(f"{self.deployment.base_url} stopped answering")

    @property
    def credentials(self) -> Credentials:
        """The credentials as they are now."""
        return self.renewal.credentials

    @property
    def observations(self) -> tuple[Observation, ...]:
        """All that was observed, in the order in which it came to its end. What is kept never changes."""
        return tuple(self._observations)

    def _keep(self, exchange: Exchange, context: Context) -> Observation:
        observation = Observation(exchange, context)
        self._observations.append(observation)
        self._unanswered.step(exchange, context)
        self.waiting.step(observation)
        self.lapses.step(observation)
        self.doubts.step(observation)
        self.lockout = self.lockout or self._outages.step(observation)
        return observation


def _with(headers: Headers) -> Headers:
    """Return the usual headers with these added, or put in the place of those of the same name."""
    names = {name.lower() for name, _ in headers}
    usual = (*HEADERS, ("traceparent", traceparent()))
    return (*((name, value) for name, value in usual if name.lower() not in names), *headers)


def traceparent() -> str:
    """Return an id by which a request is found in logs: sampled, of version 00 (W3C Trace Context, 3.2)."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"

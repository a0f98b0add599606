"""One gathering of observations: arrival, everything at once, and at last the wrong credentials.

The scenarios run on an event loop of their own, so that generating requests, and importing what that
needs, holds up no watch. The event loop's time is the only clock, and the wire the only way out.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from attrs import evolve

from contract_tests.asking import scenarios, uninvited
from contract_tests.asking.client import Client, Gone
from contract_tests.asking.recognition import Recognition, all_refused, shorter
from contract_tests.asking.sending.transport import Transport
from contract_tests.asking.sending.wire import Socket, Wire
from contract_tests.asking.watching import lingering
from contract_tests.recording.exchange import GATEWAY, REFUSED
from contract_tests.recording.failure import Failure, FailureKind
from contract_tests.recording.observation import OWN, Context, Lockout
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import LAST_WAIT

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contract_tests.asking.generation import Drawn
    from contract_tests.recording.exchange import Exchange
    from contract_tests.recording.observation import Credential, Observation
    from contract_tests.settings.deployment import Deployment

CERTIFICATE_WANTED = frozenset({400, 403, 495, 496})
"""Statuses with which gateways ask for a client certificate, in words of their page."""

T = TypeVar("T")


class World(Protocol):
    """The surroundings of a gathering: a clock and a wire."""

    threaded: bool
    """True if time goes by while no task waits for it."""

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return a new event loop, whose time is the clock."""

    def wire(self, deployment: Deployment) -> Wire:
        """Return the way to a deployment."""

    def now(self) -> datetime:
        """Return the time by the wall clock, in UTC."""


class RealWorld:
    """Real sockets and the machine's monotonic clock."""

    threaded = True

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return an ordinary event loop."""
        return asyncio.new_event_loop()

    def wire(self, deployment: Deployment) -> Wire:
        """Return real sockets."""
        return Socket(deployment.origin, deployment.concurrency, deployment.client_certificate)

    def now(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)  # noqa: TID251  no judgement


class Gathering:
    """All scenarios of one run, under way."""

    def __init__(self, deployment: Deployment, world: World) -> None:
        self._threaded = world.threaded
        self._loop = world.loop()
        self._wire = world.wire(deployment)
        self.started = world.now()
        if deployment.seed is None and self._threaded:
            # What one run cannot hold is spread over days, and a day repeats itself.
            deployment = evolve(deployment, seed=self.started.toordinal())
        self.deployment = deployment
        if self._threaded:
            self._thread = threading.Thread(target=self._loop.run_forever, name="gathering", daemon=True)
            self._thread.start()
        self._began = self._loop.time()
        transport = Transport(deployment, self._wire, deployment.credentials.redactor(), self._began)
        self.client = Client(deployment, transport)
        self.trouble = ""
        self._arrived = self._begin(self._arrive())
        self._all = self._begin(self._everything())

    def _begin(self, work: Coroutine[None, None, T]) -> asyncio.Future[T]:
        async def begun() -> asyncio.Future[T]:
            return asyncio.ensure_future(work)

        return self._wait_for(begun())

    def _wait_for(self, work: Coroutine[None, None, T]) -> T:
        if not self._threaded:
            return self._loop.run_until_complete(work)
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _arrive(self) -> None:
        try:
            self.trouble = await self._trouble_met()
        except Gone as gone:
            self.trouble = str(gone)

    async def _trouble_met(self) -> str:
        asked = await scenarios.arrival(self.client)
        latest = {each.context.credential: each.exchange.status for each in asked}
        # A credential that is not accepted is judged, and not used for anything else.
        self.client.own = [each for each in self.client.own if latest.get(each) != 401]
        recognition = Recognition(self.deployment.base_url)
        for each in asked:
            recognition.step(each)
        if recognition.doubtful:
            for each in await scenarios.recognise(self.client, shorter(self.deployment.base_url)):
                recognition.step(each)
        found = self._trouble_on_arrival(asked)
        # A gateway that says what it wants is no other API, and its words are the better ones.
        return found if self.client.lockout else recognition.trouble or found

    def _trouble_on_arrival(self, asked: list[Observation]) -> str:
        where = self.deployment.base_url
        wanted = [gateway_wants(each.exchange) for each in asked]
        if all(wanted):
            trouble = f"a gateway before {where} {wanted[0]}"
            # It let nothing through: no answer is the API's, and none is judged.
            self.client.lockout = Lockout(0.0, trouble)
            return trouble
        exchanges = [each.exchange for each in asked]
        if any(each.failure is None and each.status not in GATEWAY | REFUSED for each in exchanges):
            return ""
        exchange, context = asked[-1].exchange, asked[-1].context
        if exchange.failure is not None:
            return f"{exchange.failure.detail}; {remedy(exchange.failure, where)}"
        if exchange.status in GATEWAY:
            doubt = "; ask again later" if exchange.status == 429 else ", as gateways do; is the API up?"
            return self.client.waiting.trouble or f"{where} answers {exchange.status} only{doubt}"
        if context.credential == "none":
            return ""
        return all_refused(where, exchanges)

    async def _everything(self) -> None:
        await self._arrived
        if self.trouble:
            return
        try:
            async with asyncio.TaskGroup() as group:
                for scenario in scenarios.everything(self.client):
                    group.create_task(scenario)
        except* Gone as gone:
            self.trouble = str(gone.exceptions[0])

    @property
    def count(self) -> int:
        """The number of requests sent so far."""
        return self.client.transport.count

    @property
    def seconds(self) -> float:
        """The seconds since it began."""
        return self._loop.time() - self._began

    @property
    def has_arrived(self) -> bool:
        """True if it is known whether there is an answer."""
        return self._arrived.done()

    @property
    def has_asked(self) -> bool:
        """True if all was asked but what is generated, and the wrong credentials."""
        return self._all.done()

    def arrive(self) -> str:
        """Wait until it is known whether there is an answer, and return the trouble if there is none."""

        async def arrived() -> None:
            await self._arrived

        self._wait_for(arrived())
        return self.trouble

    def ask(self, drawn: Drawn) -> Observation:
        """Send a generated request, and wait for the answer."""
        own = self.client.own
        credential: Credential = own[0] if drawn.with_key else own[-1]
        session = drawn.session
        context = Context(
            scenario=Scenario.GENERATED,
            subject=drawn.subject,
            credential=credential,
            session=session.id if session else "",
            state=session.state if session else None,
            probe=drawn.probe,
            tried=drawn.tried,
        )
        return self._wait_for(self.client.ask(drawn.octets, context, target=drawn.target))

    def done(self, seconds: float) -> bool:
        """Wait up to so many seconds, and tell whether everything but the wrong credentials was done."""

        async def waited() -> bool:
            await asyncio.wait({self._all}, timeout=seconds)
            return self._all.done()

        return self._wait_for(waited())

    def finish(self) -> list[Observation]:
        """Wait for the end, and return all observations in the order in which they were asked for."""

        async def finished() -> None:
            await self._all
            if self.trouble:
                return
            try:
                await self.client.doubts.settle()
                await asyncio.gather(uninvited.wrong(self.client), lingering(self.client))
                await self.client.doubts.settle()
                for context in [*self.client.lapses.questions_to_repeat()]:
                    await self.client.ask(context.session, context)
            except Gone as gone:
                self.trouble = str(gone)
            self.trouble = self.trouble or self._trouble_at_last()

        self._wait_for(finished())
        return self.stop()

    def stop(self) -> list[Observation]:
        """End at once, unless that is done, and return what was observed."""
        if not self._loop.is_closed():
            self._end()
        return sorted(self.client.observations, key=lambda each: each.exchange.sent)

    def _end(self) -> None:
        async def stopped() -> None:
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)
            await self._wire.close()

        with contextlib.suppress(Exception):
            self._wait_for(stopped())
        if self._threaded:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=LAST_WAIT)
        if not self._loop.is_running():
            self._loop.close()

    def _trouble_at_last(self) -> str:
        if self.client.waiting.trouble:
            return self.client.waiting.trouble
        for lapse in self.client.lapses.proved():
            said = f"the {lapse.credential} was accepted at first, and refused from {lapse.since:.1f} s on"
            return f"{said}{self.client.renewal.remedy(lapse.credential)}"
        own = [each for each in self.client.observations if each.context.credential in OWN]
        plain = [each.exchange.status for each in own if each.context.subject in {"declared", "unknown"}]
        if plain and all(status in REFUSED for status in plain):
            return all_refused(self.deployment.base_url, [each.exchange for each in own])
        if plain and all(status is None or status in GATEWAY for status in plain):
            return f"{self.deployment.base_url} gave no answer but a gateway's; is the API up?"
        return ""


def gateway_wants(exchange: Exchange) -> str:
    """Return what a gateway asks for before it lets requests through, or "" where it asks for nothing."""
    challenge = exchange.header("www-authenticate") or ""
    if exchange.status == 401 and challenge.lower().startswith(("basic", "digest", "negotiate", "ntlm")):
        shown = exchange.shown("www-authenticate", 120)
        return f"asks for a password ({shown}); let this address through, or name one behind it"
    if exchange.status in CERTIFICATE_WANTED and "certificate" in exchange.text.lower():
        return "asks for a client certificate; name one as credentials.client-certificate"
    if exchange.status == 503 and "html" in (exchange.header("content-type") or "").lower():
        return f"shows a page with status {exchange.status}, as for maintenance; is the API up?"
    return ""


def remedy(failure: Failure, where: str) -> str:
    """Return what to do, or to ask oneself, where there was no answer."""
    if failure.kind is FailureKind.CERTIFICATE_WANTED:
        return "name one as credentials.client-certificate"
    if failure.kind is FailureKind.PROXY:
        return f"does {where} need it, and is it up? no_proxy names hosts that are asked without"
    scheme = where.partition(":")[0]
    doubts = {
        FailureKind.UNTRUSTED: "? if its authority is your own, put its file in SSL_CERT_FILE",
        FailureKind.NO_TLS: ", and does it speak https, not http?",
        FailureKind.DROPPED: f", and does it speak {scheme}?",
        FailureKind.TIMED_OUT: f", is it up, and does it speak {scheme}?",
    }
    return f"is {where} the right address before /v1{doubts.get(failure.kind, ', and is it up?')}"

"""Sends requests within the pace that the owner allows, and returns exchanges that hold no secret."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from contract_tests.asking.sending.pace import Pace
from contract_tests.asking.sending.wire import NoAnswer
from contract_tests.recording.exchange import Connection, Exchange
from contract_tests.recording.failure import Failure, FailureKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.asking.sending.wire import Answer, Wire
    from contract_tests.recording.exchange import Headers
    from contract_tests.settings.credentials import Redactor, Sent
    from contract_tests.settings.deployment import Deployment


@frozen(kw_only=True)
class Request:
    """One request to be sent. `target` goes onto the request line as it is.

    `credential` is called when the turn has come: a token may be renewed while a request waits for that.
    """

    target: str
    method: str = "GET"
    headers: Headers = ()
    credential: Callable[[], Sent | None] = lambda: None
    fresh: bool = False
    """True if it goes over a new connection."""
    lane: str = ""
    """The name of the connection that requests of this lane alone share; "" for any that is free."""
    urgent: bool = False
    """True if it goes before most that wait for their turn: its moment carries meaning."""
    together: bool = False
    """True if it is one of those that are to be in flight at once, which go before all others."""


class Transport:
    """The way to one deployment, and the manners that are kept on it."""

    def __init__(self, deployment: Deployment, wire: Wire, redactor: Redactor, began: float) -> None:
        """Begin the run; `began` is the event loop's time then."""
        self._deployment = deployment
        self._wire = wire
        self._redactors = [redactor]
        self._began = began
        self._connections: dict[object, int] = {}
        self.pace = Pace(deployment.pace, deployment.concurrency)
        self.count = 0

    def now(self) -> float:
        """Return the seconds since the run began."""
        return asyncio.get_running_loop().time() - self._began

    def slow_down(self, refused: Exchange) -> None:
        """Slow down because of a refusal."""
        self.pace.slow_down(sent=refused.sent + self._began)

    def add_redactor(self, redactor: Redactor) -> None:
        """Keep what this one hides out of everything, too; it is the first to look."""
        self._redactors.insert(0, redactor)

    def _hide(self, data: bytes) -> bytes:
        for redactor in self._redactors:
            data = redactor.hide(data)
        return data

    def _hide_text(self, text: str) -> str:
        return self._hide(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    async def send(self, request: Request) -> Exchange:
        """Send one request when its turn has come."""
        async with self.pace.turn(urgent=request.urgent, together=request.together):
            self.count += 1
            number = self.count
            sent_at = self.now()
            carried = request.credential()
            header = ((carried.header, carried.value),) if carried else ()
            try:
                async with asyncio.timeout(self._deployment.time_limit):
                    outcome: Answer | NoAnswer = await self._wire.exchange(
                        request.method,
                        request.target,
                        (*header, *request.headers),
                        fresh=request.fresh,
                        lane=request.lane,
                    )
            except TimeoutError:
                words = f"no answer within {self._deployment.time_limit:g} s"
                outcome = NoAnswer(Failure(FailureKind.TIMED_OUT, words))
            except NoAnswer as error:
                outcome = error
            received_at = self.now()
        return self._recorded(request, carried, number, (sent_at, received_at), outcome)

    def _connection(self, connection: object) -> Connection | None:
        """Return the connection that a request went over; the first that is told of had opened it."""
        if connection is None:
            return None
        known = len(self._connections)
        number = self._connections.setdefault(connection, known + 1)
        return Connection(number, opened=number > known)

    def _recorded(
        self,
        request: Request,
        carried: Sent | None,
        number: int,
        times: tuple[float, float],
        outcome: Answer | NoAnswer,
    ) -> Exchange:
        sent_at, received_at = times
        answer, failure = (None, outcome.failure) if isinstance(outcome, NoAnswer) else (outcome, None)
        hide = self._hide_text
        headers = tuple((name, hide(value)) for name, value in request.headers)
        if carried:
            headers = ((carried.header, carried.recorded), *headers)
        body = self._hide(answer.body) if answer else b""
        try:
            text, octets = body.decode(), b""
        except UnicodeDecodeError:
            text, octets = "", body
        return Exchange(
            number=number,
            method=request.method,
            origin=self._deployment.origin,
            target=hide(request.target),
            headers=headers,
            sent=round(sent_at, 6),
            received=round(received_at, 6),
            status=answer.status if answer else None,
            answer_headers=tuple((hide(name), hide(value)) for name, value in answer.headers)
            if answer
            else (),
            text=text,
            octets=octets,
            undecoded=answer.undecoded if answer else "",
            failure=evolve(failure, detail=hide(failure.detail)) if failure else None,
            connection=self._connection(outcome.connection),
        )

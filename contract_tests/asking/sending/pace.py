"""Turns: requests depart no faster than the owner allows, urgent ones first."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count

from contract_tests.recording.timing import LATE_WAKING, RECOVERY, SLOWEST_PACE


class Pace:
    """At most so many requests in any second, and so many in flight.

    Requests are spread evenly, but for a few that may depart together after a pause that makes up for it,
    or because we woke up late; urgent ones, whose moment carries meaning, go before all that wait, and those
    that are to be in flight together before these.
    """

    def __init__(self, per_second: float, in_flight: int) -> None:
        self._most_in_flight = in_flight
        self._in_flight = 0
        self._waiting: list[tuple[bool, bool, int, asyncio.Future[None]]] = []
        self._tickets = count()
        self._landed = asyncio.Event()
        self._dispatcher: asyncio.Task[None] | None = None
        self._due = 0.0
        self._departed: deque[float] = deque(maxlen=math.ceil(per_second))
        self._together = 0
        self._quiet_until = 0.0
        self._allowed = per_second
        self._slowed = -math.inf
        self._recovers = True
        self._set(per_second)

    def _set(self, per_second: float) -> None:
        self._per_second = per_second
        self._interval = 1 / per_second

    def pause(self, seconds: float) -> None:
        """Let nothing depart for so many seconds."""
        self._quiet_until = max(self._quiet_until, asyncio.get_running_loop().time() + seconds)

    def reserve_burst(self) -> int:
        """Let nothing depart while some requests are saved up, to depart together then; return how many.

        They are as many as may be in flight, and come out of the same second's allowance.
        """
        together = max(1, min(self._most_in_flight, int(self._per_second / 2)))
        self.pause(together * self._interval)
        self._together = together
        return together

    def slow_down(self, seconds: float = 0.0, sent: float | None = None) -> None:
        """Let nothing depart for so many seconds, and go at half the pace from then on.

        `sent` is when the refused request departed, by the loop's time. Requests that were in flight together
        are refused together; they slow us down once.
        """
        now = asyncio.get_running_loop().time()
        if now >= self._quiet_until and (sent is None or sent >= self._slowed):
            self._set(max(min(SLOWEST_PACE, self._allowed), self._per_second / 2))
            self._slowed = now
        self.pause(seconds)

    def recover(self) -> None:
        """Go a little faster after an answer: by the same each second, up to what is allowed."""
        if self._recovers and self._per_second < self._allowed:
            self._set(min(self._allowed, self._per_second + RECOVERY * self._allowed * self._interval))

    @property
    def is_slowed(self) -> bool:
        """True if any refusal has slowed it down."""
        return self._slowed > -math.inf

    def hold(self) -> None:
        """Go at half the pace to the end, where any request was refused: no more may be risked now."""
        if self.is_slowed and self._recovers:
            self._recovers = False
            self._set(max(min(SLOWEST_PACE, self._allowed), self._per_second / 2))

    def calm_in(self, seconds: float) -> float:
        """Return the seconds until the last slowing down is so many seconds past."""
        return max(0.0, self._slowed + seconds - asyncio.get_running_loop().time())

    def narrow(self) -> None:
        """Have half as many in flight from then on: more connections than that may not be borne."""
        self._most_in_flight = max(1, self._most_in_flight // 2)

    @asynccontextmanager
    async def turn(self, *, urgent: bool, together: bool = False) -> AsyncIterator[None]:
        """Wait for a turn, and keep it until the request is answered."""
        turn = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (not together, not urgent, next(self._tickets), turn))
        if self._dispatcher is None or self._dispatcher.done():
            self._dispatcher = asyncio.create_task(self._dispatch())
        await turn
        try:
            yield
        finally:
            self._in_flight -= 1
            self._landed.set()

    def _open_at(self, due: float) -> float:
        """Return when the next request may depart."""
        moment = max(0.0 if self._together else due, self._quiet_until)
        within = math.ceil(self._per_second)
        if len(self._departed) >= within:
            moment = max(moment, self._departed[-within] + within * self._interval)
        return moment

    async def _dispatch(self) -> None:
        loop = asyncio.get_running_loop()
        self._due = max(self._due, loop.time())
        while self._waiting:
            if self._in_flight >= self._most_in_flight:
                self._landed.clear()
                await self._landed.wait()
                self._due = max(self._due, loop.time())
                continue
            now = loop.time()
            pause = self._open_at(self._due) - now
            if pause > 0:
                await asyncio.sleep(pause)
                continue
            *_, turn = heappop(self._waiting)
            if not turn.done():
                self._due = max(self._due, now - LATE_WAKING) + self._interval
                self._departed.append(now)
                self._together = max(0, self._together - 1)
                self._in_flight += 1
                turn.set_result(None)

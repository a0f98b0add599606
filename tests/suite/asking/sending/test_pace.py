"""The pace that the owner allows is kept, in virtual time, whatever is asked for and when."""

from __future__ import annotations

import asyncio
import math
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import define, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.asking.sending.pace import Pace
from contract_tests.asking.sending.virtual import Clock, VirtualLoop
from contract_tests.recording.timing import SLOWEST_PACE

if TYPE_CHECKING:
    import selectors
    from collections.abc import Sequence

NEARLY = 1e-6
"""Seconds by which sums of floating point numbers may be off."""


@frozen
class Wanted:
    """A request: when somebody wants it sent, how long its answer takes (seconds), whether it is urgent.

    `together` says that others are to be in flight with it.
    """

    at: float
    takes: float = 0.0
    urgent: bool = False
    together: bool = False


@define
class Log:
    """When each request departed and landed, in the order of departure, and the most in flight at once."""

    departed: list[tuple[float, Wanted]] = field(factory=list)
    in_flight: int = 0
    most: int = 0

    @property
    def times(self) -> list[float]:
        """When requests departed."""
        return [moment for moment, _ in self.departed]


class LateClock(Clock):
    """A clock that wakes everybody up late, as a busy machine does."""

    late = 0.013

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Let more time pass than was asked for."""
        return super().select(timeout + self.late if timeout else timeout)


def sent(
    pace: Pace,
    wanted: Sequence[Wanted],
    *,
    slow_down: tuple[float, float] | None = None,
    clock: Clock | None = None,
) -> Log:
    """Send requests through a pace; `slow_down` is when a refusal comes, and the seconds it asks for."""
    log = Log()

    async def send(each: Wanted) -> None:
        await asyncio.sleep(each.at)
        async with pace.turn(urgent=each.urgent, together=each.together):
            log.departed.append((asyncio.get_running_loop().time(), each))
            log.in_flight += 1
            log.most = max(log.most, log.in_flight)
            await asyncio.sleep(each.takes)
            log.in_flight -= 1

    async def refuse() -> None:
        if slow_down:
            await asyncio.sleep(slow_down[0])
            pace.slow_down(slow_down[1])

    async def everything() -> None:
        await asyncio.gather(refuse(), *(send(each) for each in wanted))

    loop = VirtualLoop(clock)
    try:
        loop.run_until_complete(everything())
    finally:
        loop.close()
    assert len(log.departed) == len(wanted)
    return log


def most_in_a_second(times: Sequence[float]) -> int:
    """Return how many of these moments lie within one second, at most."""
    return max(sum(start <= moment < start + 1 - NEARLY for moment in times) for start in times)


wanted_requests = st.lists(
    st.builds(Wanted, st.floats(0, 3), st.sampled_from([0.0, 0.01, 0.3, 2.0]), st.booleans()),
    min_size=1,
    max_size=60,
)


@given(st.sampled_from([0.5, 1, 2, 2.5, 5, 10, 20, 50]), st.integers(1, 10), wanted_requests)
def test_pace_and_concurrency_are_kept(per_second: float, in_flight: int, wanted: list[Wanted]) -> None:
    """In no second do more requests depart than allowed, and never are more in flight."""
    log = sent(Pace(per_second, in_flight), wanted)
    assert most_in_a_second(log.times) <= math.ceil(per_second)
    assert log.most <= in_flight


def test_the_pace_is_made_use_of() -> None:
    """With enough to do, 200 requests at 50 a second take 4 seconds and not more, evenly spread."""
    log = sent(Pace(50, 8), [Wanted(0.0)] * 200)
    assert 200 / 50 - 0.2 <= log.times[-1] <= 200 / 50
    assert {round(later - earlier, 3) for earlier, later in pairwise(log.times)} == {1 / 50}


def test_waking_up_late_is_caught_up_with() -> None:
    """On a busy machine the pace is made use of as well, and kept in every second."""
    log = sent(Pace(50, 8), [Wanted(0.0)] * 200, clock=LateClock())
    assert 200 / 50 - 0.2 <= log.times[-1] <= 200 / 50 + 0.2
    assert most_in_a_second(log.times) <= 50


def test_a_lone_request_departs_at_once() -> None:
    """Nobody waits where nobody else asks."""
    wanted = [Wanted(float(second)) for second in range(5)]
    assert sent(Pace(2, 1), wanted).times == [each.at for each in wanted]


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_urgent_requests_go_first(kinds_of: list[tuple[bool, bool]]) -> None:
    """Of those that wait, those to be in flight at once go first, then the urgent, each as they came."""
    wanted = [Wanted(0.0), *(Wanted(0.01, 0.0, urgent, together) for together, urgent in kinds_of)]
    order = [(each.together, each.urgent) for _, each in sent(Pace(4, 1), wanted).departed[1:]]
    assert order == sorted(order, reverse=True)
    kinds = [Wanted(0.01 + place / 1000) for place in range(10)]
    waited = sent(Pace(4, 1), [Wanted(0.0), *kinds]).departed[1:]
    assert [each for _, each in waited] == kinds


@given(st.floats(0, 2), st.floats(0, 5), st.integers(1, 8))
def test_a_refusal_stops_everything_and_halves_the_pace(at: float, seconds: float, in_flight: int) -> None:
    """Nothing departs for as long as was asked, and from then on half as much."""
    log = sent(Pace(20, in_flight), [Wanted(0.0)] * 80, slow_down=(at, seconds))
    assert not [moment for moment in log.times if at + NEARLY < moment < at + seconds - NEARLY]
    after = [moment for moment in log.times if moment >= at + seconds]
    if after:
        assert most_in_a_second(after) <= 10 + 1


def test_refusals_never_slow_down_below_one_a_second() -> None:
    """However often it is refused, a run comes to its end."""

    async def refused(pace: Pace) -> None:
        for _ in range(20):
            pace.slow_down(0.1)
            await asyncio.sleep(0.2)

    for per_second, kept in ((50.0, SLOWEST_PACE), (0.5, 0.5)):
        pace = Pace(per_second, 4)
        loop = VirtualLoop()
        loop.run_until_complete(refused(pace))
        loop.close()
        times = sent(pace, [Wanted(10.0)] * 4).times
        assert [round(moment, 6) for moment in times] == [10.0 + place / kept for place in range(4)]


def test_refusals_of_requests_in_flight_together_count_once() -> None:
    """Eight answers that say the same slow us down as one does."""

    async def refused(pace: Pace) -> None:
        for _ in range(8):
            pace.slow_down(1.0)

    pace = Pace(32, 1)
    loop = VirtualLoop()
    loop.run_until_complete(refused(pace))
    loop.close()
    times = sent(pace, [Wanted(2.0)] * 33).times
    assert round(times[-1] - times[0], 6) == 2.0


def test_who_gives_up_waiting_takes_no_turn() -> None:
    """A cancelled request costs nothing of the pace, and one cancelled under way lands."""

    async def everything() -> list[float]:
        loop, pace = asyncio.get_running_loop(), Pace(1, 1)
        departed: list[float] = []

        async def send(takes: float) -> None:
            async with pace.turn(urgent=False):
                departed.append(loop.time())
                await asyncio.sleep(takes)

        first, second, third = (asyncio.create_task(send(takes)) for takes in (100.0, 0.0, 0.0))
        await asyncio.sleep(0.5)
        second.cancel()
        await asyncio.sleep(1.0)
        first.cancel()
        await third
        return departed

    loop = VirtualLoop()
    assert loop.run_until_complete(everything()) == [0.0, 1.5]
    loop.close()

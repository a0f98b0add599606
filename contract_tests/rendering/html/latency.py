"""The latencies of answers, by scenario, on one logarithmic scale."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from statistics import median

from attrs import frozen

from contract_tests.recording.observation import Observation

WIDTH = 380.0
"""The width of a row's drawing."""
SHORTEST, LONGEST = 0.0005, 20.0
"""Seconds at the two ends of the scale."""
SCALE = ((0.001, "1 ms"), (0.01, "10 ms"), (0.1, "100 ms"), (1.0, "1 s"), (10.0, "10 s"))
MOST = 40
"""Scenarios that are shown."""


@frozen(kw_only=True)
class Row:
    """The latencies of one scenario; seconds. `unanswered` counts requests that got no answer."""

    scenario: str
    seconds: tuple[float, ...]
    unanswered: int

    @property
    def marks(self) -> tuple[float, ...]:
        """The places of the answers on the scale, each once only."""
        return tuple(sorted({at(each) for each in self.seconds}))

    @property
    def middle(self) -> float | None:
        """The place of the median, or None where nothing was answered."""
        return at(median(self.seconds)) if self.seconds else None

    @property
    def words(self) -> str:
        """The row in words."""
        if not self.seconds:
            return f"{self.unanswered} unanswered"
        words = f"median {spoken(median(self.seconds))}, slowest {spoken(max(self.seconds))}"
        return words + (f", {self.unanswered} unanswered" if self.unanswered else "")


def rows(observations: Iterable[Observation]) -> Iterator[Row]:
    """Yield a row for each scenario, in the order in which they began."""
    seconds: dict[str, list[float]] = defaultdict(list)
    unanswered: Counter[str] = Counter()
    for observation in observations:
        exchange, scenario = observation.exchange, str(observation.context.scenario)
        answered = seconds[scenario]
        if exchange.status is None:
            unanswered[scenario] += 1
        else:
            answered.append(max(0.0, exchange.received - exchange.sent))
    for scenario, every in list(seconds.items())[:MOST]:
        yield Row(scenario=scenario, seconds=tuple(every), unanswered=unanswered[scenario])


def at(seconds: float) -> float:
    """Return where a latency lies on the scale, its ends included."""
    within = min(max(seconds, SHORTEST), LONGEST)
    return round(WIDTH * math.log(within / SHORTEST) / math.log(LONGEST / SHORTEST), 1)


def spoken(seconds: float) -> str:
    """Return a latency as people write it."""
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.{1 if seconds < 0.01 else 0}f} ms"

"""Numbers as coordinates of a small drawing: axes with round ticks, and polygons between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

WIDTH, HEIGHT = 290.0, 120.0
"""The drawing's inner size; the page draws what lies around it."""
HIGHEST = 1e12
"""Beyond this nothing is drawn."""


@frozen
class Axis:
    """A stretch of numbers, from `low` to `high`, with round ticks."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float]) -> Axis:
        """Return an axis that holds these values, with a little room around them."""
        each = list(values) or [0.0]
        low, high = min(each), max(each)
        room = 0.06 * (high - low) or max(1.0, abs(high) * 0.01)
        return cls(low - room if low else 0.0, high + room)

    def at(self, value: float) -> float:
        """Return how far to the right a value lies."""
        return round(WIDTH * (value - self.low) / (self.high - self.low), 2)

    def down(self, value: float) -> float:
        """Return how far down from the top a value lies."""
        return round(HEIGHT * (self.high - value) / (self.high - self.low), 2)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Yield round values on the axis, and how to write them."""
        rough = (self.high - self.low) / 5
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
        value = math.ceil(self.low / step) * step
        while value <= self.high:
            yield value, f"{value:,.{max(0, -math.floor(math.log10(step)))}f}"
            value += step


def polygon(corners: Sequence[tuple[float, float]], across: Axis, up: Axis) -> str:
    """Return corners as the points of an SVG polygon."""
    return " ".join(f"{across.at(x)},{up.down(y)}" for x, y in corners)

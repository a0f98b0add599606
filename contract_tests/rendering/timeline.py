"""Timelines: what a watched session told of its uptime and time left, against our own monotonic clock.

Between two answers the deployment's clock advanced by something within [sent2 - received1, received2 -
sent1]. So the first answer about a VM bounds what every later one may tell: the band. It is widened by the
tolerance that the clauses grant, and begins anew with a new VM, and where a lifetime was extended.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from attrs import frozen

from contract_tests.recording.strict_json import NotJson, decode
from contract_tests.rendering.plot import HIGHEST, Axis, polygon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from contract_tests.observation import Observation

TOLERANCE = 2.5
"""Seconds that the clauses of lifetime grant for rounding, caches and replicas."""
WATCHED = frozenset({"alive", "expiring"})
MOST = 8
"""Sessions that are drawn."""
MOST_TOLD = 250
"""Answers about one session that are drawn."""


@frozen(kw_only=True)
class Told:
    """What one answer told of a session; seconds, the first two on our clock since the run began."""

    number: int
    sent: float
    received: float
    alive: bool
    vm: str
    status: str
    uptime: float | None
    left: float | None


@frozen
class Mark:
    """One answer in a drawing: where, whether it lies `inside` the band, `outside` it or has none, and in
    words."""

    x: float
    y: float
    place: str
    words: str


@frozen(kw_only=True)
class Panel:
    """One value of one session over time, as coordinates in a drawing of the size that `plot` gives."""

    title: str
    across: Axis
    up: Axis
    bands: tuple[str, ...]
    marks: tuple[Mark, ...]
    quiet: tuple[float, ...]
    """Where an answer came that told no value, or that a dead VM has no time left."""

    @property
    def outside(self) -> int:
        """How many answers lie outside the band."""
        return sum(mark.place == "outside" for mark in self.marks)


@frozen(kw_only=True)
class Timeline:
    """What one watched session told, answer by answer and as drawings."""

    session: str
    state: str
    told: tuple[Told, ...]
    panels: tuple[Panel, ...]


def timelines(observations: Sequence[Observation]) -> Iterator[Timeline]:
    """Yield a timeline for each session that was declared alive, be it expiring, in the order declared."""
    watched: dict[tuple[str, str], list[Told]] = {}
    for observation in observations:
        known = observation.known
        if known.state in WATCHED and known.subject == "declared" and known.credential in {"key", "token"}:
            told = _told(observation)
            if told is not None:
                watched.setdefault((known.session, known.state or ""), []).append(told)
    for (session, state), every in list(watched.items())[:MOST]:
        each = tuple(sorted(every, key=lambda told: told.sent)[:MOST_TOLD])
        panels = (_panel("Uptime", each, 1), _panel("Time left", each, -1))
        yield Timeline(session=session, state=state, told=each, panels=panels)


def body_of(observation: Observation) -> dict[str, Any]:
    """Return an answer's body, where it is a JSON object of a 200; an empty one otherwise."""
    exchange = observation.exchange
    if exchange.status != 200:
        return {}
    try:
        body, _ = decode(exchange.body)
    except NotJson:
        return {}
    return body if isinstance(body, dict) else {}


def _told(observation: Observation) -> Told | None:
    body, exchange = body_of(observation), observation.exchange
    if not body:
        return None
    return Told(
        number=exchange.number,
        sent=exchange.sent,
        received=exchange.received,
        alive=body.get("vm_alive") is True,
        vm=str(body.get("vm_id") or ""),
        status=str(body.get("vm_status") or ""),
        uptime=_number(body.get("uptime_seconds")),
        left=_number(body.get("expires_in_seconds")),
    )


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # True of no NaN, and of no integer that a float cannot hold.
    return float(value) if abs(value) <= HIGHEST else None


def _panel(title: str, told: Sequence[Told], slope: int) -> Panel:
    """Draw one value, which rises (slope 1) or falls (-1) by the time that passes."""
    corners, placed, quiet = [], [], []
    for alive, stretch in _stretches(told, slope):
        anchor = stretch[0]
        if alive and len(stretch) > 1:
            corners.append(list(_corners(anchor, stretch[-1].received, slope)))
        for each in stretch:
            value = _value(each, slope)
            if value is None or (value == 0 and not alive and slope < 0):
                quiet.append(each)
            else:
                low, high = _allowed(anchor, each.sent, each.received, slope)
                place = ("inside" if low <= value <= high else "outside") if alive else "astray"
                placed.append((each, value, place))
    across = Axis.over([each.sent for each in told] + [each.received for each in told])
    # A band may reach below zero; nothing right lies there.
    heights = [value for _, value, _ in placed] + [max(0.0, y) for corner in corners for _, y in corner]
    up = Axis.over([*heights, 0.0] if not heights or min(heights) < TOLERANCE * 4 else heights)
    return Panel(
        title=title,
        across=across,
        up=up,
        bands=tuple(polygon(corner, across, up) for corner in corners),
        marks=tuple(
            Mark(across.at(_middle(each)), up.down(value), place, _words(each, title, value, place))
            for each, value, place in placed
        ),
        quiet=tuple(across.at(_middle(each)) for each in quiet),
    )


def _stretches(told: Iterable[Told], slope: int) -> Iterator[tuple[bool, list[Told]]]:
    """Yield whether a VM was alive, and the answers about it, split where a lifetime was extended."""
    for (alive, _), group in groupby(told, key=lambda each: (each.alive, each.vm)):
        stretch: list[Told] = []
        for each in group:
            value = _value(each, slope)
            if alive and stretch and slope < 0 and value is not None:
                _, high = _allowed(stretch[-1], each.sent, each.received, slope)
                if value > high and _value(stretch[-1], slope) is not None:
                    yield alive, stretch
                    stretch = []
            if stretch and _value(stretch[0], slope) is None:
                yield alive, stretch
                stretch = []
            stretch.append(each)
        yield alive, stretch


def _value(told: Told, slope: int) -> float | None:
    return told.uptime if slope > 0 else told.left


def _allowed(anchor: Told, sent: float, received: float, slope: int) -> tuple[float, float]:
    """Return the least and the most that an answer may tell, by what another one told before."""
    value = _value(anchor, slope) or 0.0
    moved = (slope * (sent - anchor.received), slope * (received - anchor.sent))
    return value + min(moved) - TOLERANCE, value + max(moved) + TOLERANCE


def _corners(anchor: Told, end: float, slope: int) -> Iterator[tuple[float, float]]:
    lows_and_highs = [(at, *_allowed(anchor, at, at, slope)) for at in (anchor.sent, end)]
    yield from ((at, low) for at, low, _ in lows_and_highs)
    yield from ((at, high) for at, _, high in reversed(lows_and_highs))


def _middle(told: Told) -> float:
    return (told.sent + told.received) / 2


def _words(told: Told, title: str, value: float, place: str) -> str:
    where = {"outside": ", outside the band", "astray": ", while not alive"}.get(place, "")
    return f"#{told.number} at {_middle(told):.2f} s: {title.lower()} {value:g} s{where}"

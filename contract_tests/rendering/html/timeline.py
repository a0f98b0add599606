"""Timelines: a watched session's uptime and time left, as answered, against our own monotonic clock.

The bands are the instants by which the clauses of lifetime judged: of a VM's birth, and of each stretch of
its expiry. What a clause took for a contradiction lies outside.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from contract_tests.clauses.intervals.lives import Life, Lives
from contract_tests.clauses.intervals.speeds import course
from contract_tests.clauses.intervals.stretches import Stretch, of_birth
from contract_tests.recording.observation import Observation
from contract_tests.recording.reading import Reading
from contract_tests.recording.timing import TOLERANCE
from contract_tests.rendering.html.plot import HIGHEST, Axis, polygon

MOST = 8
"""Sessions that are drawn."""
MOST_TOLD = 250
"""Answers about one session that are drawn."""


@frozen(kw_only=True)
class DrawnAnswer:
    """One answer about a session; seconds, the first two on our clock since the run began."""

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
    """One answer in a drawing: where, whether it lies "inside" the band, "outside" it, or is
    "unjudged", and in words."""

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
    """The moments of answers that told no value, or that a dead VM has no time left."""

    @property
    def outside(self) -> int:
        """The number of answers that lie outside the band."""
        return sum(mark.place == "outside" for mark in self.marks)


@frozen(kw_only=True)
class Timeline:
    """The answers about one watched session, one by one and as drawings."""

    session: str
    state: str
    answers: tuple[DrawnAnswer, ...]
    panels: tuple[Panel, ...]


def timelines(observations: Sequence[Observation]) -> Iterator[Timeline]:
    """Yield a timeline for each session that was declared alive, be it expiring, in the order declared."""
    watched: dict[tuple[str, str], list[Observation]] = {}
    for observation in observations:
        context = observation.context
        own = context.subject == "declared" and context.credential in {"key", "token"}
        if context.state in {"alive", "expiring"} and own and body_of(observation):
            watched.setdefault((context.session, context.state or ""), []).append(observation)
    for (session, state), every in list(watched.items())[:MOST]:
        each = sorted(every, key=lambda observation: observation.exchange.sent)[:MOST_TOLD]
        answers = tuple(map(_answer, each))
        births, expiries = _judged(each)
        panels = (
            _panel("Uptime", answers, [each.uptime for each in answers], births, 1),
            _panel("Time left", answers, [each.left for each in answers], expiries, -1),
        )
        yield Timeline(session=session, state=state, answers=answers, panels=panels)


def _judged(observations: Sequence[Observation]) -> tuple[list[Stretch], list[Stretch]]:
    """Return the stretches by which births and expiries were judged."""
    births: list[Stretch] = []
    expiries: list[Stretch] = []

    def collect(life: Life) -> Iterator[Any]:
        births.extend(of_birth(life.samples))
        expiries.extend(course(life.counting).stretches if life.counting else ())
        return iter(())

    # Lives judges where a life ends, as its findings are consumed; here each end only adds to these lists.
    lives = Lives(collect)
    for observation in observations:
        list(lives.step(Reading(observation)))
    list(lives.finish())
    return births, expiries


def body_of(observation: Observation) -> dict[str, Any]:
    """Return an answer's body, where it is a JSON object of a 200; an empty one otherwise."""
    body = Reading(observation).value if observation.exchange.status == 200 else None
    return body if isinstance(body, dict) else {}


def _answer(observation: Observation) -> DrawnAnswer:
    body, exchange = body_of(observation), observation.exchange
    return DrawnAnswer(
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


def _panel(
    title: str,
    answers: Sequence[DrawnAnswer],
    told: Sequence[float | None],
    stretches: Sequence[Stretch],
    slope: int,
) -> Panel:
    """Draw one value, which rises (slope 1) or falls (-1) by the time that passes; each answer told one."""
    values = {each.number: value for each, value in zip(answers, told, strict=True)}
    corners: list[list[tuple[float, float]]] = []
    places: dict[int, str] = {}
    for stretch in stretches:
        judged = {each.number for each in (*stretch.samples, *stretch.late)}
        places |= dict.fromkeys(judged, "inside")
        places |= dict.fromkeys((each.number for each in stretch.outside), "outside")
        if len(stretch.samples) > 1 and None not in map(values.get, judged):
            corners.append(list(_corners(stretch, slope)))
    placed, quiet = [], []
    for each in answers:
        value = values[each.number]
        if value is None or (value == 0 and not each.alive and slope < 0):
            quiet.append(each)
        else:
            placed.append((each, value, places.get(each.number, "unjudged")))
    across = Axis.over([each.sent for each in answers] + [each.received for each in answers])
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


def _corners(stretch: Stretch, slope: int) -> Iterator[tuple[float, float]]:
    """Yield the corners of what a stretch's instant allows, half a way wider: answers are drawn half-way."""
    allowed = stretch.instant.allowed
    half = max(each.received - each.sent for each in stretch.samples) / 2
    bounds = (allowed.earliest - half, allowed.latest + half)
    ends = (stretch.samples[0].sent, stretch.samples[-1].received)
    yield from ((at, slope * (at - bounds[0])) for at in ends)
    yield from ((at, slope * (at - bounds[1])) for at in reversed(ends))


def _middle(answer: DrawnAnswer) -> float:
    return (answer.sent + answer.received) / 2


def _words(answer: DrawnAnswer, title: str, value: float, place: str) -> str:
    why = ", not judged" if answer.alive else ", while not alive"
    where = {"outside": ", outside the band", "unjudged": why}.get(place, "")
    return f"#{answer.number} at {_middle(answer):.2f} s: {title.lower()} {value:g} s{where}"

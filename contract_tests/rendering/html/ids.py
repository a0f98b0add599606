"""Ids outside the documentation, and the answer to each: the cells of a grid."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from contract_tests.recording.observation import Observation
from contract_tests.rendering.html.timeline import body_of

TITLES = {
    "hostile": "Ids that name no session",
    "near": "Ids derived from a known one that do not name it",
    "spelling": "Other spellings of a known id",
}
MOST = 150
"""Cells of one group that are shown."""


@frozen(kw_only=True)
class Cell:
    """One id that was sent, and the answer to it.

    `tone` is one of found, unknown, answered, refused, crashed, unanswered; `clause` names a clause that
    this exchange shows to be violated.
    """

    number: int
    label: str
    asked: str
    answer: str
    tone: str
    clause: str | None


@frozen(kw_only=True)
class IdGroup:
    """The cells of ids of one kind, and how many more there were than are shown."""

    title: str
    cells: tuple[Cell, ...]
    more: int


def groups(observations: Iterable[Observation], blamed: Mapping[int, str]) -> Iterator[IdGroup]:
    """Yield a grid for each kind of id; `blamed` names the violated clause by the exchange's number."""
    asked = list(observations)
    for subject, title in TITLES.items():
        if every := [each for each in asked if each.context.subject == subject]:
            cells = tuple(_cell(each, blamed) for each in every[:MOST])
            yield IdGroup(title=title, cells=cells, more=len(every) - len(cells))


def _cell(observation: Observation, blamed: Mapping[int, str]) -> Cell:
    exchange, context = observation.exchange, observation.context
    answer, tone = _answer(observation)
    label = context.attempt or context.scenario
    return Cell(
        number=exchange.number,
        label=f"{label}, without credentials" if context.credential == "none" else label,
        asked=context.asked,
        answer=answer,
        tone=tone,
        clause=blamed.get(exchange.number),
    )


def _answer(observation: Observation) -> tuple[str, str]:
    status = observation.exchange.status
    if status is None:
        return "no answer", "unanswered"
    if status >= 500:
        return str(status), "crashed"
    if status >= 400:
        return str(status), "refused"
    exists = body_of(observation).get("exists")
    if exists is True:
        return f"{status}, found", "found"
    return (f"{status}, unknown", "unknown") if exists is False else (str(status), "answered")

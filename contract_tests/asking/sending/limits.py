"""Limits: whether one may be why questions were refused now and then, by how much was asked before."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from contract_tests.recording.exchange import Exchange
from contract_tests.recording.timing import AWAY, BY_LOAD, LIMIT_WINDOWS

Load = Callable[[Exchange], int]
SPELLS = 5
"""Refusals, each after an answer, from which on it shows whether they come by load."""


def may_explain(refused: Collection[Exchange], answered: Collection[Exchange]) -> bool:
    """Tell whether refusals may be a limit's or a restart's: few, close together, or met by load."""
    ordered = sorted((*refused, *answered), key=lambda each: (each.sent, each.number))
    met = {each.number for each in refused}
    first = [
        each
        for before, each in pairwise([None, *ordered])
        if each and each.number in met and (before is None or before.number not in met)
    ]
    if len(first) < SPELLS or first[-1].sent - first[0].sent < AWAY:
        return True
    sent = [each.sent for each in ordered]
    places = {each.number: place for place, each in enumerate(ordered)}

    def asked_within(window: float) -> Load:
        return lambda each: places[each.number] - bisect_left(sent, each.sent - window)

    def in_flight(each: Exchange) -> int:
        return sum(other.sent < each.sent < other.received for other in ordered)

    loads: list[Load] = [in_flight, *map(asked_within, LIMIT_WINDOWS)]
    return any(_share_above([*map(load, first)], [*map(load, answered)]) >= BY_LOAD for load in loads)


def _share_above(these: Sequence[int], those: Sequence[int]) -> float:
    """Return the share of pairs in which the first is greater; of equal ones half."""
    won = sum((this > that) + (this == that) / 2 for this in these for that in those)
    return won / (len(these) * len(those))

"""Every composed fault: each operator on each occasion, by rule; and a sample of them by seed."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

from tests.blind.occasions import ALWAYS, CREDENTIALS, OCCASIONS, STATES, Occasion
from tests.blind.operators import answers, bodies, credentials, ids
from tests.blind.operators.operated import Composed, Operator

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATORS = tuple(
    operator for module in (credentials, ids, bodies, answers) for operator in module.operators()
)


BEFORE = frozenset({"account_of_key", "account_of_token", "authorise", "respond"})
"""Places that every request passes; those behind them only authorised ones, and `refuse` only the others."""


def occasions(operator: Operator) -> Iterator[Occasion]:
    """Yield the occasions on which an operator can show.

    One that weakens a condition on credentials or ids is not narrowed by a second such condition: a service
    that compares half a key, and that only for dead sessions whose ids are integers, was never met.
    """
    if operator.narrow:
        yield from (ALWAYS, *STATES) if operator.place == "authorise" else (ALWAYS,)
        return
    for occasion in OCCASIONS:
        refused = occasion in CREDENTIALS[3:]
        if occasion not in CREDENTIALS or operator.place in BEFORE or refused == (operator.place == "refuse"):
            yield occasion


def composed() -> tuple[Composed, ...]:
    """Return every composed fault, in a fixed order."""
    return tuple(Composed(operator, occasion) for operator in OPERATORS for occasion in occasions(operator))


@cache
def sample(size: int, seed: int, place: str = "") -> tuple[Composed, ...]:
    """Return so many composed faults, spread evenly over the steps of the request path, or at one of them."""
    stream = random.Random(seed)  # noqa: S311  a sample, and no secret
    by_place: dict[str, list[Composed]] = {}
    for each in composed():
        if place and each.operator.place != place:
            continue
        by_place.setdefault(each.operator.place, []).append(each)
    for every in by_place.values():
        stream.shuffle(every)
    drawn: list[Composed] = []
    while len(drawn) < size and any(by_place.values()):
        drawn += [every.pop() for every in by_place.values() if every]
    return tuple(drawn[:size])

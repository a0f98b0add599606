"""The questions of one run, out of the many that a rule yields: the likeliest, and a turn of the others.

A question has a kind, which a report names, and is `likely` where a mistake of that kind was met in services.
"""

import random
from collections.abc import Iterable
from itertools import islice
from typing import Protocol, TypeVar


class Question(Protocol):
    """A question that can be chosen."""

    @property
    def kind(self) -> str:
        """Its kind, one for all questions that the same mistake would fail."""

    @property
    def likely(self) -> bool:
        """True where every run asks it."""


Q = TypeVar("Q", bound=Question)


def chosen(questions: Iterable[Q], size: int, seed: int) -> list[Q]:
    """Return at most `size` questions, in their order: the likely ones, then by turns one of each kind.

    Runs with consecutive seeds take consecutive parts of each kind, so that enough runs ask everything.
    """
    every = list(questions)
    taken = [each for each in every if each.likely][:size]
    room = size - len(taken)
    taken += islice(_by_turns([each for each in every if not each.likely], seed, room), room)
    place = {id(each): number for number, each in enumerate(every)}
    return sorted(taken, key=lambda each: place[id(each)])


def _by_turns(questions: list[Q], seed: int, size: int) -> Iterable[Q]:
    """Return one question of each kind, then another of each: all, from a place that the seed names."""
    stream = random.Random(0)  # noqa: S311  the same order of kinds and questions in every run, and no secret
    kinds: dict[str, list[Q]] = {}
    for each in questions:
        kinds.setdefault(each.kind, []).append(each)
    for every in kinds.values():
        stream.shuffle(every)
    names = list(kinds)
    stream.shuffle(names)
    rounds = max(map(len, kinds.values()), default=0)
    # As a deck that is dealt on where the run before left off.
    deck = [kinds[name][turn % len(kinds[name])] for turn in range(rounds) for name in names]
    begin = seed * max(0, size) % len(deck) if deck else 0
    return {id(each): each for each in (*deck[begin:], *deck[:begin])}.values()

"""Correct variants: the reference deployment using freedoms that the contract grants, alone and combined.

A freedom is a mixin that asks `super()` wherever it does not differ, so that freedoms combine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Behaviour
from tests.faults.fault import variant

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

FREEDOMS: dict[str, type[Behaviour]] = {}
"""Every freedom by its name; any of them combine, but for those that are `APART`."""

APART = tuple(
    frozenset({"kept-alive", other})
    for other in (
        "seconds-rounded-up",
        "seconds-rounded",
        "replicas-unlike",
        "cache",
        "cache-of-vms",
        "extended-once",
        "extended-often",
    )
)
"""Freedoms that cannot be told from a fault when they meet: put off every second, an expiry that is told in
whole seconds or out of memory stands still, and one that was extended falls back."""

Made = type[Behaviour]


def freedom(name: str, *untested: str) -> Callable[[Made], Made]:
    """Make a freedom of a behaviour whose docstring is the sentence; alone it is a variant.

    `untested` are the clauses that it leaves without an occasion.
    """

    def made(behaviour: Made) -> Made:
        FREEDOMS[name] = behaviour
        return variant(name, *untested)(behaviour)

    return made


def compatible(names: Collection[str]) -> bool:
    """Tell whether freedoms may meet."""
    return not any(apart <= set(names) for apart in APART)


def combined(*names: str) -> Made:
    """Return a behaviour that uses several freedoms at once; of two about one thing the first wins."""
    behaviours = dict.fromkeys(FREEDOMS[name] for name in names)
    # A behaviour has to stand before the one that it is made of.
    ordered = sorted(behaviours, key=lambda each: -len(each.__mro__))
    sentences = [" ".join((each.__doc__ or "").split()) for each in behaviours]
    return type("Combined", (*ordered, Behaviour), {"__doc__": " ".join(sentences)})

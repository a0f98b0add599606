"""Faults: the reference deployment, broken in exactly one way each; and correct variants of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from contract_tests.reference.behaviour import Behaviour

if TYPE_CHECKING:
    from collections.abc import Callable


@frozen
class Fault:
    """The reference deployment, broken in one way.

    `name` is the clause that it is named after, a dot, and how; `clauses` are those that may catch it,
    the one that it is named after first; `sentence` says what is broken.
    """

    name: str
    sentence: str
    clauses: tuple[str, ...]
    behaviour: type[Behaviour]

    @property
    def steps(self) -> frozenset[str]:
        """The steps of the documented behaviour that it breaks, by name."""
        broken = [each for each in self.behaviour.__mro__ if each not in Behaviour.__mro__]
        steps = {name for name, value in vars(Behaviour).items() if callable(value) and name != "__init__"}
        return frozenset(name for each in broken for name in vars(each) if name in steps)


@frozen
class Variant:
    """The reference deployment, using freedoms that the contract grants; `sentence` says which.

    `untested` are the clauses that a freedom leaves without an occasion.
    """

    name: str
    sentence: str
    behaviour: type[Behaviour]
    untested: tuple[str, ...] = ()


FAULTS: dict[str, Fault] = {}
"""Every fault by its name."""

VARIANTS: dict[str, Variant] = {}
"""Every correct variant by its name."""


def fault(clause: str, how: str, *also: str) -> Callable[[type[Behaviour]], type[Behaviour]]:
    """Make a fault of a behaviour whose docstring is the sentence; `also` are others that may catch it."""

    def made(behaviour: type[Behaviour]) -> type[Behaviour]:
        name = f"{clause}.{how}"
        assert name not in FAULTS, f"two faults are named {name}"
        FAULTS[name] = Fault(name, " ".join((behaviour.__doc__ or "").split()), (clause, *also), behaviour)
        return behaviour

    return made


def variant(name: str, *untested: str) -> Callable[[type[Behaviour]], type[Behaviour]]:
    """Make a correct variant of a behaviour whose docstring is the sentence."""

    def made(behaviour: type[Behaviour]) -> type[Behaviour]:
        assert name not in VARIANTS, f"two variants are named {name}"
        VARIANTS[name] = Variant(name, " ".join((behaviour.__doc__ or "").split()), behaviour, untested)
        return behaviour

    return made

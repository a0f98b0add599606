"""A case: observations, and what one clause is to say of them; and sentences, which say so of all."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeVar

from attrs import field, frozen

from contract_tests.clauses import CATALOGUE, Tolerances
from contract_tests.clauses.finding import Outcome
from contract_tests.recording.observation import Observation
from contract_tests.verdict.verdict import Judging, Tally, Verdict
from tests.suite.building import numbered

T = TypeVar("T")

Says = Literal["upheld", "violated", "silent", "not offered", "undecided"]


@frozen
class Case:
    """A clause's judgement of observations: upheld, violated; or none, in one of three ways.

    Silent: they do not concern it. Not offered: a freedom was used. Undecided: more would have to be seen.
    """

    clause: str
    expected: Says
    observations: Sequence[Observation]
    tolerances: Tolerances = field(factory=Tolerances)


def upheld(clause: str, *observations: Observation, grace: float = 10.0) -> Case:
    """Return a case that upholds a clause."""
    return Case(clause, "upheld", observations, Tolerances(grace=grace))


def violated(clause: str, *observations: Observation, grace: float = 10.0) -> Case:
    """Return a case that violates a clause."""
    return Case(clause, "violated", observations, Tolerances(grace=grace))


def silent(clause: str, *observations: Observation, grace: float = 10.0) -> Case:
    """Return a case that does not concern a clause."""
    return Case(clause, "silent", observations, Tolerances(grace=grace))


def not_offered(clause: str, *observations: Observation) -> Case:
    """Return a case in which a deployment uses a freedom, so that a clause does not apply."""
    return Case(clause, "not offered", observations)


def undecided(clause: str, *observations: Observation, grace: float = 10.0) -> Case:
    """Return a case in which a clause would have to see more."""
    return Case(clause, "undecided", observations, Tolerances(grace=grace))


def said(clause: str, observations: Sequence[Observation], tolerances: Tolerances | None = None) -> Says:
    """Return what a clause says of observations."""
    in_order = sorted(numbered(observations), key=lambda each: each.exchange.sent)
    return _said(Judging(tolerances or Tolerances(), [CATALOGUE[clause]]), in_order)[clause]


def all_said(clauses: Iterable[str], observations: Sequence[Observation]) -> dict[str, Says]:
    """Return what several clauses say of observations, in one pass."""
    return _said(Judging(Tolerances(), [CATALOGUE[clause] for clause in clauses]), numbered(observations))


def _said(judging: Judging, observations: Iterable[Observation]) -> dict[str, Says]:
    for each in observations:
        judging.step(each)
    return {each.clause.id: _as_said(each, judging.tallies[each.clause.id][1]) for each in judging.finish()}


def _as_said(judged: Verdict, tally: Tally) -> Says:
    """Return a verdict in the words of cases; it counts what exercised it, and nothing else."""
    assert bool(judged.exercised) == (judged.outcome in {Outcome.UPHELD, Outcome.VIOLATED})
    assert bool(judged.witnesses) == (judged.outcome is Outcome.VIOLATED)
    assert all(each.exchanges for each in judged.witnesses)
    if judged.outcome is Outcome.UNTESTED:
        return "silent" if tally.undecided is None else "undecided"
    if judged.outcome is Outcome.INAPPLICABLE:
        return "not offered"
    return "upheld" if judged.outcome is Outcome.UPHELD else "violated"


def yes(holds: bool) -> Says:  # noqa: FBT001  a sentence holds, or it does not
    """Return what is said by a sentence of what concerns it."""
    return "upheld" if holds else "violated"


def sentence(concerned: Callable[[T], bool], holds: Callable[[T], bool]) -> Callable[[T], Says]:
    """Return what is said by a sentence that concerns some of what is drawn, and holds of some of these."""
    return lambda drawn: yes(holds(drawn)) if concerned(drawn) else "silent"

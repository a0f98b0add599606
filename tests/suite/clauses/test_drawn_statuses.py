"""What a clause says of a status body is what its sentence says, for bodies that nobody thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from contract_tests.clauses import CATALOGUE, Terms
from contract_tests.verdict import Judging
from tests.suite.building import SESSION, answer, examples, numbered
from tests.suite.clauses.cases import as_said, said
from tests.suite.clauses.drawn_statuses import SENTENCES, bodies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.observation import Observation

    Body = dict[str, Any]

SIDES = ("upheld", "violated")
UNBREAKABLE = {"shape.status-body-matches-schema"}
"""What is drawn here satisfies the schema."""


def judged(observations: Sequence[Observation]) -> dict[str, str]:
    """Return what each of the clauses says of observations, all in one pass."""
    judging = Judging(Terms(), [CATALOGUE[clause] for clause in SENTENCES])
    for each in numbered(observations):
        judging.step(each)
    return {each.clause.id: as_said(each) for each in judging.finish()}


@examples(600)
@given(bodies)
def test_a_body_is_judged_by_the_sentences(body: Body) -> None:
    """Bodies that satisfy a sentence uphold its clause, those that break it violate it, and others say
    nothing of it."""
    expected = {clause: says(body) for clause, says in SENTENCES.items()}
    assert judged([answer(body)]) == expected


@pytest.mark.parametrize("says", SIDES)
@pytest.mark.parametrize("clause", SENTENCES)
def test_both_sides_are_drawn(clause: str, says: str) -> None:
    """Among the bodies drawn are some that satisfy each sentence, and some that break it."""
    if (clause, says) in {(each, "violated") for each in UNBREAKABLE}:
        return
    unshrunk = settings(examples(2000), phases=[Phase.generate])
    body = find(bodies, lambda it: SENTENCES[clause](it) == says, settings=unshrunk)
    assert said(clause, [answer(body)]) == says


@examples(100)
@given(st.lists(bodies, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(drawn: list[Body], random: Any) -> None:
    """A clause about one answer says the same of several, whichever came first."""
    observations = [answer(body, at=float(place)) for place, body in enumerate(drawn)]
    shuffled = [*observations]
    random.shuffle(shuffled)
    assert judged(observations) == judged(shuffled)


@examples(60)
@given(bodies, st.sampled_from(["wrong-key", "none", "near-miss-key"]), st.sampled_from([200, 401]))
def test_who_may_not_ask_learns_nothing_of_clauses(body: Body, credential: Any, code: int) -> None:
    """Whatever a request with a wrong credential is told, it exercises no clause about status bodies."""
    observations = [answer(body, code=code, credential=credential, session=SESSION)]
    assert set(judged(observations).values()) == {"silent"}

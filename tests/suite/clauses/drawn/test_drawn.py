"""Clauses judge answers as their sentences say, for answers that are drawn."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.clauses import CATALOGUE
from contract_tests.recording.observation import Observation
from tests.suite.building import answer, examples
from tests.suite.clauses.cases import Says, all_said
from tests.suite.clauses.drawn import drawn_answers, drawn_statuses
from tests.suite.clauses.families import ANSWERS, CASES, STATUSES


@frozen
class Kind:
    """A kind of answers that are drawn: how it is observed, and the sentences that are read of it.

    All `sides` of these are among so many draws as are `enough`, or are cases.
    """

    drawn: st.SearchStrategy[Any]
    observed: Callable[[Any], Observation]
    sentences: Mapping[str, Callable[[Any], Says]]
    sides: tuple[Says, ...]
    enough: int


BODIES = Kind(drawn_statuses.bodies, answer, STATUSES, ("upheld", "violated"), enough=1500)
WHOLE = Kind(
    drawn_answers.answers,
    lambda drawn: drawn.observation,
    ANSWERS,
    ("upheld", "violated", "silent"),
    enough=5000,
)
COMPARED_ELSEWHERE = {"delivery.published-contract-agrees"}
"""It hands two documents to what compares them, whose own tests draw them."""
every_kind = pytest.mark.parametrize("kind", [BODIES, WHOLE], ids=["statuses", "answers"])


@every_kind
def test_what_is_drawn_is_judged_by_the_sentences(kind: Kind) -> None:
    """An answer that satisfies a sentence upholds its clause, one that breaks it violates it;
    and some of each is among what is drawn, or a case."""
    met: set[tuple[str, Says]] = set()

    @examples(kind.enough)
    @given(kind.drawn)
    def is_judged(drawn: Any) -> None:
        expected = {clause: says(drawn) for clause, says in kind.sentences.items()}
        met.update(expected.items())
        assert all_said(kind.sentences, [kind.observed(drawn)]) == expected

    is_judged()
    met.update((case.clause, case.expected) for case in CASES)
    assert {(clause, says) for clause in kind.sentences for says in kind.sides} <= met


@every_kind
def test_the_order_of_answers_changes_nothing(kind: Kind) -> None:
    """A clause about one answer says the same of several, whichever came first."""

    @examples(200)
    @given(st.lists(kind.drawn, min_size=2, max_size=5), st.randoms(use_true_random=False))
    def is_the_same(drawn: list[Any], random: Any) -> None:
        observations = [kind.observed(each) for each in drawn]
        shuffled = random.sample(observations, len(observations))
        assert all_said(kind.sentences, observations) == all_said(kind.sentences, shuffled)

    is_the_same()


@examples(60)
@given(
    drawn_statuses.bodies,
    st.sampled_from(["wrong-key", "none", "near-miss-key"]),
    st.sampled_from([200, 401]),
)
def test_who_may_not_ask_learns_nothing_of_clauses(body: Any, credential: Any, code: int) -> None:
    """Whatever a request with a wrong credential is told, it exercises no clause about status bodies."""
    said = all_said(STATUSES, [answer(body, code=code, credential=credential)])
    assert set(said.values()) == {"silent"}


def test_every_clause_about_one_answer_is_drawn() -> None:
    """No clause about one answer is left out."""
    about_one = {each.id for each in CATALOGUE.values() if each.judge}
    assert {*STATUSES, *ANSWERS} | COMPARED_ELSEWHERE >= about_one

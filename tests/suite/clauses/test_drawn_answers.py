"""What a clause says of an answer is what its sentence says, for answers that nobody thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from contract_tests.clauses import CATALOGUE
from tests.suite.building import examples
from tests.suite.clauses import drawn_answers, drawn_statuses
from tests.suite.clauses.cases import all_said
from tests.suite.clauses.drawn_answers import SENTENCES, answers

if TYPE_CHECKING:
    from tests.suite.clauses.cases import Says
    from tests.suite.clauses.drawn_answers import Drawn

SIDES = ("upheld", "violated", "silent")
NEVER = {("refusal.error-tells-no-internals", "silent")}
"""It is about whatever was answered."""
COMPARED_ELSEWHERE = {"delivery.published-contract-agrees"}
"""It hands two documents to schema_diff, whose own tests draw them."""


def test_what_is_drawn_is_judged_by_the_sentences() -> None:
    """What satisfies a sentence upholds its clause, what breaks it violates it, nothing else exercises it;
    and some of each is among what is drawn."""
    met: set[tuple[str, Says]] = set()

    @examples(5000)
    @given(answers)
    def is_judged(drawn: Drawn) -> None:
        expected = {clause: says(drawn) for clause, says in SENTENCES.items()}
        met.update(expected.items())
        assert all_said(SENTENCES, [drawn.observation]) == expected

    is_judged()
    assert {(clause, says) for clause in SENTENCES for says in SIDES} - met == NEVER


@examples(200)
@given(st.lists(answers, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(drawn: list[Drawn], random: Any) -> None:
    """A clause about one answer says the same of several, whichever came first."""
    observations = [each.observation for each in drawn]
    shuffled = [*observations]
    random.shuffle(shuffled)
    assert all_said(SENTENCES, observations) == all_said(SENTENCES, shuffled)


def test_every_clause_about_one_answer_is_drawn() -> None:
    """No clause about one answer is left out."""
    about_one = {each.id for each in CATALOGUE.values() if each.judge}
    assert {*drawn_statuses.SENTENCES, *drawn_answers.SENTENCES} | COMPARED_ELSEWHERE == about_one

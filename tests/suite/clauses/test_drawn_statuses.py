"""What a clause says of a status body is what its sentence says, for bodies that nobody thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.suite.building import SESSION, answer, examples
from tests.suite.clauses.cases import all_said
from tests.suite.clauses.drawn_statuses import SENTENCES, bodies

if TYPE_CHECKING:
    from tests.suite.clauses.cases import Says

    Body = dict[str, Any]

NEVER = {("shape.status-body-matches-schema", "violated")}
"""What is drawn here satisfies the schema."""


def test_what_is_drawn_is_judged_by_the_sentences() -> None:
    """What satisfies a sentence upholds its clause, what breaks it violates it, nothing else exercises it;
    and some of each is among what is drawn."""
    met: set[tuple[str, Says]] = set()

    @examples(1500)
    @given(bodies)
    def is_judged(drawn: Body) -> None:
        expected = {clause: says(drawn) for clause, says in SENTENCES.items()}
        met.update(expected.items())
        assert all_said(SENTENCES, [answer(drawn)]) == expected

    is_judged()
    assert {(clause, says) for clause in SENTENCES for says in ("upheld", "violated")} - met == NEVER


@examples(100)
@given(st.lists(bodies, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(drawn: list[Body], random: Any) -> None:
    """A clause about one answer says the same of several, whichever came first."""
    observations = [answer(body, at=float(place)) for place, body in enumerate(drawn)]
    shuffled = [*observations]
    random.shuffle(shuffled)
    assert all_said(SENTENCES, observations) == all_said(SENTENCES, shuffled)


@examples(60)
@given(bodies, st.sampled_from(["wrong-key", "none", "near-miss-key"]), st.sampled_from([200, 401]))
def test_who_may_not_ask_learns_nothing_of_clauses(body: Body, credential: Any, code: int) -> None:
    """Whatever a request with a wrong credential is told, it exercises no clause about status bodies."""
    observations = [answer(body, code=code, credential=credential, session=SESSION)]
    assert set(all_said(SENTENCES, observations).values()) == {"silent"}

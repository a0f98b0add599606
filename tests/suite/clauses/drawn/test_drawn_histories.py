"""Clauses judge several answers as their sentences say, for histories that are drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.clauses import CATALOGUE
from contract_tests.recording.observation import Observation
from tests.suite.building import answer, examples
from tests.suite.clauses.cases import said
from tests.suite.clauses.drawn.drawn_histories import Scene, scenes
from tests.suite.clauses.families import ANSWERS, HISTORIES, STATUSES

every_clause = pytest.mark.parametrize("clause", HISTORIES)
gateways = st.lists(
    st.builds(
        lambda code, at, session, subject: answer(
            "<html>", code=code, at=at, session=session, subject=subject
        ),
        st.sampled_from([502, 503, 504]),
        st.floats(0, 1100),
        st.uuids().map(str),
        st.sampled_from(["declared", "unknown", "foreign", "spelling", "near", "hostile", "odd"]),
    ),
    max_size=4,
)
"""Answers that a gateway gives in the API's place, which concern no clause about several answers."""


@every_clause
@examples(60)
@given(scenes(), gateways)
def test_what_satisfies_a_sentence_is_upheld(clause: str, scene: Scene, beside: list[Observation]) -> None:
    """By any credential, at any time, whatever sessions and VMs are called."""
    assert said(clause, [*HISTORIES[clause][0](scene), *beside]) == "upheld"


@every_clause
@examples(60)
@given(scenes(), gateways)
def test_what_breaks_a_sentence_is_violated(clause: str, scene: Scene, beside: list[Observation]) -> None:
    """Likewise."""
    assert said(clause, [*HISTORIES[clause][1](scene), *beside]) == "violated"


@every_clause
@examples(20)
@given(gateways)
def test_what_does_not_concern_a_sentence_exercises_it_zero_times(
    clause: str, beside: list[Observation]
) -> None:
    """A gateway's answers say nothing of the API."""
    assert said(clause, beside) == "silent"


def test_every_clause_about_several_answers_is_drawn() -> None:
    """No clause about several answers is left out."""
    assert set(HISTORIES) == {each.id for each in CATALOGUE.values() if each.fold} - {*STATUSES, *ANSWERS}

"""The choice that a run makes of the questions that a rule yields."""

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.asking.questions.choosing import chosen


@frozen
class Asked:
    """A question."""

    kind: str
    number: int
    likely: bool


QUESTIONS = st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=30).map(
    lambda pairs: [Asked(kind, number, likely) for number, (kind, likely) in enumerate(pairs)]
)


@given(QUESTIONS, st.integers(0, 40), st.integers(0, 1000))
def test_the_likely_ones_come_first_and_none_twice(every: list[Asked], size: int, seed: int) -> None:
    """As many are chosen as there is room for, each once, in order; no likely one is left out for another."""
    taken = chosen(every, size, seed)
    assert len(taken) == min(size, len(every))
    assert taken == sorted(taken, key=lambda each: each.number)
    assert len(set(taken)) == len(taken)
    left = [each for each in every if each not in taken]
    assert not any(each.likely for each in left) or all(each.likely for each in taken)


@given(QUESTIONS, st.integers(0, 40), st.integers(0, 1000))
def test_a_seed_chooses_the_same_each_time(every: list[Asked], size: int, seed: int) -> None:
    """The same seed chooses the same questions."""
    assert chosen(every, size, seed) == chosen(list(every), size, seed)


@pytest.mark.parametrize("size", [6, 9, 17])
def test_enough_runs_ask_everything(size: int) -> None:
    """Runs with one seed after the other ask every question."""
    every = [Asked("abcde"[number % 5], number, number < 4) for number in range(60)]
    asked = {each for seed in range(200) for each in chosen(every, size, seed)}
    assert asked == set(every)


def test_each_kind_has_its_turn_before_any_has_two() -> None:
    """Room for as many questions as there are kinds is given to one of each."""
    every = [Asked(kind, number, likely=False) for number, kind in enumerate("aaaaaaaabbbbcd")]
    assert sorted(each.kind for each in chosen(every, 4, 0)) == ["a", "b", "c", "d"]

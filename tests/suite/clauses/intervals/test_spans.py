"""Values that went and came back, told to the second: what replicas may do, and what no deployment may."""

from collections.abc import Sequence

import pytest

from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.clauses.intervals.spans import Spans
from tests.suite.building import answer, numbered


def found(seen: Sequence[tuple[float, object]], took: float = 0.0) -> list[Finding | None]:
    """Return what is said of each value but the first, seen at these moments."""
    story: Spans[object] = Spans("vm_id")
    answers = numbered(answer("", at=at, took=took) for at, _ in seen)
    return [story.step(value, each.exchange) for (_, value), each in zip(seen, answers, strict=True)][1:]


@pytest.mark.parametrize("at, says", [(1.99, None), (2.0, HOLDS), (5.0, HOLDS)])
def test_a_value_that_stands_for_two_seconds_holds(at: float, says: Finding | None) -> None:
    """From the moment at which its first answer arrived, to that at which the latest was asked for."""
    assert found([(0, "a"), (at, "a")]) == [says]
    assert found([(0, "a"), (at + 0.1, "a")], took=0.1) == [says]


@pytest.mark.parametrize("gone, back, is_broken", [(2.0, 4.0, True), (1.99, 4.0, False), (2.0, 3.99, False)])
def test_a_value_that_comes_back_may_have_lagged(gone: float, back: float, is_broken: bool) -> None:  # noqa: FBT001
    """It is broken from the moment at which neither value can have followed the other."""
    assert (found([(0, "a"), (gone, "b"), (back, "a")])[-1] not in (None, HOLDS)) == is_broken


def test_what_comes_back_is_shown_by_three_answers() -> None:
    """The first and the last answer with the value, and the first with the one between, in their order."""
    seen = "vm_id a, then b, then a again"
    (*_, last) = found([(0, "a"), (2, "b"), (3, "b"), (6, "a")])
    assert last == broken(seen, "vm_id that does not go back", 1, 2, 4)
    (*_, last) = found([(0, "a"), (0, "b"), (2, "b"), (3, "a"), (4, "a"), (5, "b")])
    assert last == broken("vm_id b, then a, then b again", "vm_id that does not go back", 1, 2, 6)


def test_true_and_false_are_told_as_json_tells_them() -> None:
    """A boolean is spelled as in the answer."""
    (*_, last) = found([(0, True), (2, False), (4, True)])
    assert last is not None
    assert last.seen == "vm_id true, then false, then true again"


def test_so_many_values_are_remembered() -> None:
    """The 64th value is one that can hold; the 65th is not, and none before it is forgotten."""
    values: list[tuple[float, object]] = [(0, number) for number in range(65)]
    assert found([*values, (3, 62), (3, 63), (3, 64), (3, 0)])[-4:] != [HOLDS] * 4
    assert found([*values, (3, 64)])[-1] is None
    assert found([*values[:64], (1, 63), (1, 64)])[-2:] == [None, None]

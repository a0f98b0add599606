"""An odd answer between two ordinary ones: when it contradicts them, and when it may be late or early."""

from collections.abc import Hashable

import pytest

from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.clauses.intervals.brackets import Brackets
from contract_tests.recording.exchange import Exchange
from tests.suite.building import answer

KEY, OTHERS = ("one", "key"), ("other", "key")


def at(moment: float, took: float = 0.0) -> Exchange:
    """Return an exchange at that moment."""
    return answer("", at=moment, took=took).exchange


def between(odd: Hashable, when: float, *, until: float = 9.0) -> list[Finding]:
    """Return what is said of an odd answer between two ordinary ones that tell "a"."""
    brackets: Brackets[Hashable] = Brackets()
    assert list(brackets.add_control(KEY, "a", at(0))) == []
    brackets.add_trial(KEY, odd, "oddly", at(when))
    return list(brackets.add_control(KEY, "a", at(until)))


def test_an_odd_answer_like_its_neighbours_holds() -> None:
    """It could have differed, and did not, however early it was."""
    assert between("a", 0.1) == [HOLDS]


@pytest.mark.parametrize("when, count", [(1.99, 0), (2.0, 1), (5.0, 1)])
def test_an_odd_answer_unlike_its_neighbours_is_broken_once_settled(when: float, count: int) -> None:
    """Two seconds after what is ordinary was told first, no replica tells anything else."""
    wrong = broken("oddly: b", "a, as before and after", 0)
    assert between("b", when) == [wrong] * count


def test_settling_begins_anew_with_each_change_and_with_no_repetition() -> None:
    """A value that is told again has stood since it was told first; a new one stands since then."""
    brackets: Brackets[tuple[str, ...]] = Brackets()
    list(brackets.add_control(KEY, tuple("--a"), at(0)))
    list(brackets.add_control(KEY, tuple("--a"), at(1.5)))
    brackets.add_trial(KEY, tuple("--b"), "oddly", at(2.5))
    assert len(list(brackets.add_control(KEY, tuple("--a"), at(3)))) == 1
    for told, moment in (("--c", 4), ("--a", 7)):
        list(brackets.add_control(KEY, tuple(told), at(moment)))
        brackets.add_trial(KEY, tuple("--b"), "oddly", at(moment + 1))
        assert list(brackets.add_control(KEY, tuple(told), at(moment + 2))) == []


def test_an_odd_answer_is_compared_once_and_not_before_one_that_was_asked_for_after_it() -> None:
    """An ordinary answer asked for while the odd one was on its way says nothing; the next one does."""
    brackets: Brackets[str] = Brackets()
    list(brackets.add_control(KEY, "a", at(0)))
    brackets.add_trial(KEY, "a", "oddly", at(3, took=1))
    assert list(brackets.add_control(KEY, "a", at(3.9))) == []
    assert list(brackets.add_control(KEY, "a", at(4))) == [HOLDS]
    assert list(brackets.add_control(KEY, "a", at(5))) == []
    brackets.add_trial(KEY, "a", "slowly", at(6, took=3))
    brackets.add_trial(KEY, "a", "oddly", at(7))
    assert list(brackets.add_control(KEY, "a", at(8))) == [HOLDS]


@pytest.mark.parametrize("before, after", ["ab", "ba"])
def test_what_was_told_before_may_be_told_late(before: str, after: str) -> None:
    """A replica may still tell what was true before a change, and nothing that never was."""
    brackets: Brackets[str] = Brackets()
    for moment, told in enumerate((before, after)):
        list(brackets.add_control(KEY, told, at(moment)))
    for odd in (before, "c"):
        brackets.add_trial(KEY, odd, "oddly", at(5))
    (found,) = brackets.add_control(KEY, after, at(6))
    assert found.seen == "oddly: c"


def test_what_is_told_again_is_remembered_once() -> None:
    """Repetitions leave room for what was told before each of several changes."""
    brackets: Brackets[tuple[str, ...]] = Brackets()
    for moment, told in enumerate(("--a",) * 12 + ("--b", "--c")):
        list(brackets.add_control(KEY, tuple(told), at(moment)))
    brackets.add_trial(KEY, tuple("--b"), "oddly", at(20))
    assert list(brackets.add_control(KEY, tuple("--c"), at(21))) == []


def test_an_answer_before_any_ordinary_one_or_before_a_change_says_nothing() -> None:
    """Both neighbours are needed, and have to agree."""
    brackets: Brackets[str] = Brackets()
    brackets.add_trial(KEY, "b", "oddly", at(0))
    assert list(brackets.add_control(KEY, "a", at(1))) == []
    brackets.add_trial(KEY, "b", "oddly", at(5))
    assert list(brackets.add_control(KEY, "b", at(6))) == []
    assert list(brackets.add_control(KEY, "a", at(7))) == []


@pytest.mark.parametrize(
    "key, vm, count",
    [(OTHERS, "x", 1), (OTHERS, "y", 0), (OTHERS, "w", 0), ((str(b"one", "ascii"), "token"), "x", 0)],
)
def test_an_answer_that_names_another_sessions_vm_needs_no_settling(
    key: tuple[str, str], vm: str, count: int
) -> None:
    """No replica ever names the VM that another session's ordinary answers name."""
    brackets: Brackets[tuple[object, ...]] = Brackets()
    list(brackets.add_control(KEY, (True, True, "a", None), at(0)))
    list(brackets.add_control(key, (True, True, "x", None), at(0)))
    brackets.add_trial(KEY, (True, True, vm, None), "oddly", at(0.1))
    found = list(brackets.add_control(KEY, (True, True, "a", None), at(1)))
    assert len(found) == count
    if found:
        assert found[0].seen == "oddly: True, True, x, null"
        assert found[0].right == "True, True, a, null, as before and after"


def test_no_vm_is_nobodys() -> None:
    """That another session has no VM either shows nothing."""
    brackets: Brackets[tuple[object, ...]] = Brackets()
    list(brackets.add_control(KEY, (True, True, "a", None), at(0)))
    list(brackets.add_control(OTHERS, (True, False, None, None), at(0)))
    brackets.add_trial(KEY, (True, False, None, None), "oddly", at(0.1))
    assert list(brackets.add_control(KEY, (True, True, "a", None), at(1))) == []


def test_so_many_odd_and_former_answers_are_kept() -> None:
    """64 odd answers wait at once, and eight former ones are remembered."""
    brackets: Brackets[int] = Brackets()
    for value in range(10):
        list(brackets.add_control(KEY, value, at(value)))
    for odd in (0, 7, 8):
        brackets.add_trial(KEY, odd, "oddly", at(20))
    assert [each.seen for each in brackets.add_control(KEY, 9, at(21))] == ["oddly: 8"]
    for _ in range(70):
        brackets.add_trial(KEY, 9, "oddly", at(22))
    assert list(brackets.add_control(KEY, 9, at(23))) == [HOLDS] * 64

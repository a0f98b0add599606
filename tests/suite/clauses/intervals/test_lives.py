"""A life as it is put together from answers: what is kept of it, and when it ends."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from contract_tests.clauses.finding import HOLDS, Finding
from contract_tests.clauses.intervals.instants import Instant
from contract_tests.clauses.intervals.lives import Life, Lives
from contract_tests.clauses.intervals.samples import Sample, Window, finite
from contract_tests.recording.observation import Observation
from contract_tests.recording.reading import Reading
from contract_tests.recording.timing import SPACING, TOLERANCE
from tests.suite.building import DROPPED, OTHER, SESSION, answer, body, numbered


def lives(observations: Sequence[Observation]) -> list[Life]:
    """Return the lives that answers show, in the order in which they ended."""
    ended: list[Life] = []

    def judge(life: Life) -> Iterator[Finding]:
        ended.append(life)
        yield HOLDS

    fold = Lives(judge)
    said = [each for one in numbered(observations) for each in fold.step(Reading(one))]
    said += fold.finish()
    assert said == [HOLDS] * len(ended)
    return ended


def alive(
    at: float, vm: str | None = "a", *, up: float | None = 10.0, left: float | None = 20.0, **known: Any
) -> Any:
    """Return an answer about a living VM."""
    return answer(body("alive", vm_id=vm, uptime_seconds=up, expires_in_seconds=left), at=at, **known)


def dead(at: float, **known: Any) -> Any:
    """Return an answer about a dead one."""
    return answer(body("dead", vm_id="a"), at=at, **known)


def sample(at: float, uptime: float | None = None, took: float = 0.0) -> Sample:
    """Return an answer as a life keeps it."""
    return Sample(at, at + took, uptime, None, 0, 0)


def numbers(life: Life) -> list[int]:
    """Return which answers a life kept."""
    return [each.number for each in life.samples]


def test_of_many_answers_those_close_together_are_dropped() -> None:
    """The first 64 are kept; after that one follows another a tenth of a second later, and no sooner."""
    life = Life("a", "")
    for number in range(70):
        life.take(sample(number / 1024))
    assert len(life.samples) == 64
    latest = life.samples[-1].sent
    for later in (SPACING - 1 / 64, SPACING, SPACING + 1 / 64):
        life.take(sample(latest + later))
    assert [each.sent for each in life.samples[64:]] == [latest + SPACING]


def test_a_life_ends_when_it_has_been_told_enough() -> None:
    """After 256 answers another life begins."""
    found = lives([alive(at) for at in range(258)])
    assert [len(life.samples) for life in found] == [256, 2]


@pytest.mark.parametrize("end", [[dead(2)], [], [alive(2, "b")]])
def test_a_life_lasts_until_something_else_is_seen(end: list[Any]) -> None:
    """A death, another VM or the end of the run; failures and refusals are none."""
    found = lives([alive(0), answer({}, code=401, at=1), answer(failure=DROPPED, at=1.5), alive(1.7), *end])
    assert numbers(found[0]) == [1, 4]
    assert (found[0].vm, len(found)) == ("a", 1 + (end == [alive(2, "b")]))


def test_another_credential_that_never_saw_a_vm_alive_does_not_end_it() -> None:
    """Two credentials may belong to two accounts; but what they see alive is one VM."""
    found = lives([alive(0), dead(1, credential="token"), alive(2), alive(3, credential="token")])
    assert [numbers(each) for each in found] == [[1, 3, 4]]
    assert found[0].credentials == {"key", "token"}
    found = lives([alive(0), alive(1, credential="token"), dead(2, credential="token"), alive(3)])
    assert [numbers(each) for each in found] == [[1, 2], [4]]


def test_every_question_about_a_session_is_a_read() -> None:
    """Whatever its spelling, and only those about the session itself."""
    odd: dict[str, Any] = {"subject": "spelling", "asked": SESSION.upper()}
    others = [alive(2, session=OTHER), alive(4, **odd), alive(5, **odd)]
    found = lives([alive(0), alive(1, **odd), *others[:1], alive(3), *others[1:], alive(6)])
    assert [[each.reads for each in life.samples] for life in found] == [[1, 2, 3, 4, 5, 6], [1]]


def test_each_session_has_a_life_of_its_own_and_what_nobody_declared_has_none() -> None:
    """Answers about fresh ids, odd requests and foreign sessions begin nothing."""
    others = [alive(at, subject=subject) for at, subject in enumerate(("unknown", "near", "foreign", "odd"))]
    assert lives(others) == []
    found = lives([alive(0, state="alive"), alive(1, session=OTHER, state="expiring")])
    assert [(each.state, numbers(each)) for each in found] == [("alive", [1]), ("expiring", [2])]


def test_an_answer_is_kept_as_it_was_told() -> None:
    """Times on our clock, uptime and time left, as far as they are told."""
    (life,) = lives([answer(body("alive"), at=1, took=0.5)])
    assert life.samples == [Sample(1, 1.5, 123.45, 176.55, 1, 1)]
    (life,) = lives([alive(2, vm=None, up=None, left=None, took=1)])
    assert (life.vm, life.state) == ("", "")
    assert life.samples == [Sample(2, 3, None, None, 1, 1)]


def test_numbers_that_one_can_reckon_with() -> None:
    """Zero is one; infinity is none."""
    for number in (0.0, 1.5, -1.0):
        assert finite(number) == number
    for endless in (None, math.inf, -math.inf, math.nan):
        assert finite(endless) is None


def test_a_life_spans_what_surely_passed() -> None:
    """From the arrival of the first answer to the question for the last."""
    life = Life("a", "")
    assert life.span == 0.0
    for at in (1.0, 2.0, 4.5):
        life.take(sample(at, took=0.25))
    assert life.span == 3.25


def born(*told: tuple[float, float, float]) -> Instant:
    """Return the birth that answers tell: when they were asked for, their uptime, and how long they took."""
    samples = [sample(*each) for each in told]
    instant = Instant(lambda each: each.birth, samples[0], samples[0])
    for each in samples:
        instant.take(each)
    return instant


def test_answers_bound_a_birth_by_what_latency_allows() -> None:
    """The latest earliest birth and the earliest latest one, widened by what is tolerated."""
    agreed = born((10, 8, 0.5), (12, 10, 0.25), (13, 10.5, 0))
    assert (agreed.furthest.sent, agreed.soonest.sent) == (13, 12)
    assert agreed.allowed == Window(2.5 - TOLERANCE, 2.25 + TOLERANCE)
    assert agreed.contradiction is None


@pytest.mark.parametrize(
    "uptime, took, contradicts",
    [(7.5, 0, False), (7.375, 0, True), (12.75, 0.25, False), (12.875, 0.25, True)],
)
def test_an_answer_contradicts_a_birth_by_more_than_is_tolerated(
    uptime: float,
    took: float,
    contradicts: bool,  # noqa: FBT001  a column of the table
) -> None:
    """Beyond latency and 2.5 s, to either side; the first that does is kept."""
    told = born((10, 10, 0), (10, uptime, took), (99, 1, 0))
    assert told.contradiction is not None
    assert told.contradiction[1].uptime == (uptime if contradicts else 1)


@pytest.mark.parametrize("uptime, with_", [(35, 8), (20, 20)])
def test_a_contradiction_is_shown_by_the_answer_that_is_further_off(uptime: float, with_: float) -> None:
    """An earlier birth contradicts the latest one told, a later one the earliest."""
    told = born((10, 8, 0), (20, 20, 0), (30, uptime, 0))
    assert told.contradiction is not None
    assert [each.uptime for each in told.contradiction] == [with_, uptime]


def test_what_contradicts_a_birth_does_not_bound_it() -> None:
    """The others do, as before."""
    told = born((10, 8, 0), (20, 0, 0), (21, 19, 0))
    assert (told.furthest.sent, told.soonest.sent) == (10, 10)


def test_answers_without_uptime_tell_no_birth_and_an_uptime_of_nothing_does() -> None:
    """Of answers that agree, the first is kept."""
    life = Life("a", "")
    life.take(sample(0.0))
    assert not life.birth
    for at, uptime in ((10.0, 0.0), (12.0, 2.0)):
        life.take(sample(at, uptime))
    assert life.birth is not None
    assert (life.birth.instant.furthest, life.birth.instant.soonest) == (life.samples[1], life.samples[1])


def test_of_answers_in_flight_at_once_as_many_count_as_follow_one_another() -> None:
    """One may be asked for as soon as the one before has arrived; what has no time left is left out."""
    told = [(0, 10, 5), (0, 1, 5), (1, 2, 4), (1.5, 2.5, None), (2, 3, 0), (3, 4, 2), (3.5, 4.25, 2)]
    life = Life("a", "")
    for number, (sent, received, left) in enumerate(told, start=1):
        life.take(Sample(sent, received, None, left, number, number))
    assert [each.number for each in life.counting] == [2, 3, 6]

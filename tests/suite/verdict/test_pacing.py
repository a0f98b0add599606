"""What gateways answered is told in the headline: how often, and which pace was borne."""

import pytest

from contract_tests.recording.observation import Credential, Observation
from contract_tests.verdict.pacing import GatewayErrors, Pacing, Passed
from tests.suite.building import answer, numbered


def served(*, since: float, until: float, pace: int) -> list[Observation]:
    """Return answers to so many requests a second."""
    return [answer(at=since + each / pace) for each in range(int((until - since) * pace))]


def limited(at: float, credential: Credential = "none") -> Observation:
    """Return an answer 429."""
    return answer(code=429, at=at, credential=credential)


def advice(*observations: Observation) -> str:
    """Return what is said of limits in a run."""
    pacing = Pacing()
    for each in observations:
        pacing.step(each)
    return pacing.advice


def test_the_pace_that_is_named_is_one_that_was_borne() -> None:
    """For ten seconds, be it that the whole run went more slowly."""
    slow, fast = served(since=1, until=21, pace=2), served(since=21, until=31, pace=16)
    assert advice(limited(0), *slow, *fast) == "1 was answered 429, --pace 16 was borne"


def test_what_was_borne_before_a_limit_was_met_is_no_pace_to_name() -> None:
    """A bucket was full at first; and no stretch with a limit in it counts."""
    early = served(since=0, until=10, pace=20)
    late = [*served(since=11, until=16, pace=4), limited(16), *served(since=17, until=22, pace=4)]
    assert advice(*early, limited(10, "key"), *late) == "2 were answered 429, --pace 2 was borne"
    assert advice(*early, limited(10), *late[:9]) == "1 was answered 429, lower --pace"


@pytest.mark.parametrize(
    "other, said",
    [
        ("none", "3 without a credential were answered 429, lower --pace or exempt this address"),
        ("key", "3 were answered 429, lower --pace"),
    ],
)
def test_a_limit_that_strangers_alone_met_is_told_as_that(other: Credential, said: str) -> None:
    """Of one or two that would be chance."""
    assert advice(limited(0), limited(1), limited(2, other), answer(at=3)) == said


def test_no_pace_helps_where_nothing_is_answered() -> None:
    """A quota was used up before."""
    assert advice(limited(0)) == "1 was answered 429"


@pytest.mark.parametrize(
    "errors, said",
    [
        ([(503, 0.42)], "1 was answered 503, at 0.4 s"),
        ([(503, 0.42), (502, 3.0), (503, 9.8)], "3 were answered 502 or 503, from 0.4 s to 9.8 s"),
        ([(429, 1.0), (500, 2.0), (200, 3.0)], ""),
    ],
)
def test_errors_of_gateways_are_told_once(errors: list[tuple[int, float]], said: str) -> None:
    """They break no clause, so that nothing else would tell of them."""
    found = GatewayErrors()
    for code, at in errors:
        found.step(answer(code=code, at=at))
    assert found.told == said


def test_errors_that_odd_ids_alone_met_are_not_told() -> None:
    """A firewall may answer so to what it takes for an attack."""
    found = GatewayErrors()
    found.step(answer(code=502, subject="hostile"))
    assert found.told == ""
    found.step(answer(code=502, at=2))
    assert found.told == "2 were answered 502, from 0.0 s to 2.0 s"


@pytest.mark.parametrize(
    "answers, said",
    [
        ([(403, 22.5), (200, 1.0), (403, 0.5)], "2 were answered 403 that passed, from 0.5 s to 22.5 s"),
        ([(404, 2.04)], "1 was answered 404 that passed, at 2.0 s"),
        (
            [(200, 1), (403, 2), (500, 2)],
            "2 were answered 200 with no status or 500 that passed, from 1.0 s to 2.0 s",
        ),
        ([(429, 1), (403, 1), (503, 1)], ""),
    ],
)
def test_what_passed_is_told_once(answers: list[tuple[int, float]], said: str) -> None:
    """It breaks no clause, and gateways' errors and limits are told already."""
    found = Passed(voided=frozenset({1, 3}))
    for each in numbered(answer(code=code, at=at) for code, at in answers):
        found.step(each)
    assert found.told == said

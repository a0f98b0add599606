"""Clauses whose questions met an obstacle say so, and those never asked about say what they need."""

from __future__ import annotations

import pytest

from contract_tests.clauses.clause import Tolerances
from contract_tests.recording.failure import Failure, FailureKind
from contract_tests.verdict.verdict import Judging
from tests.suite.building import DROPPED, answer, told

WRONG_KEY, JSON_BODY, ECHO = "access.wrong-key-is-refused", "shape.body-is-json", "access.stale-authorisation"
FOREIGN = "access.foreign-session-shows-nothing"


def reasons(*observations: object) -> dict[str, str | None]:
    """Return why each clause is untested."""
    judging = Judging(Tolerances())
    for each in observations:
        judging.step(each)  # type: ignore[arg-type]  # they are observations
    return {verdict.clause.id: verdict.reason for verdict in judging.finish()}


@pytest.mark.parametrize(
    "code, failure, words",
    [
        (429, None, "was answered 429; lower --pace"),
        (503, None, "was answered 503, as gateways do"),
        (302, None, "was redirected by 302 to /login"),
        (None, DROPPED, "asked, and not answered: the connection was dropped"),
        (None, Failure(FailureKind.TIMED_OUT, "no answer within 10 s"), "asked, and not answered: no answer"),
    ],
)
def test_what_met_an_obstacle_says_so(code: int | None, failure: Failure | None, words: str) -> None:
    """The reason of each clause that the question was about is what it met."""
    said = reasons(answer("", code=code, failure=failure, headers=(("Location", "/login"),)))
    for clause in (JSON_BODY, ECHO):
        assert (said[clause] or "").startswith(words)
    assert (said[WRONG_KEY] or "").startswith("needs ")
    assert (said[FOREIGN] or "").startswith("needs ")


def test_only_the_clause_that_the_question_was_about_says_so() -> None:
    """A wrong key that met 429 leaves that clause untested for that reason, and others upheld."""
    said = reasons(told("alive"), answer("", code=429, credential="wrong-key"))
    assert said[WRONG_KEY] == "was answered 429; lower --pace"
    assert said[JSON_BODY] is None

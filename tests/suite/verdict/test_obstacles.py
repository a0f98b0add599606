"""Clauses whose questions met an obstacle say so, and those never asked about say what they need."""

import pytest

from contract_tests.clauses.clause import Tolerances
from contract_tests.recording.failure import Failure, FailureKind
from contract_tests.verdict.verdict import Judging
from tests.suite.building import DROPPED, FRESH, JSON, answer, body, told

WRONG_KEY, JSON_BODY, ECHO = "access.wrong-key-is-refused", "shape.body-is-json", "access.stale-authorisation"
ECHO_OF_ID, REVEALS = "existence.session-id-is-echoed", "access.refusal-reveals-nothing"
FLAPS = "existence.existence-does-not-flap"
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
    assert said[WRONG_KEY] == "was answered 429; lower --pace, or exempt this address from that limit"
    assert said[JSON_BODY] is None


def test_a_promise_that_was_broken_besides_is_told_with_it() -> None:
    """So no other line says that no clause is untested for it."""
    judging = Judging(Tolerances())
    judging.step(answer(failure=DROPPED, state="expiring"))
    judging.step(answer(body("dead"), at=5, state="expiring"))
    dies = next(each for each in judging.finish() if each.clause.id == "lifetime.expired-vm-dies")
    assert (dies.reason or "").startswith("asked, and not answered: the connection was dropped; ")
    assert (dies.reason or "").endswith("was declared expiring, and seen dead (killed)")
    assert judging.promises.broken() == [dies.lacking]


IN_BROTLI = (*JSON, ("Content-Encoding", "gzip"), ("content-encoding", "BR"))
UNREADABLE = "answered in BR, which was not asked for; it cannot be read here"


def test_what_an_answer_in_an_unknown_coding_holds_is_not_judged() -> None:
    """Its status is; and the clauses about its content are untested for that reason."""
    judging = Judging(Tolerances())
    raw = b"\x1b\x00\x01\x80"
    judging.step(answer(raw, headers=IN_BROTLI, state="alive"))
    judging.step(answer(raw, headers=IN_BROTLI, session=FRESH, subject="unknown"))
    judging.step(answer(raw, code=422, headers=IN_BROTLI, session="?", subject="hostile"))
    judging.step(answer("{}", code=404, session="?", subject="hostile"))
    judging.step(answer(raw, code=401, headers=IN_BROTLI, credential="none"))
    judging.step(answer(raw, headers=IN_BROTLI, credential="wrong-key"))
    judged = {each.clause.id: each for each in judging.finish()}
    assert [each for each, verdict in judged.items() if verdict.witnesses] == [
        WRONG_KEY, "access.refusal-is-an-error", "access.refusal-names-the-scheme",
    ]  # fmt: skip
    for clause in (JSON_BODY, ECHO_OF_ID, "shape.validation-error-matches-schema", REVEALS, FLAPS):
        assert judged[clause].reason == UNREADABLE
    assert judged["delivery.every-request-is-answered"].exercised == 2
    assert not judging.promises.broken()

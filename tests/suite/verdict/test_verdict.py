"""The fold of findings into verdicts: what is counted, kept, and given as the reason."""

from collections.abc import Iterable

import pytest
from attrs import evolve

from contract_tests.clauses import CATALOGUE, Clause, Fold, Tolerances
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, Outcome, broken, undecided
from contract_tests.recording.observation import Recording
from contract_tests.recording.reading import Reading
from contract_tests.rendering.terminal.lines import folded
from contract_tests.verdict.judging import report_of
from contract_tests.verdict.promises import BrokenPromise, Promises
from contract_tests.verdict.verdict import Judging, Verdict
from tests.suite.building import SESSION, answer, body, numbered, told

LIVES = CATALOGUE["liveness.alive-implies-assigned"]
STABLE = CATALOGUE["liveness.vm-is-stable-while-alive"]
DIES = CATALOGUE["lifetime.expired-vm-dies"]
WRONG = broken("this", "that", 1)


def scripted(*findings: Finding | None) -> Clause:
    """Return a clause that says these of one answer after the other."""
    left = iter(findings)
    return evolve(LIVES, unoffered="it is not offered", judge=lambda _reading: next(left))


class Scripted(Fold):
    """A fold that says one finding of each answer, and another at the end."""

    def __init__(self, each: Finding, end: Finding) -> None:
        self._each, self._end = each, end

    def step(self, _reading: Reading) -> Iterable[Finding]:
        """Say it."""
        return [self._each]

    def finish(self) -> Iterable[Finding]:
        """Say the other."""
        return [self._end]


def verdict(*findings: Finding | None) -> Verdict:
    """Return the verdict that such findings add up to."""
    judging = Judging(Tolerances(), [scripted(*findings)])
    for _ in findings:
        judging.step(told("alive"))
    (made,) = judging.finish()
    return made


def test_what_holds_and_what_is_broken_exercises_a_clause_and_nothing_else_does() -> None:
    """Each answer that holds or breaks counts once; the first three witnesses are kept."""
    undecided_one = undecided("a", "b")
    every = [broken("this", "that", number) for number in range(1, 6)]
    made = verdict(HOLDS, *every)
    assert (made.outcome, made.exercised, made.witnesses) == (Outcome.VIOLATED, 6, tuple(every[:3]))
    made = verdict(HOLDS, None, NOT_OFFERED, undecided_one, HOLDS)
    assert (made.outcome, made.exercised, made.witnesses) == (Outcome.UPHELD, 2, ())


@pytest.mark.parametrize(
    "findings, outcome, reason",
    [
        ((NOT_OFFERED,), Outcome.INAPPLICABLE, "not offered: it is not offered"),
        ((NOT_OFFERED, undecided("seen", "do more")), Outcome.UNTESTED, "seen; do more"),
        ((undecided("seen", "do more"),), Outcome.UNTESTED, "seen; do more"),
        ((None,), Outcome.UNTESTED, f"needs {LIVES.needs}"),
        ((HOLDS,), Outcome.UPHELD, None),
        ((WRONG, HOLDS, NOT_OFFERED), Outcome.VIOLATED, None),
    ],
)
def test_what_exercised_nothing_says_why(
    findings: tuple[Finding | None, ...], outcome: Outcome, reason: str | None
) -> None:
    """A freedom makes a clause inapplicable, unless something was left undecided; else it is untested."""
    made = verdict(*findings)
    assert (made.outcome, made.reason) == (outcome, reason)


def test_a_fold_is_made_with_the_runs_terms_and_asked_at_the_end() -> None:
    """Findings of a fold count, at each answer and at the end."""
    fold, tolerances = Scripted(HOLDS, WRONG), Tolerances(grace=1.5)
    judging = Judging(tolerances, [evolve(STABLE, fold=lambda: fold)])
    assert judging.step(told("alive")) == []
    assert judging.step(told("alive")) == []
    (found,) = judging.finish()
    assert fold.tolerances is tolerances
    assert (found.exercised, found.witnesses) == (3, (WRONG,))


@pytest.mark.parametrize("each, alone, told_at_once", [(WRONG, True, 1), (WRONG, False, 0), (HOLDS, True, 0)])
def test_a_fold_tells_at_once_what_one_answer_breaks(each: Finding, alone: bool, told_at_once: int) -> None:  # noqa: FBT001  a column
    """Where one answer may break it; what only the end shows is shown last."""
    fold, end = Scripted(each, broken("the end", "another", 9)), broken("the end", "another", 9)
    fold.alone = alone
    clause = evolve(STABLE, fold=lambda: fold)
    judging = Judging(Tolerances(), [clause])
    assert judging.step(told("alive")) == [(clause, WRONG)] * told_at_once
    (found,) = judging.finish()
    assert found.witnesses[-1] == end


def test_a_step_returns_what_one_answer_breaks_by_itself() -> None:
    """Clauses that an answer breaks are told at once; those that hold, or need more answers, are not."""
    clause = scripted(HOLDS, WRONG, None, NOT_OFFERED)
    judging = Judging(Tolerances(), [clause])
    assert [judging.step(told("alive")) for _ in range(4)] == [[], [(clause, WRONG)], [], []]


def test_what_names_no_exchange_is_shown_by_the_answer_just_judged() -> None:
    """One that names some keeps them."""
    clause = scripted(broken("this", "that"), broken("this", "that", 1, 2))
    judging = Judging(Tolerances(), [clause])
    found = [each for answered in numbered([told("alive")] * 2) for _, each in judging.step(answered)]
    assert [each.exchanges for each in found] == [(1,), (1, 2)]


@pytest.mark.parametrize("plain, first", [("6f1c", 1), ("{6f1d}", 2)])
def test_the_smallest_request_is_shown_first_unless_a_plainer_one_was(plain: str, first: int) -> None:
    """A search may end at an id with braces; a plain id that breaks the clause, too, is shown before it."""
    asked = [answer(body("alive"), asked=each) for each in (plain, "{6f1c}")]
    judging = Judging(Tolerances(), [scripted(*[broken("this", "that")] * 2)], smallest=2)
    for each in numbered(asked):
        judging.step(each)
    (made,) = judging.finish()
    assert made.witnesses[0].exchanges == (first,)


def test_each_state_seen_is_counted() -> None:
    """So many statuses of each kind were seen; what is no status is none of them."""
    judging = Judging(Tolerances(), [])
    assert judging.seen == {"alive": 0, "dead": 0, "unassigned": 0, "unknown": 0}
    for state in ("alive", "alive", "dead", "unassigned", "unknown", "unknown", "unknown"):
        judging.step(told(state))
    judging.step(answer({}, code=401))
    assert judging.seen == {"alive": 2, "dead": 1, "unassigned": 1, "unknown": 3}


def test_a_recording_is_judged_by_what_its_owner_agreed_to() -> None:
    """Grace and disclaimers come from the recording; without any, all clauses judge."""
    recording = Recording(
        base_url="http://localhost",
        started="2026-01-01T00:00:00+00:00",
        expiry_grace=0.5,
        watch=7.0,
        disclaimed=((STABLE.id, "we rename"),),
    )
    left = [(0.0, 3.5), (3.6, 0), (6.2, 0)]
    answers = numbered(told("alive", at=at, expires_in_seconds=seconds) for at, seconds in left)
    report = report_of(recording, lambda: answers)
    by_id = {each.clause.id: each for each in report.verdicts}
    assert list(by_id) == list(CATALOGUE)
    assert by_id[DIES.id].outcome is Outcome.VIOLATED
    stable = by_id[STABLE.id]
    assert (stable.outcome, stable.exercised) == (Outcome.INAPPLICABLE, 0)
    assert stable.reason == "disclaimed: we rename"
    assert report.seen["alive"] == 3


def test_a_promise_that_was_not_kept_is_the_reason() -> None:
    """Where a declared session is not what it was declared to be, that is said instead of what is needed."""
    judging = Judging(Tolerances(), [LIVES])
    judging.step(evolve(told("dead"), context=told("alive").context))
    (made,) = judging.finish()
    assert made.reason == f"{SESSION} was declared alive, and seen dead (killed); renew the declaration"


def test_an_id_that_is_not_known_may_be_mistyped() -> None:
    """Then there is nothing to renew."""
    made = BrokenPromise("alive", SESSION, "not existing")
    assert made.remedy == "check the id and its account, or renew the declaration"


@pytest.mark.parametrize(
    "states, seen",
    [
        (["alive"], "alive (active)"),
        (["alive", "alive", "alive"], "alive in all 3 answers; unless restarted, they are wrong"),
        (["alive", "unassigned"], "unassigned"),
    ],
)
def test_what_was_declared_dead_and_is_told_alive_is_to_be_looked_into(states: list[str], seen: str) -> None:
    """No clause is broken by a session that got a new VM; what it means otherwise is said, in two lines."""
    promises = Promises()
    for each in states:
        promises.step(Reading(answer(body(each), state="dead")))
    (broken,) = promises.broken()
    assert str(broken) == f"{SESSION} was declared dead, and seen {seen}"
    assert len(folded(f"{broken}; no clause is untested for it")) <= 2


def test_a_verdict_is_made_by_name() -> None:
    """Members of a verdict are never told by position."""
    with pytest.raises(TypeError):
        Verdict(LIVES, Outcome.UPHELD)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "started, outcome",
    [
        ("2025-01-10T12:28:00Z", Outcome.VIOLATED),
        ("2025-01-10T14:00:00Z", Outcome.UPHELD),
        ("2025-01-10T20:25:15+07:00", Outcome.UPHELD),
        ("2025-01-10T13:25:00Z", Outcome.VIOLATED),
        ("9999-12-31T23:59:59Z", Outcome.VIOLATED),
    ],
)
def test_a_gateway_whose_clock_is_slow_is_no_fault(started: str, outcome: Outcome) -> None:
    """A created_at lies in the future where our own clock says so, too."""
    past = CATALOGUE["existence.creation-lies-in-the-past"]
    made = answer(body("alive", created_at="2025-01-10T13:30:30Z"), at=20)  # and Date is 12:40:00
    recording = Recording(base_url="http://localhost:8000", started=started)
    (judged,) = report_of(recording, lambda: numbered([made]), clauses=[past]).verdicts
    assert judged.outcome is outcome


@pytest.mark.parametrize(
    "text, clauses",
    [
        ("<h1>Not Found</h1>", []),
        ("at /srv/api/app.py", ["refusal.error-tells-no-internals"]),
        ("$CONTRACT_API_KEY is wrong", ["access.refusal-reveals-nothing"]),
        ('{"vm_alive": true}', []),
    ],
)
def test_of_what_passed_only_leaks_are_judged(text: str, clauses: list[str]) -> None:
    """An answer tells what it tells, whatever comes when the question is put again; it upholds nothing."""
    judging = Judging(Tolerances())
    judging.step_passed(answer(text, code=500, credential="wrong-key"))
    made = judging.finish()
    assert [each.clause.id for each in made if each.outcome is Outcome.VIOLATED] == clauses
    assert not any(each.outcome is Outcome.UPHELD for each in made)

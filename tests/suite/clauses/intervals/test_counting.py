"""A verdict counts what exercised it, keeps the first witnesses, and the report what was seen."""

from contract_tests.clauses import CATALOGUE, Tolerances
from contract_tests.clauses.finding import Outcome
from contract_tests.recording.observation import Recording
from contract_tests.verdict.judging import report_of
from contract_tests.verdict.verdict import Judging
from tests.suite.building import numbered, told

FOUNDING = CATALOGUE["liveness.alive-implies-assigned"]
WRONG = False
"""Of vm_assigned, where the VM is alive."""


def test_each_answer_counts_once_and_three_witnesses_are_kept() -> None:
    """Of five answers that break a clause, among seven that exercise it, the first three are witnesses."""
    wrong = [told("alive", at=float(place), vm_assigned=WRONG) for place in range(5)]
    right = [told("alive", at=5.0), told("alive", at=6.0), told("dead", at=7.0)]
    recording = Recording(base_url="http://localhost", started="2025-01-10T12:40:00+00:00")
    report = report_of(recording, lambda: numbered([*wrong, *right]), clauses=[FOUNDING])
    (verdict,) = report.verdicts
    assert (verdict.outcome, verdict.exercised) == (Outcome.VIOLATED, 7)
    assert [witness.exchanges for witness in verdict.witnesses] == [(1,), (2,), (3,)]
    assert report.seen == {"alive": 7, "dead": 1, "unassigned": 0, "unknown": 0}


def test_what_an_answer_breaks_is_told_at_once() -> None:
    """A search that shrinks learns of each answer which clauses it breaks by itself, and of no others."""
    judging = Judging(Tolerances())
    right, wrong = numbered(
        [told("unassigned", created_at="2025-01-10T12:34:56Z"), told("alive", vm_assigned=WRONG)]
    )
    assert judging.step(right) == []
    assert FOUNDING in [clause for clause, _ in judging.step(wrong)]
    assert judging.seen == {"alive": 1, "dead": 0, "unassigned": 1, "unknown": 0}

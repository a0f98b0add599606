"""Violations that the owner knows: excused while they last, loud when stale, one line where wrong."""

from datetime import date
from pathlib import Path

import pytest

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.finding import Outcome, broken
from contract_tests.recording.observation import Recording
from contract_tests.settings.option import UsageError
from contract_tests.verdict import baseline
from contract_tests.verdict.judging import report_of
from contract_tests.verdict.verdict import Verdict
from tests.suite.building import numbered, told

CLAUSE = CATALOGUE["lifetime.dead-has-no-uptime"]
OTHER = CATALOGUE["liveness.alive-implies-assigned"]
TODAY = date(2027, 1, 31)
GOOD = f"""
[[known]]
clause = "{CLAUSE.id}"
reason = "the job that clears it runs at night"
review = 2027-01-31
issue = "https://example.com/1"
"""
NOTHING_ELSE = "write one [[known]] table for each violation, and nothing else"
TEXT, DATE = "write a text in quotes", "write a date such as 2027-01-31"


def written(folder: Path, text: str) -> Path:
    """Return a baseline file with that text."""
    path = folder / "known.toml"
    path.write_text(text)
    return path


def verdict(outcome: Outcome) -> Verdict:
    """Return a verdict of the clause that the baseline knows."""
    witnesses = (broken("12", "null", 1),) if outcome is Outcome.VIOLATED else ()
    return Verdict(clause=CLAUSE, outcome=outcome, exercised=1, witnesses=witnesses)


def test_a_known_violation_is_excused_with_its_reason(tmp_path: Path) -> None:
    """A violation that the baseline names carries the owner's reason; others stay as they are."""
    known = baseline.read(written(tmp_path, GOOD))
    other = Verdict(clause=OTHER, outcome=Outcome.VIOLATED, witnesses=(broken("a", "b", 2),))
    (excused, untouched), stale = known.applied([verdict(Outcome.VIOLATED), other], TODAY)
    assert (excused.baselined, excused.outcome) == ("the job that clears it runs at night", Outcome.VIOLATED)
    assert (untouched, stale) == (other, ())


@pytest.mark.parametrize("outcome", [Outcome.UNTESTED, Outcome.INAPPLICABLE])
def test_an_entry_that_was_not_put_to_the_test_is_not_stale(tmp_path: Path, outcome: Outcome) -> None:
    """An untested clause says nothing about its entry, and the entry nothing about it."""
    known = baseline.read(written(tmp_path, GOOD))
    assert known.applied([verdict(outcome)], TODAY) == ((verdict(outcome),), ())


def test_a_clause_that_is_upheld_makes_its_entry_stale(tmp_path: Path) -> None:
    """A violation that has gone is to be struck out, and the line says where."""
    path = written(tmp_path, GOOD)
    judged, stale = baseline.read(path).applied([verdict(Outcome.UPHELD)], TODAY)
    assert (judged, stale) == (
        (verdict(Outcome.UPHELD),),
        (f"{path}, line 2: {CLAUSE.id} is upheld now; remove the entry",),
    )


def test_an_entry_past_its_review_excuses_nothing(tmp_path: Path) -> None:
    """The day after the review date the violation counts again."""
    path = written(tmp_path, GOOD)
    judged, stale = baseline.read(path).applied([verdict(Outcome.VIOLATED)], date(2027, 2, 1))
    assert judged == (verdict(Outcome.VIOLATED),)
    assert stale == (
        f"review of {path}, line 2: {CLAUSE.id} was due on 2027-01-31; mend it, or set a new date",
    )


def test_an_entry_about_no_clause_is_stale(tmp_path: Path) -> None:
    """An id that no clause has is named with its line."""
    path = written(tmp_path, GOOD.replace(CLAUSE.id, "lifetime.no-such"))
    _, stale = baseline.read(path).applied([], TODAY)
    assert stale == (
        f"{path}, line 2: there is no clause lifetime.no-such; correct the id or remove the entry",
    )


def test_today_is_the_day_on_which_the_run_began(tmp_path: Path) -> None:
    """A recording judged years later is judged by the baseline as it held then."""
    known = baseline.read(written(tmp_path, GOOD))
    observations = numbered([told("dead", uptime_seconds=12)])
    for started, status in (("2027-01-31T23:59:59+00:00", 0), ("2027-02-01T00:00:00+00:00", 1)):
        recording = Recording(base_url="http://localhost", started=started)
        report = report_of(recording, lambda: observations, clauses=[CLAUSE], baseline=known)
        assert report.exit_status == status


@pytest.mark.parametrize(
    "text, words",
    [
        ("[[known]\n", "Expected ']]' at the end of an array declaration"),
        (GOOD + "[other]\n", NOTHING_ELSE),
        ('known = "all"\n', NOTHING_ELSE),
        (GOOD.replace("reason", "why"), "line 2: why is not known here; write clause, reason, review, issue"),
        (GOOD.replace("reason =", "# reason ="), f"line 2: reason is missing or wrong; {TEXT}"),
        (GOOD.replace("2027-01-31", '"soon"'), f"line 2: review is missing or wrong; {DATE}"),
        (GOOD.replace("2027-01-31", "2027-01-31T00:00:00"), f"line 2: review is missing or wrong; {DATE}"),
        (GOOD.replace(f'"{CLAUSE.id}"', "1"), f"line 2: clause is missing or wrong; {TEXT}"),
        (GOOD.replace('"https://example.com/1"', "1"), f"line 2: issue is wrong; {TEXT}"),
        (GOOD + GOOD.replace("reason", "why"), "line 8: why is not known here"),
    ],
)
def test_bad_baselines_get_one_line(tmp_path: Path, text: str, words: str) -> None:
    """File, line and what to write there, in one line."""
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        baseline.read(path)
    message = str(caught.value)
    assert message.startswith(f"--baseline {path}")
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, None], ids=["nested too deeply", "missing"])
def test_a_baseline_that_cannot_be_read_gets_one_line(tmp_path: Path, text: str | None) -> None:
    """A file that is missing or endlessly nested is named, with what to name instead."""
    path = tmp_path / "known.toml" if text is None else written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        baseline.read(path)
    message = str(caught.value)
    assert message.startswith(f"--baseline {path}: cannot be read (")
    assert message.endswith("); name a readable TOML file")
    assert "\n" not in message

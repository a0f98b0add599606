"""The exit status and the headline, which are one conclusion."""

from itertools import product
from typing import Any

import pytest
from attrs import evolve

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.finding import Outcome, broken
from contract_tests.recording.observation import Recording
from contract_tests.verdict.report import Report
from contract_tests.verdict.verdict import Verdict

MUST, SHOULD, NOTE = (
    CATALOGUE[name]
    for name in (
        "liveness.alive-implies-assigned",
        "existence.session-was-created",
        "existence.creation-time-is-plausible",
    )
)
UPHELD = Verdict(clause=MUST, outcome=Outcome.UPHELD, exercised=3)
UNTESTED = Verdict(clause=MUST, outcome=Outcome.UNTESTED, reason="needs a session")
WITNESSED = (broken("this", "that", 1),)
VIOLATED = Verdict(clause=MUST, outcome=Outcome.VIOLATED, exercised=1, witnesses=WITNESSED)
KNOWN = evolve(VIOLATED, baselined="known")
INAPPLICABLE = Verdict(clause=MUST, outcome=Outcome.INAPPLICABLE, reason="disclaimed: so")

SAYS = {"VIOLATED", "INCOMPLETE", "ERRORED", "UPHELD"}


def report(*verdicts: Verdict, interrupted: bool = False, trouble: str = "", **options: Any) -> Report:
    """Return a report of these verdicts."""
    started = "2026-01-01T00:00:00+00:00"
    recording = Recording(
        base_url="http://localhost", started=started, interrupted=interrupted, trouble=trouble
    )
    size: dict[str, Any] = {"seen": {}, "requests": 143, "seconds": 6.12, "exchanges": {}}
    return Report(recording=recording, verdicts=verdicts, **size, **options)


STALE = ("known.toml, line 1: x is upheld now; remove the entry",)
DOWN = "nothing listens at localhost:1"
FAILED = "2 were answered 503, from 0.4 s to 1.2 s"

TABLE = [
    (report(UPHELD), 0, "UPHELD 1 clause, 0 not applicable; 143 requests, 6.1 s"),
    (report(UPHELD, INAPPLICABLE), 0, "UPHELD 1 clause, 1 not applicable; 143 requests, 6.1 s"),
    (report(UPHELD, VIOLATED), 1, f"VIOLATED 1 of 2 clauses: {MUST.id}; 143 requests, 6.1 s"),
    (report(UPHELD, UNTESTED), 1, f"INCOMPLETE 1 upheld, 1 MUST untested: {MUST.id}; 143 requests, 6.1 s"),
    (report(UNTESTED, allow_untested=True), 0, f"INCOMPLETE 0 upheld, 1 MUST untested: {MUST.id}; "),
    (report(UPHELD, stale=STALE), 1, "VIOLATED baseline: known.toml, line 1: x is upheld now"),
    (report(UPHELD, stale=STALE, allow_untested=True), 1, "VIOLATED baseline: "),
    (report(), 5, "INCOMPLETE no clause was selected; "),
    (report(interrupted=True), 2, "INCOMPLETE interrupted; 0 upheld so far; "),
    (report(UPHELD, interrupted=True), 2, "INCOMPLETE interrupted; 1 upheld so far; "),
    (report(VIOLATED, interrupted=True), 2, "VIOLATED 1 of 1 clauses: "),
    (report(UNTESTED, trouble=DOWN), 3, f"ERRORED {DOWN}; "),
    (report(UNTESTED, trouble=DOWN, allow_untested=True), 3, f"ERRORED {DOWN}; "),
    (report(UNTESTED, trouble=DOWN, interrupted=True), 2, "INCOMPLETE interrupted"),
    (report(VIOLATED, trouble=DOWN), 1, "VIOLATED 1 of 1 clauses: "),
    (report(UNTESTED, trouble=DOWN, stale=STALE), 3, f"ERRORED {DOWN}; "),
    (report(trouble=DOWN), 3, f"ERRORED {DOWN}; "),
    (report(UPHELD, evolve(VIOLATED, clause=SHOULD)), 0, "UPHELD 1 clause"),
    (
        report(UPHELD, evolve(VIOLATED, clause=SHOULD), strict_should=True),
        1,
        f"VIOLATED 1 of 2 clauses: {SHOULD.id}",
    ),
    (report(UPHELD, evolve(VIOLATED, clause=NOTE), strict_should=True), 0, "UPHELD 1 clause"),
    (report(UPHELD, evolve(UNTESTED, clause=SHOULD), strict_should=True), 0, "UPHELD 1 clause"),
    (report(UPHELD, evolve(UNTESTED, clause=NOTE)), 0, "UPHELD 1 clause"),
    (report(UPHELD, KNOWN), 0, "UPHELD 1 clause, 0 not applicable, 1 worth a look; "),
    (report(UPHELD, errors=FAILED), 0, f"UPHELD 1 clause, 0 not applicable; 143 requests, 6.1 s; {FAILED}"),
    (report(VIOLATED, KNOWN), 1, "VIOLATED 1 of 2 clauses"),
]


@pytest.mark.parametrize("made, status, headline", TABLE)
def test_exit_status_and_headline(made: Report, status: int, headline: str) -> None:
    """Interrupted, errored, red, nothing selected and good are told in this order, by one headline."""
    assert (made.exit_status, made.headline[: len(headline)]) == (status, headline)


def test_what_trouble_says_of_gateways_is_said_once() -> None:
    """It is why there is no verdict, and their errors need no words of their own."""
    assert report(UNTESTED, trouble=DOWN, errors=FAILED).headline.endswith("143 requests, 6.1 s")


EVERY_VERDICT = [
    evolve(verdict, clause=clause)
    for verdict in (UPHELD, UNTESTED, VIOLATED, INAPPLICABLE, KNOWN)
    for clause in (MUST, SHOULD, NOTE)
]


def test_no_conclusion_says_yes_about_what_was_not_seen() -> None:
    """Over all verdicts, pairs of them and circumstances, what is good or red is so for a reason."""
    yes_or_no = (True, False)
    for verdicts in [(), *((each,) for each in EVERY_VERDICT), *product(EVERY_VERDICT, repeat=2)]:
        for interrupted, trouble, stale, strict, allow in product(
            yes_or_no, ("", DOWN), ((), STALE), yes_or_no, yes_or_no
        ):
            options = {"stale": stale, "strict_should": strict, "allow_untested": allow}
            made = report(*verdicts, interrupted=interrupted, trouble=trouble, **options)
            says = made.headline.split()[0]
            assert says in SAYS
            if made.exit_status == 0:
                assert verdicts
                assert not made.blocking
                assert not any((interrupted, trouble, stale))
                assert says == "UPHELD" if made.complete else allow
            if says == "UPHELD":
                assert made.complete
                assert made.exit_status == 0
            assert bool(made.blocking) == (
                says == "VIOLATED" and not made.headline.startswith("VIOLATED baseline")
            )
            assert (says == "ERRORED") == (made.exit_status == 3)


def test_a_headline_names_three_clauses_and_counts_the_rest() -> None:
    """Of many violations, three are named."""
    every = [
        Verdict(clause=clause, outcome=Outcome.VIOLATED, witnesses=WITNESSED) for clause in CATALOGUE.values()
    ]
    bound = sum(clause.level == "MUST" for clause in CATALOGUE.values())
    named = ", ".join(list(CATALOGUE)[:3])
    headline = report(*every).headline
    assert headline.startswith(f"VIOLATED {bound} of {len(every)} clauses: {named} and {bound - 3} more; ")


def test_the_json_report_says_the_same() -> None:
    """report.json carries headline, completeness, redness and status as the process tells them."""
    for made, status, _ in TABLE:
        told = made.as_json()
        assert (told["headline"], told["exit_status"]) == (made.headline, status)
        assert (told["complete"], told["red"]) == (made.complete, bool(made.blocking))
        assert [each["outcome"] for each in told["verdicts"]] == [str(each.outcome) for each in made.verdicts]

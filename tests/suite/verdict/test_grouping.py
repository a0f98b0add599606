"""Untested clauses in groups: what would exercise them, what to type, how many they are."""

from itertools import combinations

import pytest

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.finding import Outcome
from contract_tests.recording.observation import FOREIGN_KEY, KEY, STATES, TOKEN, State
from contract_tests.verdict.grouping import ANY_CREDENTIAL, Group, Provided, Remedy, explained, grouped, lacks
from contract_tests.verdict.promises import BrokenPromise
from contract_tests.verdict.verdict import Verdict

EVERY = tuple(CATALOGUE.values())
ALIVE = CATALOGUE["liveness.alive-implies-assigned"]
NOTE = CATALOGUE["environment.error-has-a-status"]


def untested(*clauses: str, reason: str = "", lacking: BrokenPromise | None = None) -> list[Verdict]:
    """Return verdicts that these clauses are untested, for a reason or for want of what they need."""
    return [
        Verdict(
            clause=CATALOGUE[name],
            outcome=Outcome.UNTESTED,
            reason=reason or f"needs {CATALOGUE[name].needs}",
            lacking=lacking or (None if reason else CATALOGUE[name].needs),
        )
        for name in clauses
    ]


def foreseen(provided: Provided) -> tuple[Group, ...]:
    """Return the groups of all clauses that a run with only these sessions and variables cannot exercise."""
    return grouped(untested(*(each.id for each in EVERY if lacks(each.needs, provided))), provided)


@pytest.mark.parametrize(
    "provided, told",
    [
        (Provided(), "set a credential: CONTRACT_API_KEY or CONTRACT_BEARER_TOKEN"),
        (Provided((), {KEY}), "declare a session whose VM is alive: --session alive=ID"),
        (Provided(("alive",), {TOKEN}), "declare a session without a VM: --session unassigned=ID"),
        (
            Provided(("alive", "alive", "dead", "unassigned", "expiring"), {KEY, TOKEN}),
            (
                "declare a session of another account and set another account's API key: "
                "--session foreign=ID and CONTRACT_FOREIGN_API_KEY"
            ),
        ),
        (
            Provided(("alive", "dead", "unassigned", "expiring", "foreign"), {KEY, TOKEN, FOREIGN_KEY}),
            "declare another session whose VM is alive: --session alive=ID",
        ),
    ],
)
def test_the_first_group_is_what_a_run_gains_most_by(provided: Provided, told: str) -> None:
    """It says what to do, and what to type."""
    groups = foreseen(provided)
    assert str(groups[0]).partition(": ")[2] == told
    sizes = [len(each.clauses) for each in groups if ANY_CREDENTIAL not in each.remedies]
    assert sizes == sorted(sizes, reverse=True)


def test_groups_are_a_partition_of_what_is_lacking() -> None:
    """Whatever is provided: each clause that lacks something stands in one group, and no other in any."""
    variables = [set(each) for number in range(4) for each in combinations((KEY, TOKEN, FOREIGN_KEY), number)]
    states: list[tuple[State, ...]] = [each for number in range(6) for each in combinations(STATES, number)]
    for provided in (Provided(there, said) for there in states for said in variables):
        within = [clause.id for group in foreseen(provided) for clause in group.clauses]
        assert len(within) == len(set(within))
        assert set(within) == {clause.id for clause in EVERY if lacks(clause.needs, provided)}


def test_doing_all_that_the_groups_say_leaves_nothing_lacking() -> None:
    """A run with two live sessions, one of each other state and all credentials exercises every clause."""
    assert foreseen(Provided((*STATES, "alive"), {KEY, TOKEN, FOREIGN_KEY})) == ()


def test_a_broken_promise_is_one_group_with_what_it_costs() -> None:
    """The clauses that another state or an obstacle left untested stand elsewhere."""
    gone = BrokenPromise("alive", "s1", "not existing")
    verdicts = [
        *untested(ALIVE.id, "liveness.alive-implies-exists", reason=f"{gone}; renew it", lacking=gone),
        *untested(NOTE.id, reason="was answered 429; lower --pace"),
    ]
    groups = grouped(verdicts, Provided(("alive",), {KEY}))
    assert [(each.what, each.how, len(each.clauses)) for each in groups] == [
        ("s1 was declared alive, and seen not existing; renew it", "", 2),
        ("was answered 429; lower --pace", "", 1),
    ]


@pytest.mark.parametrize(
    "clause, reason",
    [
        (ALIVE.id, "no answer exercised it, though there was a session that is alive"),
        (
            "liveness.liveness-does-not-flap",
            "no answer exercised it; it takes a session that is alive, watched for longer than 2 s",
        ),
        ("liveness.unassigned-names-no-vm", "needs a session without a VM: --session unassigned=ID"),
    ],
)
def test_what_was_there_is_not_asked_for(clause: str, reason: str) -> None:
    """In no rendering: the reason itself says it."""
    (verdict,) = untested(clause)
    assert explained(verdict, Provided(("alive",), {KEY})).reason == reason


def test_an_interrupted_run_asks_for_its_end_where_nothing_is_lacking() -> None:
    """A session that was declared needs not be declared again."""
    verdicts = untested(ALIVE.id, "lifetime.dead-has-no-uptime")
    told = [str(each) for each in grouped(verdicts, Provided(("alive",), {KEY}), ended=False)]
    assert told == [
        "1 clause: declare a session whose VM is dead: --session dead=ID",
        "1 clause: let the run come to its end",
    ]


def test_what_binds_is_counted_apart() -> None:
    """A headline counts MUST clauses only; a group says how many of its clauses these are."""
    assert str(Group((Remedy("do"),), (ALIVE, NOTE))) == "2 clauses (1 MUST): do"
    assert str(Group((Remedy("do"),), (NOTE,))) == "1 clause (no MUST): do"
    assert str(Group((Remedy("do", "--this"),), (ALIVE,))) == "1 clause: do: --this"

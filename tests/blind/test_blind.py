"""The measure itself: what is composed, what can be seen of it, and that a run in it is a run."""

import pytest

from tests.blind import probing, reasons
from tests.blind.composing import OPERATORS, composed, sample
from tests.blind.deployed import deployed
from tests.blind.measuring import Trial, ended, told, tried
from tests.blind.occasions import ALWAYS, OCCASIONS
from tests.blind.operators.operated import STEPS, Composed, Operator
from tests.matrix.conduct import conduct

EVERY = {each.name: each for each in composed()}


def test_every_operator_shows_on_some_occasion_and_every_step_has_operators() -> None:
    """There are thousands, each by a name of its own, at every step of the request path."""
    assert len(EVERY) == len(composed()) > 5000
    assert {each.operator for each in EVERY.values()} == set(OPERATORS)
    assert {each.occasion for each in EVERY.values()} == set(OCCASIONS)
    assert {each.operator.place for each in EVERY.values()} == {*STEPS, "respond"}


def test_a_sample_is_spread_over_the_steps_and_the_same_each_time() -> None:
    """Each step has its share, and the seed says which faults they are."""
    drawn = sample(52, 3)
    assert [each.name for each in drawn] == [each.name for each in sample.__wrapped__(52, 3)]
    assert sample(52, 4) != drawn
    places = [each.operator.place for each in drawn]
    assert {places.count(place) for place in set(places)} == {4}
    assert {each.operator.place for each in sample(5, 3, "find")} == {"find"}


def test_an_operator_that_changes_nothing_cannot_be_told_from_the_reference() -> None:
    """Each answer of the reference is the same twice, and a step that does as usual leaves it so."""
    usual = Operator("find", "as usual", lambda _deployed, usually, *_: usually(), ("none",))
    assert probing.differs(Composed(usual, ALWAYS)) is None


@pytest.mark.parametrize(
    "name",
    [
        "find: compares all but group 3, always",
        "account_of_key: compares its last 16 characters, always",
        "authorise: any cookie passes, of sessions that are dead",
        "finish: vm_status of the first answer, of sessions that are expired",
        "respond: fails, for ids that are integers of 64 bits or more",
    ],
)
def test_what_some_request_shows_is_observable(name: str) -> None:
    """A question shows each of these faults, and says which."""
    assert probing.differs(EVERY[name]), name


@pytest.mark.parametrize(
    "name", ["refuse: status 403, always", "authorise: no account, with credential wrong"]
)
def test_what_the_contract_leaves_open_is_no_fault(name: str) -> None:
    """Another refusal, and what never happens, are the same as the reference."""
    assert probing.differs(EVERY[name]) is None, name


def test_the_reference_is_green() -> None:
    """The behaviour that faults are composed of breaks nothing by itself."""
    _, report, _ = conduct(lambda seeded, clock: deployed(None, seeded, clock))
    assert ended(report) == ("green", ())


@pytest.mark.parametrize(
    "name, clause",
    [
        ("respond: fails, of sessions that are alive", "delivery.no-server-error"),
        ("respond: late, from the second time on", "delivery.every-request-is-answered"),
    ],
)
def test_a_trial_of_a_plain_fault_is_caught(name: str, clause: str) -> None:
    """Failing and hanging are red by their clauses; a session that hangs half-way stops no run."""
    trial = tried(EVERY[name])
    assert trial.ending == "red"
    assert clause in trial.violated


def test_the_figure_counts_what_can_be_seen() -> None:
    """Equivalents are no misses; a note or an incomplete run is one; the blind clause is named."""

    def trial(ending: str, visible: str | None) -> Trial:
        return Trial("a fault", ("a.clause", "another"), ending, (), visible, 1.0)  # type: ignore[arg-type]

    lines = list(told([trial("red", ""), trial("should", ""), trial("note", "x"), trial("green", None)]))
    assert "2 of 3 observable faults caught (66.7 %), and 0 more by the requests of another day" in lines[-1]
    assert "1 of 4 cannot be told from the reference" in lines[-1]
    assert "    1  a.clause" in lines


@pytest.mark.parametrize(
    "name, broken_promise, why",
    [
        ("describe: without its VM, of sessions that are alive", True, reasons.PROMISE),
        ("describe: without its VM, with credential token", True, None),
        ("account_of_key: another account, always", True, None),
        ("describe: without its VM, of sessions that are expired", False, reasons.REMOVED),
        ("describe_vm: as of +5 s, of sessions that are alive", False, reasons.OLDER),
        ("describe_vm: as of +5 s, for ids in upper case", False, None),
        ("time_left: rounded to 10 s, always", False, reasons.COARSE),
        ("authorise: the account of the request before, for ids beyond ASCII", False, reasons.NOBODYS),
        ("authorise: the account of the request before, for ids in upper case", False, None),
        ("describe: without its VM, for ids in lower case with dashes", True, reasons.PROMISE),
        ("describe: without its VM, for ids spelled otherwise", True, None),
        ("refuse: status 503, for ids in upper case", False, reasons.SPELLED),
        ("refuse: status 500, for ids in upper case", False, None),
        ("uptime: not a number, of sessions that are foreign", False, reasons.THEIRS),
        ("render: status 206, for ids in upper case", False, reasons.SPELLED),
        ("render: status 500, for ids in upper case", False, None),
        ("render: status 403, of sessions that are alive", True, reasons.PROMISE),
        ("finish: env_status cut short, always", False, reasons.ANY_WORD),
        ("finish: env_status as text, always", False, None),
        ("describe_vm: as suspended, after another credential's request", False, reasons.STOPPED),
        ("describe_vm: as suspended, from 2 s on", False, None),
        ("account_of_token: no account, of sessions that are expired", False, reasons.NEW),
        ("account_of_token: no account, of sessions that are dead", False, None),
        ("refuse: status 302, for ids beyond ASCII", False, reasons.NOBODYS),
        ("refuse: status 500, for ids beyond ASCII", False, None),
        ("time_left: as a time of day, every third time", False, reasons.EXTENDED),
        ("time_left: as a time of day, with credential token", False, None),
    ],
)
def test_only_what_a_correct_deployment_might_tell_is_set_aside(
    *, name: str, broken_promise: bool, why: str | None
) -> None:
    """A difference between two credentials or two spellings is no story of any deployment's."""
    assert reasons.reason(EVERY[name], broken_promise=broken_promise, refused=False) == why

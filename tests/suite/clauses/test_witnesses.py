"""The answers that a verdict shows, where a clause takes several."""

import copy
from collections.abc import Sequence
from typing import Any

import pytest

from contract_tests.clauses.clause import Tolerances
from contract_tests.clauses.intervals.samples import Window
from contract_tests.recording import contract
from contract_tests.recording.described import operation_of
from contract_tests.recording.published import differences
from contract_tests.recording.purpose import Probe
from contract_tests.recording.timing import ROUNDING
from tests.suite.building import FRESH, OTHER, SESSION, answer, body, verdict


def living(at: float, vm: str, **known: Any) -> Any:
    """Return an answer that names a living VM, its clock running."""
    changed: dict[str, Any] = {"vm_id": vm, "uptime_seconds": 100 + at, "expires_in_seconds": 200 - at}
    return answer(body("alive", **changed), at=at, **known)


def killed(at: float) -> Any:
    """Return an answer that says that the VM was killed."""
    return answer(body("dead", vm_id="a"), at=at)


def created(at: float, when: str) -> Any:
    """Return an answer that tells a time of creation."""
    return answer(body("alive", created_at=when), at=at)


def fresh(at: float, state: str) -> Any:
    """Return an answer about a fresh id, asked about again."""
    return answer(body(state, FRESH), at=at, session=FRESH, subject="unknown", probe=Probe.AGAIN)


def expiring(at: float, left: float) -> Any:
    """Return an answer about a VM that is about to expire."""
    return answer(body("alive", expires_in_seconds=left), at=at, state="expiring")


SHOWN: list[tuple[str, Sequence[Any], tuple[int, ...]]] = [
    (
        "liveness.sessions-do-not-share-a-vm",
        [living(0, "a"), living(1, "a", session=OTHER), living(2, "a", session=OTHER), living(3, "a")],
        (1, 2),
    ),
    ("liveness.vm-is-stable-while-alive", [living(0, "a"), living(1, "a"), living(2, "b")], (1, 3)),
    ("liveness.killed-vm-stays-dead", [killed(0), killed(1), killed(3), living(4, "a")], (1, 4)),
    (
        "liveness.liveness-does-not-flap",
        [living(0, "a"), living(0.5, "a"), killed(2), killed(2.5), living(5, "a")],
        (1, 3, 5),
    ),
    (
        "existence.creation-time-is-constant",
        [created(at, f"2025-01-10T12:34:5{second}") for at, second in enumerate((6, 6, 7))],
        (1, 3),
    ),
    (
        "existence.asking-does-not-create",
        [fresh(1, "unknown"), fresh(2, "unknown"), fresh(3, "unassigned")],
        (1, 3),
    ),
    (
        "lifetime.expired-vm-dies",
        [expiring(0, 3.5), expiring(2, 1.5), expiring(3.6, 0), expiring(13.95, 0)],
        (1, 4),
    ),
]


@pytest.mark.parametrize("clause, observations, exchanges", SHOWN, ids=[clause for clause, *_ in SHOWN])
def test_a_violation_is_shown_by_its_answers(
    clause: str, observations: Sequence[Any], exchanges: tuple[int, ...]
) -> None:
    """The first that said one thing, and the one that said another."""
    (witness, *_) = verdict(clause, observations).witnesses
    assert witness.exchanges == exchanges


@pytest.mark.parametrize("when, took, passed", [((1, 5), 0.25, "3.8 to 4.2"), ((1, 2), 10.0, "0.0 to 11.0")])
def test_an_uptime_is_compared_with_what_passed(when: tuple[float, float], took: float, passed: str) -> None:
    """Between the first answer's arrival and the second question, at least; and no less than nothing."""
    told = [
        answer(body("alive", uptime_seconds=up), at=at, took=took)
        for at, up in zip(when, (100, 50), strict=True)
    ]
    (witness,) = verdict("lifetime.uptime-keeps-time", told).witnesses
    assert witness.seen == "uptime_seconds 100, then 50"
    assert witness.right == f"growth by what passed: {passed} s"


def test_of_several_breaking_differences_the_first_is_shown() -> None:
    """With its place, what it is, and a body that shows it."""
    published = copy.deepcopy(contract.document())
    members = published["components"]["schemas"]["SessionStatusResponse"]["properties"]
    del members["vm_alive"]
    members["exists"] = {"type": "string"}
    pinned, other = (operation_of(each, contract.PATH) for each in (contract.document(), published))
    assert pinned is not None
    assert other is not None
    first, *more = differences(pinned, other)
    assert more
    asked = answer(published, subject="contract", credential="none")
    (witness,) = verdict("delivery.published-contract-agrees", [asked]).witnesses
    assert witness.seen == f"{first.place}: {first.message}, as {first.example}"


@pytest.mark.parametrize(
    "earliest, latest, is_near", [(2, 3, True), (2.125, 3, False), (-4, -1, True), (-4, -1.125, False)]
)
def test_windows_that_may_be_one_instant(earliest: float, latest: float, is_near: bool) -> None:  # noqa: FBT001
    """A second apart at most, whichever comes first."""
    one, other = Window(0, 1), Window(earliest, latest)
    assert (one.near(other, ROUNDING), other.near(one, ROUNDING)) == (is_near, is_near)


@pytest.mark.parametrize(
    "media, what",
    [
        ("text/html; charset=utf-8", "text/html that is no JSON"),
        ("application/json", "Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_a_page_is_told_as_that(media: str, what: str) -> None:
    """Where a text is not JSON is worth a word if it claims to be."""
    page = answer("<html>", code=422, subject="near", headers=(("Content-Type", media),))
    (witness,) = verdict("shape.validation-error-matches-schema", [page]).witnesses
    assert witness.seen == f"422, but {what}"


def test_a_late_death_is_told_by_how_late_it_was() -> None:
    """From the announced instant, or from when nothing was seen to be left."""
    told = [expiring(0, 3.5), expiring(3.6, 0), expiring(14.12, 0)]
    (witness,) = verdict("lifetime.expired-vm-dies", told).witnesses
    assert (witness.seen, witness.right) == (
        "alive 10.5 s after its announced expiry",
        "dead within 10 s of it",
    )


SOONER = ", or declare a session that expires sooner"


@pytest.mark.parametrize(
    "told, waited, remedy",
    [
        ([expiring(1, 30.5), expiring(11, 20.5)], 15, f"20 s left; raise --watch-expiry to 32{SOONER}"),
        ([expiring(1, 0.6), expiring(4, 0.6)], 2, f"1 s left; raise --watch-expiry to 5{SOONER}"),
        ([expiring(1, 9.5), expiring(2, 8.5)], 15, "8 s left; run again"),
    ],
)
def test_who_did_not_look_long_enough_is_told_how_long(told: list[Any], waited: float, remedy: str) -> None:
    """To the announced instant, or as long as was looked already; no time that was to be waited anyway."""
    tolerances = Tolerances(watch_expiry=waited)
    found = verdict("lifetime.expired-vm-dies", told, tolerances).reason
    assert found == f"an expiring session was alive to the end, {remedy}"


@pytest.mark.parametrize(
    "took, reason",
    [
        (6, "died while an answer took 6.0 s; set --concurrency 1, or declare one that lives longer"),
        (1, "died before its time; declare another one"),
    ],
)
def test_a_death_is_not_said_to_be_early_where_its_answer_was_late(took: float, reason: str) -> None:
    """The announced instant is within the time that the answer took."""
    answers = [expiring(1, 9.0), answer(body("dead"), at=4, took=took, state="expiring")]
    assert verdict("lifetime.expired-vm-dies", answers).reason == f"an expiring session's VM {reason}"


def test_an_extension_is_told_as_one() -> None:
    """By when it was seen, and no longer watch is asked for: the next one would be extended too."""
    told = [expiring(1, 8.0), expiring(2, 7.0), expiring(5.5, 600), expiring(6.5, 599)]
    found = verdict("lifetime.expired-vm-dies", told).reason
    seen = "an expiring session was seen extended at 5.5 s, 599 s left"
    assert found == f"{seen}; declare one that nothing extends"


@pytest.mark.parametrize(
    "known, written, shown",
    [
        ({"subject": "near", "tried": "? between it and itself"}, f"{SESSION}%3F{SESSION}", "ID%3FID"),
        ({"subject": "hostile", "tried": "a percent sign", "session": ""}, "%25", "%25"),
    ],
)
def test_an_id_that_finds_another_is_shown_as_it_was_written(
    known: dict[str, Any], written: str, shown: str
) -> None:
    """The rest of it can be told from the id that it was made of."""
    asked = answer(body("alive"), at=1, asked=written, **known)
    (witness,) = verdict("refusal.only-the-exact-id-matches", [answer(body("alive")), asked]).witnesses
    assert witness.seen == f"{known['tried']}: exists true for {shown}"


def test_what_is_no_refusal_is_said_to_be_none() -> None:
    """No session is missing where one was asked about."""
    found = verdict("access.refusals-look-alike", [answer({}, code=404, credential="none")]).reason
    seen = "without a credential, sessions that exist were answered 404"
    assert found == f"{seen}; that is no refusal to compare"


@pytest.mark.parametrize(
    "watch, seconds, remedy",
    [(2, 1, "raise --watch to 3 or more"), (3, 0, "declare a session whose VM outlives the run")],
)
def test_a_longer_watch_is_asked_for_where_it_would_help(watch: float, seconds: int, remedy: str) -> None:
    """Of a run that watched for the usual time, another session is wanted."""
    told = [living(at, "a", took=0.1) for at in (0, 1.1)[: seconds + 1]]
    found = verdict("lifetime.uptime-keeps-time", told, Tolerances(watch=watch)).reason
    assert found == f"a VM was seen alive for {seconds}.0 s; {remedy}"


@pytest.mark.parametrize(
    "clause, changed, seen",
    [
        ("existence.absent-session-has-no-vm", {"exists": False, "vm_id": None}, "vm_alive true, vm_id null"),
        ("liveness.assigned-vm-is-named", {"vm_id": None}, "vm_id null"),
        ("liveness.assigned-vm-has-a-status", {"vm_status": ""}, 'vm_status ""'),
    ],
)
def test_what_was_seen_is_told_as_it_came(clause: str, changed: dict[str, Any], seen: str) -> None:
    """As JSON has it."""
    (witness,) = verdict(clause, [answer(body("alive", **changed))]).witnesses
    assert witness.seen.endswith(f"vm_assigned true, {seen}")


@pytest.mark.parametrize(
    "probe, how",
    [(Probe.NONE, "the token alone"), (Probe.HEADER_IN_LOWER_CASE, "the token alone (header in lower case)")],
)
def test_a_way_that_never_works_is_named(probe: Probe, how: str) -> None:
    """By its credential, and by what was odd about its header."""
    told = [answer(body("alive")), answer({}, code=401, credential="token", probe=probe)]
    (witness,) = verdict("access.valid-credentials-are-accepted", told).witnesses
    assert witness.seen == f"{how} is refused where another way is accepted"


def test_what_an_error_tells_is_shown_in_part() -> None:
    """The first 80 characters, since a statement in SQL may be long."""
    told = "SELECT " + "a, " * 30 + "b FROM sessions"
    (witness,) = verdict("refusal.error-tells-no-internals", [answer(told, code=500)]).witnesses
    assert witness.seen == f"status 500 with {told[:80]!r}"

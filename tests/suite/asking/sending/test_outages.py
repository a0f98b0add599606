"""A gateway that has lost the API ends a run soon; one that finds it again costs time, and no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from contract_tests.clauses.finding import Outcome
from contract_tests.reference.app import build
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.matrix.conduct import SEEDED, conduct

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference import Seeded
    from tests.matrix.conduct import Make

FOR_EVER = 1000.0
DEAD = dict(SEEDED.sessions)["dead"]
UUID = len("/v1/sessions/status/") + 36
KNOWN = tuple(session for _, session in SEEDED.sessions)


def losing(
    begin: float, seconds: float, status: int = 502, concerns: Callable[[str], bool] = bool, wait: str = ""
) -> Make:
    """Return what makes the reference behind a gateway that loses it for a while, for some paths or all."""

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        fill(storage, seeded, clock)
        api, began = build(storage, clock=clock), clock()
        page = Response("<h1>nginx</h1>", status, {"retry-after": wait} if wait else {}, "text/html")

        async def gateway(scope: Scope, receive: Receive, send: Send) -> None:
            lost = begin <= clock() - began < begin + seconds and concerns(scope["path"])
            await (page if lost else api)(scope, receive, send)

        return gateway

    return make


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("begin", [0.1, 1.0, 4.0, 7.5])
def test_a_gateway_that_has_lost_the_api_for_good_ends_the_run(begin: float, status: int) -> None:
    """Exit 3 says since when, nothing is judged by what came after, and little is asked."""
    exit_status, report, observations = conduct(losing(begin, FOR_EVER, status))
    lockout = report.recording.lockout
    assert lockout is not None, report.headline
    assert begin <= lockout.since < begin + 0.5
    said = f"ERRORED no answer but a gateway's {status} since {lockout.since:.1f} s; is the API up?; "
    assert (exit_status, report.blocking) == (3, ())
    assert report.headline.startswith(said)
    after = [each.exchange.sent for each in observations if each.exchange.sent >= lockout.since]
    assert (len(after) < 80, max(after) < lockout.since + 13) == (True, True)


@pytest.mark.parametrize("wait", ["", "2"])
@pytest.mark.parametrize("begin", [0.1, 2.0, 7.5])
@pytest.mark.parametrize("seconds", [3.0, 8.0])
def test_a_restart_behind_a_gateway_is_waited_for(begin: float, seconds: float, wait: str) -> None:
    """The run takes as much longer, and is complete and green."""
    _, report, _ = conduct(losing(begin, seconds, 503, wait=wait))
    assert report.conclusion == "UPHELD", report.headline
    assert report.seconds < 13 + seconds


def test_one_question_in_an_outage_carries_no_credential() -> None:
    """It shows whether callers without one are let in meanwhile; about a session that the outage hides."""
    _, _, observations = conduct(losing(2.5, 4.0, 503))
    amid = [each.context for each in observations if 2.5 < each.exchange.sent < 6]
    (bare,) = [each for each in amid if each.credential == "none"]
    assert bare.session in {each.session for each in amid if each.credential == "key"}


@pytest.mark.parametrize("wait", ["1", "5"])
@pytest.mark.parametrize("seconds", [4.0, 9.0, 24.0])
def test_a_service_that_wakes_up_and_says_so_is_waited_for(seconds: float, wait: str) -> None:
    """As long as --patience allows, and as seldom as was asked for."""
    _, report, observations = conduct(losing(0.0, seconds, 503, wait=wait))
    assert report.conclusion == "UPHELD", report.headline
    assert sum(each.exchange.status == 503 for each in observations) <= 2 * (seconds / float(wait) + 2)


@pytest.mark.parametrize(
    "wait, patience, least", [("1", 30.0, 25.0), ("1", 8.0, 5.0), ("", 30.0, 0.0), ("0", 30.0, 0.0)]
)
def test_a_service_that_never_wakes_up_ends_the_run(wait: str, patience: float, least: float) -> None:
    """After --patience where it asked for that, and else after a few tries."""
    status, report, _ = conduct(losing(0.0, FOR_EVER, 503, wait=wait), patience=patience)
    assert (status, report.blocking) == (3, ())
    assert least <= report.seconds < least + 8
    assert report.requests <= 2 * least + 12


@pytest.mark.parametrize("begin", [0.0, 4.0])
@pytest.mark.parametrize(
    "concerns",
    [lambda path: path.endswith(DEAD), lambda path: not path.endswith(KNOWN), lambda path: len(path) != UUID],
    ids=["the-dead", "all-that-is-not-declared", "what-is-no-uuid"],
)
def test_what_only_some_questions_meet_is_no_outage(begin: float, concerns: Callable[[str], bool]) -> None:
    """The API answers the others all the while, and is judged."""
    _, report, _ = conduct(losing(begin, FOR_EVER, concerns=concerns))
    assert report.recording.trouble == ""
    assert len(report.with_outcome(Outcome.UPHELD)) > 40

"""A deployment that limits requests is judged to the end, however slowly, and the right pace is named."""

import re
from functools import partial

import pytest

from contract_tests.recording.timing import LIMITED as LIMITED_FOR
from tests.faults import VARIANTS, deployed
from tests.matrix.conduct import conduct, limited_after
from tests.suite.asking.sending.test_outages import losing

LIMITED = ("limited-to-5-by-bucket", "limited-to-25-by-bucket", "limited-by-window", "limited-to-25")


def run(name: str, **settings: object) -> tuple[int, str]:
    """Judge a variant, and return the exit status and the headline."""
    status, report, _ = conduct(partial(deployed, VARIANTS[name]), **settings)
    return status, report.headline


@pytest.mark.parametrize("name", LIMITED)
def test_the_pace_that_is_named_fits(name: str) -> None:
    """A limited run ends UPHELD and names a pace; with that, no answer is 429."""
    status, headline = run(name)
    named = re.search(r"answered 429, --pace (\d+) was borne$", headline)
    assert status == 0
    assert named, headline
    status, headline = run(name, pace=float(named[1]))
    assert status == 0
    assert "429" not in headline


@pytest.mark.parametrize("free, since, least", [(0, "", 20), (60, ", from 1\\.\\d s on", LIMITED_FOR)])
def test_a_quota_that_is_used_up_ends_a_run(free: int, since: str, least: float) -> None:
    """What answers 429 only is asked no more after a minute, by which most limits would have ended."""
    status, report, _ = conduct(partial(limited_after, free))
    assert status == 3
    assert re.match(rf"ERRORED \S+ answers 429 only{since}; ask again later; ", report.headline)
    assert least < report.seconds < least + 10


def test_a_limit_that_refusals_met_is_not_waited_for_again_and_again() -> None:
    """It takes as long as --patience while our own are answered, blames no one, and tells the remedy."""
    status, report, _ = conduct(partial(deployed, VARIANTS["limited-after-refusals"]))
    assert (status, report.conclusion) == (1, "INCOMPLETE")
    assert report.seconds < 45
    assert report.headline.endswith(" answered 429, lower --pace or exempt this address")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("begin", [0.0, 2.0])
def test_a_wait_beyond_our_patience_ends_a_run_at_once(begin: float, status: int) -> None:
    """A quota of the day is not asked about for a minute, and the line says how long it lasts."""
    exit_status, report, _ = conduct(losing(begin, 1000.0, status, wait="86400"))
    assert exit_status == 3
    assert report.headline.startswith("ERRORED the deployment asks to wait 86400 s; ask again then, ")
    # Of what was never answered, the pace is not why.
    assert ("lower --pace" in report.headline) == (begin > 0)
    assert report.seconds < begin + 2


def test_an_unlimited_run_names_no_pace() -> None:
    """Nobody is told of limits where there are none."""
    assert "pace" not in run("gateway-502")[1]


def test_wrong_credentials_wait_until_the_last_429_is_past() -> None:
    """Before the first of them nothing was answered 429 for some seconds, and none of them is."""
    for name in LIMITED:
        _, _, observations = conduct(partial(deployed, VARIANTS[name]))
        wrong = [each.exchange for each in observations if each.context.scenario == "wrong"]
        limited = [each.exchange for each in observations if each.exchange.status == 429]
        assert wrong[0].sent - limited[-1].sent >= 4.9
        assert len(wrong) > 10

"""What was dropped is put again until a restart would be over, and proves something only where others do."""

import math

import pytest
from attrs import evolve

from contract_tests.asking.sending.unanswered import MOST_SILENT, Unanswered
from contract_tests.recording.exchange import Connection, Exchange
from contract_tests.recording.failure import Failure
from contract_tests.recording.observation import Context
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import AWAY, LIMITED, RESTART, RETRY_PAUSE
from tests.suite.building import DROPPED, NOTHING_LISTENS, SILENT, answer, told

PLAIN = Context(scenario=Scenario.RESTING, subject="declared", credential="key")
HOSTILE = Context(scenario=Scenario.HOSTILE, subject="hostile", credential="key")
ARRIVING = Context(scenario=Scenario.ARRIVAL, subject="declared", credential="key")


def failed(at: float, failure: Failure = DROPPED) -> Exchange:
    """Return an exchange that failed."""
    return answer(failure=failure, at=at).exchange


def seen(*steps: tuple[Exchange, Context]) -> Unanswered:
    """Return what is known after these exchanges."""
    unanswered = Unanswered()
    for exchange, context in steps:
        unanswered.step(exchange, context)
    return unanswered


ANSWERED = told("alive", at=0.5).exchange


def test_pauses_outlast_a_restart_but_on_arrival() -> None:
    """A moment, then longer; at once where waiting was pause enough; and never after a proof."""
    unanswered = Unanswered()
    first, late = failed(0), failed(0, SILENT)
    assert unanswered.pause(first, PLAIN, 1) == RETRY_PAUSE
    assert unanswered.pause(first, PLAIN, 2) == RESTART
    assert unanswered.pause(late, PLAIN, 1) == 0
    assert [unanswered.pause(first, ARRIVING, attempt) for attempt in (1, 2)] == [0, None]


@pytest.mark.parametrize("failure", [DROPPED, SILENT])
def test_an_odd_id_is_proved_by_its_second_failure_and_a_plain_one_by_its_third(failure: Failure) -> None:
    """Unless a plain question failed, too: what is silent to some may be a lock-out that comes and goes."""
    first, again = failed(0, failure), failed(0.3, failure)
    odd = seen((first, HOSTILE), (ANSWERED, PLAIN))
    assert odd.proves(first, again, 1)
    plain = seen((first, PLAIN), (ANSWERED, PLAIN))
    assert [plain.proves(first, again, attempt) for attempt in (1, 2)] == [False, True]


def test_what_hangs_is_proved_by_an_answer_over_another_new_connection() -> None:
    """Where a few are served at once, and more wait in line, those kept open say nothing of what waits."""
    hung = failed(1, SILENT)
    for opened in (True, False):
        later = evolve(told("alive", at=1.5).exchange, connection=Connection(2, opened=opened))
        assert seen((hung, PLAIN), (later, PLAIN)).proves(hung, hung, 2) == opened


def test_nothing_is_proved_while_nothing_else_is_answered() -> None:
    """A gateway's answer is none, nor is one from before."""
    gone = seen((ANSWERED, PLAIN), (failed(1), PLAIN), (answer("", code=502, at=1.5).exchange, PLAIN))
    assert not gone.proves(failed(1), failed(2), 3)


def test_nobody_is_asked_any_more_after_a_while_of_silence_and_not_at_once() -> None:
    """So many in a row, for longer than a restart takes."""
    silent = seen(*((failed(at / 10, NOTHING_LISTENS), PLAIN) for at in range(MOST_SILENT)))
    assert not silent.is_gone(AWAY)
    assert silent.is_gone(AWAY + 0.1)
    silent.step(ANSWERED, PLAIN)
    assert not silent.is_gone(AWAY + 10)


def test_nothing_but_429_is_borne_as_long_as_limits_last() -> None:
    """Some questions in a row, and longer than a minute; neither wrong credentials' nor after an answer."""
    limited = [answer("", code=429, at=at).exchange for at in range(MOST_SILENT)]
    wrong = evolve(PLAIN, scenario=Scenario.WRONG, credential="wrong-key")
    for end, steps in (
        (LIMITED, [(each, PLAIN) for each in limited]),
        (math.inf, [(each, PLAIN) for each in limited[1:]]),
        (math.inf, [(each, wrong) for each in limited]),
        (math.inf, [*((each, PLAIN) for each in limited), (ANSWERED, PLAIN)]),
    ):
        assert not seen(*steps).is_limited(LIMITED)
        assert seen(*steps).is_limited(LIMITED + 1) == (end == LIMITED)

"""Progress says what is waited for, and for how long; one line on a terminal, whole lines elsewhere."""

import io
import threading
from functools import partial

import pytest
from attrs import evolve

from contract_tests.asking.gathering import Gathering
from contract_tests.items import progress
from contract_tests.items.progress import Progress, waiting
from tests.faults import VARIANTS, deployed
from tests.matrix.conduct import SEEDED, Make, limited_after, prepared_for, world_of

PATIENCE = 10.0
CORRECT = partial(deployed, next(iter(VARIANTS.values())))


def gathering(*states: str, make: Make = CORRECT) -> Gathering:
    """Return a gathering that begins, with sessions in these states."""
    deployment = prepared_for(SEEDED).deployment
    assert deployment is not None
    sessions = tuple(each for each in deployment.sessions if each.state in states)
    return Gathering(evolve(deployment, sessions=sessions), world_of(make, SEEDED))


def test_it_says_what_is_waited_for() -> None:
    """From the first answer to the wrong credentials, each with its bound, and no longer than that."""
    made = gathering("alive", "expiring")
    assert waiting(made) == "waiting for a first answer, 20 s at most"
    made.arrive()
    assert waiting(made) == "waiting for a VM to expire, 27 s at most"
    made.done(3)
    assert waiting(made) == "waiting for a VM to expire, 24 s at most"
    assert made.done(30)
    assert waiting(made) == "searching for a request that breaks a clause"
    made.finish()
    assert waiting(made) == "asking with wrong credentials, slowly, at last"
    for states, said in ((("alive",), "watching live sessions, 9 s at most"), ((), "asking about ids, ")):
        made = gathering(*states)
        made.arrive()
        assert waiting(made).startswith(said)
        made.stop()


def test_nothing_is_searched_for_where_there_was_no_answer() -> None:
    """There is nothing to wait for any more."""
    made = gathering()
    made.arrive()
    made.trouble = "refused the connection"
    assert waiting(made) == "ending, as there is no verdict"
    made.stop()


@pytest.mark.parametrize(
    "free, since", [(0, "answered 429 only, and asking more slowly"), (40, "as fast as answers of 429 allow")]
)
def test_a_limit_is_told_while_it_lasts(free: int, since: str) -> None:
    """Where it was met at once, and where the time that a watch takes is long over."""
    made = gathering("alive", "expiring", make=partial(limited_after, free))
    made.done(30 if free else 1)
    assert waiting(made).endswith(since)
    made.stop()


class Written(io.StringIO):
    """A file that tells when something was written to it."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal
        self.told = threading.Event()

    def isatty(self) -> bool:
        """Tell whether it is a terminal's."""
        return self.terminal

    def flush(self) -> None:
        """Tell that something was written."""
        self.told.set()


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_gets_one_line_and_a_log_whole_ones(
    terminal: bool,  # noqa: FBT001  a parameter of the test
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A terminal is left as it was found; lines of a log begin where lines do."""
    monkeypatch.setattr(progress, "PLAIN", 0.01)
    made, file = gathering(), Written(terminal=terminal)
    made.arrive()
    with Progress(made, file):
        assert file.told.wait(PATIENCE)
    made.stop()
    told = file.getvalue()
    assert "requests, 0 s: asking about ids, as fast as --pace allows" in told
    assert told.endswith(f"\r{'':<79}\r" if terminal else "allows\n")
    assert ("\n" in told) != terminal
    assert all(len(line) <= 80 for line in told.replace("\r", "\n").splitlines())

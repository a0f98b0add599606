"""`--provision instavm`, by the vendor's own SDK, at a stand-in for its service: the whole command line."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests.clauses.finding import Outcome
from contract_tests.recording.observation import FOREIGN_KEY
from contract_tests.verdict.report import EARLY
from tests.parties.standin import Manners, StandIn, standing_in
from tests.suite.commands import LONG, ended, started

COST = "instavm: made 6 sessions with 5 VMs; that costs VMs for at most 310 s in all, 90 s each"
STATES = {"alive", "unassigned", "dead", "expiring", "foreign"}


def running(service: StandIn, folder: Path, *missing: str) -> subprocess.Popen[str]:
    """Start the command of the README, without the variables `missing`; it gets a report, too."""
    without = {"CONTRACT_BASE_URL", *missing}
    known = {name: value for name, value in service.environment.items() if name not in without}
    # The signals that tests send are for it, and not for the shell that starts it.
    return started(
        f"run --base-url {service.base_url} --provision instavm --report {folder}", "exec", **known
    )


def report_of(service: StandIn, folder: Path) -> dict[str, Any]:
    """Return the report; no file beside it holds a key."""
    kept = b"".join(path.read_bytes() for path in folder.iterdir())
    for key in (service.seeded.api_key, service.seeded.foreign_api_key):
        assert key.encode() not in kept
    told: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return told


@pytest.mark.parametrize(
    "manners", [Manners(), Manners(spawning=3, limited=2, killing=3)], ids=["usual", "slow and limited"]
)
def test_a_key_of_each_account_and_no_options_are_enough(manners: Manners, tmp_path: Path) -> None:
    """It is upheld with sessions in every state, in 40 seconds, and no VM is alive afterwards."""
    began = time.monotonic()
    with standing_in(manners) as service:
        printed, complained = running(service, tmp_path).communicate(timeout=LONG)
        assert time.monotonic() - began < 40
        assert service.nothing_left()
    assert printed.splitlines()[-1].startswith("UPHELD"), printed + complained
    assert complained.splitlines() == [COST]
    told = report_of(service, tmp_path)
    assert (told["exit_status"], told["headline"]) == (0, printed.splitlines()[-1])
    assert "untested" not in printed, printed
    assert service.spawned == 5


def test_one_key_and_no_options_are_enough(tmp_path: Path) -> None:
    """It is upheld too; what takes another account does not apply, by a reason that names its variable."""
    with standing_in() as service:
        printed, complained = running(service, tmp_path, FOREIGN_KEY).communicate(timeout=LONG)
        assert service.nothing_left()
    told = report_of(service, tmp_path)
    assert (told["exit_status"], told["headline"]) == (0, printed.splitlines()[-1]), printed
    assert printed.splitlines()[-1].startswith("UPHELD"), printed + complained
    assert complained.endswith(f"; {FOREIGN_KEY} would make a foreign one\n")
    of_another = [each for each in told["verdicts"] if FOREIGN_KEY in (each["reason"] or "")]
    assert {each["outcome"] for each in of_another} == {str(Outcome.INAPPLICABLE)}
    assert "access.foreign-session-shows-nothing" in {each["clause"] for each in of_another}


def waited(condition: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    until = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_what_was_made_is_killed_after_ctrl_c(tmp_path: Path) -> None:
    """In the middle of the run, it ends with 2, and its report is incomplete and valid."""
    with standing_in() as service:
        run = running(service, tmp_path)
        waited(lambda: service.questions > 50)  # of which the provisioner asks a few
        run.send_signal(signal.SIGINT)
        printed, complained = run.communicate(timeout=LONG)
        assert service.nothing_left()
    assert run.returncode == 2, printed + complained
    assert printed.splitlines()[-1].startswith("INCOMPLETE interrupted"), printed
    assert complained.splitlines() == [COST]
    assert report_of(service, tmp_path)["exit_status"] == 2
    assert ended(f"judge {tmp_path}")[0] == 2


def test_what_is_being_made_is_killed_after_ctrl_c(tmp_path: Path) -> None:
    """While sessions are made, it ends with 2, too; there is nothing to report."""
    with standing_in() as service:
        run = running(service, tmp_path)
        waited(lambda: service.spawned > 0)
        run.send_signal(signal.SIGINT)
        assert run.communicate(timeout=LONG) == (f"{EARLY}\n", "")
        assert (run.returncode, list(tmp_path.iterdir())) == (2, [])
        assert service.nothing_left()


def test_what_was_made_is_killed_if_the_run_is(tmp_path: Path) -> None:
    """A run that is killed has no time to say so, and its provisioner hears of it by the end of its input."""
    with standing_in() as service:
        with running(service, tmp_path) as run:
            waited(lambda: service.alive >= 3)
            run.kill()
        waited(lambda: service.asked.count("/kill") >= service.spawned)
        assert service.nothing_left()


@pytest.mark.parametrize(
    "manners, reason",
    [
        (Manners(spawns=0), 'Server error: 503 Service Unavailable Details: {"detail":"no capacity"}'),
        (Manners(spawns=3), 'Server error: 503 Service Unavailable Details: {"detail":"no capacity"}'),
        (Manners(limited=1000), "Rate limit exceeded"),
        (Manners(elsewhere="http://127.0.0.1:9"), "Failed to start session: Exceeded 0 redirects."),
    ],
    ids=["none spawned", "three spawned", "always limited", "redirected"],
)
def test_what_cannot_be_made_gets_one_line(manners: Manners, reason: str, tmp_path: Path) -> None:
    """The line says what the service said; the status is 4, and no VM is left."""
    with standing_in(manners) as service:
        run = running(service, tmp_path)
        printed, complained = run.communicate(timeout=LONG)
        assert service.nothing_left()
    assert (run.returncode, printed) == (4, "")
    (line,) = complained.splitlines()
    # Which of them is refused first is not known, nor by whose key.
    where, how = f"--provision: {service.base_url} made no ", " session with the key in "
    assert re.fullmatch(rf"{re.escape(where)}\w+{how}CONTRACT_(FOREIGN_)?API_KEY: {re.escape(reason)}", line)


def test_a_refused_key_gets_one_line(tmp_path: Path) -> None:
    """The line names the variable and not the key, and nothing is made."""
    with standing_in() as service:
        service.storage.add_credential("key", "another-key-than-this", 3)
        refused = StandIn(service.manners, service.base_url)
        run = running(refused, tmp_path)
        printed, complained = run.communicate(timeout=LONG)
        assert not service.spawned
    assert (run.returncode, printed) == (4, "")
    (line,) = complained.splitlines()
    assert "with the key in CONTRACT_" in line
    assert line.endswith("Invalid API key or session expired")

"""The protocol of provisioner and suite: a list, a sign that it is complete, and an end."""

import os
import shlex
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from contract_tests.run import gather, prepare
from contract_tests.settings.option import UsageError
from contract_tests.settings.provisioners import protocol
from contract_tests.settings.provisioners.protocol import Provisioner, words_of
from contract_tests.settings.sessions import DeclaredSession
from contract_tests.settings.settings import Settings

EXITED = "the command exited with 3; try it by hand"
ONE_OF = "write one of alive, unassigned, dead, expiring, foreign, then a blank and the ID"
TWICE = "the id is declared {} already; declare each once"
NONE = "printed no session; each line is to be STATE ID"
NEITHER = "neither exited nor printed `ready` within 0.2 s; let it flush its output"
STAYS = "closed its output and stays; print `ready` to do so"
UUID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
UPPER = UUID.upper()
LEFT = "; sessions that it made may be left\n"


def shell(script: str) -> str:
    """Return a command that runs a script of the shell."""
    return f"sh -c {shlex.quote(script)}"


def started(script: str, *declared: DeclaredSession) -> Provisioner:
    """Start a script as a provisioner."""
    return Provisioner(shell(script), {}, declared)


def gone(process: int) -> bool:
    """Tell whether a process has ended, and wait a little until it has."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(
    "script",
    [
        "echo alive 1; echo dead 2",
        "echo alive 1; echo; printf 'dead 2'",
        "printf 'alive 1\\r\\n dead   2 \\r\\n'",
        "echo alive 1; echo dead 2; sleep 60 &",
        "echo alive 1; echo dead 2; echo ready; cat",
        "echo alive 1; echo dead 2; echo ready; seq 100000; cat",
        "echo alive 1; echo dead 2; echo ready; echo alive 3; exec >&-; read line; true",
        "printf 'alive 1\\ndead 2\\nready'; cat",
        "printf 'alive 1\\ndead 2\\nre'; sleep 0.1; printf 'ady'; sleep 0.1; echo; cat",
        "printf 'alive 1\\ndead 2\\nready'; exec >&-; read line; true",
    ],
)
def test_its_exit_or_ready_ends_the_list(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One that exits has always been one; one that stays says that it is ready, and may print more."""
    with closing(started(script)) as made:
        assert made.sessions == (DeclaredSession("alive", "1"), DeclaredSession("dead", "2"))
    assert capsys.readouterr().err == ""


def test_one_that_stays_cleans_up_when_its_input_ends(tmp_path: Path) -> None:
    """Until then it waits; then there is time to clean up, and closing again does nothing."""
    done = tmp_path / "done"
    made = started(f"echo alive 1; echo ready; cat; touch {shlex.quote(str(done))}")
    assert not done.exists()
    made.close()
    assert done.exists()
    done.unlink()
    made.close()
    assert not done.exists()


@pytest.mark.parametrize(
    "script, line",
    [
        ("exit 3", EXITED),
        ("echo alive 1; exit 3", EXITED),
        ("echo alive 1; printf 'dead 2'; exit 3", EXITED),
        ("kill -9 $$", "the command exited with -9; try it by hand"),
        ("echo failed no key at hand; cat; exit 4", "no key at hand"),
        ("echo alive 1; echo failed", "failed, and did not say why; try it by hand"),
        ("printf 'failed no key'; sleep 0.1; printf ' here'; cat", "no key here"),
        ("true", NONE),
        ("echo ready; cat", NONE),
        ("echo alive 1; printf dea", "printed 'dea'; each line is to be STATE ID"),
        ("echo alive 1 2; echo ready; cat", "printed 'alive 1 2'; each line is to be STATE ID"),
        ("echo ready now", f"printed 'ready now': unknown state 'ready'; {ONE_OF}"),
        (
            "seq 1000 | tr '\\n' x",
            f"printed {''.join(f'{each}x' for each in range(1, 1001))[:80]!r}; each line is to be STATE ID",
        ),
        ("echo asleep 1; echo ready; cat", f"printed 'asleep 1': unknown state 'asleep'; {ONE_OF}"),
        ("echo alive 1; echo dead 1; echo ready; cat", f"printed 'dead 1': {TWICE.format('alive')}"),
        ("echo alive 1; echo alive 1", f"printed 'alive 1': {TWICE.format('alive')}"),
        ("echo foreign 0", f"printed 'foreign 0': {TWICE.format('unassigned')}"),
        (f"echo alive {UUID}; echo dead {UPPER}", f"printed 'dead {UPPER}': {TWICE.format('alive')}"),
        ("printf 'alive \\377'", "printed bytes that are not UTF-8; each line is to be STATE ID"),
        ("yes alive", "printed more than 65536 bytes; each line is to be STATE ID"),
        ("cat /dev/zero", "printed more than 65536 bytes; each line is to be STATE ID"),
        ("sleep 60", NEITHER),
        ("echo alive 1; cat", NEITHER),
        ("printf 'alive 1\\nready to go'; cat", NEITHER),
        ("echo alive 1; exec >&-; read line", STAYS),
        ("exec >&-; sleep 60", STAYS),
    ],
)
def test_what_is_no_list_gets_one_line(
    script: str, line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The line says what was wrong, and nothing of it is left running."""
    # Only where time is to run out it is short: a busy machine takes some to start a shell.
    monkeypatch.setattr(protocol, "COMMAND_LIMIT", 0.2 if line == NEITHER else 30.0)
    monkeypatch.setattr(protocol, "CLEANING", 0.2)
    began = time.monotonic()
    told = tmp_path / "process"
    with pytest.raises(UsageError) as caught:
        started(f"echo $$ > {shlex.quote(str(told))}; {script}", DeclaredSession("unassigned", "0"))
    assert str(caught.value) == f"--provision: {line}"
    assert time.monotonic() - began < 30
    assert not told.exists() or gone(int(told.read_text()))


@pytest.mark.parametrize(
    "command, line",
    [
        ("nosuch a-key-of-mine", "nosuch: no such command"),
        ("./no-such-script-here.sh x", "./no-such-script-here.sh: no such command"),
        ("a-key-in-its-place", "the command: no such command"),
        (str(Path(__file__)), f"{__file__}: not executable"),
        ("'unclosed", "the command could not be run (no closing quotation)"),
        (" ", "the command could not be run (no words)"),
    ],
)
def test_what_cannot_be_run_gets_one_line(command: str, line: str) -> None:
    """Of the command only the program is shown, and that only where it can be no credential."""
    with pytest.raises(UsageError) as caught:
        Provisioner(command, {})
    assert str(caught.value) == f"--provision: {line}; try it by hand"


@pytest.mark.parametrize(
    "rest, line",
    [
        ("cat", ""),
        ("exit 0", ""),
        ("cat; exit 7", f"--provision: the command exited with 7 while it cleaned up{LEFT}"),
        ("exit 7", f"--provision: the command exited with 7 in the middle of the run{LEFT}"),
        ("sleep 60", f"--provision: was killed, as it had not cleaned up within 0.2 s{LEFT}"),
    ],
)
def test_what_does_not_clean_up_gets_one_line(
    rest: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said when the run is over; one that had its time is ended, with all that it started."""
    monkeypatch.setattr(protocol, "CLEANING", 0.2 if "killed" in line else 10.0)
    made = started(f"echo alive $$; echo ready; {rest}")
    process = int(made.sessions[0].id)
    if rest.startswith("exit"):
        made._process.wait()  # noqa: SLF001  in the middle of the run
    made.close()
    assert capsys.readouterr().err == line
    assert gone(process)


def test_a_run_ends_with_its_provisioner(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is closed however the run ends: done, interrupted, or by an error of our own."""
    for how in (KeyboardInterrupt, RuntimeError):

        def begun(*_: object, how: type[BaseException] = how) -> None:
            raise how

        provision = shell("echo alive $$; echo ready; cat")
        prepared = prepare(Settings(base_url="http://127.0.0.1:9", provision=provision), {})
        assert prepared.deployment is not None
        process = int(prepared.deployment.sessions[0].id)
        monkeypatch.setattr("contract_tests.run.begin", begun)
        with pytest.raises(how):
            gather(prepared)
        assert gone(process)


def test_a_name_stands_for_a_provisioner_of_ours() -> None:
    """A name is one, that of the reference with a file; what begins like it, or a path, is a command."""
    assert words_of("instavm") == [sys.executable, "-m", "contract_tests.settings.provisioners.instavm"]
    assert words_of("./instavm") == ["./instavm"]
    assert words_of("instavm ls") == ["instavm", "ls"]
    reference = [sys.executable, "-m", "contract_tests.reference.provision"]
    assert words_of("reference 'my sessions.db'") == [*reference, "my sessions.db"]
    assert words_of("./reference x") == ["./reference", "x"]


@pytest.mark.parametrize(
    "script",
    [
        "echo failed the key $CONTRACT_API_KEY is bad",
        "echo alive $CONTRACT_API_KEY too",
        "printf 'using \\033[31m%s\\n' $CONTRACT_API_KEY >&2; seq 100000 >&2; echo failed so",
    ],
)
def test_what_it_says_shows_no_credential(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in the one line nor on standard error, which is repeated without escapes, and not for ever."""
    key = "key-of-our-own-account"
    with pytest.raises(UsageError) as refused:
        Provisioner(shell(script), {"CONTRACT_API_KEY": key})
    told = str(refused.value) + capsys.readouterr().err
    assert key not in told
    assert "\033" not in told
    assert len(told) < 100_000

"""The reference deployment as a process: what it prints can be pasted, and it ends as it is asked to."""

from __future__ import annotations

import shlex
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest

from contract_tests.__main__ import main
from contract_tests.reference import Started, running, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERVE = (sys.executable, "-m", "contract_tests", "serve")
CURL = shutil.which("curl")
STARTED_AT_ONCE = 3
PATIENCE = 30
"""Seconds after which something hangs."""


@contextmanager
def served(*options: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Serve; yield the process, and the lines that it announces up to the one that is empty."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen((*SERVE, *options), text=True, **pipes) as process:  # type: ignore[call-overload]  # noqa: S603  our own words
        try:
            yield process, announced(process)
        finally:
            process.kill()


@contextmanager
def serving(*options: str) -> Iterator[subprocess.Popen[str]]:
    """Start to serve, and yield the process."""
    with subprocess.Popen((*SERVE, *options), text=True, stdout=subprocess.PIPE) as process:  # noqa: S603  our own words
        try:
            yield process
        finally:
            process.kill()


def first_lines(process: subprocess.Popen[str]) -> list[str]:
    """Read what a process announces: one line where the file was there, or all up to the `run` line."""
    assert process.stdout is not None
    first = process.stdout.readline().rstrip("\n")
    return [first] if "with what" in first else [first, *announced(process)]


def announced(process: subprocess.Popen[str]) -> list[str]:
    """Read what a process announces: up to the `run` line."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if " --base-url " in line:
            break
    return lines


def asked(url: str, **headers: str) -> tuple[int, bytes]:
    """Ask over a socket, and return status and body."""
    answer = httpx2.get(url, headers=headers, timeout=PATIENCE)
    return answer.status_code, answer.content


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
@pytest.mark.parametrize("prefix", ["", "/staging", "a b/{c}"])
def test_what_is_announced_can_be_pasted(prefix: str) -> None:
    """The lines printed, pasted into a shell up to the curl, tell of a living VM, under any prefix."""
    with served("--prefix", prefix) as (_, lines):
        script = "\n".join(lines[2:-1]) + " --silent --fail"
        shell = subprocess.run(  # noqa: S603  our own words
            ("/bin/sh", "-c", script), capture_output=True, text=True, check=True, timeout=PATIENCE
        )
    assert '"vm_alive": true' in shell.stdout


def test_what_is_announced_can_be_run() -> None:
    """The `run` line judges the deployment: it is understood, and declares a session of each state; and the
    line below says why it does so once."""
    with served() as (process, lines):
        words = lines[-1].split()
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Run it once: ")
    states = [word.partition("=")[0] for word in words if "=" in word]
    assert words[:3] == ["session-status-contract", "run", "--base-url"]
    assert states == ["alive", "alive", "unassigned", "dead", "expiring", "foreign"]


def test_the_gallery_announces_what_a_clone_has() -> None:
    """There uvx alone is needed, and it is told how to begin a run."""
    with served("--faults") as (_, lines):
        assert lines[-1].startswith("uvx nox -s contract -- --base-url ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminated"])
@pytest.mark.parametrize("settled", [True, False], ids=["serving", "starting"])
def test_it_ends_when_asked(number: signal.Signals, settled: bool) -> None:  # noqa: FBT001  a parameter of the test
    """Ctrl-C and a request to end, be it while it is still starting, end it with 0 and without a word."""
    with served() as (process, lines):
        if settled:
            base_url = lines[0].split()[1]
            assert asked(f"{base_url}/openapi.json")[0] == 200
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (0, "")


def test_a_port_in_use_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    """A port in use is one line that says what to do, and exit status 4."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status = main(["serve", "--port", str(port)])
    told = capfd.readouterr()
    assert (status, told.out) == (4, "")
    assert told.err == f"--port {port}: Address already in use; choose another one, or 0\n"


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_is_none_is_refused(port: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A number that no port has is one line, and exit status 4."""
    assert main(["serve", "--port", port]) == 4
    assert capfd.readouterr().err == f"--port {port}: No such port; choose another one, or 0\n"


def test_faults_are_served_from_a_checkout_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without the tests of a checkout, --faults is one line that says so, and exit status 4."""
    assert serve.GALLERY.is_file()
    monkeypatch.setattr(serve, "GALLERY", tmp_path / "tests" / "faults" / "__init__.py")
    assert main(["serve", "--faults"]) == 4
    told = capfd.readouterr()
    assert (told.out, told.err) == (
        "",
        "--faults: they are not installed; in a clone, run uvx nox -s gallery\n",
    )


def test_signals_are_left_as_they_were() -> None:
    """The caller's own handlers of signals are left as they were."""
    before = signal.getsignal(signal.SIGTERM)
    main(["serve", "--port", "99999"])
    assert signal.getsignal(signal.SIGTERM) == before


def test_credentials_are_new_each_time() -> None:
    """Two starts share neither a credential nor a session; credentials are long, and in no repr."""
    with running() as one, running() as other:
        secrets = [*one.environment().values(), *other.environment().values()]
        sessions = [session for _, session in (*one.sessions, *other.sessions)]
    assert len({*secrets, *sessions}) == len(secrets) + len(sessions)
    assert min(map(len, secrets)) >= 32
    assert not [secret for secret in secrets if secret in repr(one) + repr(other)]


def test_an_answer_is_sent_without_waiting_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The listening socket knows its protocol: of others asyncio leaves the end of an answer 40 ms behind."""
    protocols = []

    def serve(listening: socket.socket, *_: object, **__: object) -> int:
        protocols.append(listening.proto)
        return 0

    monkeypatch.setattr("contract_tests.reference.server.serve", serve)
    assert (main(["serve"]), protocols) == (0, [socket.IPPROTO_TCP])


def test_it_may_be_started_before_it_is_needed() -> None:
    """Started, it answers once it is awaited; stopped, its port is free again."""
    started = Started()
    seeded = started.ready()
    session = dict(seeded.sessions)["unassigned"]
    status, body = asked(f"{seeded.base_url}/v1/sessions/status/{session}", **{"X-API-Key": seeded.api_key})
    started.stop()
    assert (status, b'"vm_assigned": false' in body) == (200, True)
    port = int(seeded.base_url.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)) as again:
        assert again.getsockname()[1] == port


def test_it_does_not_outlive_whoever_started_it() -> None:
    """It ends with the process that started it, however that ended."""
    script = (
        "import os; from contract_tests.reference import running; "
        "seeded = running().__enter__(); print(seeded.base_url, flush=True); os._exit(1)"
    )
    # This returns only when both have ended, since both hold the error pipe.
    ended = subprocess.run(  # noqa: S603  our own words
        (sys.executable, "-c", script), capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    port = int(ended.stdout.rpartition(":")[2])
    assert ended.stderr == ""
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        pass


def test_of_several_started_at_once_one_says_whom_the_file_knows(tmp_path: Path) -> None:
    """Each answers to the credentials that one of them printed; the others say that the file was there."""
    options = ("--database", str(tmp_path / "sessions.sqlite"))
    with ExitStack() as stack:
        every = [stack.enter_context(serving(*options)) for _ in range(STARTED_AT_ONCE)]
        lines = [first_lines(process) for process in every]
        (told,) = [each for each in lines if len(each) > 1]
        assert [len(each) for each in lines].count(1) == STARTED_AT_ONCE - 1
        assert all("with what" in each[0] for each in lines if each is not told)
        key = next(shlex.split(line)[1].partition("=")[2] for line in told if "API_KEY=" in line)
        session = next(word for word in told[-1].split() if word.startswith("alive=")).partition("=")[2]
        for each in lines:
            base_url = each[0].split()[1].rstrip(",")
            status, body = asked(f"{base_url}/v1/sessions/status/{session}", **{"X-API-Key": key})
            assert (status, b'"vm_alive": true' in body) == (200, True)


def test_options_that_nobody_knows_are_refused(capfd: pytest.CaptureFixture[str]) -> None:
    """An unknown option is named, with exit status 4."""
    assert main(["serve", "--prot", "80"]) == 4
    assert "--prot" in capfd.readouterr().err

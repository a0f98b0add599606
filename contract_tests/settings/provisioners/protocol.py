"""A provisioner: a command that makes sessions ready for a run, and cleans up when the run is over.

It prints `STATE ID` for each session. Its exit ends that list, or the line `ready`, after which it stays
alive until its standard input is closed; `failed` and a reason ends it, too. An empty line could not end it,
as those that exit may always print some; nor a closed output, as what they start keeps that open. A last line
that has no newline is one as soon as nothing follows it for a while.
"""

import contextlib
import os
import re
import select
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping

from contract_tests.recording.observation import FOREIGN_KEY, KEY, TOKEN
from contract_tests.recording.timing import CLEANING, COMMAND_LIMIT, EXITED
from contract_tests.settings.credentials import SHORTEST, Redactor
from contract_tests.settings.option import UsageError, in_one_line
from contract_tests.settings.sessions import DeclaredSession, provisioned

NAMED = ("instavm",)
"""Those beside this module, which make a session for each account that there is a key of."""
REFERENCE = "reference"
"""The name of that for the reference deployment, with the file behind it that `serve` keeps."""
MOST = 65_536
"""Bytes that a list may have: a thousand sessions, and far more than a run asks about."""
PATHS = ("/", "./", "../", "~/")
LAST = re.compile(rb"^[ \t]*(?:ready[ \t\r]*|failed(?:[ \t\r].*)?)$", re.MULTILINE)
"""The line that ends a list, with or without a newline behind it."""


def words_of(command: str) -> list[str]:
    """Return the words of a command, or of what a name stands for; ValueError where there are none."""
    if command in NAMED:
        return [sys.executable, "-m", f"contract_tests.settings.provisioners.{command}"]
    words = shlex.split(command)
    if not words:
        raise ValueError("no words")
    if words[0] == REFERENCE:
        return [sys.executable, "-m", "contract_tests.reference.provision", *words[1:]]
    return words


def unstarted(command: str, error: OSError | ValueError) -> str:
    """Return why a command could not be run, and what to do.

    Its first word is named where that is a path or too short for a credential, which may have been written in
    its place; nothing else of it is.
    """
    if isinstance(error, FileNotFoundError | PermissionError):
        word = shlex.split(command)[0]
        shown = word if len(word) < SHORTEST or word.startswith(PATHS) else "the command"
        wrong = "no such command" if isinstance(error, FileNotFoundError) else "not executable"
        return f"{shown}: {wrong}; try it by hand"
    why = error.strerror if isinstance(error, OSError) else error
    return f"the command could not be run ({str(why).lower()}); try it by hand"


def _started(command: str, environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603  the owner wrote it
            words_of(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | environ,
            # Ctrl-C is for us alone: it would end what is to clean up. The end of its input tells it, and
            # comes also where we are killed.
            process_group=0,
        )
    except (OSError, ValueError) as error:
        raise UsageError(f"--provision: {unstarted(command, error)}") from None


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put off Ctrl-C and the like: what came while a process starts would leave it to itself."""
    met: list[int] = []
    usual = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if callable(signal.getsignal(number)):
                usual[number] = signal.signal(number, lambda number, _: met.append(number))
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
    for first in met[:1]:
        signal.raise_signal(first)


class Provisioner:
    """A command that was started, and the `sessions` that it made ready."""

    def __init__(
        self, command: str, environ: Mapping[str, str], declared: Iterable[DeclaredSession] = ()
    ) -> None:
        """Start it, with these variables beside our own, and wait for its list.

        UsageError says what went wrong; the command itself is not shown, as it may hold a credential.
        """
        self.sessions: tuple[DeclaredSession, ...] = ()
        self._printed = b""
        self._complete = threading.Event()
        self._ended = True
        named = ((environ[name], f"${name}") for name in (KEY, TOKEN, FOREIGN_KEY) if name in environ)
        self._hide = Redactor(named).hide
        self._speaking = threading.Thread(target=self._repeat, daemon=True)
        try:
            with _uninterrupted():
                self._process = _started(command, environ)
                self._ended = False
                self._speaking.start()
                threading.Thread(target=self._listen, daemon=True).start()
                threading.Thread(target=self._await, daemon=True).start()
            self.sessions = provisioned(self._listed(), declared)
        except UsageError as error:
            self._end()  # one line is enough
            raise UsageError(self._hide(str(error).encode()).decode()) from None
        except BaseException:
            self.close()
            raise

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            piece = b"\n"
            while piece and len(self._printed) <= MOST:
                piece = os.read(stream.fileno(), MOST)
                begin = self._printed.rfind(b"\n") + 1
                self._printed += piece
                last = LAST.search(self._printed, begin)
                # What ends in mid-line may go on: some write a line and its newline one after the other.
                if last and (self._printed[last.end() :] or not select.select([stream], [], [], EXITED)[0]):
                    self._printed = self._printed[: last.end()]
                    break
            self._complete.set()
            # What it prints from here on is none of ours, and must not block it.
            while os.read(stream.fileno(), MOST):
                pass

    def _repeat(self) -> None:
        """Repeat what it says on standard error, up to a limit, without credentials and escapes."""
        assert self._process.stderr is not None
        left = MOST
        with self._process.stderr as stream:
            while line := stream.readline(MOST):
                if left > 0:
                    words = self._hide(line.rstrip(b"\r\n")).decode(errors="backslashreplace")
                    sys.stderr.write(f"{in_one_line(words)}\n")
                left -= len(line)

    def _await(self) -> None:
        # What it started may keep its output open; what it printed itself has come by then.
        self._process.wait()
        self._complete.wait(EXITED)
        self._complete.set()

    def _listed(self) -> list[str]:
        """Return the lines of its list."""
        if not self._complete.wait(COMMAND_LIMIT):
            raise UsageError(
                f"--provision: neither exited nor printed `ready` within {COMMAND_LIMIT:g} s; "
                "let it flush its output"
            )
        if len(self._printed) > MOST:
            raise UsageError(f"--provision: printed more than {MOST} bytes; each line is to be STATE ID")
        try:
            lines = self._printed.decode().splitlines()
        except UnicodeDecodeError:
            raise UsageError(
                "--provision: printed bytes that are not UTF-8; each line is to be STATE ID"
            ) from None
        *listed, last = lines or [""]
        word, _, reason = last.strip().partition(" ")
        if word == "failed":
            raise UsageError(f"--provision: {reason or 'failed, and did not say why; try it by hand'}")
        if last.strip() == "ready":
            return listed
        try:
            status = self._process.wait(CLEANING)
        except subprocess.TimeoutExpired:
            raise UsageError("--provision: closed its output and stays; print `ready` to do so") from None
        if status:
            raise UsageError(f"--provision: the command exited with {status}; try it by hand")
        return lines

    def close(self) -> None:
        """Let it clean up, and say on standard error what did not succeed: no verdict rests on that."""
        if complaint := self._end():
            sys.stderr.write(f"--provision: {complaint}; sessions that it made may be left\n")

    def _end(self) -> str:
        if self._ended:
            return ""
        self._ended = True
        when = "while it cleaned up" if self._process.poll() is None else "in the middle of the run"
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            status = self._process.wait(CLEANING)
        except subprocess.TimeoutExpired:
            self._kill()
            self._process.wait()
            return f"was killed, as it had not cleaned up within {CLEANING:g} s"
        self._kill()  # what it started ends with it
        self._speaking.join(EXITED)
        return f"the command exited with {status} {when}" if status else ""

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

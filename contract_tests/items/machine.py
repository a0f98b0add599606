"""The machine that a run stands on: signals that interrupt it, the working folder, files to be opened."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.recording.timing import SAME_INTERRUPTION
from contract_tests.rendering.terminal.lines import Line, show
from contract_tests.settings.option import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = 32
"""That a run may have open at once, as measured, and a few more."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the end of a job in CI, or of a terminal, interrupt as Ctrl-C does, and say where it was early."""
    latest = None

    def interrupt(*_: object) -> None:
        # Where the first one is being reported, another one soon after would lose the report.
        nonlocal latest
        now = time.monotonic()
        if latest is None or now >= latest + SAME_INTERRUPTION:
            latest = now
            raise KeyboardInterrupt

    usual = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    # What is ignored stays so: nohup asks for that.
    ours = [each for each, known in usual.items() if known in {signal.SIG_DFL, signal.default_int_handler}]
    try:
        for each in ours:
            signal.signal(each, interrupt)
        yield
    except KeyboardInterrupt:
        from contract_tests.verdict.report import EARLY  # it loads much that a refusal does without

        show([Line(EARLY, "bad")])
        raise
    finally:
        for each in ours if latest is None else ():
            signal.signal(each, usual[each])


def refuse_cramped() -> None:
    """Refuse a working folder that is gone, and a limit of open files that no run could do with."""
    try:
        Path.cwd()
    except OSError as error:
        raise UsageError(f"the working folder: {error.strerror}; change to one that is there") from None
    with ExitStack() as opened:
        try:
            for _ in range(FILES):
                opened.enter_context(Path(os.devnull).open("rb"))
        except OSError as error:
            raise UsageError(f"{error.strerror}; allow a few more: ulimit -n {4 * FILES}") from None

"""Our commands, started by a shell as their users start them."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from contract_tests.__main__ import main

if TYPE_CHECKING:
    import pytest

DEAD = "run --base-url http://127.0.0.1:1 --session alive=1"
"""A run of a deployment where nothing listens."""
LONG = 60.0
"""Seconds after which a command that hangs is ended."""


def started(arguments: str, before: str = "", after: str = "", **environ: str) -> subprocess.Popen[str]:
    """Start a command of ours; `before` and `after` are the shell's words around it."""
    return subprocess.Popen(  # noqa: S602  our own words
        f"{before} {shlex.quote(sys.executable)} -m contract_tests {arguments} {after}",
        shell=True,
        env=os.environ | {"CONTRACT_API_KEY": "x" * 20} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(arguments: str, before: str = "", after: str = "", **environ: str) -> tuple[int, str, str]:
    """Return what a command of ours did: exit status, standard output, standard error."""
    with started(arguments, before, after, **environ) as process:
        printed, complained = process.communicate(timeout=LONG)
    return process.returncode, printed, complained


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the one line with which a command refuses its arguments; the status is 4."""
    assert main(arguments) == 4
    printed, complained = capsys.readouterr()
    assert (printed, complained.count("\n")) == ("", 1)
    return complained.removesuffix("\n")

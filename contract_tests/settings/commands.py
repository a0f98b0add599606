"""The owner's own commands that print a token or a credential."""

from __future__ import annotations

import shlex
import subprocess

from contract_tests.recording.timing import COMMAND_LIMIT
from contract_tests.settings.option import UsageError


def output_of(command: str, place: str) -> str:
    """Return the standard output of a command; its standard error goes to the terminal, not to us.

    UsageError names the place where the command was written; the command itself may hold a credential.
    """
    try:
        done = subprocess.run(  # noqa: S603  the owner wrote it
            shlex.split(command), stdout=subprocess.PIPE, text=True, timeout=COMMAND_LIMIT, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise UsageError(
            f"{place}: the command could not be run ({type(error).__name__}); try it by hand"
        ) from None
    if done.returncode:
        raise UsageError(f"{place}: the command exited with {done.returncode}; try it by hand")
    return done.stdout

"""python -m contract_tests  run · list · explain · judge · compare · serve."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.catalogue import explain, list_clauses
from contract_tests.offline import compare, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE = """usage: python -m contract_tests COMMAND ...

  run       judge a deployment, or the built-in one; run --help lists the options
  list      every clause, with its level
  explain   one clause: its sentence, what it rests on, how it is judged
  judge     judge a recording again, without a network
  compare   what changed between two reports
  serve     start the reference deployment"""


def run(arguments: Sequence[str]) -> int:
    """Judge a deployment; returns the exit status."""
    ahead = []
    if "--reference" in arguments:
        from contract_tests.reference import Started  # only whoever asks for it needs it

        # It takes as long to start as pytest takes to load; so it starts before.
        ahead.append(Started())
    import pytest

    # Hypothesis keeps tables of Unicode; the folder that one happens to stand in is none of ours.
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", f"{tempfile.gettempdir()}/session-status-contract")
    here = str(Path(__file__).parent)
    # An ini file of the folder that one happens to stand in is none of ours.
    alone = [
        "-c",
        f"{here}/run.ini",
        "--rootdir",
        here,
        "-p",
        "contract_tests.front",
        "-p",
        "no:cacheprovider",
    ]
    # Schemathesis generates here, and does not collect; its plugin takes a second to load.
    spared = ["-p", "no:schemathesis"]
    try:
        return int(pytest.main([*alone, *spared, "-q", "--no-header", here, *arguments], plugins=ahead))
    finally:
        for started in ahead:
            started.stop()


def serve(arguments: Sequence[str]) -> int:
    """Start the reference deployment."""
    from contract_tests.reference.serve import main as reference  # it is there for this alone

    return reference(arguments)


COMMANDS = {
    "run": run,
    "list": list_clauses,
    "explain": explain,
    "judge": judge,
    "compare": compare,
    "serve": serve,
}


def main(arguments: Sequence[str]) -> int:
    """Do what the first argument says."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command in COMMANDS:
        try:
            return COMMANDS[command](rest)
        except BrokenPipeError:
            # Whoever read our output has seen enough.
            sys.stdout = None
            return 0
    if command in {"", "-h", "--help"}:
        print(USAGE)
        return 0 if command else 4
    print(f"unknown command {command!r}; known are {', '.join(COMMANDS)}", file=sys.stderr)
    return 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

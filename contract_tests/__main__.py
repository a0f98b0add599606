"""python -m contract_tests  run · list · explain · judge · compare · serve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

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
    import pytest  # noqa: PLC0415  only this command needs it

    here = str(Path(__file__).parent)
    # An ini file of the folder that one happens to stand in is none of ours.
    alone = [
        "-c",
        f"{here}/run.ini",
        "--rootdir",
        here,
        "-p",
        "no:cacheprovider",
        "-p",
        "contract_tests.front",
    ]
    return int(pytest.main([*alone, "-q", "--no-header", here, *arguments]))


def main(arguments: Sequence[str]) -> int:
    """Do what the first argument says."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "run":
        return run(rest)
    if command == "serve":
        from contract_tests.reference import serve  # noqa: PLC0415  only this command needs it

        return serve.main(rest)
    if command in {"", "-h", "--help"}:
        print(USAGE)
        return 0 if command else 4
    print(
        f"unknown command {command!r}; known are run, list, explain, judge, compare, serve", file=sys.stderr
    )
    return 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

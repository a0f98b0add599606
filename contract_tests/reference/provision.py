"""python -m contract_tests.reference.provision DATABASE: fresh sessions in the file that `serve` keeps.

A provisioner to copy: it makes one session ready for each state, prints `STATE ID` for each, and at last
`ready`; when its standard input is closed, it deletes them.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from contract_tests.reference.control import Control
from contract_tests.reference.seeding import OURS, SOON, THEIRS
from contract_tests.reference.storage import Storage

USAGE_ERROR = 4


def provisioned(control: Control) -> Iterator[tuple[str, str]]:
    """Make one session ready for each state, and yield state and id."""
    for state in ("alive", "unassigned", "dead", "expiring", "foreign"):
        # Its VM starts with the first question, so that it does not die before the watch begins.
        on_demand = SOON if state == "expiring" else None
        session_id = control.create(THEIRS if state == "foreign" else OURS, on_demand=on_demand)
        if state in {"alive", "dead", "foreign"}:
            control.assign(session_id)
        if state == "dead":
            control.kill(session_id)
        yield state, session_id


def main(arguments: Sequence[str]) -> int:
    """Provision the database named; returns the exit status."""
    if len(arguments) != 1:
        return _refused("usage: python -m contract_tests.reference.provision DATABASE")
    if not Path(arguments[0]).is_file():
        return _refused(f"{arguments[0]}: no such file; start `serve --database {arguments[0]}` first")
    try:
        storage = Storage(arguments[0])
        if storage.is_empty():
            return _refused(f"{arguments[0]}: no server uses it yet; start `serve` with it and ask once")
        control = Control(storage, time.time)
        with closing(storage), ExitStack() as made:
            for state, session_id in provisioned(control):
                made.callback(control.delete, session_id)
                print(state, session_id)
            print("ready", flush=True)
            sys.stdin.read()
    except sqlite3.DatabaseError as error:
        return _refused(f"{arguments[0]}: {error}; name the file that `serve --database` keeps")
    return 0


def _refused(message: str) -> int:
    print(message, file=sys.stderr)
    return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

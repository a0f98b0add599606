"""`--provision "reference FILE"`: fresh sessions in the file that `serve --database FILE` keeps.

A provisioner to copy: it makes one session ready for each state, prints `STATE ID` for each, and at last
`ready`; when its standard input is closed, it deletes them.
"""

import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from contract_tests.reference.control import Control
from contract_tests.reference.seeding import made_ready
from contract_tests.reference.storage import Storage


def main(arguments: Sequence[str]) -> int:
    """Provision the database named; returns the exit status."""
    if len(arguments) != 1:
        return _refused('name the file that `serve --database` keeps: --provision "reference FILE"')
    if not Path(arguments[0]).is_file():
        return _refused(f"{arguments[0]}: no such file; start `serve --database {arguments[0]}` first")
    try:
        storage = Storage(arguments[0])
        if storage.is_empty():
            return _refused(f"{arguments[0]}: no server uses it yet; start `serve` with it and ask once")
        control = Control(storage, time.time)
        with closing(storage), ExitStack() as made:
            for state in ("alive", "unassigned", "dead", "expiring", "foreign"):
                session_id = made_ready(control, state)
                made.callback(control.delete, session_id)
                print(state, session_id)
            print("ready", flush=True)
            sys.stdin.read()
    except sqlite3.DatabaseError as error:
        return _refused(f"{arguments[0]}: {error}; name the file that `serve --database` keeps")
    return 0


def _refused(message: str) -> int:
    print(f"failed {message}", flush=True)
    return 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""python -m contract_tests serve: the reference deployment, until it is interrupted."""

import json
import os
import shlex
import signal
import socket
import sqlite3
import threading
import time
import urllib.parse
from contextlib import closing
from pathlib import Path

from attrs import asdict, evolve, frozen

from contract_tests.reference.control import LIFETIME
from contract_tests.reference.seeding import Seeded, fill, new
from contract_tests.reference.storage import Storage

GALLERY = Path(__file__).parents[2] / "tests" / "faults" / "__init__.py"
"""The place of faults and variants in a checkout; a wheel leaves them out."""
NO_CREDENTIALS = Seeded(api_key="", bearer_token="", foreign_api_key="", sessions=())


class CannotServeError(ValueError):
    """An option of `serve` that will not do; the message names it, and says what to write instead."""


@frozen(kw_only=True)
class Wanted:
    """The options of `serve`; `piped` tells a parent process where it listens."""

    port: int = 0
    prefix: str = ""
    database: str = ":memory:"
    faults: bool = False
    piped: bool = False


def served(wanted: Wanted) -> int:
    """Serve until interrupted; returns the exit status. Raises CannotServeError."""
    # Being asked to end is no failure, whenever that is.
    usual = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return begin(wanted)
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGTERM, usual)


def begin(wanted: Wanted) -> int:
    """Listen, say where, and serve; returns the exit status."""
    if wanted.faults and not GALLERY.is_file():
        raise CannotServeError("--faults: they are not installed; in a clone, run uvx nox -s gallery")
    if not 0 <= wanted.port < 65536:
        raise CannotServeError(f"--port {wanted.port}: No such port; choose another one, or 0")
    prefix = wanted.prefix.strip("/") and "/" + wanted.prefix.strip("/")
    if not prefix.isprintable() or {".", ".."} & set(prefix.split("/")):
        # Clients take such segments for others before they ask, and no line can show what is not printable.
        raise CannotServeError(f"--prefix {wanted.prefix}: no path that can be asked for; write /staging")
    try:
        opened = socket.create_server(("127.0.0.1", wanted.port), backlog=256)
    except OSError as error:
        words = f"--port {wanted.port}: {os.strerror(error.errno or 0)}; choose another one, or 0"
        raise CannotServeError(words) from error
    # Only a socket that knows its protocol is told not to wait for more before it sends; this looks it up.
    with socket.socket(fileno=opened.detach()) as listening:
        base_url = f"http://127.0.0.1:{listening.getsockname()[1]}{urllib.parse.quote(prefix)}"
        seeded = evolve(new(), base_url=base_url)
        try:
            storage, kept = opened_with(wanted.database, seeded)
        except (sqlite3.Error, ValueError) as error:  # a name that is no UTF-8 is no value for SQLite
            words = f"--database {wanted.database}: {error}; name an SQLite file, or a new one"
            raise CannotServeError(words) from error
        with closing(storage):
            if kept and wanted.faults:
                raise CannotServeError(
                    f"--faults: {wanted.database} has other sessions; name a new file, or none"
                )
            # A client that connects from now on waits a little, so this is printed before the slow imports.
            if kept and not wanted.piped:
                print(
                    f"serving {base_url} until Ctrl-C, with what {wanted.database} holds already", flush=True
                )
            else:
                # What was made here is not what a kept file knows, and that keeps no credential in clear.
                known = evolve(NO_CREDENTIALS, base_url=base_url) if kept else seeded
                announce(known, piped=wanted.piped, faults=wanted.faults)
            if wanted.piped:
                threading.Thread(target=_end_with_parent, daemon=True).start()
            from contract_tests.reference.server import serve  # a web framework takes long to load

            return serve(listening, storage, seeded, prefix=prefix, faults=wanted.faults)


def opened_with(database: str, seeded: Seeded) -> tuple[Storage, bool]:
    """Return a database with credentials, and whether it had them before; sqlite3.Error if it is none.

    Of several processes that start with one new file, the first stores whom it is about to announce.
    """
    storage = Storage(database)
    try:
        with storage.alone():
            kept = not storage.is_empty()
            if not kept:
                fill(storage, seeded, time.time)
    except sqlite3.Error:
        storage.close()
        raise
    return storage, kept


def announce(seeded: Seeded, *, piped: bool, faults: bool) -> None:
    """Print where it listens, and what to paste."""
    if piped:
        print(json.dumps(asdict(seeded)), flush=True)
        return
    sessions = " ".join(f"--session {each}" for each in seeded.declared)
    alive = next(session_id for state, session_id in seeded.sessions if state == "alive")
    url = shlex.quote(f"{seeded.base_url}/v1/sessions/status/{alive}")
    print(
        f"serving {seeded.base_url} until Ctrl-C, live VMs for {LIFETIME:g} s; paste into another terminal:\n"
    )
    for name, value in seeded.environment().items():
        print(f"export {name}={shlex.quote(value)}")
    print(f'curl -sSw "\\n" -H "X-API-Key: $CONTRACT_API_KEY" {url}')
    # There are faults in a clone alone, where the command need not be installed.
    command = "uvx nox -s contract --" if faults else "session-status-contract run"
    print(f"{command} --base-url {seeded.base_url} {sessions}")
    print("Run it once: the expiring session is dead then. Serve anew for the next run.")
    if faults:
        print("\nfor a fault or a variant, add /faults/NAME or /variants/NAME to the base URL; all names:")
        print(f"curl {seeded.base_url}/faults")
    print(flush=True)


def _end_with_parent() -> None:
    """Wait until the process that started us is gone, which closes what we read."""
    # Not sys.stdin: its lock would be held by this thread when the interpreter ends.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)

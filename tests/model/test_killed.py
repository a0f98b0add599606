"""The reference deployment survives being killed."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from generated_client import Client, get_session_status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMAND = (sys.executable, "-m", "contract_tests", "serve", "--database")


@contextmanager
def served(database: Path, lines: int) -> Iterator[str]:
    """Serve a database, in a process that is killed in the end; yield so many lines of what it announces."""
    command = (*COMMAND, str(database))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own words
        try:
            assert process.stdout is not None
            yield "".join(process.stdout.readline() for _ in range(lines))
        finally:
            # Not asked to end: nothing that it would still like to write is written.
            process.kill()


def told(announced: str, key: str, sessions: list[str]) -> list[tuple[object, ...]]:
    """Return what a deployment tells of sessions, as far as it lasts."""
    (base_url, *_) = re.findall(r"http://[\w.:]+", announced)
    with Client(base_url, api_key=key) as client:
        every = [get_session_status.sync(session, client=client) for session in sessions]
    return [(each.exists, each.vm_id, each.vm_status, each.created_at) for each in every]


def test_what_was_stored_survives_the_end_of_the_process(tmp_path: Path) -> None:
    """Killed, and started again on its file, it knows the credentials and tells the same of every session;
    and it announces neither credentials nor sessions, in one line."""
    database = tmp_path / "sessions.sqlite"
    with served(database, lines=7) as announced:
        (key,) = re.findall(r"CONTRACT_API_KEY=(\S+)", announced)
        sessions = re.findall(r"--session (?:alive|dead|unassigned)=(\S+)", announced)
        before = told(announced, key, sessions)
    with served(database, lines=1) as announced:
        after = told(announced, key, sessions)
    assert (len(before), after) == (4, before)
    assert "--session" not in announced
    assert str(database) in announced


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file that is no SQLite database ends in one line that says so, and exit status 4."""
    database = tmp_path / "notes.txt"
    database.write_text("not a database, but long enough to be taken for one " * 20)
    ended = subprocess.run((*COMMAND, database), capture_output=True, text=True, check=False, timeout=30)  # noqa: S603  our own words
    assert (ended.returncode, len(ended.stderr.splitlines()), ended.stdout) == (4, 1, "")
    assert f"--database {database}: file is not a database" in ended.stderr

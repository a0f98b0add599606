"""Locust's users judge what they are told, on one machine and on many."""

from __future__ import annotations

import csv
import os
import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference import Seeded, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = 90.0
"""Seconds after which a load that hangs is ended."""
FAULT = "/faults/liveness.alive-implies-assigned.not-assigned"
CLAUSE = "liveness.alive-implies-assigned"
FROZEN, KEEPS_TIME = "/faults/lifetime.uptime-keeps-time.frozen", "lifetime.uptime-keeps-time"
USERS = ("--users", "8", "--spawn-rate", "8", "--run-time", "4s", "--poll", "0.1", "--only-summary")


@pytest.fixture(scope="module")
def served() -> Iterator[Seeded]:
    """The reference deployment, and every fault under a path of its own."""
    with running("--faults") as seeded:
        yield seeded


def started(served: Seeded, path: str, *options: str) -> subprocess.Popen[str]:
    """Start a load on the deployment at a path."""
    sessions = [f"--session={state}={name}" for state, name in served.sessions if state != "foreign"]
    command = [sys.executable, "scripts/load.py", "--base-url", served.base_url + path, *sessions, *options]
    return subprocess.Popen(  # noqa: S603  our own words
        command,
        env=os.environ | served.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(load: subprocess.Popen[str]) -> tuple[int, str]:
    """Return a load's exit status and all that it printed."""
    try:
        printed, _ = load.communicate(timeout=LONG)
    except subprocess.TimeoutExpired:
        load.kill()
        raise
    return load.returncode, printed


def clauses(table: str) -> dict[str, int]:
    """Return the clauses in a table of Locust's by how often they failed."""
    rows = re.findall(r"^CLAUSE +(\S+) +\d+ +(\d+)\(", table.rpartition("Type     Name")[0], re.MULTILINE)
    return {name: int(failures) for name, failures in rows}


def test_a_correct_deployment_fails_nothing(served: Seeded) -> None:
    """No clause and no request fails, and it is said how many were judged."""
    status, printed = ended(started(served, "", *USERS))
    assert (status, clauses(printed)) == (0, {}), printed
    assert re.search(r"judged [1-9]\d+ clauses of \d+, 0 violated", printed)
    assert "DECLARED" not in printed


def test_a_session_that_was_never_as_declared_is_a_failure(served: Seeded) -> None:
    """What is said of that state was not judged: it stands in the table, in the log, and in the status."""
    status, printed = ended(started(served, "", *USERS, "--session=dead=none-such"))
    assert (status, clauses(printed)) == (1, {}), printed
    assert re.search(r"^DECLARED +dead +[1-9]\d* ", printed, re.MULTILINE)
    assert "none-such was declared dead, and seen not existing; check the id and its account, or" in printed


def test_a_violated_clause_stands_in_the_statistics(served: Seeded, tmp_path: Path) -> None:
    """A clause that single answers violate stands in the table and the CSV by its id, and no secret does."""
    status, printed = ended(started(served, FAULT, *USERS, "--csv", str(tmp_path / "load")))
    assert status == 1
    assert clauses(printed)[CLAUSE] >= 8
    with (tmp_path / "load_stats.csv").open() as lines:
        failed = {row["Name"]: int(row["Failure Count"]) for row in csv.DictReader(lines)}
    assert failed[CLAUSE] >= 8
    written = printed + "".join(path.read_text() for path in tmp_path.iterdir())
    assert "$CONTRACT_API_KEY" in printed
    assert not [value for value in served.environment().values() if value in written]


def test_what_only_many_answers_show_is_found(served: Seeded) -> None:
    """A clause that only answers together violate is judged too, at the latest when a user stops."""
    status, printed = ended(started(served, FROZEN, *USERS))
    assert (status, KEEPS_TIME in clauses(printed)) == (1, True), printed


def test_a_master_merges_what_its_workers_find(served: Seeded) -> None:
    """A master with two workers on loopback ends with one table that names the clause."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    place = ("--master-bind-host", "127.0.0.1", "--master-bind-port", port)
    master = started(served, FAULT, *USERS, "--master", *place, "--expect-workers", "2")
    worker = ("--worker", "--master-host", "127.0.0.1", "--master-port", port)
    workers = [started(served, FAULT, *worker) for _ in range(2)]
    status, printed = ended(master)
    told = [ended(each) for each in workers]
    assert status == 1
    assert clauses(printed)[CLAUSE] >= 8
    assert all(CLAUSE in said for _, said in told), told


def test_processes_share_the_work(served: Seeded) -> None:
    """With --processes the users are spread over processes, and the one table names the clause."""
    status, printed = ended(started(served, FAULT, *USERS, "--processes", "2"))
    assert (status, CLAUSE in clauses(printed)) == (1, True), printed
    assert printed.count(f"ERROR/contract: {CLAUSE}") == 2


def test_bad_input_gets_one_line() -> None:
    """A missing option is told in one line, with the remedy, and the exit status is 4."""
    refused = """
import load

nowhere = ["--base-url", "http://127.0.0.1:9"]
print(*map(load.main, ([], nowhere, [*nowhere, "--session", "alive=x"])))
"""
    done = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", refused],
        cwd="scripts",
        env={name: value for name, value in os.environ.items() if not name.startswith("CONTRACT_")},
        capture_output=True,
        text=True,
        timeout=LONG,
        check=True,
    )
    assert (done.stdout, done.stderr.splitlines()) == (
        "4 4 4\n",
        [
            "no deployment named: pass --base-url URL",
            "no session to poll: declare one with --session alive=ID, or --provision COMMAND",
            "no credential: set CONTRACT_API_KEY or CONTRACT_BEARER_TOKEN in the environment",
        ],
    )

"""The memory of the reference deployment: hashed credentials, sessions and their VMs, in SQLite."""

import hashlib
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from attrs import frozen

TABLES = """
CREATE TABLE IF NOT EXISTS credentials (
    digest TEXT PRIMARY KEY, kind TEXT NOT NULL, account INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, account INTEGER NOT NULL, created_at REAL NOT NULL, on_demand REAL
);
CREATE TABLE IF NOT EXISTS vms (
    id TEXT PRIMARY KEY, session TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    spawned_at REAL NOT NULL, expires_at REAL NOT NULL, status TEXT NOT NULL
);
"""


@frozen
class VM:
    """A virtual machine; times are POSIX seconds."""

    id: str
    spawned_at: float
    expires_at: float
    status: str

    def status_at(self, now: float) -> str:
        """Return the status that the machine has at a time: what has expired is killed."""
        return "killed" if self.status == "active" and now >= self.expires_at else self.status


@frozen
class Session:
    """A session of an account's, and the latest VM that was assigned to it; times are POSIX seconds.

    `on_demand` is the lifetime in seconds of the VM that the next question starts, where one does.
    """

    id: str
    account: int
    created_at: float
    on_demand: float | None
    vm: VM | None = None


def digest(credential: str) -> str:
    """Return what is stored of a credential; long random ones need no salt."""
    return hashlib.sha256(credential.encode()).hexdigest()


class Storage:
    """One database, in a file or in memory; every change is durable when the call returns."""

    def __init__(self, path: str = ":memory:") -> None:
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA foreign_keys = ON")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.executescript(TABLES)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other process write while the block runs, and store all of what it writes, or nothing."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def is_empty(self) -> bool:
        """Tell whether nothing was ever stored."""
        return self._database.execute("SELECT 1 FROM credentials").fetchone() is None

    def add_credential(self, kind: str, credential: str, account: int) -> None:
        """Store a credential's digest; `kind` is key or token."""
        self._database.execute(
            "INSERT INTO credentials VALUES (?, ?, ?)", (digest(credential), kind, account)
        )

    def account_of(self, kind: str, credential: str) -> int | None:
        """Return whose credential it is, or None."""
        query = "SELECT account FROM credentials WHERE digest = ? AND kind = ?"
        row = self._database.execute(query, (digest(credential), kind)).fetchone()
        return None if row is None else int(row[0])

    def add_session(self, session: Session) -> None:
        """Store a new session."""
        row = (session.id, session.account, session.created_at, session.on_demand)
        self._database.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)

    def delete_session(self, session_id: str) -> None:
        """Forget a session and its VMs."""
        self._database.execute("DELETE FROM sessions WHERE id = ?", (session_id,))

    def put_vm(self, session_id: str, vm: VM) -> None:
        """Store a VM of a session, or what changed about it; the one stored last is assigned."""
        row = (vm.id, session_id, vm.spawned_at, vm.expires_at, vm.status)
        self._database.execute("INSERT OR REPLACE INTO vms VALUES (?, ?, ?, ?, ?)", row)

    def session(self, session_id: str) -> Session | None:
        """Return a session by its id in its usual spelling."""
        query = "SELECT id, account, created_at, on_demand FROM sessions WHERE id = ?"
        row = self._database.execute(query, (session_id,)).fetchone()
        if row is None:
            return None
        query = (
            "SELECT id, spawned_at, expires_at, status FROM vms WHERE session = ? ORDER BY rowid DESC LIMIT 1"
        )
        vm = self._database.execute(query, (session_id,)).fetchone()
        name, account, created_at, on_demand = row
        return Session(name, account, created_at, on_demand, VM(*vm) if vm else None)

    def sessions(self) -> Iterator[Session]:
        """Yield every session."""
        for (session_id,) in self._database.execute("SELECT id FROM sessions ORDER BY rowid").fetchall():
            session = self.session(session_id)
            if session is not None:
                yield session


def usual(session_id: str) -> str:
    """Return the usual spelling of a UUID, however it is spelled; any other text as it is."""
    try:
        return str(uuid.UUID(session_id))
    except ValueError:
        return session_id

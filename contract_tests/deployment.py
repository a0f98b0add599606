"""A running deployment: where it is, as whom it is asked, which sessions are declared, how politely."""

from __future__ import annotations

import shlex
import subprocess
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from contract_tests.credentials import Credentials
from contract_tests.observation import STATES, State
from contract_tests.options import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COMMAND_LIMIT = 120.0
"""Seconds that a command of the owner's may take."""


@frozen
class DeclaredSession:
    """A session id whose state the owner vouches for."""

    state: State
    id: str


@frozen(kw_only=True)
class Deployment:
    """Where, as whom, which declared sessions, how politely. Times are seconds, `pace` is requests a second.

    `base_url` has no slash at its end.
    """

    base_url: str
    credentials: Credentials = field(factory=Credentials)
    sessions: tuple[DeclaredSession, ...] = ()
    renew_token: Callable[[], str] | None = field(default=None, repr=False)
    pace: float = 50.0
    concurrency: int = 8
    time_limit: float = 10.0
    patience: float = 30.0
    watch: float = 3.0
    watch_expiry: float = 15.0
    expiry_grace: float = 10.0
    budget: int = 40
    seed: int | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urllib.parse.urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def prefix(self) -> str:
        """The path that all targets begin with."""
        return urllib.parse.urlsplit(self.base_url).path

    def declared(self, *states: State) -> tuple[DeclaredSession, ...]:
        """Return the sessions declared to be in one of these states."""
        return tuple(session for session in self.sessions if session.state in states)


MANNERS = (
    "pace",
    "concurrency",
    "time_limit",
    "patience",
    "watch",
    "watch_expiry",
    "expiry_grace",
    "budget",
    "seed",
)


def deployment_of(
    values: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]], environ: Mapping[str, str]
) -> Deployment:
    """Return the deployment that resolved options describe; UsageError says what to write instead."""
    if not values["base_url"]:
        raise UsageError("no deployment named: pass --base-url URL, or --reference for the built-in one")
    made = Deployment(
        base_url=base_url_of(values["base_url"]),
        credentials=credentials_of(sources, environ),
        sessions=sessions_of(values["session"]),
        **{name: values[name] for name in MANNERS},
    )
    if values["token_command"]:
        command = values["token_command"]

        def renewed() -> str:
            return run(command, "--token-command").strip()

        made = evolve(made, renew_token=renewed, credentials=evolve(made.credentials, bearer_token=renewed()))
    if values["provision"]:
        lines = run(values["provision"], "--provision").splitlines()
        made = evolve(made, sessions=(*made.sessions, *provisioned(lines)))
    return made


def base_url_of(text: str) -> str:
    """Return a base URL without a slash at its end."""
    try:
        parts = urllib.parse.urlsplit(text)
        good = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        good = False
    if not good or not text.isascii() or any(character.isspace() for character in text):
        raise UsageError(f"--base-url {text}: not a URL; write one such as https://staging.example.com")
    if parts.username or parts.password:
        raise UsageError("--base-url: holds a user or a password; credentials come from the environment")
    if parts.query or parts.fragment:
        raise UsageError(f"--base-url {text}: ends in a query or a fragment; leave it out")
    return text.rstrip("/")


def sessions_of(written: list[str]) -> tuple[DeclaredSession, ...]:
    """Return the sessions declared as STATE=ID."""
    sessions: dict[str, DeclaredSession] = {}
    for each in written:
        state, equals, session_id = each.partition("=")
        made = _session(state.strip(), session_id.strip(), f"--session {each}", equals=bool(equals))
        if sessions.setdefault(made.id, made) != made:
            raise UsageError(
                f"--session {each}: {made.id} is declared {sessions[made.id].state} too; declare it once"
            )
    return tuple(sessions.values())


def provisioned(lines: list[str]) -> tuple[DeclaredSession, ...]:
    """Return the sessions that a provisioner printed as STATE ID."""
    made = []
    for line in filter(str.strip, lines):
        words = line.split()
        if len(words) != 2:
            raise UsageError(f"--provision: printed {line!r}; each line is to be STATE ID")
        made.append(_session(words[0], words[1], f"--provision: printed {line!r}", equals=True))
    return tuple(made)


def _session(state: str, session_id: str, place: str, *, equals: bool) -> DeclaredSession:
    for known in STATES:
        if state == known and equals and session_id and not any(each.isspace() for each in session_id):
            return DeclaredSession(known, session_id)
    if state in STATES:
        raise UsageError(f"{place}: no id; write {state}=ID")
    raise UsageError(f"{place}: unknown state {state!r}; write one of {', '.join(STATES)}, then =ID")


def credentials_of(sources: Mapping[str, Mapping[str, str]], environ: Mapping[str, str]) -> Credentials:
    """Return the credentials that the environment holds, or that a deployment file says where to get."""
    found: dict[str, str | None] = {}
    for name in ("api-key", "bearer-token", "foreign-api-key"):
        key = name.replace("-", "_")
        value = environ.get(f"CONTRACT_{key.upper()}") or _from(name, sources.get(name, {}), environ)
        found[key] = value.strip() if value and value.strip() else None
    return Credentials(**found)


def _from(name: str, source: Mapping[str, str], environ: Mapping[str, str]) -> str | None:
    for how, where in source.items():
        if how == "environment":
            if not environ.get(where):
                raise UsageError(f"credentials.{name}: {where} is not set in the environment; set it")
            return environ[where]
        if how == "file":
            try:
                return Path(where).expanduser().read_text()
            except (OSError, UnicodeDecodeError):
                raise UsageError(
                    f"credentials.{name}: {where} cannot be read; name a readable file"
                ) from None
        return run(where, f"credentials.{name}")
    return None


def run(command: str, place: str) -> str:
    """Return what a command of the owner's prints; its complaints go to the terminal, not to us."""
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

"""Every option: name, meaning, default; read from the command line, the environment and a file."""

from __future__ import annotations

import difflib
import math
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["text", "many", "number", "count", "flag", "path"]


class UsageError(ValueError):
    """Something that was written is not what was expected: one line, with the place and the remedy."""


@frozen
class Option:
    """One option. `least` is the smallest value of a number or count."""

    name: str
    kind: Kind
    metavar: str
    meaning: str
    default: Any = None
    least: float = 0

    @property
    def flag(self) -> str:
        """How it is written on the command line."""
        return f"--{self.name}"

    @property
    def variable(self) -> str:
        """How it is written in the environment."""
        return "CONTRACT_" + self.name.upper().replace("-", "_")

    @property
    def key(self) -> str:
        """How it is called in Python."""
        return self.name.replace("-", "_")


OPTIONS = (
    Option("base-url", "text", "URL", "the deployment; a path prefix is kept"),
    Option("reference", "flag", "", "start the reference deployment and judge that", default=False),
    Option("deployment", "path", "FILE", "settings from a TOML file"),
    Option(
        "session",
        "many",
        "STATE=ID",
        "declare a session: alive, unassigned, dead, expiring or foreign; repeatable",
    ),
    Option(
        "provision",
        "text",
        "COMMAND",
        "a command that prints one 'STATE ID' line for each session it made ready",
    ),
    Option(
        "token-command",
        "text",
        "COMMAND",
        "prints a fresh bearer token; used at the start and when it expires",
    ),
    Option("not-applicable", "many", "CLAUSE=REASON", "disclaim a clause, with a reason; repeatable"),
    Option("pace", "number", "N", "requests a second, at most", default=50.0, least=0.1),
    Option("concurrency", "count", "N", "requests in flight, at most", default=8, least=1),
    Option("time-limit", "number", "S", "seconds that one request may take", default=10.0, least=0.1),
    Option("patience", "number", "S", "the longest Retry-After that is obeyed, in seconds", default=30.0),
    Option("watch", "number", "S", "seconds for which live sessions are watched", default=3.0),
    Option(
        "watch-expiry",
        "number",
        "S",
        "the longest announced expiry that is waited for, in seconds",
        default=15.0,
    ),
    Option("expiry-grace", "number", "S", "seconds that cleaning up may lag behind expiry", default=10.0),
    Option("budget", "count", "N", "generated requests", default=40),
    Option("seed", "count", "N", "another stream of generated requests"),
    Option("strict-should", "flag", "", "let a violated SHOULD make the run red", default=False),
    Option("allow-untested", "flag", "", "let an incomplete run exit 0", default=False),
    Option("baseline", "path", "FILE", "violations that are known, with reasons and review dates"),
    Option(
        "report",
        "path",
        "DIR",
        "write report.json, observations.jsonl, report.html, summary.md, badge.json there",
    ),
)

BY_NAME = {option.name: option for option in OPTIONS}
CREDENTIALS = ("api-key", "bearer-token", "foreign-api-key")
FROM = ("environment", "file", "command")


def resolve(
    given: Mapping[str, Any], environ: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Return every option's value, and where a deployment file says credentials come from.

    `given` holds what the command line says, by key, None where it says nothing. The command line goes
    before the environment, the environment before the file. Raises UsageError.
    """
    path = given.get("deployment") or environ.get(BY_NAME["deployment"].variable)
    written, credentials = read_file(Path(path)) if path else ({}, {})
    values: dict[str, Any] = {}
    for option in OPTIONS:
        value = given.get(option.key)
        if value not in (None, False, [], ()):
            values[option.key] = parsed(option, value, option.flag)
        elif environ.get(option.variable):
            text: Any = environ[option.variable]
            if option.kind == "many":
                text = [line.strip() for line in text.splitlines() if line.strip()]
            values[option.key] = parsed(option, text, option.variable)
        elif option.name in written:
            values[option.key] = parsed(option, written[option.name], f"{path}: {option.name}")
        else:
            values[option.key] = [] if option.kind == "many" else option.default
    return values, credentials


def read_file(path: Path) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Return the settings of a deployment file by option name, and its credentials table."""
    try:
        document = tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"--deployment {path}: cannot be read ({why}); name a readable TOML file") from error
    credentials = document.pop("credentials", {})
    settings: dict[str, Any] = {}
    for written, value in document.items():
        key = written.replace("_", "-")
        if key not in BY_NAME:
            raise UsageError(f"{path}: unknown setting {written!r}{_nearest(key, BY_NAME)}")
        if key == "deployment":
            raise UsageError(f"{path}: a deployment file cannot name another one; remove {written}")
        if key in settings:
            raise UsageError(f"{path}: {key} is set twice, with a dash and with an underscore; set it once")
        settings[key] = value
    return settings, _sources(path, credentials)


def _sources(path: Path, table: object) -> dict[str, dict[str, str]]:
    if not isinstance(table, dict):
        raise UsageError(f"{path}: credentials is to be a table, such as [credentials]")
    sources = {}
    for name, source in table.items():
        key = name.replace("_", "-")
        if key not in CREDENTIALS:
            raise UsageError(f"{path}: unknown credential {name!r}{_nearest(key, CREDENTIALS)}")
        good = isinstance(source, dict) and len(source) == 1 and next(iter(source)) in FROM
        if not good or not isinstance(next(iter(source.values())), str):
            raise UsageError(
                f"{path}: credentials.{name} says where to get it, not what it is; write "
                f'{{ environment = "NAME" }}, '
                '{ file = "PATH" } or { command = "COMMAND" }'
            )
        sources[key] = source
    return sources


def _nearest(key: str, known: Any) -> str:
    near = difflib.get_close_matches(key, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"


def parsed(option: Option, value: Any, place: str) -> Any:
    """Return a value as its option's type; UsageError names the place where it was written."""
    match option.kind:
        case "flag":
            words = {
                True: True,
                False: False,
                "1": True,
                "true": True,
                "yes": True,
                "0": False,
                "false": False,
            }
            words["no"] = False
            key = value.lower() if isinstance(value, str) else value
            if not isinstance(key, bool | str) or key not in words:
                raise UsageError(f"{place}: {value!r} is neither true nor false")
            return words[key]
        case "many":
            if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
                raise UsageError(f'{place}: write a list of texts, such as ["{option.metavar}"]')
            return list(value)
        case "number" | "count":
            return _number(option, value, place)
        case _:
            if not isinstance(value, str | Path) or not str(value):
                raise UsageError(f"{place}: {value!r} is no text; write {option.metavar}")
            return str(value)


def _number(option: Option, value: Any, place: str) -> float | int:
    wanted = "a whole number" if option.kind == "count" else "a number"
    given: Any = None if isinstance(value, bool) else value
    try:
        number = int(given) if option.kind == "count" and not isinstance(given, float) else float(given)
    except (TypeError, ValueError):
        raise UsageError(
            f"{place}: {value!r} is not {wanted}; write {wanted} from {option.least:g}"
        ) from None
    if (
        not math.isfinite(number)
        or number < option.least
        or (option.kind == "count" and number != int(number))
    ):
        raise UsageError(f"{place}: {value!r} will not do; write {wanted} from {option.least:g}")
    return number

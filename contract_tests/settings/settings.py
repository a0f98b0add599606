"""The settings of a run: the name, meaning, type and default of each stand in its field, and there alone."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, fields, frozen

from contract_tests.recording.timing import (
    EXPIRY_GRACE,
    LEAST,
    PACE,
    PATIENCE,
    TIME_LIMIT,
    WATCH,
    WATCH_EXPIRY,
)
from contract_tests.settings.file import SECRETS, read_file
from contract_tests.settings.option import METADATA, Command, Option, UsageError, setting, variable_of

GROUPS = DEPLOYMENT, CREDENTIALS, JUDGEMENT, MANNERS, OUTPUT = (
    "deployment", "credentials", "what is judged", "pace", "output",
)  # fmt: skip
"""Groups of options, in the order in which they are listed."""


@frozen(kw_only=True)
class Manners:
    """The politeness and patience of a run. Times are seconds, `pace` is requests a second."""

    pace: float = setting("number", "N", "requests a second, at most", MANNERS, default=PACE, least=LEAST)
    concurrency: int = setting("count", "N", "requests in flight, at most", MANNERS, default=8, least=1)
    time_limit: float = setting(
        "number", "S", "seconds that one request may take", MANNERS, "load", default=TIME_LIMIT, least=LEAST
    )
    patience: float = setting(
        "number", "S", "the longest Retry-After that is obeyed, in seconds", MANNERS, default=PATIENCE
    )
    watch: float = setting(
        "number", "S", "seconds for which live sessions are watched", MANNERS, default=WATCH
    )
    watch_expiry: float = setting(
        "number",
        "S",
        "the longest announced expiry that is waited for, in seconds",
        MANNERS,
        default=WATCH_EXPIRY,
    )
    expiry_grace: float = setting(
        "number", "S", "seconds that cleaning up may lag behind expiry", MANNERS, "load", default=EXPIRY_GRACE
    )
    budget: int = setting("count", "N", "generated requests, at most", MANNERS, default=6)
    seed: int | None = setting("count", "N", "varies what is asked, as each day does", MANNERS, most=2**64)


@frozen(kw_only=True)
class Settings(Manners):
    """All that is said of a run before it begins.

    `sources` is the deployment file's table of credentials: by name, how and where each is to be had.
    """

    base_url: str | None = setting(
        "text", "URL", "the deployment's address before /v1, with its path prefix", DEPLOYMENT, "load"
    )
    reference: bool = setting("flag", "", "start the reference deployment and judge that", DEPLOYMENT)
    deployment: Path | None = setting("path", "FILE", "settings from a TOML file", DEPLOYMENT, "load")
    session: tuple[str, ...] = setting(
        "many",
        "STATE=ID",
        "declare a session: alive, unassigned, dead, expiring or foreign; repeatable",
        DEPLOYMENT,
        "load",
    )
    provision: str | None = setting(
        "text",
        "COMMAND",
        "a command that prints 'STATE ID' for each session it made; or instavm, or reference FILE",
        DEPLOYMENT,
        "load",
    )
    token_command: str | None = setting(
        "text",
        "COMMAND",
        "prints a fresh bearer token; used at the start and each time it expires",
        CREDENTIALS,
        "load",
    )
    not_applicable: tuple[str, ...] = setting(
        "many", "CLAUSE=REASON", "disclaim a clause, with a reason; repeatable", JUDGEMENT
    )
    strict_should: bool = setting(
        "flag", "", "let a violated SHOULD make the run red", JUDGEMENT, "judge", "load"
    )
    allow_untested: bool = setting("flag", "", "let an incomplete run exit 0", JUDGEMENT, "judge")
    baseline: Path | None = setting(
        "path", "FILE", "violations that are known, with reasons and review dates", JUDGEMENT, "judge"
    )
    report: Path | None = setting(
        "path",
        "DIR",
        "write report.html, report.json, observations.jsonl and more there",
        OUTPUT,
        "judge",
    )
    sources: Mapping[str, Mapping[str, str]] = field(factory=dict)


OPTIONS = tuple(
    sorted(
        (Option.of(each) for each in fields(Settings) if METADATA in each.metadata),
        key=lambda option: GROUPS.index(option.group),
    )
)
BY_NAME = {option.name: option for option in OPTIONS}


def options_of(command: Command) -> tuple[Option, ...]:
    """Return the options that a command takes."""
    return tuple(option for option in OPTIONS if command in option.commands)


def settings_of(given: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Return all settings; the command line goes before the environment, the environment before the file.

    `given` holds the values of the command line by field, None where it gives none. UsageError names place
    and remedy of a value that will not do::

        settings_of({"pace": 5.0}, {"CONTRACT_PACE": "9", "CONTRACT_WATCH": "4"})  # pace 5, watch 4
    """
    named = BY_NAME["deployment"].given(given, environ)
    path = named[0] if named else None
    written, sources = read_file(path, BY_NAME) if path else ({}, {})
    refuse_misspelled(environ, sources)
    values: dict[str, Any] = {}
    for option in OPTIONS:
        said = option.given(given, environ)
        if said:
            values[option.key] = said[0]
        elif option.name in written:
            values[option.key] = option.parse(written[option.name], f"{path}: {option.name}")
    return Settings(**values, sources=sources)


def refuse_misspelled(environ: Mapping[str, str], sources: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse a variable that is nearly one of ours, which is not set, unless the file names it."""
    ours = {variable_of(name) for name in (*BY_NAME, *SECRETS)}
    named = {source.get("environment") for source in sources.values()}
    for variable in sorted(set(environ) - ours - named):
        near = difflib.get_close_matches(variable, sorted(ours - set(environ)), n=1, cutoff=0.9)
        if near and variable.startswith("CONTRACT_"):
            raise UsageError(f"{variable}: there is no such variable; did you mean {near[0]}?")

"""A deployment file: settings by the names of their options, and where credentials are to be had."""

import difflib
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from contract_tests.settings.option import UsageError

SECRETS = {
    "api-key": "an API key of the account that the declared sessions belong to",
    "bearer-token": "a bearer token of the same account",
    "foreign-api-key": "an API key of another account, to see that accounts stay apart",
}
"""The credentials that are also looked for in the environment."""
ENTRUSTED = SECRETS | {"client-certificate": "a certificate of one's own, and its key"}
FROM = ("environment", "file", "command")
LONGEST = 1_000_000
"""Octets of a file of the owner's: what is longer is another file, or a device without an end."""


def text_of(path: Path) -> str:
    """Return a file's text; OSError, or ValueError where it is none."""
    with path.open("rb") as file:
        octets = file.read(LONGEST + 1)
    if len(octets) > LONGEST:
        raise ValueError(f"longer than {LONGEST:,} octets")
    return octets.decode("utf-8-sig")  # some editors begin with that mark


def read_file(path: Path, names: Collection[str]) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Return the settings of a deployment file by option name, and its credentials table."""
    try:
        document = tomllib.loads(text_of(path))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"--deployment {path}: {error}; write TOML, with texts in quotes") from error
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"--deployment {path}: cannot be read ({why}); name a readable TOML file") from error
    credentials = document.pop("credentials", {})
    settings: dict[str, Any] = {}
    for written, value in document.items():
        key = _known(written, (*names, "credentials"), f"{path}: unknown setting")
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
        key = _known(name, ENTRUSTED, f"{path}: unknown credential")
        only = isinstance(source, dict) and len(source) == 1
        how, where = next(iter(source.items())) if only else ("", "")
        if how not in FROM or not isinstance(where, str) or not where.strip():
            raise UsageError(
                f"{path}: credentials.{name} says where to get it, not what it is; write "
                '{ environment = "NAME" }, { file = "PATH" } or { command = "COMMAND" }'
            )
        sources[key] = source
    return sources


def _known(written: str, known: Collection[str], complaint: str) -> str:
    """Return a name as options spell it; UsageError proposes the nearest one where it is not known."""
    key = written.replace("_", "-")
    if key in known:
        return key
    near = difflib.get_close_matches(key, known, n=1)
    meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
    raise UsageError(f"{complaint} {written!r}; {meant}")

"""A deployment file, drafted: what was answered is set, and every other setting stands there as a comment."""

from __future__ import annotations

import json
import os
import re
import shlex
import textwrap
from typing import TYPE_CHECKING, Any

from contract_tests.settings.file import ENTRUSTED, FROM, SECRETS
from contract_tests.settings.option import Option, UsageError, variable_of
from contract_tests.settings.settings import CREDENTIALS, GROUPS, OPTIONS, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

DRAFTED = tuple(option for option in OPTIONS if option.name not in {"reference", "deployment"})
"""The settings that a deployment file holds."""
SOURCES = tuple(
    Option(name=name, kind="text", metavar="HOW=WHERE", meaning=meaning, group=CREDENTIALS)
    for name, meaning in ENTRUSTED.items()
)
"""The credentials, each answered by environment=NAME, file=PATH or command=COMMAND."""
HEAD = """\
# A deployment file of session-status-contract. A number that is commented out is the default, anything else
# an example of what may stand there. The command line and the environment go before what stands here.
"""
TABLE = """\

# Where each credential is to be had, never what it is:
# { environment = "NAME" }, { file = "PATH" } or { command = "COMMAND" }
[credentials]
"""


def draft(path: Path, given: Mapping[str, Any]) -> str:
    """Write a new deployment file, and return what to type next.

    `given` are the values of settings and sources by field, as on the command line. Nothing is overwritten:
    UsageError where the file is there, cannot be written, or an answer will not do.
    """
    # They load much that --help does without.
    from contract_tests.settings.deployment import base_url_of
    from contract_tests.settings.sessions import sessions_of

    settings = settings_of(given, {})
    if not settings.base_url:
        raise UsageError("init: name the deployment with --base-url URL")
    base_url_of(settings.base_url)
    sessions_of(settings.session)
    sources = {each.name: _source(each, given[each.key]) for each in SOURCES if given.get(each.key)}
    text = HEAD + "".join(_settings(given)) + TABLE + "".join(_credentials(sources))
    try:
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                path.unlink()
                raise
    except FileExistsError:
        raise UsageError(f"init: {path} is there already, and stays as it is; name another file") from None
    except OSError as error:
        raise UsageError(f"init: {path}: {error.strerror}; name a file that can be written") from error
    variables = [where for how, where in sources.values() if how == "environment"]
    wanted = variables or ([] if sources else [variable_of("api-key")])
    exports = [f"export {name}=..." for name in wanted if name not in os.environ]
    how = f"--deployment {shlex.quote(str(path))}"
    commands = [f"session-status-contract {each} {how}" for each in ("plan", "run")]
    declared = settings.session or settings.provision
    first = "" if declared else " declare sessions there, or a provision command, then"
    return "\n".join([f"{path} is written;{first} type:", "", *exports, *commands])


def _source(option: Option, said: str) -> tuple[str, str]:
    """Return how and where a credential is to be had; UsageError does not repeat what may be one."""
    how, _, where = said.partition("=")
    secret = option.name in SECRETS
    known = how in FROM if secret else how == "file"
    if not known or not where.strip() or (how == "environment" and not re.fullmatch(r"[A-Za-z_]\w*", where)):
        wanted = "environment=NAME, file=PATH or command=COMMAND" if secret else "file=PATH"
        raise UsageError(f"{option.flag}: says where to get it, not what it is; write {wanted}")
    return how, where


def _settings(given: Mapping[str, Any]) -> Iterator[str]:
    for group in GROUPS:
        yield f"\n# --- {group}\n"
        for option in (each for each in DRAFTED if each.group == group):
            said = option.given(given, {})
            line = f"{option.name} = {as_toml(said[0] if said else _shown(option))}\n"
            yield f"\n# {option.meaning}\n{line if said else textwrap.indent(line, '# ')}"


def _shown(option: Option) -> Any:
    """Return a setting's default where that is a number, or else the form of a value."""
    forms: dict[str, Any] = {"many": (option.metavar,), "flag": True, "count": 1}
    return option.default if option.has_number else forms.get(option.kind, option.metavar)


def _credentials(sources: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for option in SOURCES:
        usual = ("environment", option.variable) if option.name in SECRETS else ("file", "client.pem")
        how, where = sources.get(option.name, usual)
        mark = "" if option.name in sources else "# "
        yield f"{mark}{option.name} = {{ {how} = {as_toml(where)} }}  # {option.meaning}\n"


def as_toml(value: Any) -> str:
    """Return a value of a setting as TOML writes it."""
    if isinstance(value, tuple):
        return "[" + "".join(f"\n    {as_toml(each)}," for each in value) + "\n]"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    # A basic string of TOML is one of JSON, but for this character.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")

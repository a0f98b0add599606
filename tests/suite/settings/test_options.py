"""Every option, wherever it is written: on the command line, in the environment, in a file."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import contract_tests
from contract_tests.settings.command_line import VARIABLES
from contract_tests.settings.draft import as_toml
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import BY_NAME, GROUPS, OPTIONS, Settings, settings_of

TABLE = """
base-url URL                   --base-url URL
reference                      --reference
deployment FILE                --deployment FILE
session STATE=ID               --session STATE=ID
provision COMMAND              --provision COMMAND
token-command COMMAND          --token-command COMMAND
not-applicable CLAUSE=REASON   --not-applicable CLAUSE=REASON
strict-should                  --strict-should
allow-untested                 --allow-untested
baseline FILE                  --baseline FILE
pace N                         --pace N                  50
concurrency N                  --concurrency N           8
time-limit S                   --time-limit S            10
patience S                     --patience S              30
watch S                        --watch S                 3
watch-expiry S                 --watch-expiry S          15
expiry-grace S                 --expiry-grace S          10
budget N                       --budget N                6
seed N                         --seed N
report DIR                     --report DIR
"""
"""Key in the file, spelling on the command line, default: what was promised to owners, word for word."""

PROMISED = [re.split(r"\s{2,}", line.strip()) for line in TABLE.strip().splitlines()]

NUMBERS = {"number", "count"}
SUITE = Path(contract_tests.__file__).parent

SAMPLES: dict[str, tuple[Any, Any, Any]] = {
    "text": ("given", "environment", "file"),
    "path": (Path("given"), Path("environment"), Path("file")),
    "many": (("given",), ("environment", "two"), ("file",)),
    "number": (1.5, 2.5, 3.5),
    "count": (1, 2, 3),
    "flag": (True, True, True),
}
"""For each kind of option a value from each of the three places."""


def in_environment(value: Any) -> str:
    """Return a value as the environment writes it."""
    return "\n".join(value) if isinstance(value, tuple) else str(value).lower()


def settled(path: Path, text: str, given: dict[str, Any], environ: dict[str, str]) -> Settings:
    """Return all settings, with a deployment file of that text."""
    path.write_text(text)
    return settings_of({"deployment": str(path)} | given, environ)


def test_options_are_those_promised() -> None:
    """Names, metavariables and defaults are the table's; a flag is off."""
    made = []
    for option in OPTIONS:
        default = [f"{option.default:g}"] if option.kind in NUMBERS and option.default is not None else []
        written = [f"{word} {option.metavar}".strip() for word in (option.name, option.flag)]
        made.append(written + default)
    assert made == PROMISED
    assert all(option.default is False for option in OPTIONS if option.kind == "flag")


def test_help_lists_every_option_and_no_other() -> None:
    """`run --help` shows the table by groups: spelling, meaning and default; and no option of pytest's."""
    said = helped("-m", "contract_tests", "run", "--help").partition("deployment: ")[2]
    section, _, shown = said.partition(" example: ")
    assert re.findall(r"(?<= )--[a-z-]+|^--[a-z-]+", section) == [*(each.flag for each in OPTIONS), "--help"]
    for option in OPTIONS:
        assert f"{option.flag} {option.metavar}".strip() + f" {option.explained}" in section
    assert [group for group in GROUPS if f"{group}: " in section] == list(GROUPS[1:])
    assert shown.startswith("session-status-contract run --base-url ")
    for variable, meaning in VARIABLES.items():
        assert f"{variable} {meaning}" in section


def test_pytest_has_every_option() -> None:
    """`pytest contract_tests --help` shows the same table."""
    said = helped("-m", "pytest", str(SUITE), "--help")
    section = said.partition("the contract of the session status endpoint: ")[2]
    found = re.findall(r"(?<= )--[a-z-]+|^--[a-z-]+", section)
    assert found[: len(OPTIONS)] == [option.flag for option in OPTIONS]
    for option in OPTIONS:
        spelled = f"{option.flag}={option.metavar}" if option.metavar else option.flag
        assert f"{spelled} {option.explained}" in section


def helped(*arguments: str) -> str:
    """Return what a command of Python's prints, its lines joined."""
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=os.environ | {"COLUMNS": "250"},
    )
    return " ".join(done.stdout.split())


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_command_line_goes_before_environment_before_file(option: Any, tmp_path: Path) -> None:
    """An option beats the environment, the environment the file, the file the default."""
    given, environment, written = SAMPLES[option.kind]
    path = tmp_path / "deployment.toml"
    from_file = "" if option.name == "deployment" else f"{option.name} = {as_toml(written)}\n"
    environ = {option.variable: in_environment(environment)}
    if option.name == "deployment":
        path.write_text('base-url = "written"')
        other = {option.variable: str(tmp_path / "missing.toml")}
        assert settings_of({"deployment": str(path)}, other).base_url == "written"
        assert settings_of({}, {option.variable: str(path)}).base_url == "written"
        return
    assert getattr(settled(path, from_file, {option.key: given}, environ), option.key) == given
    assert getattr(settled(path, from_file, {}, environ), option.key) == environment
    assert getattr(settled(path, from_file, {}, {}), option.key) == written
    assert getattr(settled(path, from_file.replace("-", "_", 1), {}, {}), option.key) == written
    assert getattr(settled(path, "", {}, {}), option.key) == option.default


def test_a_flag_in_the_environment_may_say_no(tmp_path: Path) -> None:
    """A flag that the file turns on the environment can turn off."""
    path = tmp_path / "deployment.toml"
    for word in ("0", "false", "No", "1", "TRUE", "yes"):
        found = settled(path, "strict-should = true", {}, {"CONTRACT_STRICT_SHOULD": word})
        assert found.strict_should is (word in {"1", "TRUE", "yes"})


def test_credentials_in_a_file_say_where_to_get_them(tmp_path: Path) -> None:
    """The credentials table names sources, with underscores or dashes."""
    path = tmp_path / "deployment.toml"
    path.write_text(
        '[credentials]\napi_key = { environment = "KEY" }\n"bearer-token" = { command = "get it" }\n'
    )
    assert settings_of({"deployment": str(path)}, {}).sources == {
        "api-key": {"environment": "KEY"},
        "bearer-token": {"command": "get it"},
    }


NUMBER, COUNT = "a number from 0.1 to 1,000,000", "a whole number from 0 to 1,000,000"
SOURCES = (
    "says where to get it, not what it is; "
    'write { environment = "NAME" }, { file = "PATH" } or { command = "COMMAND" }'
)


@pytest.mark.parametrize(
    "given, environ, text, message",
    [
        ({"pace": "fast"}, {}, "", f"--pace: 'fast' is not a number; write {NUMBER}"),
        ({"pace": "0"}, {}, "", f"--pace: '0' will not do; write {NUMBER}"),
        ({"watch": "nan"}, {}, "", "--watch: 'nan' will not do; write a number from 0 to 1,000,000"),
        ({"watch": "inf"}, {}, "", "--watch: 'inf' will not do; write a number from 0 to 1,000,000"),
        ({"watch": "-1"}, {}, "", "--watch: '-1' will not do; write a number from 0 to 1,000,000"),
        ({"budget": "1.5"}, {}, "", f"--budget: '1.5' is not a whole number; write {COUNT}"),
        ({"concurrency": "0"}, {}, "", f"--concurrency: '0' will not do; write {COUNT.replace('0', '1', 1)}"),
        ({}, {"CONTRACT_PACE": "x"}, "", f"CONTRACT_PACE: 'x' is not a number; write {NUMBER}"),
        ({}, {"CONTRACT_REFERENCE": "x"}, "", "CONTRACT_REFERENCE: 'x' is neither true nor false"),
        ({}, {}, "pace = true", f"{{path}}: pace: True is not a number; write {NUMBER}"),
        ({}, {}, "budget = 1.5", f"{{path}}: budget: 1.5 will not do; write {COUNT}"),
        ({}, {}, "strict-should = 1", "{path}: strict-should: 1 is neither true nor false"),
        ({}, {}, "base-url = 1", "{path}: base-url: 1 is no text; write URL"),
        ({}, {}, 'base-url = ""', "{path}: base-url: '' is no text; write URL"),
        ({}, {}, 'session = "alive=1"', '{path}: session: write a list of texts, such as ["STATE=ID"]'),
        ({}, {}, "session = [1]", '{path}: session: write a list of texts, such as ["STATE=ID"]'),
        ({}, {}, "sesion = []", "{path}: unknown setting 'sesion'; did you mean 'session'?"),
        ({}, {}, 'deployment = "x"', "{path}: a deployment file cannot name another one; remove deployment"),
        (
            {},
            {},
            'base-url = "a"\nbase_url = "b"',
            "{path}: base-url is set twice, with a dash and with an underscore; set it once",
        ),
        (
            {},
            {},
            "[credentails]",
            "{path}: unknown setting 'credentails'; did you mean 'credentials'?",
        ),
        (
            {},
            {},
            "zzz = 1",
            "{path}: unknown setting 'zzz'; known are " + ", ".join([*BY_NAME, "credentials"]),
        ),
        ({}, {}, "credentials = 1", "{path}: credentials is to be a table, such as [credentials]"),
        ({}, {}, "credentials.apikey = {}", "{path}: unknown credential 'apikey'; did you mean 'api-key'?"),
        ({}, {}, 'credentials.api-key = "placeholder"', f"{{path}}: credentials.api-key {SOURCES}"),
        ({}, {}, "credentials.api-key = { file = 1 }", f"{{path}}: credentials.api-key {SOURCES}"),
    ],
)
def test_bad_input_gets_one_line_with_place_and_remedy(
    tmp_path: Path, given: dict[str, Any], environ: dict[str, str], text: str, message: str
) -> None:
    """The line names the place, the text that stands there, and what to write instead."""
    path = tmp_path / "deployment.toml"
    with pytest.raises(UsageError) as caught:
        settled(path, text, given, environ)
    assert str(caught.value) == message.replace("{path}", str(path))

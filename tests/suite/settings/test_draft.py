"""A deployment file that `init` drafted is read by a run, and overwrites none."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from contract_tests.__main__ import NAME, main
from contract_tests.run import prepare
from contract_tests.settings.draft import DRAFTED, SOURCES
from contract_tests.settings.settings import Settings, settings_of
from tests.suite.commands import refused

URL = ["--base-url", "https://staging.example.com/api"]
SESSIONS = ("alive='a\"b\\", "dead=\x7f#")
"""Ids with all that TOML would take for something else."""
ANSWERS = [
    *URL,
    *(word for each in SESSIONS for word in ("--session", each)),
    *("--pace", "2.5", "--budget", "7", "--strict-should", "--report", "a report"),
    *("--api-key", "environment=STAGING_KEY", "--bearer-token", "file=~/token=x"),
    *("--foreign-api-key", "command=cat 'my key'"),
]
WANTED = "write environment=NAME, file=PATH or command=COMMAND"


def test_what_was_answered_is_what_a_run_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Settings and sources come back as they were given, and the next commands name the file."""
    path = tmp_path / "my staging.toml"
    assert main(["init", str(path), *ANSWERS]) == 0
    sources = {
        "api-key": {"environment": "STAGING_KEY"},
        "bearer-token": {"file": "~/token=x"},
        "foreign-api-key": {"command": "cat 'my key'"},
    }
    assert settings_of({"deployment": str(path)}, {}) == Settings(
        deployment=path,
        base_url=URL[1],
        session=SESSIONS,
        pace=2.5,
        budget=7,
        strict_should=True,
        report=Path("a report"),
        sources=sources,
    )
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{path} is written; type:"
    assert "export STAGING_KEY=..." in told
    assert [shlex.split(line) for line in told[-2:]] == [
        [NAME, command, "--deployment", str(path)] for command in ("plan", "run")
    ]


def test_a_run_takes_the_file_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With nothing answered but the address, what is to be set next is the usual variable."""
    path = tmp_path / "staging.toml"
    assert main(["init", str(path), *URL]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{path} is written; declare sessions there, or a provision command, then type:"
    assert "export CONTRACT_API_KEY=..." in told
    prepared = prepare(settings_of({"deployment": str(path)}, {}), {"CONTRACT_API_KEY": "k" * 20})
    assert prepared.settings == Settings(base_url=URL[1], deployment=path)
    assert prepared.deployment is not None
    assert prepared.deployment.base_url == URL[1]


def test_every_setting_stands_there_once(tmp_path: Path) -> None:
    """A line that is commented out is understood as soon as it is not, and states the default."""
    path = tmp_path / "staging.toml"
    assert main(["init", str(path), *URL]) == 0
    text = path.read_text()
    path.write_text(re.sub(r"^# (?=[a-z-]+ = |    |\])", "", text, flags=re.MULTILINE))
    assert list(tomllib.loads(path.read_text())) == [*(each.name for each in DRAFTED), "credentials"]
    settings = settings_of({"deployment": str(path)}, {})
    assert settings.sources.keys() == {each.name for each in SOURCES}
    for option in DRAFTED:
        if option.has_number:
            assert getattr(settings, option.key) == option.default


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is overwritten, be it empty; and what cannot be written is named."""
    path = tmp_path / "staging.toml"
    path.touch()
    for where, words in (
        (path, "is there already, and stays as it is; name another file"),
        (tmp_path / "none" / "x", "No such file or directory; name a file that can be written"),
        (tmp_path, "is there already"),
    ):
        assert words in refused(capsys, "init", str(where), *URL)
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "said", ["sk-live-1234567890", "environment=sk-live-1", "environment=", "get=x", "=", "file= "]
)
def test_a_credential_itself_is_refused_and_not_repeated(
    said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer says where to get a credential; what may be one is neither shown nor written."""
    path = tmp_path / "staging.toml"
    line = refused(capsys, "init", str(path), *URL, "--api-key", said)
    assert line == f"--api-key: says where to get it, not what it is; {WANTED}"
    assert not path.exists()


@pytest.mark.parametrize(
    "answers, words",
    [
        ([], "init: name the deployment with --base-url URL"),
        (["--base-url", "x"], "--base-url x: not a URL; write one such as https://staging.example.com"),
        ([*URL, "--session", "alive"], "--session alive: no id; write alive=ID"),
        ([*URL, "--pace", "0"], "--pace: '0' will not do; write a number from 0.1 to 1,000,000"),
        (
            [*URL, "--client-certificate", "command=x"],
            "--client-certificate: says where to get it, not what it is; write file=PATH",
        ),
    ],
)
def test_answers_are_understood_before_anything_is_written(
    answers: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answers that a run would refuse are not written down."""
    path = tmp_path / "staging.toml"
    assert refused(capsys, "init", str(path), *answers) == words
    assert not path.exists()

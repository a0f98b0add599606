"""The command line: help, completion, and one line for what is not understood."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from contract_tests.__main__ import COMPLETE, NAME, main, tree
from tests.suite.commands import DEAD, ended, refused

SOMEWHERE = ["run", "--base-url", "http://127.0.0.1:1"]
"""A deployment that these commands never come to ask."""
LIST = "see session-status-contract list"
CLAUSE = "liveness.alive-implies-assigned"
NEAR = {
    "livness.active": "liveness.active-means-alive",
    "livness": "liveness",
    "accces": "access",
    "lifetime.dead-has-no-uptme": "lifetime.dead-has-no-uptime",
}
UNNAMED = "no deployment named: pass --base-url URL, or --reference for the built-in one"
WARNING = "the following warning configuration"
NO_BOGUS = click.NoSuchOption("--bogus").format_message().removesuffix(".")  # as this version quotes it


@pytest.mark.parametrize("name", tree.commands)
def test_each_command_has_help_of_its_own(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It lists the options of that command alone, ends with an example, and fits 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    assert main([name, "--help"]) == 0
    told = capsys.readouterr().out
    section, _, example = told.partition("\nexample:\n")
    listed = re.findall(r"^ {2}(?:-h, )?(--?[a-z-]+)", section, re.MULTILINE)
    options = [each for each in tree.commands[name].params if isinstance(each, click.Option)]
    assert sorted(listed) == sorted(["--help", *(each.opts[0] for each in options if not each.hidden)])
    assert example.startswith(f"  {NAME} {name}")
    assert max(map(len, told.splitlines())) <= 80
    assert not re.search(r"--[a-z-]+ \\\n", example)
    assert name != "run" or " -v, " in section


def test_the_bare_command_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    """One line names all commands, and where to read on."""
    line = refused(capsys)
    assert all(name in line for name in tree.commands)


@pytest.mark.parametrize(
    "arguments, line",
    [
        (["run", "--bogus"], "--bogus: there is no such option; see run --help"),
        ([*SOMEWHERE, "--pase", "4"], "--pase: there is no such option; did you mean --pace?"),
        ([*SOMEWHERE, "--", "--bogus=1"], "--bogus: there is no such option; see run --help"),
        ([*SOMEWHERE, "--", "--pace=1"], "--pace: none of pytest's options; write it before --"),
        ([*SOMEWHERE, "nowhere"], "nowhere: neither an option nor a file; options begin with --"),
        (["run", "-k", "liveness"], UNNAMED),
        ([*SOMEWHERE, "--maxfail=x"], "argument --maxfail: invalid int value: 'x'"),
        ([*SOMEWHERE, "-W", "x"], f"while parsing {WARNING}: x This error occurred: invalid action: 'x'"),
        ([*SOMEWHERE, "-o", "x"], "-o/--override-ini expects option=value style (got: 'x')."),
        (["run", "--pace"], f"Option '--pace' requires an argument; see {NAME} run --help"),
        (["judge"], f"Missing argument 'RECORDING'; see {NAME} judge --help"),
        (["--bogus"], f"{NO_BOGUS}; see {NAME} --help"),
        (["init", "x", "--base-ur=u"], "--base-ur: there is no such option; did you mean --base-url?"),
        (["rum"], f"unknown command 'rum'; known are {', '.join(tree.commands)}"),
        (["explain"], f"explain: name a clause or a family; {LIST}"),
        (["explain", CLAUSE, "nonsense"], f"explain: there is no clause 'nonsense'; {LIST}"),
        (["explain", "nonsense"], f"explain: there is no clause 'nonsense'; {LIST}"),
        (["explain", CLAUSE[9:]], f"explain: there is no clause {CLAUSE[9:]!r}; did you mean {CLAUSE}?"),
        *(
            (["explain", written], f"explain: there is no clause {written!r}; did you mean {meant}?")
            for written, meant in NEAR.items()
        ),
        (["explain", "a\n\x1b[1mb"], f"explain: there is no clause 'a\\n\\x1b[1mb'; {LIST}"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_what_is_unknown_gets_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The option or word, and one that is nearly spelled so where there is one; the exit status is 4."""
    assert refused(capsys, *arguments) == line


MISSING = """
import importlib.util, sys
asked, found = [], importlib.util.find_spec
importlib.util.find_spec = lambda name: asked.append(name) or (found(name) if name != sys.argv[1] else None)
try:
    import contract_tests.{}
finally:
    print(*asked)
"""


@pytest.mark.parametrize("face", ["__main__", "conftest"])
def test_what_is_not_installed_is_told_in_one_line(face: str) -> None:
    """All that the suite is installed with is looked for, by its own command and for pytest's; status 4."""
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["suite"]]
    modules = {re.split("[=>]", each)[0].replace("-", "_") for each in wanted}
    done = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", MISSING.format(face), "uvicorn"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, set(done.stdout.split())) == (4, modules)
    assert done.stderr == (
        "the suite is not installed here (no uvicorn); in a clone, write pip (or uv tool) "
        "install '.[suite]', or uvx nox -s contract\n"
    )


def test_a_run_has_one_process() -> None:
    """pytest's plugin for several is refused in one line, too, and so is all that only a process shows."""
    assert ended(f"{DEAD} -n 2") == (4, "", "-n: a run is one gathering in one process; leave it out\n")


@pytest.mark.parametrize("dashes", [[], ["--"]], ids=["without dashes", "after dashes"])
def test_options_of_pytest_go_through(dashes: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """They may stand after two dashes, and where no option of ours is called so, without."""
    status = main([*SOMEWHERE, *dashes, "--collect-only", "-k", CLAUSE])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    assert re.findall(r"<Function (.*)>", out) == [f"test_clause[{CLAUSE}]"]


def test_shells_complete_commands_and_options(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A word that is begun is completed, and an unknown one is no error there."""
    completed = {}
    for words in (f"{NAME} ru", f"{NAME} run --wat", f"{NAME} rum --x"):
        monkeypatch.setenv(COMPLETE, "bash_complete")
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
        assert main([]) == 0
        completed[words] = [line.partition(",")[2] for line in capsys.readouterr().out.split()]
    assert list(completed.values()) == [["run"], ["--watch", "--watch-expiry"], []]


@pytest.mark.parametrize("written", ['"1"', "true", "null", "[1]", "1.0", 0, 2, 10**20])
def test_a_report_of_another_format_is_refused(
    written: str | int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the format, a whole number; what says another thing was not written by --report."""
    path = tmp_path / "report.json"
    path.write_text(f'{{"format": {written}, "verdicts": [], "headline": ""}}')
    line = (
        "no report; name a report.json that --report wrote"
        if isinstance(written, str)
        else f"format {written}, which this version does not know; update it"
    )
    assert refused(capsys, "compare", str(path), str(path)) == f"{path}: {line}"


@pytest.mark.parametrize("prefix", ["..", "/a/../b", "/./", "a\nb", "\x1b[1m", "\udcff", "\u202eab"])
def test_a_prefix_that_cannot_be_asked_for_is_refused(
    prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Clients take such paths for others, or no line can show them."""
    told = refused(capsys, "serve", "--prefix", prefix)
    assert told.isascii()
    assert told.endswith(": no path that can be asked for; write /staging")


@pytest.mark.parametrize("output", ["| true", ">&-", "> /dev/full"])
def test_a_run_goes_on_where_its_output_is_not_wanted(output: str, tmp_path: Path) -> None:
    """The report is written, and the exit status is the verdict's."""
    _, _, complained = ended(
        f"{DEAD} --report {tmp_path}", "{", f"; echo $? > {tmp_path}/status; }} {output}"
    )
    assert "Traceback" not in complained
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["exit_status"] == 3
    assert (tmp_path / "status").read_text("utf-8").strip() == "3"


@pytest.mark.parametrize(
    "command, output",
    [
        (f"explain {CLAUSE}", "| true"),
        ("--help", ">&-"),
        ("list", "> /dev/full"),
        ("plan --reference", "| true"),
    ],
)
def test_no_command_ends_in_a_traceback_where_its_output_is_not_wanted(command: str, output: str) -> None:
    """Whatever becomes of the output, the status is the command's own."""
    assert ended(command, "{", f"; echo $? >&2; }} {output}")[2] == "0\n"


def test_a_junit_file_that_cannot_be_written_is_one_line() -> None:
    """Before anything is asked, as for --report."""
    line = "--junitxml /dev/null/x.xml: Not a directory; name a file that can be written\n"
    assert ended(f"{DEAD} --junitxml /dev/null/x.xml") == (4, "", line)


def test_a_junit_file_is_where_pytest_writes_it(tmp_path: Path) -> None:
    """In a folder that is made for it, and at home where the shell left that to pytest."""
    status, _, _ = ended(f"{DEAD} '--junitxml=~/new/x.xml'", f"cd {tmp_path};", HOME=str(tmp_path))
    assert (status, (tmp_path / "new" / "x.xml").stat().st_size > 0) == (3, True)

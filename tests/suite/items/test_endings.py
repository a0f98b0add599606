"""Commands that are interrupted, or whose disk is full: the verdict stands, and one line says it."""

import json
import shlex
import signal
from pathlib import Path

import pytest

from contract_tests.verdict.report import EARLY
from tests.suite.commands import DEAD, ended

RECORDED = Path(__file__).parents[1] / "recording" / "recordings" / "format1" / "good.jsonl"
FULL = "File too large; nothing is written there"
PLUGIN = """
import os, signal, threading

def ended(*_, **__):
    threading.Timer(0.05, os.kill, (os.getpid(), signal.{name})).start()
    os.kill(os.getpid(), signal.{name})

{hook} = ended
"""
"""A plugin of pytest's that ends the run twice, as hands in a hurry do: the second time costs no report."""
LOADING = """
import os, signal, sys

class Finder:
    def find_spec(name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder)
"""
"""Presses Ctrl-C as soon as a module is to be imported."""


@pytest.mark.parametrize(
    "arguments, status, line",
    [
        (f"{DEAD} --report {{}}", 3, f"--report {{}}: {FULL}"),
        (f"judge {RECORDED} --report {{}}", 0, f"--report {{}}: {FULL}"),
        (f"{DEAD} --junitxml {{}}/junit.xml", 3, f"--junitxml {{}}/junit.xml: {FULL}"),
        (
            "init {}/a.toml --base-url http://a",
            4,
            "init: {}/a.toml: File too large; name a file that can be written",
        ),
    ],
    ids=["run", "judge", "JUnit", "init"],
)
def test_a_full_disk_costs_files_and_no_verdict(
    arguments: str, status: int, line: str, tmp_path: Path
) -> None:
    """One line names what is not written, and no half of it is left; the exit status is the verdict's."""
    returned, *said = ended(arguments.format(tmp_path), "ulimit -f 1;")
    told = "".join(said)
    assert (returned, list(tmp_path.iterdir())) == (status, [])
    assert [each for each in told.splitlines() if str(tmp_path) in each] == [line.format(tmp_path)]
    assert "Traceback" not in told
    assert status == 4 or {"ERRORED", "UPHELD"} & set(told.split())


def test_a_full_disk_costs_no_report_that_is_there(tmp_path: Path) -> None:
    """A report that was written before stays whole, and is read again."""
    held = []
    for before in ("", "ulimit -f 1;"):
        ended(f"judge {RECORDED} --report {tmp_path}", before)
        held.append({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    assert len(held[0]) > 1
    assert held[0] == held[1]


def test_a_summary_that_cannot_be_written_gets_a_line() -> None:
    """It is the step's on GitHub, and no report of ours."""
    status, told, _ = ended(DEAD, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="/dev/full")
    assert "GITHUB_STEP_SUMMARY /dev/full: No space left on device; nothing is written there\n" in told
    assert status == 3


@pytest.mark.parametrize(
    "hook, name",
    [("pytest_configure", "SIGTERM"), ("pytest_sessionstart", "SIGINT"), ("pytest_collection", "SIGINT")],
)
def test_a_run_that_is_ended_before_it_asks_says_so(hook: str, name: str, tmp_path: Path) -> None:
    """One line, and the status of what was interrupted; there is nothing to report."""
    (tmp_path / "ending.py").write_text(PLUGIN.format(hook=hook, name=name))
    run = ended(f"{DEAD} -p ending --report {tmp_path}/report", PYTHONPATH=str(tmp_path))
    assert run == (2, f"{EARLY}\n", "")
    assert list((tmp_path / "report").iterdir()) == []


def test_a_run_that_is_ended_in_the_middle_reports_what_there_is(tmp_path: Path) -> None:
    """The report is whole, and says that it is incomplete."""
    (tmp_path / "ending.py").write_text(PLUGIN.format(hook="pytest_runtest_setup", name="SIGTERM"))
    run = ended(f"{DEAD} -p ending --report {tmp_path}/report", PYTHONPATH=str(tmp_path))
    status, printed, complained = run
    assert (status, complained) == (2, "")
    assert printed.splitlines()[-1].startswith("INCOMPLETE interrupted; ")
    assert json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))["exit_status"] == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_is_ended_while_sessions_are_made_cleans_up(number: signal.Signals, tmp_path: Path) -> None:
    """The provisioner hears of it by the end of its input, and has time to clean up, from its start on."""
    done = tmp_path / "done"
    script = f"kill -{number} $PPID; cat; touch {done}"
    run = ended(f"{DEAD} --provision {shlex.quote(f'sh -c {shlex.quote(script)}')}")
    assert (run, done.exists()) == ((2, f"{EARLY}\n", ""), True)


@pytest.mark.parametrize("module", ["click", "contract_tests.settings.draft", "contract_tests.run", "pytest"])
def test_what_is_ended_while_it_loads_says_no_more_than_that(module: str, tmp_path: Path) -> None:
    """Before a command has begun, as other programs do; afterwards in one line."""
    (tmp_path / "sitecustomize.py").write_text(LOADING.format(module=module))
    run = ended(DEAD, "exec", PYTHONPATH=str(tmp_path))
    assert run in {(2, f"{EARLY}\n", ""), (-signal.SIGINT, "", "")}


@pytest.mark.parametrize(
    "before, line",
    [
        ("mkdir {0}/gone; cd {0}/gone; rmdir {0}/gone;", "the working folder: No such file or directory; "),
        ("ulimit -n 12;", "Too many open files; allow a few more: ulimit -n "),
    ],
)
@pytest.mark.parametrize("command", [DEAD, DEAD.replace("run", "plan")])
def test_where_no_run_is_possible_one_line_says_so(
    command: str, before: str, line: str, tmp_path: Path
) -> None:
    """A working folder that is gone, and too low a limit, are no matter of the deployment's."""
    status, printed, complained = ended(command, before.format(tmp_path))
    assert (status, printed, complained.count("\n")) == (4, "", 1)
    assert complained.startswith(line)


def test_what_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """nohup lets a run outlast its terminal."""
    (tmp_path / "ending.py").write_text(PLUGIN.format(hook="pytest_collection", name="SIGHUP"))
    _, printed, _ = ended(f"{DEAD} -p ending", "trap '' HUP;", PYTHONPATH=str(tmp_path))
    assert printed.splitlines()[-1].startswith("ERRORED")


def test_an_expression_that_is_refused_gets_one_line() -> None:
    """pytest would put an empty one before it."""
    status, printed, complained = ended(f"{DEAD} -k 'and and'")
    assert (status, printed, complained.count("\n")) == (4, "", 1)
    assert complained.startswith("Wrong expression passed to '-k': and and:")

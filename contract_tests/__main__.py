"""session-status-contract, or python -m contract_tests: run, plan, init, and the commands about reports."""

from __future__ import annotations

import signal

# Until a command begins, Ctrl-C ends the process in silence, as it ends others: loading takes its time.
if at_first := signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import os
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Where only the client is installed, say, or another Python is asked than the one that nox made.
if missing := [
    each
    for each in (
        *("attrs", "click", "fastapi", "httpcore2", "httpx2", "hypothesis", "jinja2", "jsonschema_rs"),
        *("msgspec", "pytest", "schemathesis", "uvicorn"),
    )
    if find_spec(each) is None
]:
    remedy = "in a clone, write pip (or uv tool) install '.[suite]', or uvx nox -s contract"
    sys.stderr.write(f"the suite is not installed here (no {missing[0]}); {remedy}\n")
    sys.exit(4)

import click
from click.shell_completion import shell_complete

from contract_tests.items.machine import interruptible, refuse_cramped
from contract_tests.rendering.terminal.lines import Line, forgiving, show
from contract_tests.settings import draft
from contract_tests.settings.command_line import VARIABLES, Commands, unknown_option
from contract_tests.settings.option import UsageError, in_one_line
from contract_tests.settings.settings import options_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "session-status-contract"
COMPLETE = "_SESSION_STATUS_CONTRACT_COMPLETE"
"""The variable by which a shell asks for completion; Click documents the convention."""
INTERRUPTED, USAGE_ERROR = 2, 4
STAGING = "--base-url https://staging.example.com --session alive=ID"

if at_first:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@click.version_option(package_name=NAME, message="%(prog)s %(version)s")
@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True
)
@click.pass_context
def tree(context: click.Context) -> None:
    """Judge a deployment of GET /v1/sessions/status/{session_id} by its contract."""
    if context.invoked_subcommand is None:
        raise UsageError(f"name a command: {', '.join(tree.commands)}; {NAME} --help says more")


@tree.command(
    settings=options_of("run"),
    variables=VARIABLES,
    example=STAGING,
    context_settings={"ignore_unknown_options": True},
)
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- PYTEST_ARGUMENTS...]")
@interruptible()
def run(pytest_arguments: tuple[str, ...], **given: Any) -> int:
    """Judge a deployment, or the built-in one.

    Each option is also read from the environment (--base-url as CONTRACT_BASE_URL), and from the deployment
    file. What follows -- are pytest's options: -k liveness, --junitxml FILE, and -v, which lists each clause.
    """
    refuse_cramped()
    from contract_tests.run import prepare  # each command loads only what it needs

    prepared, refused = None, None
    try:
        prepared = prepare(settings_of(given, os.environ), os.environ)
    except UsageError as error:
        if not pytest_arguments:
            raise
        refused = error
    # pytest takes as long to load as the reference deployment takes to start.
    from contract_tests.items.launching import launch

    return launch(prepared, pytest_arguments, partial(unknown_option, command=run), refused)


@tree.command(settings=options_of("run"), variables=VARIABLES, example=STAGING)
@click.option(
    "-k",
    "selection",
    default="",
    metavar="EXPRESSION",
    help="plan the clauses that a run with -k would judge",
)
def plan(selection: str, **given: Any) -> int:
    """Say what a run would do, and send nothing.

    It takes the options of run: sessions, credentials, requests, time, and what would stay untested. No
    command of --provision and --token-command is run.
    """
    refuse_cramped()
    from contract_tests.items import plan as rehearsal

    settings = settings_of(given, os.environ)
    if sys.stderr.isatty():
        # The reference and what generates load, as in a run, which shows its progress meanwhile.
        print("rehearsing the run, for some seconds", file=sys.stderr)
    made = rehearsal.plan(settings, os.environ, selection)
    show(map(Line, rehearsal.lines(made)))
    return 0


@tree.command(
    settings=(*draft.DRAFTED, *draft.SOURCES),
    example="staging.toml --base-url https://staging.example.com --api-key environment=STAGING_KEY",
)
@click.argument("file", type=click.Path(path_type=Path))
def init(file: Path, **given: Any) -> int:
    """Write a deployment file with these answers.

    All other settings stand there as comments. A file that is there already is never overwritten. Of a
    credential it holds where to get it: environment=NAME, file=PATH or command=COMMAND.
    """
    print(draft.draft(file, given))
    return 0


@tree.command("list")
def list_clauses() -> int:
    """List every clause, with its level."""
    from contract_tests.rendering import catalogue

    catalogue.list_clauses()
    return 0


@tree.command(example="liveness.alive-implies-assigned")
@click.argument("clauses", nargs=-1, metavar="CLAUSE...")
def explain(clauses: tuple[str, ...]) -> int:
    """Explain clauses: sentence, basis and judgement.

    The name of a family lists its clauses.
    """
    from contract_tests.rendering import catalogue

    catalogue.explain(clauses)
    return 0


@tree.command(settings=options_of("judge"), example="contract-report")
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("-v", "every", is_flag=True, help="list all clauses, one by one")
def judge(recording: Path, *, every: bool, **given: Any) -> int:
    """Judge a recording again, without a network.

    RECORDING is an observations.jsonl, or the folder that --report named.
    """
    from contract_tests import run as plot
    from contract_tests.rendering.artefacts import within
    from contract_tests.rendering.terminal.screen import screen

    recording = within(recording, "observations.jsonl")
    settings = settings_of(given, {})
    try:
        judged = plot.judge(recording, settings)
    except OSError as error:
        raise UsageError(f"{recording}: {error.strerror}; name a recording that --report wrote") from error
    except ValueError as error:
        raise UsageError(str(error)) from error
    show(Line(each, "bad") for each in judged.unwritten)
    show(screen(judged.report, None if judged.unwritten else settings.report, every=every))
    return judged.exit_status


@tree.command(example="before after")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
def compare(before: Path, after: Path) -> int:
    """Show what changed; 1 where a clause got worse.

    BEFORE and AFTER are each a report.json, or the folder that --report named.
    """
    from contract_tests.rendering import comparison

    return comparison.compare(before, after)


@tree.command(example="--port 8080 --database sessions.db")
@click.option("--port", type=int, default=0, help="the port; 0 lets the system choose (0)")
@click.option("--prefix", default="", metavar="PATH", help="serve under this path, such as /staging")
@click.option("--database", default=":memory:", metavar="FILE", help="keep everything in this SQLite file")
@click.option(
    "--faults",
    is_flag=True,
    hidden=not (Path(__file__).parents[1] / "tests" / "faults").is_dir(),  # in a clone alone
    help="serve every fault and variant under a path of its own",
)
@click.option("--piped", is_flag=True, hidden=True)
def serve(**given: Any) -> int:
    """Start the reference deployment; nox -s gallery adds broken ones."""
    from contract_tests.reference.serve import CannotServeError, Wanted, served

    try:
        return served(Wanted(**given))
    except CannotServeError as error:
        raise UsageError(str(error)) from error


def refusal(error: click.ClickException | UsageError) -> str:
    """Return what was refused, with its remedy, which Click leaves out."""
    if isinstance(error, UsageError):
        return str(error)
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context and isinstance(error, click.NoSuchOption) and context.parent:
        return str(unknown_option(error.option_name, context.command))
    path = context.command_path if context else NAME
    return f"{error.format_message().rstrip('.')}; see {path} --help"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say, and return the exit status; bad input is one line, and 4."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if COMPLETE in os.environ:
        return shell_complete(tree, {}, NAME, COMPLETE, os.environ[COMPLETE])
    # A verdict is not lost where its words are: a reader who has gone, or a full disk, ends no command.
    output, sys.stdout = sys.stdout, forgiving(sys.stdout)
    ours = sys.stdout
    try:
        with tree.make_context(NAME, given) as context:
            status: int = tree.invoke(context)
    except click.exceptions.Exit as helped:
        return helped.exit_code
    except (click.ClickException, UsageError) as error:
        show([Line(in_one_line(refusal(error)), sentence=True)], sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        sys.stdout = output
        if ours is not output:
            ours.close()
    return status


if __name__ == "__main__":
    sys.exit(main())

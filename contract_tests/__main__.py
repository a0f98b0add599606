"""session-status-contract, or python -m contract_tests: run, list, explain, judge, compare, serve.

Click, since a command of its is an object made of options: ours are derived from `Settings`, not written as a
signature, and keep their own parsers, messages and exit statuses. It loads in 65 ms (argparse in 8, Typer in
85, Cyclopts in 135), and comes with Schemathesis anyway.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    import click
except ImportError:  # only the client is installed
    sys.exit("the suite is not installed; write pip install 'session-status-contract[suite]'")

from collections.abc import Callable, Sequence

from contract_tests.settings.option import Command, Option, UsageError
from contract_tests.settings.settings import options_of, settings_of

NAME = "session-status-contract"
INTERRUPTED, USAGE_ERROR = 2, 4
HELP = {"help_option_names": ["-h", "--help"]}
PYTEST = HELP | {"ignore_unknown_options": True}
"""What `run` does not know is pytest's."""


def as_click(option: Option) -> click.Option:
    """Return an option as Click knows it; what it means is parsed by itself, wherever it was written."""
    flag = option.kind == "flag"
    shape: dict[str, Any] = {"is_flag": True} if flag else {"metavar": option.metavar}
    return click.Option(
        [option.flag, option.key],
        help=option.explained,
        default=None,
        multiple=option.kind == "many",
        type=bool if flag else str,
        **shape,
    )


def settable(command: Command) -> Callable[[click.Command], click.Command]:
    """Give a command its settings."""

    def with_options(made: click.Command) -> click.Command:
        made.params += [as_click(option) for option in options_of(command)]
        return made

    return with_options


class Tree(click.Group):
    """The commands, in the order of their definition."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  Click's signature
        """Return all names."""
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002  likewise
        """Return a command; UsageError names those that there are."""
        if cmd_name not in self.commands:
            raise UsageError(f"unknown command {cmd_name!r}; known are {', '.join(self.commands)}")
        return self.commands[cmd_name]


@click.version_option(package_name=NAME, message="%(prog)s %(version)s")
@click.group(cls=Tree, context_settings=HELP)
def tree() -> None:
    """Judge a deployment of GET /v1/sessions/status/{session_id} by its contract."""


@settable("run")
@tree.command(context_settings=PYTEST)
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def run(pytest_arguments: tuple[str, ...], **given: Any) -> int:
    """Judge a deployment, or the built-in one. All other options are pytest's."""
    from contract_tests.run import prepare  # each command loads only what it needs

    prepared = prepare(settings_of(given, os.environ), os.environ)
    import pytest

    from contract_tests.items import plugin

    # Hypothesis keeps tables of Unicode; the folder that one happens to stand in is none of ours.
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", f"{tempfile.gettempdir()}/session-status-contract")
    here = Path(plugin.__file__).parent
    # An ini file of the folder that one happens to stand in is none of ours.
    alone = ["-c", f"{here}/run.ini", "--rootdir", str(here), "-p", "no:cacheprovider"]
    # They generate here, and do not collect; their plugins take seconds to load, whatever answers.
    quick = ["-p", "no:schemathesis", "-p", "no:hypothesispytest"]
    try:
        return int(
            pytest.main([*alone, *quick, str(here), *pytest_arguments], [plugin, plugin.Face(prepared)])
        )
    finally:
        prepared.stop()


@tree.command("list")
def list_clauses() -> int:
    """List every clause, with its level."""
    from contract_tests.rendering import catalogue

    catalogue.list_clauses()
    return 0


@tree.command()
@click.argument("clause", nargs=-1)
def explain(clause: tuple[str, ...]) -> int:
    """Explain one clause: its sentence, what it rests on, how it is judged."""
    from contract_tests.rendering import catalogue

    catalogue.explain(clause)
    return 0


@settable("judge")
@tree.command()
@click.argument("recording", type=click.Path(path_type=Path))
def judge(recording: Path, **given: Any) -> int:
    """Judge a recording again, without a network."""
    from contract_tests import run as plot
    from contract_tests.rendering.terminal.lines import show
    from contract_tests.rendering.terminal.screen import screen

    settings = settings_of(given, {})
    try:
        report = plot.judge(recording, settings).report
    except OSError as error:
        raise UsageError(f"{recording}: {error.strerror}; name a recording that --report wrote") from error
    except ValueError as error:
        raise UsageError(str(error)) from error
    show(screen(report, settings.report))
    return report.exit_status


@tree.command()
@click.argument("reports", nargs=-1, type=click.Path(path_type=Path))
def compare(reports: tuple[Path, ...]) -> int:
    """Show what changed between two reports; 1 where a clause got worse."""
    from contract_tests.rendering import comparison

    return comparison.compare(reports)


@tree.command()
@click.option("--port", type=int, default=0, help="the port; 0 lets the system choose (0)")
@click.option("--prefix", default="", metavar="PATH", help="serve under this path, such as /staging")
@click.option("--database", default=":memory:", metavar="FILE", help="keep everything in this SQLite file")
@click.option("--faults", is_flag=True, help="serve every fault and variant under a path of its own")
@click.option("--piped", is_flag=True, hidden=True)
def serve(**given: Any) -> int:
    """Start the reference deployment on this machine."""
    from contract_tests.reference.serve import Wanted, served

    return served(Wanted(**given))


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say, and return the exit status; bad input is one line, and 4."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with tree.make_context(NAME, given) as context:
            status: int = tree.invoke(context)
    except click.exceptions.Exit as helped:
        return helped.exit_code
    except click.ClickException as error:
        return refused(error.format_message())
    except UsageError as error:
        return refused(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Nothing more of our output is wanted.
        sys.stdout = None
        return 0
    return status


def refused(message: str) -> int:
    """Say what is wrong with the arguments, and return the exit status for that."""
    print(message, file=sys.stderr)
    return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main())

"""The command line: settings as options of Click's, listed by group, and commands with an example each.

Click, since a command of its is an object made of options: ours are derived from `Settings`, not written as a
signature, and keep their own parsers, messages and exit statuses. It loads in 65 ms (argparse in 8, Typer in
85, Cyclopts in 135), and comes with Schemathesis anyway.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from typing import TYPE_CHECKING, Any

import click

from contract_tests.settings.file import SECRETS
from contract_tests.settings.option import UsageError, variable_of
from contract_tests.settings.settings import CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contract_tests.settings.option import Option

VARIABLES = {variable_of(name): meaning for name, meaning in SECRETS.items()}
"""The variables of the environment that hold credentials, and what each holds."""
OTHER = "other"
"""The group of options that are no settings."""


class SettingOption(click.Option):
    """A setting as Click knows it; what it means is parsed by itself, wherever it was written."""

    def __init__(self, option: Option) -> None:
        shape: dict[str, Any] = {"metavar": option.metavar, "multiple": option.kind == "many"}
        if option.kind == "flag":
            # Click 8.2.0 would else forget a flag that has no default.
            shape = {"is_flag": True, "flag_value": True, "type": bool}
        super().__init__([option.flag, option.key], help=option.explained, default=None, **shape)
        self.group = option.group


class Command(click.Command):
    """A command that takes settings; its help lists them by group, and ends with an example."""

    def __init__(
        self,
        *args: Any,
        settings: Iterable[Option] = (),
        variables: Mapping[str, str] | None = None,
        example: str = "",
        **kwargs: Any,
    ) -> None:
        """Add the settings to what else it takes; `variables` hold the credentials that it looks for."""
        super().__init__(*args, **kwargs)
        self.params += map(SettingOption, settings)
        self.variables = variables or {}
        self.example = example

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and let each refusal know whose help says more."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options by group, credentials with their variables, and the example."""
        listed: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record:
                listed.setdefault(getattr(parameter, "group", OTHER), []).append(record)
        if self.variables:
            listed.setdefault(CREDENTIALS, []).extend(self.variables.items())
        for group, records in sorted(listed.items(), key=lambda each: each[0] == OTHER):
            with formatter.section(group):
                formatter.write_dl(records)
        with formatter.section("example"):
            # An option and its value stay on one line.
            words = re.sub(
                r"(--\S+) ", "\\1\N{NO-BREAK SPACE}", f"{ctx.command_path} {self.example}".rstrip()
            )
            lines = textwrap.wrap(words, 76, break_long_words=False, break_on_hyphens=False)
            formatter.write("  " + " \\\n    ".join(lines).replace("\N{NO-BREAK SPACE}", " ") + "\n")


class Commands(click.Group):
    """The commands, in the order of their definition."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  Click's signature
        """Return all names."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command named, and its arguments; UsageError names those that there are."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise UsageError(f"unknown command {args[0]!r}; known are {', '.join(self.commands)}")
        return super().resolve_command(ctx, args)


def unknown_option(written: str, command: click.Command) -> UsageError:
    """Return the refusal of an unknown option, with the nearest known one."""
    name = written.partition("=")[0]
    flags = [flag for parameter in command.params for flag in parameter.opts if flag.startswith("--")]
    near = difflib.get_close_matches(name, flags, n=1, cutoff=0.75)
    meant = f"; did you mean {near[0]}?" if near else f"; see {command.name} --help"
    return UsageError(f"{name}: there is no such option{meant}")

"""pytest, started for one run: with our items and options alone, whatever folder one happens to stand in."""

from __future__ import annotations

import os
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import frozen

from contract_tests.items import plugin
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import options_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from contract_tests.run import Prepared

HERE = Path(plugin.__file__).parent
# An ini file of the folder that one happens to stand in is none of ours.
ALONE = ("-c", f"{HERE}/run.ini", "--rootdir", str(HERE), "-p", "no:cacheprovider")
# They generate and ask here, and collect nothing; their plugins take long to load, whatever answers.
QUICK = ("-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:anyio")


@frozen
class Arguments:
    """Refuses in one line what neither we nor a plugin of pytest's knows, and then what else was refused."""

    refusal: Callable[[str], UsageError]
    refused: UsageError | None

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_parse(self) -> Generator[None, pytest.Config, pytest.Config]:
        """Say in one line what pytest refuses among the arguments."""
        with _in_one_line():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_main(self) -> Generator[None, object, object]:
        """Say in one line what pytest or the plugin refuses later on."""
        with _in_one_line():
            return (yield)

    def pytest_load_initial_conftests(self, parser: pytest.Parser, args: list[str]) -> None:
        """Look at the arguments, as soon as all plugins have told their options."""
        known, unknown = parser.parse_known_and_unknown_args(args)
        if unknown:
            raise self.refusal(unknown[0])
        for option in options_of("run"):
            if getattr(known, option.key) is not None:
                raise UsageError(f"{option.flag}: none of pytest's options; write it before --")
        for path in known.file_or_dir:
            if not Path(path.partition("::")[0]).exists():
                raise UsageError(f"{path}: neither an option nor a file; options begin with --")
        if self.refused is not None:
            raise self.refused


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except pytest.UsageError as error:
        # Before its message argparse prints how the program is used, and pytest adds where it looked.
        message = str(error).rpartition(": error: ")[2].partition("\n")[0]
        raise UsageError(message) from None


def launch(
    prepared: Prepared | None,
    arguments: Sequence[str],
    refusal: Callable[[str], UsageError],
    refused: UsageError | None = None,
) -> int:
    """Show a run under pytest, and return its exit status.

    `refusal` makes that of an unknown option, which goes before what was `refused` while the run was
    prepared: it may be why something else is missing. Raises UsageError.
    """
    # Hypothesis keeps tables of Unicode; the folder that one happens to stand in is none of ours.
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", f"{tempfile.gettempdir()}/session-status-contract")
    # What ends a job in CI is met as Ctrl-C is: with a report of what there is.
    handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
    plugins = [plugin, Arguments(refusal, refused), *([plugin.Face(prepared)] if prepared else [])]
    try:
        return int(pytest.main([*ALONE, *QUICK, str(HERE), *arguments], plugins))
    finally:
        signal.signal(signal.SIGTERM, handler)
        if prepared is not None:
            prepared.stop()

"""pytest, started for one run: with our items and options alone, whatever folder one happens to stand in."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.junitxml import xml_key  # as in the plugin
from attrs import define, field

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


@define(eq=False)
class Arguments:
    """Refuses in one line what neither we nor a plugin of pytest's knows, and then what else was refused."""

    refusal: Callable[[str], UsageError]
    refused: UsageError | None
    _config: pytest.Config = field(init=False)

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_parse(self) -> Generator[None, pytest.Config, pytest.Config]:
        """Say in one line what pytest refuses among the arguments."""
        with _in_one_line():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> Generator[None, object, object]:
        """Say in one line what pytest or the plugin refuses later on."""
        self._config = config
        with _in_one_line():
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Say in one line that pytest could not write its own file: no verdict rests on that."""
        try:
            return (yield)
        except OSError as error:
            xml = session.config.stash.get(xml_key, None)
            if xml is None:
                raise
            if Path(xml.logfile).is_file():
                Path(xml.logfile).unlink()  # half of it
            option = session.config.option.xmlpath
            sys.stderr.write(f"--junitxml {option}: {error.strerror}; nothing is written there\n")
            return None

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Keep pytest's terminal from putting an empty line before what is refused."""
        try:
            return (yield)
        except pytest.UsageError:
            self._silence()
            raise

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self) -> None:
        """Keep pytest's terminal from saying where in our code we stood."""
        self._silence()

    def _silence(self) -> None:
        self._config.pluginmanager.unregister(name="terminalreporter")

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
        message = str(error).rpartition(": error: ")[2]
        first = message.partition("\n")[0]
        raise UsageError(" ".join(message.split()) if first.endswith(":") else first) from None


def launch(
    prepared: Prepared | None,
    arguments: Sequence[str],
    refusal: Callable[[str], UsageError],
    refused: UsageError | None = None,
) -> int:
    """Show a run under pytest, and return its exit status.

    `refusal` makes that of an unknown option, which goes before what was `refused` while the run was
    prepared: it may be why something else is missing. Raises UsageError, and KeyboardInterrupt where nothing
    was asked yet.
    """
    # Hypothesis keeps tables of Unicode; the folder that one happens to stand in is none of ours.
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", f"{tempfile.gettempdir()}/session-status-contract")
    face = plugin.Face(prepared) if prepared else None
    plugins = [plugin, Arguments(refusal, refused), *([face] if face else [])]
    try:
        status = int(pytest.main([*ALONE, *QUICK, str(HERE), *arguments], plugins))
    except KeyboardInterrupt:
        status = pytest.ExitCode.INTERRUPTED
    finally:
        if prepared is not None:
            prepared.stop()
    if status == pytest.ExitCode.INTERRUPTED and not (face and face.gathering):
        raise KeyboardInterrupt
    return status

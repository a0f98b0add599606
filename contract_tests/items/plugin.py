"""The pytest plugin: hooks that take the steps of `contract_tests/run.py` as pytest comes to them."""

from __future__ import annotations

import gc
import os
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from _pytest.junitxml import xml_key  # pytest offers no other way to say something of a whole run

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.finding import Outcome
from contract_tests.items.progress import Progress
from contract_tests.rendering import github, terminal
from contract_tests.run import begin, conclude, evidence_of, prepare, publish
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import options_of, settings_of
from contract_tests.verdict.report import ERRORED

if TYPE_CHECKING:
    from collections.abc import Generator

    from contract_tests.asking.gathering import Gathering, World
    from contract_tests.clauses import Clause
    from contract_tests.recording.observation import Observation
    from contract_tests.run import Evidence, Prepared
    from contract_tests.verdict.report import Report

ORDER = {"test_hostile_ids": 0, "test_contract": 1, "test_client_agrees": 2}
"""The search comes first, since it belongs to the gathering, and what looks at all answers last."""
COLOURS: dict[Outcome, dict[str, bool]] = {
    Outcome.UPHELD: {"green": True},
    Outcome.INAPPLICABLE: {},
    Outcome.UNTESTED: {"yellow": True},
    Outcome.VIOLATED: {"red": True},
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer every option of a run."""
    group = parser.getgroup("contract", "the contract of the session status endpoint")
    for option in options_of("run"):
        if option.kind == "flag":
            group.addoption(option.flag, action="store_true", default=None, help=option.explained)
        else:
            action = "append" if option.kind == "many" else "store"
            group.addoption(
                option.flag, action=action, default=None, metavar=option.metavar, help=option.explained
            )


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the run, unless the command line has; what cannot be understood is refused."""
    if config.option.help or config.option.collectonly or config.option.version:
        return
    if config.getoption("numprocesses", None):
        raise pytest.UsageError("-n: a run is one gathering in one process; leave it out")
    if any(isinstance(each, Face) for each in config.pluginmanager.get_plugins()):
        return
    try:
        given = {option.key: config.getoption(option.key) for option in options_of("run")}
        prepared = prepare(settings_of(given, os.environ), os.environ)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(Face(prepared))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the items into their order."""
    items.sort(key=lambda item: ORDER.get(item.path.stem, 1))


class Face:
    """One run, as pytest shows it."""

    def __init__(self, prepared: Prepared, world: World | None = None) -> None:
        """Show this run, in the real world or another."""
        self.prepared = prepared
        self.world = world
        self.gathering: Gathering | None = None
        self.interrupted = False
        self.notes: tuple[str, ...] = ()
        self._clauses: list[Clause] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """Find the terminal."""
        self.config = config
        self.progress = Progress(config)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Start the gathering before the first item, and see that it ends."""
        self._clauses = [
            CATALOGUE[item.callspec.id]
            for item in session.items
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        ]
        if session.items and not (session.testsfailed or session.config.option.collectonly):
            self.gathering = begin(self.prepared, self.world)
        try:
            return (yield)
        except KeyboardInterrupt:
            self.interrupted = True
            if self.gathering is not None:
                self.gathering.stop()
            raise
        finally:
            self.prepared.stop()

    @cached_property
    def observations(self) -> list[Observation]:
        """All observations of the run; the first to ask waits for the gathering's end."""
        assert self.gathering is not None
        try:
            if self.interrupted:
                return self.gathering.stop()
            self.progress.follow(self.gathering)
            return self.gathering.finish()
        except KeyboardInterrupt:
            self.interrupted = True
            self.gathering.stop()
            raise

    @cached_property
    def report(self) -> Report:
        """The report, as soon as everything has been asked."""
        return conclude(self._evidence, self.prepared, self._clauses)

    @property
    def _evidence(self) -> Evidence:
        assert self.gathering is not None
        observations = self.observations
        return evidence_of(self.gathering, observations, self.prepared, interrupted=self.interrupted)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write what was asked for, and let the report say how the process ends."""
        self.interrupted = self.interrupted or exitstatus == pytest.ExitCode.INTERRUPTED
        failed = exitstatus in {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR}
        if failed or self.gathering is None:
            return
        publish(self.report, self._evidence, self.prepared)
        session.exitstatus = self.report.exit_status
        self._tell_junit()

    def _tell_junit(self) -> None:
        """Name the deployment, and leave no run without an error or a failure whose status is not 0."""
        xml = self.config.stash.get(xml_key, None)
        if xml is None:
            return
        where = self.report.recording.base_url
        xml.suite_name = f"{xml.suite_name} {where}"
        xml.add_global_property("deployment", where)
        if self.report.exit_status and not (xml.stats["error"] or xml.stats["failure"]):
            run = xml.node_reporter("contract_tests::run")
            run.attrs.update({"classname": "contract_tests", "name": "run"})
            run.append(ET.Element("error", message=self.report.headline))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table of clauses."""
        if self.gathering is None or self.report.exit_status == ERRORED:
            return  # the headline says it all
        terminalreporter.section("contract")
        for outcome, blocking, line in terminal.table(self.report):
            shown = outcome is not Outcome.VIOLATED or blocking
            terminalreporter.write_line(line, **COLOURS[outcome] if shown else {"yellow": True})
        terminalreporter.write_line("")
        for line in (*terminal.foot(self.report), *self.notes):
            terminalreporter.write_line(line)
        if self.prepared.environ.get("GITHUB_ACTIONS") == "true":
            for line in github.render(self.report):
                terminalreporter.write_line(line)

    def pytest_unconfigure(self) -> None:
        """Let the headline be the last line."""
        if self.gathering is not None:
            reporter = self.config.pluginmanager.get_plugin("terminalreporter")
            colour = {"green": self.report.exit_status == 0, "red": self.report.exit_status != 0}
            if reporter is not None:
                reporter.write_line(self.report.headline, bold=True, **colour)
        # Whatever was loaded ends with the process; to look once more for what is unused takes long.
        gc.freeze()


@pytest.fixture(scope="session")
def face(request: pytest.FixtureRequest) -> Face:
    """The run that is under way."""
    return next(each for each in request.config.pluginmanager.get_plugins() if isinstance(each, Face))

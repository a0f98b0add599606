"""The pytest plugin: hooks that take the steps of `contract_tests/run.py` as pytest comes to them."""

from __future__ import annotations

import gc
import os
from contextlib import nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from _pytest.junitxml import xml_key  # pytest offers no other way to say something of a whole run

from contract_tests.clauses import CATALOGUE
from contract_tests.items.progress import Progress
from contract_tests.rendering import github
from contract_tests.rendering.terminal.lines import Line, show
from contract_tests.rendering.terminal.screen import screen
from contract_tests.run import Searched, begin, conclude, evidence_of, prepare, publish
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import options_of, settings_of
from contract_tests.verdict.report import EARLY

if TYPE_CHECKING:
    from collections.abc import Generator

    from contract_tests.asking.gathering import Gathering, World
    from contract_tests.clauses import Clause
    from contract_tests.recording.observation import Observation
    from contract_tests.run import Evidence, Prepared
    from contract_tests.verdict.report import Report

ORDER = {"test_hostile_ids": 0, "test_contract": 1, "test_client_agrees": 2}
"""The search comes first, since it belongs to the gathering, and what looks at all answers last."""
NOTHING_SELECTED = "INCOMPLETE no clause was selected; session-status-contract list names all"


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
        self.prepared = prepared
        self.world = world
        self.gathering: Gathering | None = None
        self.interrupted = False
        self.searched = Searched()
        self.notes: tuple[str, ...] = ()
        self.every = False
        self._elsewhere: set[str] = set()
        self._last: list[Line] = []
        self._clauses: list[Clause] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Let pytest say nothing of its own, besides what is wrong with the items themselves."""
        option = session.config.option
        self.config = session.config
        self.every = option.verbose > 0
        if xml := self.config.stash.get(xml_key, None):
            file = Path(xml.logfile)  # as pytest understands it, which makes the folder, too
            with suppress(OSError):
                file.parent.mkdir(parents=True, exist_ok=True)
            try:
                file.open("a").close()
            except OSError as error:
                raise pytest.UsageError(
                    f"--junitxml {option.xmlpath}: {error.strerror}; name a file that can be written"
                ) from None
        if not option.collectonly:
            # Below -1 it counts nothing and heads nothing.
            option.verbose, option.disable_warnings = -2, True

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Give a clause no letter and no section: the screen tells of it."""
        return None if report.nodeid in self._elsewhere else ("", "", "")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Leave to pytest what the screen does not tell: a defect of ours, and what others have to say."""
        said = pytest.fail.Exception | pytest.skip.Exception
        judged = isinstance(call.excinfo.value, said) if call.excinfo else True
        if not judged or "face" not in getattr(item, "fixturenames", ()):
            self._elsewhere.add(item.nodeid)
        return (yield)

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
        # In virtual time there is no waiting to show.
        shown = self.gathering is not None and (self.world is None or self.world.threaded)
        try:
            with Progress(self.gathering) if self.gathering and shown else nullcontext():
                return (yield)
        except KeyboardInterrupt:
            # The screen says so; pytest would say where we stood in our own code.
            self.interrupted = True
            return True
        finally:
            self.prepared.stop()

    @cached_property
    def observations(self) -> list[Observation]:
        """All observations of the run; the first to ask waits for the gathering's end."""
        assert self.gathering is not None
        return self.gathering.stop() if self.interrupted else self.gathering.finish()

    @cached_property
    def report(self) -> Report:
        """The report, as soon as everything has been asked."""
        return conclude(self._evidence, self.prepared, self._clauses)

    @cached_property
    def _evidence(self) -> Evidence:
        observations = self.observations
        assert self.gathering is not None
        return evidence_of(
            self.gathering, observations, self.prepared, self.searched, interrupted=self.interrupted
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write what was asked for, and let the report say how the process ends."""
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            self._last = [Line(NOTHING_SELECTED, "bad")]
            self._tell_junit(self.prepared.settings.base_url or "reference", NOTHING_SELECTED)
        failed = exitstatus in {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR}
        if exitstatus == pytest.ExitCode.INTERRUPTED and self.gathering is None:
            self._tell_junit(self.prepared.settings.base_url or "reference", EARLY)
        if failed or self.gathering is None:
            return
        self.interrupted = self.interrupted or exitstatus == pytest.ExitCode.INTERRUPTED
        unwritten = publish(self.report, self._evidence, self.prepared)
        self._last += [Line(each, "bad") for each in unwritten]
        into = None if unwritten else self.prepared.folder
        session.exitstatus = self.report.exit_status
        headline = self.report.headline if self.report.exit_status else ""
        self._tell_junit(self.report.recording.base_url, headline)
        if self.prepared.environ.get("GITHUB_ACTIONS") == "true":
            self._last += map(Line, github.render(self.report))
        self._last += screen(self.report, into, self.notes, every=self.every)

    def _tell_junit(self, where: str, trouble: str) -> None:
        """Name the deployment, and leave no run without an error or a failure where there is trouble."""
        xml = self.config.stash.get(xml_key, None)
        if xml is None:
            return
        xml.suite_name = f"{xml.suite_name} {where}"
        xml.add_global_property("deployment", where)
        # An item that was interrupted was prepared, and never said what it is.
        xml.node_reporters_ordered = [
            each for each in xml.node_reporters_ordered if each.to_xml().get("name")
        ]
        if trouble and not (xml.stats["error"] or xml.stats["failure"]):
            run = xml.node_reporter("contract_tests::run")
            run.attrs.update({"classname": "contract_tests", "name": "run"})
            run.append(ET.Element("error", message=trouble))

    def pytest_unconfigure(self) -> None:
        """Show the screen, behind all that pytest and other plugins have to say."""
        show(self._last)
        # Whatever was loaded ends with the process; to look once more for what is unused takes long.
        gc.freeze()


@pytest.fixture(scope="session")
def face(request: pytest.FixtureRequest) -> Face:
    """The run that is under way."""
    return next(each for each in request.config.pluginmanager.get_plugins() if isinstance(each, Face))

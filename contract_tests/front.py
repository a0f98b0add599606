"""The pytest plugin: options, one gathering of observations, report hooks; it decides nothing."""

from __future__ import annotations

import gc
import os
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests import baseline
from contract_tests.artefacts import folder, summarise, write
from contract_tests.clauses import CATALOGUE
from contract_tests.deployment import deployment_of
from contract_tests.finding import Outcome
from contract_tests.judging import report_of
from contract_tests.observation import Recording
from contract_tests.options import OPTIONS, UsageError, resolve
from contract_tests.progress import Progress
from contract_tests.rendering import github, terminal

if TYPE_CHECKING:
    from collections.abc import Generator

    from contract_tests.clauses import Clause
    from contract_tests.deployment import Deployment
    from contract_tests.gathering import Gathering, World
    from contract_tests.observation import Observation
    from contract_tests.reference import Started
    from contract_tests.report import Report

WORLD = "contract-world"
"""The name under which a plugin may be registered that replaces the clock and the wire."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer every option of the table."""
    group = parser.getgroup("contract", "the contract of the session status endpoint")
    for option in OPTIONS:
        if option.kind == "flag":
            group.addoption(option.flag, action="store_true", default=None, help=option.meaning)
        else:
            action = "append" if option.kind == "many" else "store"
            default = "" if option.default is None else f" ({option.default:g})"
            group.addoption(
                option.flag,
                action=action,
                default=None,
                metavar=option.metavar,
                help=option.meaning + default,
            )


def pytest_configure(config: pytest.Config) -> None:
    """Read all options before anything else is done, and refuse what cannot be understood."""
    if config.option.help or config.option.collectonly or config.option.version:
        return
    try:
        run = Run(config)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(run, "contract-run")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the search come first, since it belongs to the gathering, and what looks at all answers last."""
    order = {"test_hostile_ids": 0, "test_contract": 1, "test_client_agrees": 2}
    items.sort(key=lambda item: order.get(item.path.stem, 1))


class Run:
    """One run of the contract under pytest."""

    def __init__(self, config: pytest.Config) -> None:
        """Resolve the options; UsageError says what is wrong with them."""
        self.config = config
        options = {option.key: config.getoption(option.key, None) for option in OPTIONS}
        self.values, self.sources = resolve(options, os.environ)
        if config.getoption("numprocesses", None):
            raise UsageError("-n: a run is one gathering in one process; leave it out")
        if self.values["reference"] and self.values["base_url"]:
            raise UsageError("--reference and --base-url name two deployments; pass one of them")
        self.disclaimed = disclaimed(self.values["not_applicable"])
        self.baseline = baseline.read(Path(self.values["baseline"])) if self.values["baseline"] else None
        self.folder = folder(self.values["report"])
        self.world: World | None = config.pluginmanager.get_plugin(WORLD)
        self.deployment = (
            None if self.values["reference"] else deployment_of(self.values, self.sources, os.environ)
        )
        self.started = datetime.now(UTC).isoformat(timespec="seconds")  # noqa: TID251  no judgement
        self.selected: list[Clause] = []
        self.gathering: Gathering | None = None
        self.interrupted = False
        self.progress = Progress(config)
        self.notes: list[str] = []
        self.reference: Started | None = None
        if self.values["reference"]:
            from contract_tests.reference import Started  # only whoever asks for it needs it

            # It takes as long to start as pytest takes to collect; so it starts at once, if not before.
            before = [each for each in config.pluginmanager.get_plugins() if isinstance(each, Started)]
            self.reference = before[0] if before else Started()

    def begin(self) -> Deployment:
        """Return what is to be judged: the deployment named, or the reference deployment that was started."""
        if self.deployment is None:
            assert self.reference is not None
            seeded = self.reference.ready()
            sessions = [f"{state}={session_id}" for state, session_id in seeded.sessions]
            values = self.values | {"base_url": seeded.base_url, "session": sessions}
            self.deployment = deployment_of(values, {}, seeded.environment())
        return self.deployment

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Start the gathering before the first item, and see that it ends."""
        self.selected = [
            CATALOGUE[item.callspec.id]
            for item in session.items
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        ]
        if session.items and not session.testsfailed:
            from contract_tests.gathering import Gathering, RealWorld

            self.gathering = Gathering(self.begin(), self.world or RealWorld())
        try:
            return (yield)
        except KeyboardInterrupt:
            self.interrupted = True
            if self.gathering is not None:
                self.gathering.stop()
            raise
        finally:
            if self.reference is not None:
                self.reference.stop()

    @cached_property
    def observations(self) -> list[Observation]:
        """All observations of the run; the first to ask waits for the gathering's end."""
        if self.gathering is None:
            return []
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
        """What the run found."""
        observations = self.observations
        deployment = self.deployment
        recording = Recording(
            base_url=deployment.base_url if deployment else "",
            started=self.started,
            sessions=tuple((each.state, each.id) for each in deployment.sessions) if deployment else (),
            expiry_grace=self.values["expiry_grace"],
            watch=self.values["watch"],
            disclaimed=tuple(self.disclaimed.items()),
            interrupted=self.interrupted,
            trouble=self.gathering.trouble if self.gathering else "",
        )
        return report_of(
            recording,
            lambda: observations,
            clauses=self.selected,
            baseline=self.baseline,
            strict_should=self.values["strict_should"],
            allow_untested=self.values["allow_untested"],
        )

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write what was asked for, and let the report say how the process ends."""
        if exitstatus == pytest.ExitCode.INTERRUPTED:
            self.interrupted = True
        if (
            exitstatus in {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR}
            or self.gathering is None
        ):
            return
        if self.folder is not None:
            write(self.report, self.observations, self.folder)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            summarise(self.report, os.environ.get("GITHUB_STEP_SUMMARY"))
        session.exitstatus = self.report.exit_status

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table of clauses."""
        if self.gathering is None:
            return
        terminalreporter.section("contract")
        for outcome, red, line in terminal.table(self.report):
            terminalreporter.write_line(
                line, **COLOURS[outcome] if red or outcome not in BAD else {"yellow": True}
            )
        terminalreporter.write_line("")
        for line in (*terminal.foot(self.report), *self.notes):
            terminalreporter.write_line(line)
        if os.environ.get("GITHUB_ACTIONS") == "true":
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


BAD = frozenset({Outcome.VIOLATED})
COLOURS: dict[Outcome, dict[str, bool]] = {
    Outcome.UPHELD: {"green": True},
    Outcome.INAPPLICABLE: {},
    Outcome.UNTESTED: {"yellow": True},
    Outcome.VIOLATED: {"red": True},
}


def disclaimed(written: list[str]) -> dict[str, str]:
    """Return the reasons that the owner gave for disclaiming clauses, by clause id."""
    reasons = {}
    for each in written:
        clause, _, reason = each.partition("=")
        if clause not in CATALOGUE:
            raise UsageError(
                f"--not-applicable {each}: there is no clause {clause}; see python -m contract_tests list"
            )
        if not reason.strip():
            raise UsageError(f"--not-applicable {each}: no reason; write {clause}=REASON")
        reasons[clause] = reason.strip()
    return reasons


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """The run that is under way."""
    plugin = request.config.pluginmanager.get_plugin("contract-run")
    assert isinstance(plugin, Run)
    return plugin

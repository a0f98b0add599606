"""One run through the real front, in a virtual world."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest

import contract_tests
from contract_tests import front
from contract_tests.reference import seeding
from tests.matrix.virtual import VirtualWorld

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from contract_tests.observation import Observation
    from contract_tests.reference import Seeded
    from contract_tests.report import Report

SUITE = Path(contract_tests.__file__).parent
BASE_URL = "http://deployment.invalid"


class Witness:
    """A pytest plugin that brings the world along, and keeps the report."""

    def __init__(self, world: VirtualWorld) -> None:
        """Bring this world."""
        self.__name__ = front.WORLD
        self.threaded = world.threaded
        self.loop = world.loop
        self.wire = world.wire
        self.report: Report | None = None
        self.observations: list[Observation] = []

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keep what the run found."""
        run = session.config.pluginmanager.get_plugin("contract-run")
        if run is not None and run.gathering is not None:
            self.report, self.observations = run.report, run.observations


def conduct(
    make: Callable[[Seeded, Callable[[], float]], ASGIApp], *options: str
) -> tuple[int, Report, list[Observation]]:
    """Judge a deployment made for this run, and return exit status, report and observations."""
    seeded = seeding.new()
    witness = Witness(VirtualWorld(lambda clock: make(seeded, clock)))
    sessions = [f"--session={state}={session_id}" for state, session_id in seeded.sessions]
    plugins = ("-p", "contract_tests.front", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:sybil")
    where = ("-c", str(SUITE / "run.ini"), "--rootdir", str(SUITE), str(SUITE))
    arguments = ["-q", "--no-header", *plugins, *where, "--base-url", BASE_URL, *sessions, *options]
    output = io.StringIO()
    with mock.patch.dict(os.environ, seeded.environment()), contextlib.redirect_stdout(output):
        status = pytest.main(arguments, plugins=[witness])
    if witness.report is None:
        raise AssertionError(f"the run came to no report:\n{output.getvalue()}")
    return int(status), witness.report, witness.observations

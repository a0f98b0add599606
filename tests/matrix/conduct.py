"""One run in a virtual world, by `run` itself or under pytest."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

import pytest

from contract_tests.asking.sending.virtual import VirtualWorld
from contract_tests.items import plugin
from contract_tests.items.launching import ALONE, HERE, QUICK
from contract_tests.reference import Seeded, seeding
from contract_tests.reference.app import build
from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.storage import Storage
from contract_tests.run import conclude, gather, prepare
from contract_tests.settings.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from contract_tests.recording.observation import Observation
    from contract_tests.run import Prepared
    from contract_tests.verdict.report import Report

BASE_URL = "http://deployment.invalid"
SEEDED = seeding.new()
"""The sessions and credentials of all deployments: so the same requests are generated for all, once."""

Make = Callable[[Seeded, Callable[[], float]], "ASGIApp"]
"""Makes a deployment that knows these accounts and sessions, and goes by this clock."""


def behaving(behaviour: type[Behaviour]) -> Make:
    """Return what makes a deployment that behaves like that."""

    def made(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        seeding.fill(storage, seeded, clock)
        return build(storage, behaviour, clock)

    return made


def limited_after(free: int, seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
    """Return a deployment that answers so many requests, and 429 from then on, without a word."""
    asked_for = count(1)

    class Limited(Behaviour):
        """Has a quota that is never given anew."""

        async def respond(self, asked: Asked) -> Told:
            return await super().respond(asked) if next(asked_for) <= free else Told(429, b"", {})

    return behaving(Limited)(seeded, clock)


def world_of(make: Make, seeded: Seeded) -> VirtualWorld:
    """Return a world with one deployment in it."""
    return VirtualWorld(lambda clock: make(seeded, clock))


def prepared_for(seeded: Seeded, **settings: object) -> Prepared:
    """Return a run about to begin, with the shipped defaults where nothing else is said."""
    said = Settings(base_url=BASE_URL, session=seeded.declared, **settings)  # type: ignore[arg-type]  # any of them
    return prepare(said, seeded.environment())


def conduct(make: Make, **settings: object) -> tuple[int, Report, list[Observation]]:
    """Judge a deployment made for this run, and return exit status, report and observations."""
    prepared = prepared_for(SEEDED, **settings)
    evidence = gather(prepared, world_of(make, SEEDED))
    report = conclude(evidence, prepared)
    return report.exit_status, report, list(evidence.observations())


def under_pytest(prepared: Prepared, world: VirtualWorld, *arguments: str) -> tuple[int, plugin.Face, str]:
    """Judge a deployment with one item for each clause; return exit status, run, and what was printed."""
    face = plugin.Face(prepared, world)
    # What the tests of this repository are run with is no part of a run.
    own = (*ALONE, *QUICK, "-p", "no:xdist", "-p", "no:sybil")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        status = pytest.main([*own, str(HERE), *arguments], [plugin, face])
    return int(status), face, output.getvalue()

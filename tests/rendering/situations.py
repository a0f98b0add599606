"""Situations in which a run may end, each run in a virtual world under pytest, and what it left behind."""

from __future__ import annotations

import contextlib
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from attrs import field, frozen

from contract_tests.asking.sending.virtual import VirtualWorld
from contract_tests.asking.sending.wire import Answer, NoAnswer
from contract_tests.items import plugin
from contract_tests.recording.failure import Failure, FailureKind
from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from contract_tests.reference.storage import Session
from contract_tests.rendering.terminal.screen import FULL, MOST
from contract_tests.rendering.terminal.violation import MOST as MOST_OF_ONE
from contract_tests.run import prepare
from contract_tests.settings.settings import Settings
from tests.faults import FAULTS, VARIANTS, deployed
from tests.matrix.conduct import BASE_URL, SEEDED, Make, behaving, under_pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.run import Prepared
    from contract_tests.settings.deployment import Deployment
    from contract_tests.verdict.report import Report


class Ruined(Behaviour):
    """Gets nearly everything wrong about sessions that exist."""

    def describe(self, asked: Asked, session: Session) -> Body:
        wrong = {"vm_alive": True, "vm_assigned": False, "vm_status": "gone", "uptime_seconds": -5}
        times = {"expires_in_seconds": -1, "created_at": "1970-01-01T00:00:00"}
        return super().describe(asked, session) | wrong | times | {"session_id": "another"}

    def unknown(self, asked: Asked) -> Body:
        wrong = {"vm_id": "vm", "vm_status": "active", "created_at": "1970-01-01T00:00:00"}
        return super().unknown(asked) | wrong

    def refuse(self, asked: Asked) -> Told:
        told = super().refuse(asked)
        told.body = b'{"detail":"SELECT * FROM sessions","key":"k"}'
        return told


class Numbered(Behaviour):
    """Names each request in its answer, and lets what is dead keep an uptime."""

    def describe(self, asked: Asked, session: Session) -> Body:
        body = super().describe(asked, session)
        return body if body["vm_alive"] else body | {"uptime_seconds": 12}

    async def respond(self, asked: Asked) -> Told:
        told = await super().respond(asked)
        told.headers["x-request-id"] = f"req-{uuid.uuid4()}"
        return told


class AnyNear(Behaviour):
    """Finds a session whatever stands behind its id."""

    def find(self, session_id: str, account: int) -> Session | None:
        return super().find(session_id[:36], account)


class Elsewhere(Behaviour):
    """Is another API."""

    async def respond(self, asked: Asked) -> Told:  # noqa: ARG002  whatever is asked
        return Told(404, b'{"detail":"Not Found"}', {"content-type": "application/json"})


class Deaf:
    """A wire without a listener at its other end."""

    async def exchange(self, *_: object, **__: object) -> Answer:
        raise NoAnswer(Failure(FailureKind.NOTHING_LISTENS, "nothing listens at deployment.invalid:80"))

    async def close(self) -> None:
        """Let go of nothing."""


class Silent(VirtualWorld):
    """A world without a deployment."""

    def wire(self, deployment: Deployment) -> Any:  # noqa: ARG002  no deployment is asked
        return Deaf()


CORRECT = partial(deployed, next(iter(VARIANTS.values())))


@frozen
class Situation:
    """A deployment, the settings that it is run with, and whether Ctrl-C is pressed."""

    make: Make = CORRECT
    settings: dict[str, Any] = field(factory=dict)
    world: type[VirtualWorld] = VirtualWorld
    key: str = ""
    interrupted: bool = False


GONE = "alive=11111111-2222-4333-8444-555555555555"
"""A declaration of a session that does not exist."""

SITUATIONS = {
    "upheld": Situation(),
    "one violation": Situation(
        partial(
            deployed,
            next(each for each in FAULTS.values() if each.clauses[0] == "lifetime.dead-has-no-uptime"),
        )
    ),
    "numbered answers": Situation(behaving(Numbered)),
    "many violations": Situation(behaving(Ruined)),
    "found by the search": Situation(behaving(AnyNear)),
    "no session declared": Situation(settings={"session": ()}),
    "session gone": Situation(settings={"session": (GONE,)}),
    "wrong key": Situation(key="not-the-right-key-at-all"),
    "not the API": Situation(behaving(Elsewhere)),
    "nothing listens": Situation(world=Silent),
    "interrupted": Situation(interrupted=True),
    "untested allowed": Situation(settings={"session": (), "allow_untested": True}),
}


@frozen
class Ended:
    """A run's remains: its screen as it was printed, its exit status, its report, its JUnit suite."""

    text: str
    status: int
    face: plugin.Face
    suite: ET.Element

    @property
    def report(self) -> Report:
        """The report, unless nothing was judged."""
        return self.face.report

    @property
    def lines(self) -> list[str]:
        """The lines printed."""
        return self.text.splitlines()

    @property
    def most(self) -> int:
        """The lines that may be printed."""
        return MOST + (MOST_OF_ONE + 1) * min(FULL, len(self.report.blocking))


def prepared(situation: Situation, folder: Path | None = None) -> Prepared:
    """Return a run of a situation that is about to begin."""
    said = {"session": SEEDED.declared, "report": folder} | situation.settings
    environ = {"CONTRACT_API_KEY": situation.key} if situation.key else SEEDED.environment()
    return prepare(Settings(base_url=BASE_URL, **said), environ)


@contextlib.contextmanager
def pressed(situation: Situation) -> Iterator[None]:
    """Press Ctrl-C when the search is over, where a situation says so."""
    with pytest.MonkeyPatch.context() as patched:

        def press(*_: object) -> None:
            raise KeyboardInterrupt

        if situation.interrupted:
            patched.setattr("contract_tests.asking.gathering.Gathering.finish", press)
        yield


def ended(situation: Situation, folder: Path, *arguments: str, report: bool = False) -> Ended:
    """Run a situation under pytest, and return what it left behind."""
    world = situation.world(lambda clock: situation.make(SEEDED, clock))
    junit = folder / "junit.xml"
    begun = prepared(situation, folder if report else None)
    with pressed(situation):
        status, face, printed = under_pytest(begun, world, f"--junitxml={junit}", *arguments)
    suite = ET.parse(junit).getroot()[0]  # noqa: S314  our own file
    return Ended(printed, status, face, suite)

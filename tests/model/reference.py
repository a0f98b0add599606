"""The reference deployment in this process and in virtual time, on a file that outlives it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from contract_tests.asking.sending.virtual import EPOCH, InProcess, VirtualLoop
from contract_tests.recording.exchange import Exchange
from contract_tests.recording.observation import Context, Credential, Observation, Subject
from contract_tests.recording.purpose import Scenario
from contract_tests.reference.app import build
from contract_tests.reference.control import Control
from contract_tests.reference.seeding import OURS, THEIRS, new
from contract_tests.reference.storage import Storage

if TYPE_CHECKING:
    from contract_tests.recording.exchange import Headers

ORIGIN = "http://deployment.invalid"


class Deployed:
    """A deployment whose storage lies in a file; it can be restarted, and its time passes when told to."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._loop = VirtualLoop()
        self._known = new()
        self._number = 0
        self.read_at = 0.0
        """The time when the clock was last read; after an answer, when the deployment made it."""
        self._open()
        self.storage.add_credential("key", self._known.api_key, OURS)
        self.storage.add_credential("token", self._known.bearer_token, OURS)
        self.storage.add_credential("key", self._known.foreign_api_key, THEIRS)

    def _open(self) -> None:
        self.storage = Storage(self._path)
        self.control = Control(self.storage, self.clock)
        self._wire = InProcess(build(self.storage, clock=self.clock))

    def clock(self) -> float:
        """Return the time in POSIX seconds."""
        self.read_at = EPOCH + self._loop.time()
        return self.read_at

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._loop.run_until_complete(asyncio.sleep(seconds))

    def restart(self) -> None:
        """Begin anew on what the file holds."""
        self.storage.close()
        self._open()

    def close(self) -> None:
        """End."""
        self.storage.close()
        self._loop.close()

    def ask(self, session: str, credential: Credential, subject: Subject) -> Observation:
        """Ask about a session, and return the exchange with what is known."""
        self._number += 1
        target = f"/v1/sessions/status/{session}"
        sent = self._loop.time()
        wired = self._wire.exchange("GET", target, self._headers(credential), fresh=False, lane="")
        answer = self._loop.run_until_complete(wired)
        exchange = Exchange(
            number=self._number,
            method="GET",
            origin=ORIGIN,
            target=target,
            sent=sent,
            received=self._loop.time(),
            status=answer.status,
            answer_headers=answer.headers,
            text=answer.body.decode(),
        )
        context = Context(
            scenario=Scenario.OTHER, subject=subject, credential=credential, session=session, asked=session
        )
        return Observation(exchange, context)

    def _headers(self, credential: Credential) -> Headers:
        every: dict[str, Headers] = {
            "key": (("X-API-Key", self._known.api_key),),
            "token": (("Authorization", f"Bearer {self._known.bearer_token}"),),
            "foreign": (("X-API-Key", self._known.foreign_api_key),),
            "none": (),
        }
        return every[credential]


def told(observation: Observation) -> dict[str, Any]:
    """Return the body of an answer."""
    body: dict[str, Any] = json.loads(observation.exchange.body)
    return body

"""The run that the documentation shows: of one fault, and always the same, since chance comes from a seed."""

from __future__ import annotations

import random
import string
import uuid
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING
from unittest import mock

from attrs import evolve

from contract_tests.asking.sending.virtual import EPOCH
from contract_tests.reference import seeding
from contract_tests.run import conclude, gather, prepare
from contract_tests.settings.settings import Settings
from tests.faults import FAULTS, deployed
from tests.matrix.conduct import world_of

if TYPE_CHECKING:
    from contract_tests.recording.observation import Observation
    from contract_tests.verdict.report import Report

FAULT = FAULTS["liveness.active-means-alive.status-not-updated"]
BASE_URL = "https://staging.example.com"
STARTED = datetime.fromtimestamp(EPOCH, UTC).isoformat()


class Chance(random.Random):
    """Stands in for `secrets` and `uuid`, drawn from a seed."""

    def token_urlsafe(self, length: int = 32) -> str:
        """Return a text as credentials are."""
        return "".join(self.choices(string.ascii_letters + string.digits, k=length))

    def token_hex(self, length: int = 32) -> str:
        """Return digits as identifiers of requests are."""
        return self.randbytes(length).hex()

    def uuid4(self) -> uuid.UUID:
        """Return an id of a session."""
        return uuid.UUID(int=self.getrandbits(128), version=4)


@cache
def example() -> tuple[Report, tuple[Observation, ...]]:
    """Return the report on the fault, and what was observed."""
    chance = Chance(1)
    names = ("token_urlsafe", "token_hex", "choice")
    with (
        mock.patch("uuid.uuid4", chance.uuid4),
        mock.patch.multiple("secrets", **{name: getattr(chance, name) for name in names}),
    ):
        seeded = seeding.new()
        prepared = prepare(Settings(base_url=BASE_URL, session=seeded.declared), seeded.environment())
        evidence = gather(prepared, world_of(partial(deployed, FAULT), seeded))
    evidence = evolve(evidence, recording=evolve(evidence.recording, started=STARTED))
    return conclude(evidence, prepared), tuple(evidence.observations())

"""A token that expires during a run is renewed once, and nobody is blamed for that."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, ClassVar

import pytest

from contract_tests.clauses.finding import Outcome
from contract_tests.reference.app import build
from contract_tests.reference.behaviour import Behaviour
from contract_tests.reference.seeding import OURS, seed
from contract_tests.reference.storage import Storage
from contract_tests.run import conclude, gather, prepare
from contract_tests.settings.settings import Settings
from tests.matrix.conduct import BASE_URL, SEEDED, conduct, world_of
from tests.matrix.outcomes import BY_CHOICE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.types import ASGIApp

    from contract_tests.reference import Seeded
    from contract_tests.reference.control import Control

PRINTS = """
import pathlib, sys
count = pathlib.Path(sys.argv[1])
number = int(count.read_text()) + 1 if count.exists() else 1
count.write_text(str(number))
print(f"token-number-{number}." + "s" * 24)
"""


class Lapsing(Behaviour):
    """Accepts the first token a few times, and the second for ever."""

    lasts = 0
    uses = 0

    def account_of_token(self, token: str) -> int | None:
        """Count the first token's uses."""
        if token == "token-number-1." + "s" * 24:
            self.uses += 1
            return OURS if self.uses <= self.lasts else None
        return OURS if token == "token-number-2." + "s" * 24 else None


@pytest.mark.parametrize("lasts", [2, 4, 6, 9, 12])
def test_a_token_that_expires_is_renewed_and_nobody_blamed(tmp_path: Path, lasts: int) -> None:
    """With --token-command the run is complete and green, and asked for two tokens, whenever one lapses."""

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        seed(storage, seeded, clock)
        return build(storage, type("Lapsing", (Lapsing,), {"lasts": lasts}), clock)

    script = tmp_path / "token.py"
    script.write_text(PRINTS)
    count = tmp_path / "count"
    command = shlex.join([sys.executable, str(script), str(count)])
    status, report, _ = conduct(make, token_command=command)
    assert (status, report.blocking, report.untested) == (0, (), ())
    assert count.read_text() == "2"


class Expiring(Behaviour):
    """Refuses the credentials of some kinds from some seconds on, in a word of their own."""

    kinds: ClassVar[frozenset[str]] = frozenset({"token"})
    lasts = 4.0

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.end = clock() + self.lasts

    def account_of_key(self, key: str) -> int | None:
        """Refuse it at last."""
        revoked = "key" in self.kinds and self.clock() > self.end
        return None if revoked else super().account_of_key(key)

    def account_of_token(self, token: str) -> int | None:
        """Refuse it at last."""
        expired = "token" in self.kinds and self.clock() > self.end
        return None if expired else super().account_of_token(token)


@pytest.mark.parametrize("lasts", [0.3, 1.0, 4.0, 6.0])
@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("kind", ["key", "token"])
def test_a_credential_that_lapses_is_told_and_nobody_blamed(kind: str, lasts: float, alone: bool) -> None:  # noqa: FBT001  a parameter
    """It was accepted at first and refused from then on, says the run, with what to do, and blames nobody."""

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        seed(storage, seeded, clock)
        kinds = frozenset({kind})
        return build(storage, type("Expires", (Expiring,), {"lasts": lasts, "kinds": kinds}), clock)

    environment = SEEDED.environment()
    if alone:
        del environment["CONTRACT_BEARER_TOKEN" if kind == "key" else "CONTRACT_API_KEY"]
    sessions = tuple(f"{state}={session_id}" for state, session_id in SEEDED.sessions)
    prepared = prepare(Settings(base_url=BASE_URL, session=sessions), environment)
    report = conclude(gather(prepared, world_of(make, SEEDED)), prepared)
    blamed = [each.clause.id for each in report.verdicts if each.outcome is Outcome.VIOLATED]
    assert [each for each in blamed if each not in BY_CHOICE] == []
    assert report.trouble.startswith(f"the {kind} was accepted at first, and refused from ")
    assert ("--token-command" in report.trouble) == (kind == "token")
    assert report.exit_status == 3

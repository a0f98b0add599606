"""A token that expires during a run is renewed once, and nobody is blamed for that."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference.app import build
from contract_tests.reference.behaviour import Behaviour
from contract_tests.reference.seeding import OURS, seed
from contract_tests.reference.storage import Storage
from tests.matrix.conduct import conduct

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.types import ASGIApp

    from contract_tests.reference import Seeded

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


@pytest.mark.parametrize("lasts", [2, 4, 6, 9, 12, 20])
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

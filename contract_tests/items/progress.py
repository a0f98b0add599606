"""Progress of a run: what it waits for, and how long, on a terminal; in CI, plain lines."""

from __future__ import annotations

import math
import sys
import threading
from typing import TYPE_CHECKING, Self, TextIO

from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import LEFT_ALONE, LIVE, PLAIN, POLL, ROUNDING
from contract_tests.rendering.terminal.lines import forgiving

if TYPE_CHECKING:
    from contract_tests.asking.gathering import Gathering

WIDTH = 79


class Progress:
    """A gathering's progress, told by a thread of its own until the context ends."""

    def __init__(self, gathering: Gathering, file: TextIO | None = None) -> None:
        """Tell of this gathering, on the run's own output, or elsewhere.

        pytest turns that output elsewhere while an item runs; a copy of it stays as it is.
        """
        self._gathering = gathering
        self._file = file or forgiving(sys.stdout)
        self._opened = self._file not in {file, sys.stdout}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        if self._opened:
            self._file.close()

    def _tell(self) -> None:
        live = self._file.isatty()
        while not self._ended.wait(LIVE if live else PLAIN):
            count = self._gathering.count
            so_far = f"{count} request{'s' * (count != 1)}, {self._gathering.seconds:.0f} s"
            told = f"{so_far}: {waiting(self._gathering)}"
            print(
                f"\r{told:<{WIDTH}}" if live else told, end="" if live else "\n", file=self._file, flush=True
            )
        if live:
            print(f"\r{'':<{WIDTH}}\r", end="", file=self._file, flush=True)


def waiting(gathering: Gathering) -> str:
    """Return what a gathering waits for now, and how much longer at most."""
    deployment, observations = gathering.deployment, gathering.client.observations
    arriving = [each.exchange for each in observations if each.context.scenario is Scenario.ARRIVAL]
    limited = any(each.status == 429 for each in arriving)
    if not gathering.has_arrived:
        first = _bounded("waiting for a first answer", 2 * deployment.time_limit, gathering.seconds)
        return "answered 429 only, and asking more slowly" if limited else first
    if gathering.trouble:
        return "ending, as there is no verdict"
    if any(each.context.scenario is Scenario.WRONG for each in observations):
        return "asking with wrong credentials, slowly, at last"
    if gathering.has_asked:
        return "searching for a request that breaks a clause"
    return _watching(gathering, gathering.seconds - max((each.received for each in arriving), default=0.0))


def _watching(gathering: Gathering, passed: float) -> str:
    deployment = gathering.deployment
    expiring = deployment.watch_expiry + ROUNDING + deployment.expiry_grace + POLL
    watching = 2 * deployment.watch + LEFT_ALONE
    if deployment.declared("expiring") and passed < expiring:
        return _bounded("waiting for a VM to expire", expiring, passed)
    if deployment.declared("alive") and passed < watching:
        return _bounded("watching live sessions", watching, passed)
    slowed = gathering.client.transport.pace.is_slowed
    return f"asking about ids, as fast as {'answers of 429 allow' if slowed else '--pace allows'}"


def _bounded(what: str, most: float, passed: float) -> str:
    return f"{what}, {math.ceil(max(0.0, most - passed))} s at most"

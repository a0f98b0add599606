"""What each peer costs: medians of interleaved runs, so that all of them meet the same machine."""

from __future__ import annotations

import asyncio
import functools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from pathlib import Path
from typing import TYPE_CHECKING

from tests.client.peers.answers import STATUS
from tests.client.peers.peers import PEERS, Peer, threads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 15
SESSIONS = 1000
WAYS = ("threads", "asyncio")
PATIENCE = 20.0
"""After how many seconds the slowest crowds are not asked again."""
BODY = json.dumps({**STATUS, "env_status": "none", "env_error": None}).encode()


def interleaved(measures: Sequence[Callable[[], float]], rounds: int = ROUNDS) -> list[float]:
    """Return the median of each, all of them measured in turn, round by round."""
    runs = [[measure() for measure in measures] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*runs, strict=True)]


def imports(modules: Sequence[str]) -> list[float]:
    """Return how long a fresh interpreter takes to import each, in milliseconds beyond its own start.

    Bytecode is kept from a first run, as it is where a package was installed.
    """

    def run(code: str) -> Callable[[], float]:
        def measure() -> float:
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, env=environment)
            return (time.perf_counter() - started) * 1000

        return measure

    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
        measures = [run("pass"), *(run(f"import {module}") for module in modules)]
        interleaved(measures, rounds=1)
        start, *taken = interleaved(measures)
    return [each - start for each in taken]


def decoding(peers: Sequence[Peer]) -> list[float | None]:
    """Return the time from a full body to a model, in microseconds; None for peers without models."""
    readers = [peer.decoding() if peer.decoding else None for peer in peers]
    taken = iter(interleaved([_timed(functools.partial(read, BODY), 5000) for read in readers if read]))
    return [next(taken) if read else None for read in readers]


def calls(peers: Sequence[Peer], base_url: str) -> list[float]:
    """Return the time of one call on a connection kept alive, in microseconds."""
    asks = [peer.asking(base_url, "k" * 16, 10.0) for peer in peers]
    return interleaved([_timed(ask, 100) for ask in asks], ROUNDS * 2)


def _timed(call: Callable[[], object], number: int) -> Callable[[], float]:
    """Return the measuring of a call: microseconds for one, of so many made in a row."""
    timer = timeit.Timer(call)
    return lambda: timer.timeit(number) / number * 1e6


def crowds(peers: Sequence[Peer], base_url: str) -> list[dict[str, tuple[float, float]]]:
    """Return what asking about a thousand sessions at once costs each: seconds and megabytes, by the way.

    Each is asked in a process of its own, and a peer without asyncio in one way only.
    """
    command = [sys.executable, "-m", "tests.client.peers.timing", base_url]
    found = []
    for peer in peers:
        told = {}
        for way in WAYS if peer.crowd else WAYS[:1]:
            words, runs = [*command, peer.name, way], list[tuple[float, float]]()
            while len(runs) < 5 and sum(seconds for seconds, _ in runs) < PATIENCE:
                runs.append(json.loads(subprocess.run(words, capture_output=True, check=True).stdout))
            seconds, megabytes = zip(*runs, strict=True)
            told[way] = (statistics.median(seconds), statistics.median(megabytes))
        found.append(told)
    return found


def _crowd(base_url: str, name: str, way: str) -> tuple[float, float]:
    [peer] = [each for each in PEERS if each.name == name]
    started = time.perf_counter()
    if way == "threads" or peer.crowd is None:
        alive = threads(peer, base_url, "k" * 16, SESSIONS)
    else:
        alive = asyncio.run(peer.crowd(base_url, "k" * 16, SESSIONS))
    taken = time.perf_counter() - started
    if alive != SESSIONS:
        raise SystemExit(f"{name}: only {alive} of {SESSIONS} were told alive")
    return taken, _peak_memory()


def _peak_memory() -> float:
    # Where there is /proc: what the resource module says there may be what the parent process once held.
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [each for each in status.read_text("ascii").splitlines() if each.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    json.dump(_crowd(*sys.argv[1:]), sys.stdout)

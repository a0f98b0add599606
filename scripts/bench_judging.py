"""Measure how fast a recording is judged, beside parsing the same JSON, and in how much memory.

Run through `nox -s bench`; it records a run against the reference deployment, and repeats what was answered.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.clauses import CATALOGUE, Tolerances
from contract_tests.recording import observation
from contract_tests.recording.purpose import Scenario
from contract_tests.verdict.verdict import Judging

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contract_tests.recording.observation import Observation

ROUNDS = 5
EXCHANGES = 5_000
LENGTHS = (10_000, 1_000_000)
SINGLE = tuple(clause for clause in CATALOGUE.values() if clause.judge)


def main() -> int:
    """Print both figures; with a file, judge that one alone and print its length and the memory it took."""
    if len(sys.argv) > 1:
        print(judged(Path(sys.argv[1])), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        run = [sys.executable, "-m", "contract_tests", "run", "--reference", "--report", folder]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        recorded = Path(folder) / "observations.jsonl"
        observations = list(observation.read(recorded)[1])
        watched = [each for each in observations if each.context.scenario is Scenario.WATCHED]
        print(f"a whole run, single-answer clauses:  {speed(observations)}", flush=True)
        print(f"live sessions, single-answer clauses: {speed(watched)}", flush=True)
        for length in LENGTHS:
            print(f"every clause, {memory(recorded, length)}", flush=True)
    return 0


def speed(observations: Sequence[Observation]) -> str:
    """Measure both ways, round by round, since a machine is not equally fast all the time."""
    many = list(islice(cycle(observations), EXCHANGES))
    bodies = [each.exchange.body for each in many]

    def parse() -> None:
        for body in bodies:
            try:
                json.loads(body)
            except ValueError:
                continue

    def judge() -> None:
        judging = Judging(Tolerances(), SINGLE)
        for each in many:
            judging.step(each)

    rounds = [(seconds(parse), seconds(judge)) for _ in range(ROUNDS)]
    parsed, took = (statistics.median(column) for column in zip(*rounds, strict=True))
    return f"{EXCHANGES / took:,.0f} exchanges a second on one core, {took / parsed:.1f} times json.loads"


def seconds(work: Callable[[], None]) -> float:
    """Return the processor time that some work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def memory(recorded: Path, length: int) -> str:
    """Judge a recording of that length in a process of its own."""
    head, *lines = recorded.read_bytes().splitlines(keepends=True)
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(head)
        file.writelines(islice(cycle(lines), length))
        file.flush()
        command = [sys.executable, __file__, file.name]
        count, megabytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return f"{int(count):,} exchanges: {megabytes} MB at most"


def judged(recorded: Path) -> int:
    """Judge a recording as it is read, and return its length."""
    judging, count = Judging(Tolerances()), 0
    for each in observation.read(recorded)[1]:
        judging.step(each)
        count += 1
    judging.finish()
    return count


if __name__ == "__main__":
    sys.exit(main())

"""nox -s blind: the share of composed faults that the suite catches, and the clauses that were blind."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from tests.blind.composing import composed, sample
from tests.blind.measuring import told, tried

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.blind.measuring import Trial

SAMPLE, SEED = 300, 15


def main(arguments: Sequence[str]) -> int:
    """Try a sample, and print what came of it; exits 1 where fewer are caught than --least says."""
    parser = argparse.ArgumentParser(prog="nox -s blind --", description=__doc__)
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, metavar="N", help="how many faults (%(default)s)"
    )
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="which sample (%(default)s)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), metavar="N", help="processes (%(default)s)"
    )
    parser.add_argument("--place", default="", metavar="STEP", help="only faults at this step")
    parser.add_argument("--least", type=float, default=0.0, metavar="PERCENT", help="fail below that")
    options = parser.parse_args(arguments)
    faults = sample(options.sample, options.seed, options.place)
    print(f"{len(faults)} of {len(composed())} composed faults, seed {options.seed}", flush=True)
    with ProcessPoolExecutor(options.jobs) as processes:
        trials = list(_tried(processes, len(faults), options))
    for line in told(trials):
        print(line)
    observable = [each for each in trials if each.caught or (each.visible and not each.reason)]
    return int(
        100 * sum(each.caught or bool(each.turn) for each in observable) < options.least * len(observable)
    )


def _tried(processes: ProcessPoolExecutor, count: int, options: argparse.Namespace) -> Iterator[Trial]:
    # A fault is made of functions, which no process can hand to another; so each draws the sample anew.
    drawn = (options.sample, options.seed, options.place)
    yield from processes.map(_one, [(*drawn, number) for number in range(count)], chunksize=1)


def _one(which: tuple[int, int, str, int]) -> Trial:
    size, seed, place, number = which
    return tried(sample(size, seed, place)[number])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

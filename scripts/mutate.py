"""Change the clauses and the verdict in one place each, and see whether the pure tests notice.

python scripts/mutate.py [--workers N] [MODULE ...]    such as `liveness`, `verdict`; all without arguments

Every mutant that no test notices needs a reason in mutation/survivors.toml, and every reason such a mutant.
The exit status is 0 where that is so, 1 where it is not, and 4 where an argument makes no sense.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mutation.mutants import Mutant, mutants
from mutation.trial import begin, prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
SUITE = ROOT / "contract_tests"
WORDS_ONLY = {"__init__", "finding", "needs", "signatures"}
"""Modules of clauses that hold words and declarations, and judge nothing."""
MODULES = {
    path.stem: path
    for path in (*sorted((SUITE / "clauses").rglob("*.py")), SUITE / "verdict" / "verdict.py")
    if path.stem not in WORDS_ONLY
}
TESTS = (
    "tests/suite/clauses",
    "tests/suite/verdict/test_conclusion.py",
    "tests/suite/verdict/test_obstacles.py",
    "tests/suite/verdict/test_verdict.py",
)
REASONS = Path(__file__).resolve().parent / "mutation" / "survivors.toml"


class UnsoundError(Exception):
    """Nothing can be learnt of mutants; the message is one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all mutants of the modules named; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"one of {', '.join(MODULES)}")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="how many at once")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.modules if name not in MODULES]
    if unknown:
        print(f"unknown module {unknown[0]!r}; known are {', '.join(MODULES)}", file=sys.stderr)
        return 4
    named = given.modules or list(MODULES)
    every = [mutant for name in named for mutant in mutants(name, MODULES[name])]
    try:
        survivors = tried(every, max(1, given.workers))
    except UnsoundError as error:
        print(error, file=sys.stderr)
        return 4
    return concluded(every, survivors, [each for each in reasons() if each["module"] in named])


def reasons() -> list[dict[str, Any]]:
    """Return why mutants survive: module, the line as it was, as it may become, and the reason in words."""
    written: list[dict[str, Any]] = tomllib.loads(REASONS.read_text("utf-8")).get("survivor", [])
    return written


def tried(every: Sequence[Mutant], workers: int) -> list[Mutant]:
    """Try mutants, so many at once, and return those that survive."""
    os.chdir(ROOT)
    prepare(ROOT, TESTS)
    original = Mutant(every[0].module, "", "", MODULES[every[0].module].read_text("utf-8"))
    if os.waitpid(started(original), 0)[1]:
        raise UnsoundError("the tests fail without any mutant: mend them first")
    running: dict[int, Mutant] = {}
    survivors = []
    for number, mutant in enumerate((*every, *[None] * workers)):
        while running and (len(running) == workers or mutant is None):
            process, status = os.wait()
            survived = running.pop(process)
            if status == 0:
                survivors.append(survived)
                print(f"\rsurvives: {survived.module}: {survived.was}  ->  {survived.became}", flush=True)
        if mutant is not None:
            running[started(mutant)] = mutant
            print(f"\r{number + 1} of {len(every)} ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return survivors


def started(mutant: Mutant) -> int:
    """Start the trial of one mutant, and return its process."""
    path = MODULES[mutant.module]
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return begin(package, str(path), mutant.source, TESTS)


def concluded(every: Sequence[Mutant], survivors: Sequence[Mutant], given: Sequence[dict[str, Any]]) -> int:
    """Say what was found; returns the exit status."""
    excused = {(each["module"], each["was"], became) for each in given for became in each["became"]}
    survived = {(each.module, each.was, each.became) for each in survivors}
    unexplained, stale = sorted(survived - excused), sorted(excused - survived)
    for module, was, became in unexplained:
        print(f"no reason for {module}: {was}  ->  {became}; write a test, or a reason into {REASONS.name}")
    for module, was, became in stale:
        print(f"no longer survives, take its reason out of {REASONS.name}: {module}: {was}  ->  {became}")
    print(
        f"{len(every)} mutants: {len(every) - len(survivors)} noticed, {len(survivors)} survive, "
        f"{len(unexplained)} places without a reason, {len(stale)} reasons too many"
    )
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main())

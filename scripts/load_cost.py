"""Measure what judging costs the request rate of a load: python scripts/load_cost.py [SECONDS].

One process of Locust asks the reference deployment as fast as that can answer; judging is switched on and
off by turns in one run, so that whatever else the machine does weighs on both alike.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import gevent  # type: ignore[import-untyped]
import load_users
from attrs import evolve, frozen
from locust.env import Environment

from contract_tests.credentials import Credentials
from contract_tests.deployment import Deployment, sessions_of
from contract_tests.reference import Seeded, running

USERS = 20
TURN = 2.0
"""Seconds for which judging stays switched on, or off."""
ACCEPTED = 0.15
"""The share of the request rate that judging may cost."""


class Watcher(load_users.Watcher):
    """A user who never pauses."""

    abstract = False


@frozen
class Turn:
    """What happened while judging was switched on, or off: requests a second, and of this process's time
    the seconds for each request."""

    rate: float
    effort: float


def measured(seeded: Seeded, seconds: float) -> dict[bool, list[Turn]]:
    """Return all turns, by whether their answers were judged."""
    deployment = Deployment(
        base_url=seeded.base_url,
        credentials=Credentials(api_key=seeded.api_key),
        sessions=sessions_of([f"{state}={name}" for state, name in seeded.sessions if state != "foreign"]),
    )
    load = load_users.Load.of(deployment, 0.0, strict_should=False)
    Watcher.load = load
    environment = Environment(user_classes=[Watcher], host=seeded.base_url)
    runner = environment.create_local_runner()
    runner.start(USERS, spawn_rate=USERS)
    gevent.sleep(TURN)
    turns: dict[bool, list[Turn]] = {True: [], False: []}
    end = time.monotonic() + seconds
    judged = True
    while time.monotonic() < end:
        Watcher.load = evolve(load, judged=judged)
        began, busy, before = time.monotonic(), time.process_time(), environment.stats.total.num_requests
        gevent.sleep(TURN)
        requests = environment.stats.total.num_requests - before
        rate = requests / (time.monotonic() - began)
        turns[judged].append(Turn(rate, (time.process_time() - busy) / requests))
        judged = not judged
    failed = environment.stats.total.num_failures
    runner.quit()
    assert not failed, "the reference upholds everything"
    return turns


def main(arguments: list[str]) -> int:
    """Measure, print, and return 1 where judging costs more than is accepted."""
    with running() as seeded:
        turns = measured(seeded, float(arguments[0]) if arguments else 24.0)
    without, judged = (statistics.median(turn.rate for turn in turns[each]) for each in (False, True))
    less, more = (statistics.median(turn.effort for turn in turns[each]) for each in (False, True))
    cost = 1 - judged / without
    print(f"requests a second: {without:.0f} not judged, {judged:.0f} judged ({len(turns[True])} turns each)")
    print(f"time of the process for each: {less * 1e6:.0f} us not judged, {more * 1e6:.0f} us judged")
    print(f"judging costs {cost:.1%} of the request rate; {ACCEPTED:.0%} is accepted")
    return int(cost > ACCEPTED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

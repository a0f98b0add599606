"""The reference deployment in a process of its own, started at once and awaited only where it is needed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from contract_tests.reference.seeding import Seeded


class Started:
    """A process that is starting, or has started."""

    def __init__(self, *options: str) -> None:
        """Start the process; it ends with ours, whatever becomes of us, since it reads what we hold open."""
        command = [sys.executable, "-m", "contract_tests", "serve", "--piped", *options]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own words

    def ready(self) -> Seeded:
        """Return where it listens, as soon as it does."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"the reference deployment ended with {self._process.wait()} before it listened"
            )
        told = json.loads(line)
        return Seeded(**told | {"sessions": tuple(map(tuple, told["sessions"]))})

    def stop(self) -> None:
        """End the process at once: what is stored survives that, and no answer is under way any more."""
        with self._process:
            self._process.kill()


@contextmanager
def running(*options: str) -> Iterator[Seeded]:
    """Run the reference deployment with the options of `serve`; yield where it listens and whom it knows."""
    started = Started(*options)
    try:
        yield started.ready()
    finally:
        started.stop()

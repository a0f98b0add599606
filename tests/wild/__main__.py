"""python -m tests.wild [WORD ...]: judge each deployment of the table, or those whose names hold a word.

The exit status is 1 where a verdict is not the right one, and where there was no time for one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from tests.wild import apache, endpoints, haproxy, nginx, varnish
from tests.wild.processes import PYTHON, NeverListenedError, free_port

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.wild.row import Place, Row

ROWS = (*nginx.ROWS, *haproxy.ROWS, *varnish.ROWS, *apache.ROWS, *endpoints.ROWS)
AT_ONCE = 3
LONGEST_RUN, LONGEST = 150.0, 570.0
"""Seconds that one run, and all together, may take."""
PROXIES = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"}
BUNDLES = {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"}


@frozen
class Outcome:
    """The outcome of a row: the headline's first word, or why there is none; the clauses violated."""

    got: str
    violated: frozenset[str]
    output: str
    seconds: float

    def is_right(self, row: Row) -> bool:
        """Tell whether it is what is right for the row."""
        shown = not row.shows or bool(row.shows & self.violated)
        return self.got == row.right and shown and row.says.lower() in self.output.lower()


def main(words: Sequence[str]) -> int:
    """Judge every row, a few at a time, and print the table."""
    rows = [row for row in ROWS if not words or any(word.lower() in row.name.lower() for word in words)]
    runnable = [row for row in rows if not missing(row)]
    for lack, names in groupby(
        sorted((missing(row), row.name) for row in rows if missing(row)), itemgetter(0)
    ):
        print(f"skipped, since {lack}: {', '.join(name for _, name in names)}")
    until = time.monotonic() + LONGEST
    wrong = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        print(line("deployment", "right", "got", "", "reason"), flush=True)
        for row, outcome in zip(runnable, pool.map(lambda row: tried(row, until), runnable), strict=True):
            right = outcome.is_right(row)
            wrong += not right
            print(line(row.name, row.right, outcome.got, "" if right else "WRONG", row.why), flush=True)
            if not right:
                print("\n".join(f"    | {line}" for line in _about(row, outcome)), flush=True)
    print(f"{len(runnable) - wrong} of {len(runnable)} verdicts are right")
    return 1 if wrong else 0


def line(name: str, right: str, got: str, mark: str, why: str) -> str:
    """Return one line of the table."""
    return f"{name:<41}{right:<9} {got:<10} {mark:<5}  {why}"


def missing(row: Row) -> str:
    """Return what a row needs and this machine lacks, with where to get it, or nothing."""
    # Node's frameworks want npm too, which has installed them.
    for program in (row.program, "npm") if row.program == "node" else (row.program,):
        if shutil.which(program) is None:
            return f"{program} is missing, which the system's packages have"
    try:
        free_port(row.host)
    except OSError:
        return f"this machine has no address {row.host}"
    return ""


def _about(row: Row, outcome: Outcome) -> list[str]:
    lines = [line for line in outcome.output.splitlines() if line.strip()][-4:]
    if row.shows:
        lines.append(f"one of {', '.join(sorted(row.shows))} was to be violated")
    if row.says:
        lines.append(f"the output was to say {row.says!r}")
    return [*lines, f"violated: {', '.join(sorted(outcome.violated)) or 'none'}"]


def tried(row: Row, until: float) -> Outcome:
    """Start a row's deployment and judge it."""
    begun = time.monotonic()
    left = min(LONGEST_RUN, until - begun)
    if left < 1:
        return Outcome("no time", frozenset(), "", 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        try:
            with row.start(folder) as place:
                return judged(place, folder / "report", begun, left)
        except (NeverListenedError, OSError) as error:
            return Outcome("no start", frozenset(), str(error), time.monotonic() - begun)


def judged(place: Place, report: Path, begun: float, left: float) -> Outcome:
    """Judge a deployment as a user would, on the command line."""
    sessions = [word for state, each in place.seeded.sessions for word in ("--session", f"{state}={each}")]
    command = [PYTHON, "-m", "contract_tests", "run", "--base-url", place.base_url, *sessions]
    plain = {name: value for name, value in os.environ.items() if name not in PROXIES | BUNDLES}
    environment = plain | place.seeded.environment() | place.environment
    if place.meanwhile:
        threading.Thread(target=place.meanwhile, daemon=True).start()
    try:
        done = subprocess.run(  # noqa: S603  our own words
            [*command, "--report", str(report)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=left,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        output = error.stdout.decode(errors="replace") if isinstance(error.stdout, bytes) else ""
        return Outcome("too long", frozenset(), output, time.monotonic() - begun)
    told: dict[str, Any] = {}
    if (report / "report.json").is_file():
        told = json.loads((report / "report.json").read_text())
    blocking = {
        each["clause"]
        for each in told.get("verdicts", ())
        if each["outcome"] == "violated" and each["level"] == "MUST"
    }
    headlines = ("UPHELD", "VIOLATED", "INCOMPLETE", "ERRORED")
    last = [line.split()[0] for line in done.stdout.splitlines() if line.startswith(headlines)]
    got = last[-1] if last else f"status {done.returncode}"
    return Outcome(got, frozenset(blocking), done.stdout, time.monotonic() - begun)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

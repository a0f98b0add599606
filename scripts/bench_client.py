"""Compare the generated client with its peers; with --write, put the results into the peers' README.md.

Run through `nox -s bench`, which installs the peers; those that are generated are generated here, from the
same contract, by openapi-python-client as it comes and by openapi-generator (which needs Java).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the peers are what the client's tests compare it with

from tests.client.peers.answers import SESSION  # noqa: E402  found by the line above
from tests.client.peers.behaviour import readings, table  # noqa: E402  likewise
from tests.client.peers.peers import PEERS  # noqa: E402  likewise
from tests.client.peers.scripted import Naming, serving  # noqa: E402  likewise
from tests.client.peers.timing import BODY, WAYS, calls, crowds, decoding, imports  # noqa: E402  likewise

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

CONTRACT = ROOT / "openapi.json"
FIRST_CLIENT = "generated_client; generated_client.Client('http://localhost')"
LIBRARIES = "attrs, httpx2, msgspec"
RESULTS = ROOT / "tests" / "client" / "peers" / "README.md"


def generate_peers(folder: Path) -> None:
    """Generate the peers that are generated."""
    bin_folder = Path(sys.executable).parent
    stock = f"{bin_folder}/openapi-python-client generate --meta none --path {CONTRACT}"
    java = f"{bin_folder}/openapi-generator-cli generate -g python -i {CONTRACT}"
    commands = (
        [*stock.split(), "--output-path", f"{folder}/peer_stock"],
        [*java.split(), "--package-name", "peer_pydantic", "-o", str(folder)],
    )
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PATH": path})


def serve(there: Connection) -> None:
    """Say that every session is alive, in a process of its own, until told to stop."""
    with serving() as scripted:
        there.send(scripted.says(Naming(BODY.replace(SESSION.encode(), b"ID"))))
        there.recv()


def costs(base_url: str) -> str:
    """Measure what each peer costs, and return it as Markdown."""
    *loaded, first, libraries = imports([*(peer.module for peer in PEERS), FIRST_CLIENT, LIBRARIES])
    decoded = decoding(PEERS)
    called = calls(PEERS, base_url)
    crowded = crowds(PEERS, base_url)
    lines = [
        "| | import, ms | bytes to model, µs | one call, µs | 1,000, threads | 1,000, asyncio |",
        "|---|---|---|---|---|---|",
    ]
    for peer, load, decode, call, crowd in zip(PEERS, loaded, decoded, called, crowded, strict=True):
        model = "no models" if decode is None else f"{decode:.2f}"
        asked = (f"{crowd[way][0]:.2f} s, {crowd[way][1]:.0f} MB" if way in crowd else "none" for way in WAYS)
        lines.append(
            f"| {peer.name} | {load:.0f} ({load / loaded[-1]:.2f}) | {model} "
            f"| {call:.0f} ({call / called[-1]:.2f}) | {' | '.join(asked)} |"
        )
    lines += [
        "",
        "In brackets: relative to httpx2 and `json.loads`. httpx2 comes with the first client, which makes",
        f"{first:.0f} ms ({first / loaded[-1]:.2f}) in all;",
        f"`import {LIBRARIES}` alone takes {libraries:.0f} ms ({libraries / loaded[-1]:.2f}).",
    ]
    return "\n".join(lines)


def write(name: str, text: str) -> None:
    """Put a text between its markers."""
    before = RESULTS.read_text("utf-8")
    pattern = re.compile(rf"(<!-- {name} -->\n).*(<!-- end of {name} -->)", re.DOTALL)
    RESULTS.write_text(pattern.sub(lambda found: f"{found[1]}{text}\n{found[2]}", before), "utf-8")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--write", action="store_true", help="put the results into tests/client/peers/README.md"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        generate_peers(Path(folder))
        sys.path.insert(0, folder)
        os.environ["PYTHONPATH"] = os.pathsep.join([folder, str(ROOT)])
        here, there = multiprocessing.Pipe()
        server = multiprocessing.Process(target=serve, args=(there,), daemon=True)
        server.start()
        # Before the behaviour: calls that hang, and what drips for them, would go on beside what is timed.
        results = {"costs": costs(here.recv())}
        here.send(None)
        server.join()
        results["behaviour"] = table(PEERS, readings(PEERS))
    for name, text in results.items():
        print(f"\n{text}\n")
        if options.write:
            write(name, text)


if __name__ == "__main__":
    main()

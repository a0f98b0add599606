"""Programs that are started for a row of the table, and ended with it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.reference import Started, running
from tests.wild.row import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from contract_tests.reference import Seeded

PATIENCE = 20.0
"""Seconds in which whatever was started listens."""
PAUSE = 1.2
"""Seconds into a run at which an upstream is restarted."""


class NeverListenedError(RuntimeError):
    """A program ended, or did not listen in time; the message holds the end of what it wrote."""


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that the system chose."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def started(folder: Path, port: int, *command: str, host: str = "127.0.0.1") -> Iterator[None]:
    """Run a program while the block runs, from the moment at which it listens."""
    log = folder / "log.txt"
    with (
        log.open("ab") as written,
        subprocess.Popen(command, stdout=written, stderr=written, stdin=subprocess.DEVNULL) as process,  # noqa: S603  our own words
    ):
        try:
            until = time.monotonic() + PATIENCE
            while not _listens(host, port):
                if process.poll() is not None or time.monotonic() > until:
                    raise NeverListenedError(log.read_text(errors="replace")[-800:])
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
            process.kill()


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


@contextmanager
def two_upstreams(folder: Path) -> Iterator[tuple[Seeded, list[int], Callable[[], None]]]:
    """Run the reference twice, with one database; yield whom it knows, both ports, and what restarts one."""
    database = ("--database", str(folder / "sessions.sqlite"))
    with running(*database) as seeded:
        second = [Started(*database)]
        ports = [int(each.base_url.rpartition(":")[2]) for each in (seeded, second[0].ready())]

        def restart() -> None:
            time.sleep(PAUSE)
            second.pop().stop()
            second.append(Started(*database, "--port", str(ports[1])))

        try:
            yield seeded, ports, restart
        finally:
            for each in second:
                each.stop()


def upstream_of(seeded: Seeded) -> str:
    """Return host and port of the reference."""
    return seeded.base_url.removeprefix("http://")


def placed(seeded: Seeded, port: int, *, host: str = "127.0.0.1", scheme: str = "http") -> Place:
    """Return the place at which a gateway listens before the reference."""
    name = f"[{host}]" if ":" in host else host
    return Place(base_url=f"{scheme}://{name}:{port}", seeded=seeded)


def certificate(folder: Path) -> tuple[Path, Path, Path]:
    """Make an authority and a certificate by it for localhost; return authority, certificate and key."""
    root, key, signed, asked = (folder / name for name in ("ca.pem", "key.pem", "cert.pem", "csr.pem"))
    extensions = folder / "extensions.cnf"
    extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n")
    new = ("-newkey", "rsa:2048", "-nodes")
    root_key = folder / "ca-key.pem"
    for words in (
        ("req", "-x509", *new, "-subj", "/CN=an authority", "-keyout", root_key, "-out", root),
        ("req", *new, "-subj", "/CN=localhost", "-keyout", key, "-out", asked),
        (
            *("x509", "-req", "-in", asked, "-CA", root, "-CAkey", root_key, "-CAcreateserial"),
            *("-extfile", extensions, "-out", signed),
        ),
    ):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603, S607  our own words
    (folder / "both.pem").write_text(signed.read_text() + key.read_text())
    return root, signed, key


def trusting(place: Place, authority: Path) -> Place:
    """Return a place whose judge trusts an authority."""
    return evolve(place, environment={"SSL_CERT_FILE": str(authority)})


PYTHON = sys.executable

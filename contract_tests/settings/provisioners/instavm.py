"""`--provision instavm`: sessions in every state at InstaVM, made by its own SDK in a process of its own.

It finds CONTRACT_BASE_URL, CONTRACT_API_KEY and CONTRACT_FOREIGN_API_KEY in the environment. Each session
has a thread, in which it is made, handed over, and killed: when the run is over, or another cannot be made.
"""

from __future__ import annotations

import contextlib
import ipaddress
import math
import os
import queue
import signal
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any

from attrs import define

try:
    import instavm
except ImportError:
    print("failed the vendor's SDK is missing; in a clone, write pip (or uv tool) install '.[suite,instavm]'")
    sys.exit(4)

LEFT_BEHIND, USAGE_ERROR = 1, 4
OURS, THEIRS = "CONTRACT_API_KEY", "CONTRACT_FOREIGN_API_KEY"

# Seconds. The life of a VM is counted from its spawn.
SHORT = 20  # the shortest life that the service gives
LONG = 90  # outlasts the making of all others and a run; and all is over within two minutes, killed or not
LAST = 6  # what an expiring VM has left when it is handed over
READY = 30  # within which all sessions are ready, or the run does not begin
SPAWN = 20  # the longest that a VM is waited for
ANSWER = 8  # the longest that else is waited for, cleaning up included: the suite waits a little longer
PAUSE = 1  # before what was refused for its rate is asked again; the SDK does not tell for how long that is


class ProvisionError(Exception):
    """Why sessions could not be made, in one line without a key."""


def patiently(ask: Callable[[], Any], until: float, stop: threading.Event | None = None) -> Any:
    """Return an answer, asking again while the rate is limited, until some time or until all is over."""
    while True:
        try:
            return ask()
        except instavm.RateLimitError:
            if time.monotonic() > until or (stop or threading.Event()).wait(PAUSE):
                raise


@define
class MadeSession:
    """A session, from its making to its end; without a `lifetime` it never gets a VM.

    `variable` names its account's key. `client` is there while it may have a VM, and `expiry` is that VM's
    latest end, in seconds of the monotonic clock.
    """

    state: str
    variable: str
    lifetime: int
    id: str = ""
    client: Any = None
    expiry: float = math.inf

    def live(self, told: Callable[[MadeSession | ProvisionError], None], over: threading.Event) -> None:
        """Make the session, tell of it, and end it when all is over."""
        key, where = os.environ[self.variable], os.environ["CONTRACT_BASE_URL"]
        try:
            self.make(key, where, over)
            told(self)
        except Exception as error:  # noqa: BLE001  whatever it was, the other sessions are to be killed
            said = " ".join(str(error).split()).replace(key, f"${self.variable}")[:200]
            made = f"{where} made no {self.state} session with the key in {self.variable}"
            told(ProvisionError(f"{made}: {said}"))
        over.wait()
        self.end()

    def make(self, key: str, where: str, over: threading.Event) -> None:
        """Make the session, and bring it into its state. Raises what the SDK does."""
        until = time.monotonic() + READY - 2 * PAUSE  # so that what kept it is said
        # Its timeout is the lifetime of the VM, too. As a context manager it would print among our lines.
        client = instavm.InstaVM(key, where, timeout=self.lifetime or SHORT, auto_start_session=False)
        client.session.max_redirects = 0  # they would carry the key to whatever host
        self.id = patiently(client.start_session, until, over)
        if not self.lifetime or over.is_set():
            return
        client.timeout = ANSWER
        self.client = client  # what answers with an error, or not at all, may have spawned a VM

        def spawn() -> float:
            began = time.monotonic()
            client.execute("pass", timeout=SPAWN)
            return began

        earliest = patiently(spawn, until, over) + self.lifetime
        self.expiry = time.monotonic() + self.lifetime
        if self.state == "expiring":
            over.wait(max(0, earliest - LAST - time.monotonic()))
        if self.state == "dead":
            patiently(lambda: client.kill(self.id), until, over)
            while patiently(lambda: client.get_session_status(self.id), until, over).get("vm_alive"):
                if over.wait(PAUSE) or time.monotonic() > until:
                    raise ProvisionError("it was killed, and its status still says alive")
            self.client = None

    def end(self) -> None:
        """Kill the VM, unless it has ended by itself."""
        try:
            if self.client is not None and time.monotonic() < self.expiry:
                patiently(lambda: self.client.kill(self.id), time.monotonic() + ANSWER / 2)
        except instavm.InstaVMError as error:
            # 404 says that there is no VM: none was spawned, or it has ended.
            if getattr(getattr(error.__context__, "response", None), "status_code", None) != 404:
                return
        self.client = None


def wanted(environ: Mapping[str, str]) -> list[MadeSession]:
    """Return the sessions that are to be made. Raises ProvisionError where something is missing."""
    if not environ.get(OURS):
        raise ProvisionError(f"a key is needed to make sessions; set {OURS}")
    where = environ.get("CONTRACT_BASE_URL", "")
    if not (where.startswith("https://") or is_loopback(urllib.parse.urlsplit(where).hostname or "")):
        raise ProvisionError(f"{where or 'CONTRACT_BASE_URL'}: keys travel by https only; write https://")
    lives = [MadeSession("expiring", OURS, SHORT), MadeSession("dead", OURS, SHORT)]
    lives += [
        MadeSession("alive", OURS, LONG),
        MadeSession("alive", OURS, LONG),
        MadeSession("unassigned", OURS, 0),
    ]
    return [*lives, MadeSession("foreign", THEIRS, LONG)] if environ.get(THEIRS) else lives


def is_loopback(host: str) -> bool:
    """Tell whether what is sent to a host stays on this machine."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def hand_over(lives: list[MadeSession], told: queue.SimpleQueue[MadeSession | ProvisionError | None]) -> None:
    """Print the sessions as they get ready, and wait for the end of the run. Raises ProvisionError."""
    until = time.monotonic() + READY
    for _ in lives:
        try:
            news = told.get(timeout=max(0, until - time.monotonic()))
        except queue.Empty:
            raise ProvisionError(f"not all sessions were ready within {READY} s") from None
        if isinstance(news, ProvisionError):
            raise news
        if news is None:
            return
        print(news.state, news.id, flush=True)
    spans = [life.lifetime for life in lives if life.lifetime]
    most = f"VMs for at most {sum(spans)} s in all, {max(spans)} s each"
    said = f"instavm: made {len(lives)} sessions with {len(spans)} VMs; that costs {most}"
    other = "" if any(life.variable == THEIRS for life in lives) else f"; {THEIRS} would make a foreign one"
    print(f"{said}{other}", file=sys.stderr)
    print("ready", flush=True)
    told.get()


def main(stdin: int = 0) -> int:
    """Make sessions, and end them when the standard input is closed; returns the exit status."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    told: queue.SimpleQueue[MadeSession | ProvisionError | None] = queue.SimpleQueue()
    lives: list[MadeSession] = []
    threads: list[threading.Thread] = []
    over, failure = threading.Event(), ""

    def listen() -> None:
        while os.read(stdin, 1024):
            pass
        told.put(None)

    try:
        lives = wanted(os.environ)
        threads = [threading.Thread(target=each.live, args=(told.put, over), daemon=True) for each in lives]
        for thread in (*threads, threading.Thread(target=listen, daemon=True)):
            thread.start()
        hand_over(lives, told)
    except (ProvisionError, KeyboardInterrupt) as ended:
        failure = str(ended)  # of Ctrl-C there is nothing to say
    over.set()
    until = time.monotonic() + ANSWER
    for thread in threads:
        thread.join(max(0, until - time.monotonic()))
    left = sum(each.client is not None for each in lives)
    behind = f"; {left} of {len(lives)} sessions may have a VM for up to {LONG} s more" if left else ""
    if failure:
        print(f"failed {failure}{behind}", flush=True)
        return USAGE_ERROR
    if left:
        print(f"instavm: not all could be killed{behind}", file=sys.stderr)
    return LEFT_BEHIND if left else 0


if __name__ == "__main__":
    sys.exit(main())

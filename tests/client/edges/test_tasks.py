"""One client in several threads, tasks and event loops at once."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from generated_client import (
    Client,
    MalformedAnswerError,
    NoAnswerError,
    SessionStatusResponse,
    get_session_status,
)
from tests.client.asking import WAYS, Way, ask
from tests.client.edges.test_processes import run
from tests.client.peers.scripted import Naming, Scripted, answer

if TYPE_CHECKING:
    import socket

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'
NAMING = Naming(b'{"session_id": "ID", "exists": true, "vm_assigned": false}')
UUID = "550e8400-e29b-41d4-a716-446655440000"
ARABIC = {ord("0") + digit: 0x660 + digit for digit in range(10)}
READ_BY_PYTHON = (UUID.translate(ARABIC), UUID[:-1] + "\u0660", UUID[:-1] + "\uff10")
"""Texts that `uuid.UUID` reads as the same number, and that are no spelling of it (RFC 9562, 4)."""


@pytest.mark.parametrize("way", WAYS)
def test_only_answers_about_the_session_asked_for_are_returned(
    scripted: Scripted, client: Client, way: Way
) -> None:
    """Another id in the answer is malformed; the same UUID in another spelling is the same."""

    def about(name: str) -> SessionStatusResponse:
        body = f'{{"session_id": "{name}", "exists": true, "vm_assigned": true, "vm_alive": true}}'
        scripted.says(answer(body=body.encode()))
        return ask(way, client, UUID)

    for same in (
        UUID,
        UUID.upper(),
        UUID.replace("-", ""),
        f"{{{UUID}}}",
        f"urn:uuid:{UUID}",
        f"URN:UUID:{UUID}",
    ):
        assert about(same).vm_alive
    for other in ("s", "", UUID[:-1], UUID[:-1] + "1", f" {UUID}", "\\u0000", *READ_BY_PYTHON):
        with pytest.raises(MalformedAnswerError, match="another session_id") as caught:
            about(other)
        assert (caught.value.path, caught.value.status) == ("$.session_id", 200)


def test_event_loops_at_once_and_threads_share_a_client(scripted: Scripted) -> None:
    """Several loops in several threads, and threads beside them, are each told about their own session."""
    scripted.says(NAMING)
    client = Client(scripted.base_url)

    async def many(name: str) -> bool:
        names = [f"{name}-{each}" for each in range(20)]
        told = await asyncio.gather(*(get_session_status.asyncio(each, client=client) for each in names))
        return [each.session_id for each in told] == names

    def work(number: int) -> bool:
        if number % 2:
            return asyncio.run(many(f"loop-{number}"))
        told = [get_session_status.sync(f"{number}-{each}", client=client) for each in range(20)]
        return [each.session_id for each in told] == [f"{number}-{each}" for each in range(20)]

    with client, ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(32)))


def test_closing_while_others_ask_harms_nobody(scripted: Scripted) -> None:
    """A call in flight ends with its answer, and the next one opens a connection anew."""
    scripted.says(NAMING)
    client = Client(scripted.base_url)
    ended = threading.Event()

    def work(number: int) -> bool:
        right = True
        while not ended.is_set():
            right &= get_session_status.sync(f"s{number}", client=client).session_id == f"s{number}"
        return right

    with ThreadPoolExecutor(4) as pool:
        working = [pool.submit(work, number) for number in range(4)]
        for _ in range(50):
            client.close()
            time.sleep(0.002)
        ended.set()
        assert all(each.result() for each in working)
    client.close()


def test_a_cancelled_call_leaves_nothing_behind(scripted: Scripted) -> None:
    """Cancellation is handed on at once, and the next call is not told what the cancelled one asked for."""
    asked = threading.Event()

    def slowly(connection: socket.socket) -> None:
        asked.set()
        scripted.ended.wait(5)
        connection.close()

    async def cancel() -> str:
        async with Client(scripted.base_url, retries=0) as client:
            for number in range(150):  # more than there are connections
                scripted.says(slowly)
                task = asyncio.ensure_future(get_session_status.asyncio(f"lost-{number}", client=client))
                asked.clear()
                await asyncio.sleep(0 if number % 3 else 0.002)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            scripted.says(NAMING)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await get_session_status.asyncio("late", client=client)
            return (await get_session_status.asyncio("found", client=client)).session_id

    assert asyncio.run(cancel()) == "found"


def test_a_lookup_for_which_no_thread_is_left_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's limit of threads is an error of the family, and nothing that nobody expects."""

    def refuse(_: object) -> None:
        raise RuntimeError("can't start new thread")

    async def alone() -> None:
        client = Client("http://localhost:1", retries=0)
        with monkeypatch.context() as patched:
            patched.setattr(threading.Thread, "start", refuse)
            with pytest.raises(NoAnswerError, match="can't start new thread"):
                await get_session_status.asyncio("s", client=client)

    asyncio.run(alone())


def test_only_asyncio_is_supported_and_the_error_says_so(client: Client) -> None:
    """Under another event loop, or none, there is one clear sentence."""
    with pytest.raises(Exception, match="only event loops of asyncio are supported"):
        get_session_status.asyncio("s", client=client).send(None)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has no alarms")
def test_a_signals_handler_that_asks_during_the_first_call_is_answered_or_told(scripted: Scripted) -> None:
    """The first call imports what it needs; to ask in the middle of that is an error of the family."""
    program = """
import signal
client, seen = Client(base), set()
def handler(*_):
    try:
        seen.add(get_session_status.sync("inner", client=client).session_id)
    except ApiError as error:
        seen.add(str(error))
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.02)
assert get_session_status.sync("outer", client=client).session_id == "outer"
signal.setitimer(signal.ITIMER_REAL, 0)
print(seen - {"inner", "a signal's handler interrupted the first call: ask once before setting it"})
"""
    scripted.says(NAMING)
    assert run(program, scripted.base_url) == "set()\n"


@pytest.mark.parametrize("way", WAYS)
def test_the_first_call_of_a_process_has_its_whole_time(scripted: Scripted, way: Way) -> None:
    """What it imports, which nothing could interrupt, comes before."""
    program = (
        "import sys; from tests.client.asking import ask; from generated_client import *\n"
        "import time; client = Client(sys.argv[1], retries=0)\n"
        "class Slow:\n"
        "    def find_spec(name, *_): time.sleep(0.4 * (name in {'httpcore2', 'anyio._backends'}))\n"
        "sys.meta_path.insert(0, Slow)\n"
        "print(ask(sys.argv[2], client, timeout=0.3).exists)"
    )
    command = [sys.executable, "-c", program, scripted.says(answer(body=BODY)), way]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("True\n", "")


SOCKS = """
import gc; from unittest.mock import MagicMock
sys.modules["socksio"] = MagicMock()
sys.modules["socksio"].socks5.SOCKS5Connection().data_to_send.return_value = b"hello\\r\\n\\r\\n"
from tests.client.asking import ask
gc.disable()
before = len(os.listdir("/dev/fd"))
client = Client("http://h", timeout=0.3, retries=0, httpx_args={"proxy": f"socks5://{base[7:]}"})
for _ in range(3):
    try:
        ask(sys.argv[2], client)
    except NoAnswerError as error:
        error.__traceback__ = error.__cause__ = error.__context__ = None
print(len(os.listdir("/dev/fd")) - before)
"""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("says", ["nonsense", "nothing", "the end"])
def test_a_socks_proxy_that_does_not_let_through_leaves_nothing_open(
    scripted: Scripted, way: Way, says: str
) -> None:
    """Each call closes what it opened, without waiting for the collector of garbage."""

    def silent(connection: socket.socket) -> None:
        if says == "nothing":
            connection.recv(1)

    scripted.says(answer(200) if says == "nonsense" else silent)
    assert run(SOCKS, scripted.base_url, way) == "0\n"

"""One client in several processes, threads and event loops, and at the end of the interpreter."""

import gc
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any

import httpx2
import pytest

from generated_client import Client, get_session_status
from tests.client.peers.scripted import Naming, Scripted

NAMING = Naming(b'{"session_id": "ID", "exists": true, "vm_assigned": false}')
forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def run(program: str, *arguments: str, status: int = 0) -> str:
    """Run a program with every warning an error, and return what it prints; nothing else may be said."""
    head = "import asyncio, os, sys, threading, time\nfrom generated_client import *\nbase = sys.argv[1]\n"
    command = [sys.executable, "-W", "error", "-c", head + program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (status, "")
    return done.stdout


CROSSED = """
client = Client(base)
get_session_status.sync("warm", client=client)
child = os.fork() == 0
name, crossed = "child" if child else "parent", 0
for each in range(200):
    try:
        got = get_session_status.sync(f"{name}-{each}", client=client).session_id
        crossed += got != f"{name}-{each}"
    except ApiError:
        crossed += 1
client.close()
if not child:
    os.wait()
os.write(1, f"{name} {crossed}\\n".encode())
if child:
    os._exit(0)
"""


@forking
def test_a_forked_process_opens_connections_of_its_own(scripted: Scripted) -> None:
    """After a fork, both ask about other sessions, and each is told about its own."""
    scripted.says(NAMING)
    assert sorted(run(CROSSED, scripted.base_url).splitlines()) == ["child 0", "parent 0"]
    assert scripted.connections == 2


@forking
@pytest.mark.parametrize(
    "made",
    [
        "Client(base, http_client=httpx2.Client())",
        "Client(base, httpx_args={'transport': httpx2.HTTPTransport()})",
        "Client(base, httpx_args={'limits': httpx2.Limits(max_connections=1)})",
    ],
)
def test_clients_and_transports_that_were_handed_in_are_not_shared_either(
    scripted: Scripted, made: str
) -> None:
    """The same for what the caller made himself."""
    scripted.says(NAMING)
    program = "import httpx2, warnings\nwarnings.simplefilter('default')\n" + CROSSED.replace(
        "Client(base)", made
    )
    head = "import os, sys\nfrom generated_client import *\nbase = sys.argv[1]\n"
    command = [sys.executable, "-c", head + program, scripted.base_url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert sorted(done.stdout.splitlines()) == ["child 0", "parent 0"]


@forking
@pytest.mark.parametrize(
    "made",
    ["{}", "{'http_client': httpx2.Client()}", "{'httpx_args': {'transport': httpx2.HTTPTransport()}}"],
)
def test_a_fork_while_other_threads_ask_leaves_no_lock_behind(scripted: Scripted, made: str) -> None:
    """Locks that another thread held at the fork are not waited for, those of what was handed in included."""
    program = (
        f"""
import httpx2
made = {made}
"""
        """
client = Client(base, timeout=20, **made)
going = True
def asking():
    while going:
        get_session_status.sync("parent", client=client)
threads = [threading.Thread(target=asking) for _ in range(8)]
[each.start() for each in threads]
if sys.version_info >= (3, 12):
    import warnings
    warnings.simplefilter("ignore", DeprecationWarning)
children = []
for number in range(20):
    if (child := os.fork()) == 0:
        try:
            ok = get_session_status.sync(f"child-{number}", client=client).session_id == f"child-{number}"
        finally:
            os._exit(0 if ok else 1)
    children.append(child)
print([os.waitpid(child, 0)[1] for child in children] == [0] * 20)
going = False
[each.join() for each in threads]
client.close()
[each.close() for each in made.values() if isinstance(each, httpx2.Client)]
"""
    )
    scripted.says(NAMING)
    assert run(program, scripted.base_url) == "True\n"


@forking
def test_event_loops_after_a_fork(scripted: Scripted) -> None:
    """The parent's loop goes on, and the child's own knows nothing of its connections."""
    program = """
client = Client(base)
loop = asyncio.new_event_loop()
def asked(name):
    return loop.run_until_complete(get_session_status.asyncio(name, client=client)).session_id
asked("warm")
child = os.fork() == 0
name = "child" if child else "parent"
if child:
    loop = asyncio.new_event_loop()  # a loop cannot be run by two processes
right = all(asked(f"{name}-{each}") == f"{name}-{each}" for each in range(100))
os.write(1, f"{name} {right}\\n".encode())
if child:
    os._exit(0)
os.wait()
loop.run_until_complete(client.aclose())
loop.close()
"""
    scripted.says(NAMING)
    assert sorted(run(program, scripted.base_url).splitlines()) == ["child True", "parent True"]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_pools_of_processes_take_a_client_along(scripted: Scripted, tmp_path: Any, method: str) -> None:
    """A client is an argument of a worker's function, however the worker is started."""
    if method != "spawn" and not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    scripted.says(NAMING)
    (tmp_path / "program.py").write_text(
        "import multiprocessing, sys\nfrom generated_client import *\n"
        "def work(client, name):\n    return get_session_status.sync(name, client=client).session_id\n"
        "if __name__ == '__main__':\n"
        "    client = Client(sys.argv[1], api_key='k' * 12)\n"
        "    get_session_status.sync('warm', client=client)\n"
        f"    with multiprocessing.get_context('{method}').Pool(2) as pool:\n"
        "        names = [f's{n}' for n in range(20)]\n"
        "        print(pool.starmap(work, [(client, name) for name in names]) == names)\n"
    )
    command = [sys.executable, "-W", "error", str(tmp_path / "program.py"), scripted.base_url]
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}  # noqa: PTH109
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert (done.stdout, done.stderr) == ("True\n", "")


ENDINGS = """
import gc
async def main():
    client = Client(base)
    await get_session_status.asyncio("s", client=client)
    held = [client]; held.append(held)
    del client, held; gc.collect()
    await asyncio.sleep(0.05)
asyncio.run(main())
---
get_session_status.sync("s", client=Client(base))
---
client = Client(base)
get_session_status.sync("s", client=client)
sys.exit(0)
---
client = Client(base)
for _ in range(3):
    asyncio.run(get_session_status.asyncio("s", client=client))
---
async def main():
    await get_session_status.asyncio("s", client=Client(base))
asyncio.run(main())
---
client = Client(base)
async def main():
    await asyncio.gather(*(get_session_status.asyncio(f"s{n}", client=client) for n in range(300)))
asyncio.run(main())
---
import atexit
client = Client(base)
atexit.register(lambda: get_session_status.sync("s", client=client))
---
options = {"client": Client(base)}
threading.Thread(target=get_session_status.sync, args=("s",), kwargs=options).start()
---
for _ in get_session_status.changes("s", client=Client(base), of=lambda now: now):
    break
---
async def main():
    async for _ in get_session_status.asyncio_changes("s", client=Client(base), of=lambda now: now):
        break
asyncio.run(main())
---
async def main():
    client = Client(base)
    return get_session_status.changes("s", client=client, of=lambda now: now, timeout=3, interval=0.5)
assert len(list(asyncio.run(main()))) == 1
---
async def main():
    watch = get_session_status.changes("s", client=Client(base), of=lambda now: object(), interval=0.01)
    next(watch)
    return watch
watch = asyncio.run(main())
next(watch)
"""


@pytest.mark.parametrize("program", ENDINGS.split("---\n"))
def test_an_interpreter_ends_quietly_with_a_client_open(scripted: Scripted, program: str) -> None:
    """No warning, no message, nothing left to wait for, with every warning an error."""
    scripted.says(NAMING)
    started = time.monotonic()
    assert run(program, scripted.base_url) == ""
    assert time.monotonic() - started < 20


def test_what_only_event_loops_need_is_loaded_for_them(scripted: Scripted) -> None:
    """A program that asks from threads alone never pays for asyncio."""
    scripted.says(NAMING)
    program = "import sys; from generated_client import *; client = Client(sys.argv[1])\n"
    program += "get_session_status.sync('s', client=client); print('asyncio' in sys.modules)"
    command = [sys.executable, "-c", program, scripted.base_url]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"


class BrokenOffError(Exception):
    """What the handler of a signal raises, as a worker's time limit does."""


def interrupted(client: Client, after: int) -> bool:
    """Ask, and say whether the call broke off: after so many lines an exception comes from outside."""

    def step(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal after
        if not any(each in frame.f_code.co_filename for each in ("generated_client", "httpcore2", "httpx2")):
            return None
        after -= event == "line"
        if event == "line" and after == 0:
            sys.settrace(None)
            raise BrokenOffError
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        get_session_status.sync("interrupted", client=client)
    except BrokenOffError:
        return True
    finally:
        sys.settrace(before)
    return False


ONE = httpx2.Limits(max_connections=1)


@pytest.mark.filterwarnings("ignore")  # between two lines a connection belongs to the collector alone
@pytest.mark.parametrize("own", ["nothing", "limits", "transport", "client"])
def test_a_call_that_a_signal_breaks_off_takes_no_other_along(scripted: Scripted, own: str) -> None:
    """Wherever the handler of a signal ends a call, other threads are answered, and about their own ids."""
    scripted.says(NAMING)
    options: dict[str, Any] = {}
    if own == "client":
        options["http_client"] = httpx2.Client(limits=ONE)
    elif own != "nothing":
        options["httpx_args"] = {own: ONE if own == "limits" else httpx2.HTTPTransport(limits=ONE)}
    with Client(scripted.base_url, retries=0, **options) as client, ThreadPoolExecutor(1) as other:
        get_session_status.sync("warm", client=client)
        after = 1
        while interrupted(client, after):
            asked = other.submit(get_session_status.sync, f"{after}", client=client, timeout=2)
            assert asked.result(timeout=5).session_id == f"{after}"
            after += 13
    gc.collect()
    assert after > 500

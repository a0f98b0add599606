"""Whatever a server drips, a call ends when its time is over, in threads as in event loops."""

import asyncio
import contextlib
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import httpx2
import pytest

from generated_client import (
    ApiError,
    Client,
    InvalidRequestError,
    MalformedAnswerError,
    NoAnswerError,
    TimeLimitError,
    get_session_status,
)
from tests.client.asking import WAYS, Way, ask
from tests.client.edges.test_asking_again import Wrapper
from tests.client.peers.scripted import Scripted, answer

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'
LIMIT = 0.5
SLACK = 0.9
"""What a busy machine may add, in seconds: less than a limit of each try would, of three."""
Drip = Callable[[socket.socket, threading.Event], None]


def dripping(*pieces: bytes, pause: float = 0.05) -> Drip:
    """Return what sends pieces one after the other, and the last again and again."""

    def drip(connection: socket.socket, ended: threading.Event) -> None:
        for piece in itertools.chain(pieces, itertools.repeat(pieces[-1])):
            connection.sendall(piece)
            if ended.wait(pause) if pause else ended.is_set():
                return

    return drip


def silent(ended: threading.Event, seconds: float) -> None:
    """Say nothing for a while."""
    ended.wait(seconds)


HEAD = b"HTTP/1.1 200 OK\r\n"
DRIPS: dict[str, Drip] = {
    "nothing": lambda _, ended: silent(ended, 30),
    "status line": dripping(*(bytes([each]) for each in HEAD[:-2]), b"K"),
    "headers": dripping(HEAD, b"X: y\r\n"),
    "one header": dripping(HEAD + b"X: ", b"y"),
    "body": dripping(answer(content_length="100000"), b" "),
    "chunks": dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "trailers": dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
    "body without an end": dripping(HEAD + b"\r\n", b" "),
    "1xx for ever": dripping(b"HTTP/1.1 102 Processing\r\n\r\n"),
    "1xx in a flood": dripping(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 500, pause=0),
    "empty lines": dripping(b"\r\n"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("drip", DRIPS.values(), ids=DRIPS)
@pytest.mark.parametrize("kept", [False, True], ids=["new connection", "kept connection"])
def test_a_call_ends_with_its_time(scripted: Scripted, way: Way, drip: Drip, kept: bool) -> None:  # noqa: FBT001
    """No byte that comes prolongs it; retries and their pauses are within the limit."""
    scripted.says(*[answer(body=BODY)] * kept, lambda connection: drip(connection, scripted.ended))

    async def twice() -> None:
        for _ in range(kept):
            await get_session_status.asyncio("s", client=client)
        await get_session_status.asyncio("s", client=client, timeout=LIMIT)

    with Client(scripted.base_url) as client:
        for _ in range(kept * (way == "sync")):
            get_session_status.sync("s", client=client)
        started = time.monotonic()
        with pytest.raises((TimeLimitError, NoAnswerError)) as caught:
            asyncio.run(twice()) if way == "asyncio" else ask(way, client, timeout=LIMIT)
    assert time.monotonic() - started < LIMIT + SLACK
    assert isinstance(caught.value, TimeLimitError) or "RemoteProtocolError" in repr(caught.value.__cause__)


@pytest.mark.parametrize("made", ["client", "transport", "wrapper"])
def test_the_limit_is_as_hard_over_what_was_handed_in(scripted: Scripted, made: str) -> None:
    """A client or transport of the caller's keeps the limits of our calls, and its own limits for its own."""
    drip = DRIPS["headers"]
    scripted.says(lambda connection: drip(connection, scripted.ended))
    with httpx2.Client(timeout=httpx2.Timeout(0.2)) as owned, httpx2.HTTPTransport() as transport:
        client = (
            Client(scripted.base_url, http_client=owned)
            if made == "client"
            else Client(
                scripted.base_url, httpx_args={"transport": Wrapper() if made == "wrapper" else transport}
            )
        )
        started = time.monotonic()
        with pytest.raises(TimeLimitError):
            get_session_status.sync("s", client=client, timeout=LIMIT)
        assert time.monotonic() - started < LIMIT + SLACK
        scripted.says(lambda _: silent(scripted.ended, 5))
        with pytest.raises(httpx2.ReadTimeout):
            owned.get(scripted.base_url)


@contextlib.contextmanager
def deaf() -> Iterator[int]:
    """A port that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("way", WAYS)
def test_a_handshake_that_never_comes_ends_with_the_time(way: Way) -> None:
    """TLS to a server that does not speak it is bounded as all else."""
    started = time.monotonic()
    with deaf() as port, pytest.raises(TimeLimitError):
        ask(way, Client(f"https://127.0.0.1:{port}"), timeout=LIMIT)
    assert time.monotonic() - started < LIMIT + SLACK


@pytest.mark.parametrize("way", WAYS)
def test_a_handshake_that_drips_ends_with_the_time(scripted: Scripted, way: Way) -> None:
    """Each byte of a handshake is in time, and the whole is not."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError), server.accept()[0] as connection:
                connection.recv(65536)
                dripping(b"\x16", b"\x03", b"\x03", b"\x40", b"\x00", b"\x02")(connection, scripted.ended)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        started = time.monotonic()
        with pytest.raises(TimeLimitError):
            ask(way, Client(f"https://127.0.0.1:{server.getsockname()[1]}", retries=0), timeout=LIMIT)
        assert time.monotonic() - started < LIMIT + SLACK
    thread.join(5)


@contextlib.contextmanager
def full() -> Iterator[socket.socket]:
    """A port whose queue is full: connecting to it neither succeeds nor fails, as to a blackholed address."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, contextlib.ExitStack() as stack:
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)  # noqa: FBT003
            waiting.connect_ex(server.getsockname())
        time.sleep(0.05)
        yield server


@pytest.mark.parametrize("way", WAYS)
def test_addresses_that_swallow_everything_share_one_limit(monkeypatch: pytest.MonkeyPatch, way: Way) -> None:
    """A name with many addresses that nobody answers costs no more than the limit."""
    with full() as server:
        where = server.getsockname()
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where)] * 8
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        started = time.monotonic()
        with pytest.raises(TimeLimitError):
            ask(way, Client(f"http://many.example:{where[1]}"), timeout=LIMIT)
        assert time.monotonic() - started < LIMIT + SLACK


@pytest.mark.parametrize("way", WAYS)
def test_one_living_address_among_dead_ones_is_found(
    monkeypatch: pytest.MonkeyPatch, scripted: Scripted, way: Way
) -> None:
    """An address that refuses, or swallows, does not hide the next."""
    port = int(scripted.says(answer(body=BODY)).rpartition(":")[2])
    dead, living = ("127.0.0.2", port), ("127.0.0.1", port)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where) for where in (dead, living)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    client = Client(f"http://two.example:{port}", retries=0)
    assert ask(way, client, timeout=5).exists
    client.close()


def test_a_slow_lookup_of_a_name_ends_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's lookup cannot be interrupted; it is left to itself."""
    looked_up = threading.Event()

    def slowly(*_: object, **__: object) -> list[object]:
        looked_up.wait(5)
        raise socket.gaierror("too late")

    async def alone() -> None:
        with pytest.raises(TimeLimitError):
            await get_session_status.asyncio("s", client=Client("http://slow.example"), timeout=LIMIT)
        looked_up.set()

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    started = time.monotonic()
    with pytest.raises(TimeLimitError):
        get_session_status.sync("s", client=Client("http://slow.example"), timeout=LIMIT)
    asyncio.run(alone())
    assert time.monotonic() - started < 2 * (LIMIT + SLACK)


@pytest.mark.parametrize("way", WAYS)
def test_names_that_do_not_resolve_are_no_answer(monkeypatch: pytest.MonkeyPatch, way: Way) -> None:
    """A failed lookup, or a name that cannot be one, is an error of the family."""

    def failing(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", failing)
    with pytest.raises(NoAnswerError, match="not known"):
        ask(way, Client("http://unknown.example", retries=0))
    monkeypatch.undo()
    for name in ("a" * 70, "a..b"):
        with pytest.raises(ApiError):
            ask(way, Client(f"http://{name}.example", retries=0))


@pytest.mark.parametrize("way", WAYS)
def test_waiting_for_a_connection_ends_with_the_time(scripted: Scripted, way: Way) -> None:
    """When all connections are in use, the turn is waited for no longer than the call may take."""
    scripted.says(lambda _: silent(scripted.ended, 1.5))

    async def crowd() -> list[BaseException | object]:
        async with Client(scripted.base_url, retries=0) as client:
            asked = (get_session_status.asyncio("s", client=client, timeout=LIMIT) for _ in range(130))
            return await asyncio.gather(*asked, return_exceptions=True)

    started = time.monotonic()
    if way == "asyncio":
        told = asyncio.run(crowd())
    else:
        from concurrent.futures import ThreadPoolExecutor

        def once(_: int) -> object:
            try:
                return get_session_status.sync("s", client=client, timeout=LIMIT)
            except ApiError as error:
                return error

        with Client(scripted.base_url, retries=0) as client, ThreadPoolExecutor(130) as pool:
            told = list(pool.map(once, range(130)))
    assert all(isinstance(each, TimeLimitError) for each in told)
    assert time.monotonic() - started < LIMIT + 2 * SLACK


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_without_end_does_not_fill_the_memory(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch, way: Way, encoding: str
) -> None:
    """A fast body that never ends, compressed or not, is given up at a fixed size."""
    import zlib

    from generated_client._runtime.wire import reading

    monkeypatch.setattr(reading, "LONGEST_BODY", 3_000_000)
    packed = zlib.compressobj(wbits=31)
    body = packed.compress(b" " * 20_000_000) + packed.flush() if encoding else b" " * 100_000
    head = answer(content_length="", content_encoding=encoding)
    scripted.says(lambda connection: dripping(head + body, body, pause=0)(connection, scripted.ended))
    with Client(scripted.base_url) as client, pytest.raises(MalformedAnswerError, match="longer than"):
        ask(way, client)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number, parsed", [(1000, True), (100_000, False)])
def test_a_refusal_above_a_megabyte_is_not_parsed(
    scripted: Scripted, way: Way, number: int, *, parsed: bool
) -> None:
    """No limit interrupts what parses a body: of a long one the beginning is kept, and no detail."""
    each = b'{"loc": [], "msg": "no", "type": "t"}'
    scripted.says(answer(422, b'{"detail": [' + b", ".join([each] * number) + b"]}"))
    with Client(scripted.base_url) as client, pytest.raises(InvalidRequestError) as caught:
        ask(way, client)
    assert (caught.value.detail is not None, caught.value.body[:11]) == (parsed, '{"detail": ')


@pytest.mark.parametrize("way", WAYS)
def test_headers_without_end_are_no_answer(scripted: Scripted, way: Way) -> None:
    """A head that grows for ever is given up."""
    scripted.says(
        lambda connection: dripping(HEAD, b"X: y\r\n" * 10_000, pause=0)(connection, scripted.ended)
    )
    with Client(scripted.base_url, retries=0) as client, pytest.raises(NoAnswerError):
        ask(way, client, timeout=5)


def test_the_context_for_tls_is_not_made_for_plain_http(
    monkeypatch: pytest.MonkeyPatch, scripted: Scripted
) -> None:
    """Certificates are loaded where they are needed only; that takes longer than a call."""
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_, **__: pytest.fail("loaded"))
    with Client(scripted.says(answer(body=BODY))) as client:
        assert get_session_status.sync("s", client=client).exists

"""HTTP/2 over TLS, where its extra is installed and the server agrees."""

from __future__ import annotations

import asyncio
import contextlib
import socketserver
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import h2.config
import h2.connection
import h2.events
import pytest
import trustme

from generated_client import ApiError, Client, NoAnswerError, TimeLimitError, get_session_status
from tests.client.asking import WAYS, Way, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = b'{"session_id": "ID", "exists": true, "vm_assigned": false}'
AUTHORITY = trustme.CA()
NONSENSE = {
    b"no-number": [(":status", "abc")],
    b"another-length": [(":status", "200"), ("content-length", "5")],
}


@pytest.fixture
def base_url() -> Iterator[str]:
    """A server that knows every session but those called silent, about which it says nothing at all."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(context)
    context.set_alpn_protocols(["h2"])

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            lax: Any = {"validate_outbound_headers": False, "normalize_outbound_headers": False}
            state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, **lax))
            state.initiate_connection()
            with contextlib.suppress(OSError), context.wrap_socket(self.request, server_side=True) as taken:
                taken.sendall(state.data_to_send())
                while data := taken.recv(65536):
                    for event in state.receive_data(data):
                        if isinstance(event, h2.events.RequestReceived):
                            answer(state, event)
                    taken.sendall(state.data_to_send())

    def answer(state: Any, event: Any) -> None:
        asked = dict(event.headers)[b":path"].rpartition(b"/")[2]
        if asked in NONSENSE:
            state.send_headers(event.stream_id, NONSENSE[asked])
            state.send_data(event.stream_id, BODY, end_stream=True)
        elif not asked.startswith(b"silent"):
            state.send_headers(event.stream_id, [(":status", "200")])
            state.send_data(event.stream_id, BODY.replace(b"ID", asked), end_stream=True)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 100

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def speaking(base_url: str, seen: list[bytes]) -> Client:
    """Return a client that may speak HTTP/2, and keep which version each answer came by."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    hooks = {"response": [lambda told: seen.append(told.extensions["http_version"])]}
    args = {"http2": True, "verify": context, "event_hooks": hooks}
    return Client(base_url, httpx_args=args, retries=0, timeout=2)


@pytest.mark.parametrize("way", WAYS)
def test_http_2_is_spoken_where_the_extra_is_installed(base_url: str, way: Way) -> None:
    """Over TLS, both ways, when the server agrees."""
    seen: list[bytes] = []
    with speaking(base_url, seen) as client:
        assert ask(way, client).exists
    assert seen == [b"HTTP/2"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("asked", NONSENSE)
def test_nonsense_of_a_server_is_no_answer(base_url: str, way: Way, asked: bytes) -> None:
    """It is neither the caller's mistake, nor an error of the layers below."""
    with speaking(base_url, []) as client, pytest.raises(NoAnswerError):
        ask(way, client, asked.decode())


@pytest.mark.parametrize("way", WAYS)
def test_a_call_that_is_not_answered_delays_no_other(base_url: str, way: Way) -> None:
    """Streams that share a connection wait for each other in httpcore2; ours have one each."""
    names = [f"{'silent' if number % 5 == 0 else 'told'}-{number}" for number in range(40)]

    def once(client: Client, name: str) -> str:
        try:
            return get_session_status.sync(name, client=client).session_id
        except ApiError as error:
            return type(error).__name__

    async def all_at_once(client: Client) -> list[str]:
        async with client:
            asked = (get_session_status.asyncio(name, client=client) for name in names)
            told = await asyncio.gather(*asked, return_exceptions=True)
            return [getattr(each, "session_id", type(each).__name__) for each in told]

    with speaking(base_url, []) as client, ThreadPoolExecutor(40) as pool:
        if way == "sync":
            told = list(pool.map(once, [client] * 40, names))
        else:
            told = asyncio.run(all_at_once(client))
    late = TimeLimitError.__name__
    assert told == [late if name.startswith("silent") else name for name in names]

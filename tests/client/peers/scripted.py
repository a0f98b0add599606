"""A server on loopback that answers exactly what it is told to, bytes and silences included."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import attrs

if TYPE_CHECKING:
    import ssl


@attrs.frozen
class Naming:
    """An answer to any question; `ID` in its body is what was asked about."""

    body: bytes

    def to(self, request: bytes) -> bytes:
        """Return the answer to one request."""
        asked = request.split(b" ", 2)[1].rpartition(b"/")[2]
        return answer(body=self.body.replace(b"ID", asked))


Answer: TypeAlias = bytes | Naming | Callable[[socket.socket], None]


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """Return one whole HTTP answer; the names of headers are written with underscores."""
    named = {"content_type": "application/json", "content_length": str(len(body)), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status} Scripted\r\n{lines}\r\n".encode() + body


@attrs.define
class Scripted:
    """What a scripted server says, and what it was asked."""

    base_url: str
    answers: list[Answer] = attrs.field(factory=list)
    """What to answer, in this order; the last one again and again."""
    requests: list[bytes] = attrs.field(factory=list)
    """The head of each request that came."""
    connections: int = 0
    """How many connections were made."""
    ended: threading.Event = attrs.field(factory=threading.Event)
    """Set at the end; an answer that stays silent waits for it."""

    def says(self, *answers: Answer) -> str:
        """Forget what was, answer this from now on, and return the base URL."""
        self.answers[:], self.requests[:], self.connections = answers, [], 0
        return self.base_url

    def next(self, request: bytes) -> Answer:
        """Take note of a request, and return what to answer."""
        self.requests.append(request)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextlib.contextmanager
def serving(host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """Serve while the block lasts, on a port that the system chooses; with a context, over TLS."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            scripted.connections += 1
            kept = b""
            with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
                if context is not None:
                    wrapped = context.wrap_socket(self.request, server_side=True)
                    self.request = stack.enter_context(wrapped)
                while True:
                    while b"\r\n\r\n" not in kept:
                        if not (received := self.request.recv(65536)):
                            return
                        kept += received
                    head, _, kept = kept.partition(b"\r\n\r\n")
                    told = scripted.next(head)
                    if callable(told):
                        told(self.request)
                        return
                    self.request.sendall(told.to(head) if isinstance(told, Naming) else told)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        request_queue_size = 512

        def handle_error(self, *_: object) -> None:
            """Keep quiet: callers hang up in the middle, and are meant to."""

    with Server((host, 0), Handler) as server:
        scripted = Scripted(f"http{'s' if context else ''}://{host}:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield scripted
        finally:
            scripted.ended.set()
            server.shutdown()
            thread.join()

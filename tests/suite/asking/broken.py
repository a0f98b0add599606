"""Servers on loopback that are broken, each in a way of its own; a way is what becomes of one connection."""

from __future__ import annotations

import contextlib
import random
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from attrs import define, field

if TYPE_CHECKING:
    import ssl

Way: TypeAlias = Callable[["Line"], None]

PIECE = 65_536
NOISE = random.Random(7).randbytes(3000)  # noqa: S311  the same every time, and no secret
HALF = b'{"session_id": "550e8400-e29b-41d4-a716-446655440000", "exists": true, "vm_ali'


@define
class Listening:
    """A server that listens: where, what it was asked, and how much it could send over one connection."""

    base_url: str
    connections: int = 0
    heads: list[bytes] = field(factory=list)
    most_sent: int = 0
    ended: threading.Event = field(factory=threading.Event)
    """Set at the end; whoever stays silent waits for it."""


@define
class Line:
    """One connection to a server."""

    socket: socket.socket
    server: Listening
    sent: int = 0

    def requests(self) -> Iterator[bytes]:
        """Yield the head of each request that comes."""
        kept = b""
        while True:
            while b"\r\n\r\n" not in kept:
                received = self.socket.recv(PIECE)
                if not received:
                    return
                kept += received
            head, _, kept = kept.partition(b"\r\n\r\n")
            self.server.heads.append(head)
            yield head

    def send(self, data: bytes) -> None:
        """Send this, and count it."""
        self.socket.sendall(data)
        self.sent += len(data)
        self.server.most_sent = max(self.server.most_sent, self.sent)


@contextlib.contextmanager
def listening(
    way: Way, scheme: str = "http", certificate: ssl.SSLContext | None = None
) -> Iterator[Listening]:
    """Listen while the block runs, on a port that the system chooses; with a certificate, over TLS."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            # Callers hang up in the middle, and are meant to.
            with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
                server.connections += 1
                taken = self.request
                if certificate is not None:
                    taken = stack.enter_context(certificate.wrap_socket(taken, server_side=True))
                way(Line(taken, server))

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as serving:
        server = Listening(f"{scheme}://127.0.0.1:{serving.server_address[1]}")
        thread = threading.Thread(target=serving.serve_forever, args=(0.01,), name="broken")
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            serving.shutdown()
            thread.join()


@contextlib.contextmanager
def unused_context(host: str = "127.0.0.1") -> Iterator[Listening]:
    """Let nobody listen while the block runs, since the port is taken by someone who does not."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield Listening(f"http://{host}:{taken.getsockname()[1]}")


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """Return one whole answer; the names of headers are written with underscores."""
    told = {"content_type": "application/json", "content_length": str(len(body)), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items() if value)
    return f"HTTP/1.1 {status} Broken\r\n{lines}\r\n".encode() + body


def answering(status: int, body: bytes = b"", **headers: str) -> Way:
    """Give every request the same answer; HEAD in the body is the request's head, credential and all."""

    def answered(line: Line) -> None:
        for head in line.requests():
            line.send(answer(status, body.replace(b"HEAD", head), **headers))

    return answered


def once(data: bytes) -> Way:
    """Send these bytes upon the first request, and hang up."""

    def sent(line: Line) -> None:
        for _ in line.requests():
            line.send(data)
            return

    return sent


def silence(line: Line) -> None:
    """Take every request, and say nothing."""
    for _ in line.requests():
        line.server.ended.wait()


def hanging_up(_: Line) -> None:
    """Hang up before anything is asked."""


def plain_http(line: Line) -> None:
    """Answer whatever comes, a handshake too, as servers do that were not spoken to in HTTP."""
    if line.socket.recv(PIECE):
        line.send(answer(400, connection="close"))


def endless(line: Line) -> None:
    """Begin an answer that has no end."""
    for _ in line.requests():
        line.send(answer(200, transfer_encoding="chunked", content_length=""))
        while not line.server.ended.is_set():
            line.send(b"%X\r\n%s\r\n" % (PIECE, b" " * PIECE))


def dripping(line: Line) -> None:
    """Send one octet of the body now and then, so that it is never quiet for long."""
    for _ in line.requests():
        line.send(answer(200, content_length="600"))
        while not line.server.ended.wait(0.2):
            line.send(b" ")


def relaying(port: int, delay: float = 0.0) -> Way:
    """Hand everything on to whoever listens at a port, each request after a delay."""

    def handed_on(source: socket.socket, target: socket.socket, wait: Callable[[float], object]) -> None:
        with contextlib.suppress(OSError):
            while received := source.recv(PIECE):
                wait(delay)
                target.sendall(received)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    def relayed(line: Line) -> None:
        with socket.create_connection(("127.0.0.1", port)) as other:
            back = threading.Thread(target=handed_on, args=(other, line.socket, lambda _: None))
            back.start()
            handed_on(line.socket, other, line.server.ended.wait)
            back.join()

    return relayed

"""A server on loopback that keeps the bytes of every request and answers each with the same few."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
)
LONGEST = 65_536


class Keeping(socketserver.ThreadingTCPServer):
    """The server; `heads` are the requests that arrived, each up to its empty line."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> None:
        """Take a port that the system chooses; with a context, speak TLS."""
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, 0), Keeper)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.heads: list[bytes] = []

    @property
    def base_url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Keeper(socketserver.StreamRequestHandler):
    """One connection to the server."""

    timeout = 10.0
    server: Keeping

    def handle(self) -> None:
        """Keep one request and answer it."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline(LONGEST)
            if not line:
                return
            head += line
        self.server.heads.append(head)
        self.wfile.write(ANSWER)


@contextmanager
def keeping(host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Iterator[Keeping]:
    """Run a server while the block runs."""
    with Keeping(host, context) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="loopback")
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

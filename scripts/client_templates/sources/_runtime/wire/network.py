"""Connections of threads, below httpx2: a wait ends with the call, and a forked process inherits none.

httpcore2 bounds each wait by itself, so a server that sends one byte after the other keeps a thread for ever.
Here a wait that comes with a `Limit` ends with it. For any other timeout, as when the owner of a client that
was handed in uses it too, nothing changes. All methods are those of httpcore2's interfaces.
"""

from __future__ import annotations

import encodings.idna  # noqa: F401  lookups import it otherwise, perhaps during a fork
import os
import queue
import socket
import ssl
import threading
from typing import Any
from weakref import WeakSet

import httpcore2

from .pools import POOLS, empty, pools
from .ways import Limit, left

PIECE = 16_384
"""Octets read at once: each thread that waits holds as many, and no record of TLS is longer."""


class Stream(httpcore2.NetworkStream):
    """A connection of a thread."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner
        _OPEN.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(min(max_bytes, PIECE), left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Stream:
        wait = left(timeout, httpcore2.ConnectTimeout)
        return Stream(self._inner.start_tls(ssl_context, server_hostname, wait))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class Backend(httpcore2.NetworkBackend):
    """Opens connections for threads: the lookup of a name and all its addresses share one limit."""

    def __init__(self, inner: httpcore2.NetworkBackend) -> None:
        self._inner = inner
        self.last: Stream | None = None

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any
    ) -> Stream:
        if not isinstance(timeout, Limit):
            return Stream(self._inner.connect_tcp(host, port, timeout, *args, **options))
        addresses = _addresses(host, port, timeout)
        while True:
            share = left(timeout, httpcore2.ConnectTimeout) / len(addresses)
            try:
                self.last = Stream(self._inner.connect_tcp(addresses.pop(0), port, share, *args, **options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if not addresses:
                    raise
            else:
                return self.last

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, *args: Any, **options: Any
    ) -> Stream:
        wait = left(timeout, httpcore2.ConnectTimeout)
        return Stream(self._inner.connect_unix_socket(path, wait, *args, **options))


def _addresses(host: str, port: int, limit: Limit) -> list[str]:
    """Look a name up in a thread of its own, since the system's lookup knows no time limit."""
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look() -> None:
        numeric = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV
        try:
            told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put([socket.getnameinfo(each[4], numeric)[0] for each in told])
        except Exception as error:  # noqa: BLE001  it is raised below, in the thread that asked
            found.put(error)

    try:
        threading.Thread(target=look, daemon=True).start()
    except RuntimeError:  # the interpreter is about to end
        look()
    try:
        told = found.get(timeout=left(limit, httpcore2.ConnectTimeout))
    except queue.Empty:
        raise httpcore2.ConnectTimeout(f"the name {host} was not looked up in time") from None
    if isinstance(told, OSError):
        raise httpcore2.ConnectError(str(told)) from told
    if isinstance(told, Exception):
        raise told
    return told


def prepared(transport: Any, *, own: bool) -> Any:
    """Let a transport of httpx2 keep the limits of calls; if it is our own, it uses event loops directly."""
    for pool in pools(transport):  # httpx2 offers no way to hand a backend over
        if isinstance(pool, httpcore2.ConnectionPool) and not isinstance(pool._network_backend, Backend):
            pool._network_backend = Backend(pool._network_backend)
            POOLS.add(pool)
        if own and isinstance(pool, httpcore2.AsyncConnectionPool):
            from .loops import AsyncBackend  # it needs asyncio, which takes long

            pool._network_backend = AsyncBackend()
    return transport


_OPEN: WeakSet[Stream] = WeakSet()


def _leave_to_parent() -> None:
    """Close this process's ends of inherited connections; nothing is sent, and the parent's stay open."""
    for stream in list(_OPEN):
        if (inherited := stream.get_extra_info("socket")) is not None:
            inherited.close()
    for pool in list(POOLS):
        empty(pool)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)

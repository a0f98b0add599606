"""Connections of event loops, below httpx2; all methods are those of httpcore2's interfaces and asyncio's."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2
from anyio._backends import _asyncio  # noqa: F401  locks import it otherwise, within the time limit
from httpcore2._utils import is_socket_readable


class AsyncStream(httpcore2.AsyncNetworkStream):
    """A connection of an event loop; the limit of a call is kept by `asyncio.timeout` around it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._reader._buffer:  # type: ignore[attr-defined]
            await asyncio.sleep(0)  # what floods in must not keep the event loop from ending it
        with _told(httpcore2.ReadError):
            return await self._reader.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _told(httpcore2.WriteError):
            self._writer.write(buffer)
            await self._writer.drain()

    async def aclose(self) -> None:
        self._writer.transport.abort()  # a polite end of TLS would outlive the event loop
        await asyncio.sleep(0)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> AsyncStream:
        try:
            with _told(httpcore2.ConnectError):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except BaseException:
            await self.aclose()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # what was sent without being asked for is worth no more than the end
            came = bool(self._reader._buffer or self._reader.at_eof() or self._reader.exception())  # type: ignore[attr-defined]
            # The event loop may have been too busy to take what lies there.
            return came or is_socket_readable(self._writer.get_extra_info("socket"))
        named = {"client_addr": "sockname", "server_addr": "peername"}
        return self._writer.get_extra_info(named.get(info, info))


class Writer(asyncio.StreamWriter):
    """The writing end of a connection; it may be collected unclosed, since its pool closes it."""

    def __del__(self, *_: object) -> None:
        pass


class AsyncBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections for an event loop, with less between it and the socket than anyio's streams."""

    last: AsyncStream | None = None

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any
    ) -> AsyncStream:
        # The addresses of a name are tried side by side, where the event loop can.
        loop = asyncio.get_running_loop()
        several = isinstance(loop, asyncio.BaseEventLoop) and not (":" in host or host[-1:].isdigit())
        able: Any = {"happy_eyeballs_delay": 0.25} if several else {}
        reader = asyncio.StreamReader(loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        with _told(httpcore2.ConnectError, (OSError, RuntimeError)):  # no thread to look the name up
            transport, _ = await loop.create_connection(lambda: protocol, host, port, **able)
        self.last = AsyncStream(reader, Writer(transport, protocol, reader, loop))
        return self.last


@contextmanager
def _told(kind: type[Exception], failures: tuple[type[Exception], ...] = (OSError,)) -> Iterator[None]:
    try:
        yield
    except failures as error:
        raise kind(str(error) or type(error).__name__) from error

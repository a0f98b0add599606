"""The only socket: what we wrote goes out un-normalised over HTTP/1.1, and what came back comes back."""

from __future__ import annotations

import os
import socket
import ssl
import urllib.parse
import urllib.request
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import httpcore2
from attrs import frozen

from contract_tests.recording.exchange import Headers
from contract_tests.recording.failure import Failure, FailureKind
from contract_tests.recording.timing import KEPT_ALIVE
from contract_tests.settings.address import DEFAULT_PORTS, address_of

LONGEST_BODY = 4_000_000
"""Octets of an answer that are read; no status is longer."""


WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""How zlib names the registered encodings; deflate is often sent without its two octets of a head."""


class NoAnswer(Exception):  # noqa: N818  an outcome, and no error of ours
    """There was no answer: `failure` says why, and `connection` over which one, as in an answer."""

    def __init__(self, failure: Failure, connection: object = None) -> None:
        """Say why."""
        super().__init__(failure.detail)
        self.failure = failure
        self.connection = connection


@frozen
class Answer:
    """An answer as it came, content encodings removed; `undecoded` says why one could not be.

    `connection` is hashable and stays the same for all answers over one connection, and for no others;
    None where connections cannot be told apart.
    """

    status: int
    headers: Headers
    body: bytes
    connection: object = None
    undecoded: str = ""


class Wire(Protocol):
    """What carries one request to a deployment, and its answer back."""

    async def exchange(self, method: str, target: str, headers: Headers, *, fresh: bool, lane: str) -> Answer:
        """Send and wait; `fresh` asks for a new connection, `lane` names one kept apart from all others.

        Raises NoAnswer.
        """

    async def close(self) -> None:
        """Let go of all connections."""


class Socket:
    """A wire over real sockets; proxies and private authorities come from the usual environment variables."""

    def __init__(self, origin: str, concurrency: int, certificate: Path | None = None) -> None:
        """Open nothing yet; ``certificate`` is a PEM file with the client's own certificate and its key."""
        self._address = address_of(origin)
        self._concurrency = concurrency
        self._context = _context(certificate) if origin.startswith("https:") else None
        self._pools: dict[str, httpcore2.AsyncConnectionPool] = {}

    def _pool(self, connections: int) -> httpcore2.AsyncConnectionPool:
        proxy = self._proxy()
        return httpcore2.AsyncConnectionPool(
            ssl_context=self._context,
            max_connections=connections,
            keepalive_expiry=KEPT_ALIVE,
            proxy=_proxy(proxy) if proxy else None,
        )

    def _proxy(self) -> str | None:
        named = urllib.request.getproxies()
        bypassed = urllib.request.proxy_bypass(self._address.named)
        return None if bypassed else named.get(self._address.scheme) or named.get("all")

    async def exchange(self, method: str, target: str, headers: Headers, *, fresh: bool, lane: str) -> Answer:
        """Send one request and read its answer."""
        if fresh:
            async with self._pool(1) as pool:
                return await self._over(pool, method, target, headers, object())
        if lane not in self._pools:
            self._pools[lane] = self._pool(1 if lane else self._concurrency)
        return await self._over(self._pools[lane], method, target, headers)

    async def _over(
        self,
        pool: httpcore2.AsyncConnectionPool,
        method: str,
        target: str,
        headers: Headers,
        connection: object = None,
    ) -> Answer:
        """Send over a connection of a pool's; `connection` is known beforehand where it can be only one."""
        address = self._address
        # Whoever connects wants an address of IPv6 without brackets; a proxy for plain HTTP gets a URL of it.
        forwarded = address.scheme == "http" and self._proxy()
        url = httpcore2.URL(
            scheme=address.scheme,
            host=address.bracketed if forwarded else address.host,
            port=address.port,
            target=target.encode(),
        )
        # Host is ours to send: that of the library lacks brackets, and has zones.
        sent = [(name.encode(), value.encode()) for name, value in (("Host", address.authority), *headers)]
        asked: dict[str, Any] = {"sni_hostname": address.certified}
        begun = False
        try:
            async with pool.stream(method, url, headers=sent, extensions=asked) as response:
                # The stream itself: a port may belong to one connection after the other.
                connection = response.extensions.get("network_stream")
                begun, body = True, bytearray()
                async for chunk in response.aiter_stream():
                    body += chunk
                    if len(body) > LONGEST_BODY:
                        raise NoAnswer(too_long(), connection)
        except (
            httpcore2.ConnectError,
            httpcore2.ConnectTimeout,
            httpcore2.ProxyError,
            ssl.SSLError,
        ) as error:
            raise NoAnswer(self._unreachable(error)) from error
        except httpcore2.LocalProtocolError as error:
            failure = Failure(FailureKind.UNSENDABLE, "the request cannot be sent over HTTP/1.1", begun=False)
            raise NoAnswer(failure, connection) from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise NoAnswer(dropped(begun=begun), connection) from error
        names = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers]
        try:
            plain, undecoded = decoded(bytes(body), names)
        except OverflowError:
            raise NoAnswer(too_long(), connection) from None
        return Answer(response.status, tuple(names), plain, connection, undecoded)

    def _unreachable(self, error: Exception) -> Failure:
        address = self._address
        where = f"{address.bracketed}:{address.port or DEFAULT_PORTS[address.scheme]}"
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                why = cause.verify_message.rstrip(".")
                return Failure(FailureKind.UNTRUSTED, f"no trust in the certificate of {where} ({why})")
            if isinstance(cause, ssl.SSLError):
                return Failure(FailureKind.NO_TLS, f"no TLS with {where} ({cause.reason or cause.strerror})")
            if isinstance(cause, socket.gaierror):
                return Failure(FailureKind.UNRESOLVED, f"the host name {address.host} does not resolve")
            if isinstance(cause, ConnectionRefusedError):
                return Failure(FailureKind.NOTHING_LISTENS, f"nothing listens at {where}")
            cause = cause.__cause__ or cause.__context__
        return Failure(FailureKind.NO_CONNECTION, f"no connection to {where}")

    async def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()


def _proxy(url: str) -> httpcore2.Proxy:
    """Return the proxy that an environment variable names, with the user and password that stand in it."""
    parts = urllib.parse.urlsplit(url if "://" in url else f"http://{url}")
    where = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    user, password = (urllib.parse.unquote(each or "") for each in (parts.username, parts.password))
    return httpcore2.Proxy(where, auth=(user, password) if parts.username else None)


def _context(certificate: Path | None) -> ssl.SSLContext:
    """Return a context that trusts as the client does: the system's store, or what SSL_CERT_... names."""
    context = httpcore2.default_ssl_context()
    if private := os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE"):
        context.load_verify_locations(private)
    if certificate is not None:
        context.load_cert_chain(certificate)
    return context


def dropped(*, begun: bool) -> Failure:
    """Return the failure of a connection that ended before its answer did, which may have begun."""
    return Failure(FailureKind.DROPPED, "the connection was dropped", begun)


def too_long() -> Failure:
    """Return the failure of an answer that is not read to its end."""
    words = f"the answer is longer than {LONGEST_BODY // 1_000_000} MB"
    return Failure(FailureKind.TOO_LONG, words, begun=True)


def decoded(body: bytes, headers: Sequence[tuple[str, str]]) -> tuple[bytes, str]:
    """Return a body without its gzip or deflate encodings, which nobody asked for but which are legal.

    Where these are not what was announced, the body as it came, and why in words. An encoding that is not
    registered is left alone, as clients do. Raises OverflowError where few octets stand for too many.
    """
    named = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    plain = body
    for encoding in reversed([each.strip().lower() for each in named.split(",")]):
        windows = WINDOWS.get(encoding, ())
        if not windows or not plain:
            continue
        inflated = next(filter(None, (_inflated(plain, each) for each in windows)), None)
        if inflated is None:
            return body, f"Content-Encoding: {encoding}, and the body is not, or not all of it"
        plain = inflated[0]
    return plain, ""


def _inflated(body: bytes, windows: int) -> tuple[bytes] | None:
    decoder = zlib.decompressobj(windows)
    try:
        plain = decoder.decompress(body, LONGEST_BODY + 1)
    except zlib.error:
        return None
    if len(plain) > LONGEST_BODY:
        raise OverflowError
    return (plain,) if decoder.eof else None

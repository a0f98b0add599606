"""The only socket: what we wrote goes out un-normalised over HTTP/1.1, and what came back comes back."""

import asyncio
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
from contract_tests.recording.timing import KEPT_ALIVE, LETTING_GO
from contract_tests.settings.address import DEFAULT_PORTS, address_of

HANDSHAKE, CERTIFICATE_REQUEST = 22, 13
"""The numbers of TLS for messages of a handshake, and for the one that asks for a client certificate."""
LONGEST_BODY = 4_000_000
"""Octets of an answer that are read; no status is longer."""


GZIP_MEMBER = b"\x1f\x8b"
WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""Registered encodings by zlib's numbers for them; deflate is often sent without its two octets of a head."""


class NoAnswer(Exception):  # noqa: N818  an outcome, and no error of ours
    """There was no answer: `failure` says why, and `connection` over which one, as in an answer."""

    def __init__(self, failure: Failure, connection: object = None) -> None:
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
    """A carrier of one request to a deployment, and of its answer back."""

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
        self._certified = certificate is not None
        self._asked_for_certificate = self._answered = False
        if self._context is not None:
            # The alert that follows is not to be relied on: some servers send none, and a reset loses it.
            self._context._msg_callback = self._heard  # type: ignore[attr-defined]  # noqa: SLF001  the ssl module has no other way

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
            await self._close_idle()
            async with self._pool(1) as pool:
                return await self._over(pool, method, target, headers, object())
        if lane not in self._pools:
            self._pools[lane] = self._pool(1 if lane else self._concurrency)
        return await self._over(self._pools[lane], method, target, headers)

    async def _close_idle(self) -> None:
        """Close connections that wait: where only a few are borne, they keep out the one to come."""
        idle = [each for pool in self._pools.values() for each in pool.connections if each.is_idle()]
        for each in idle:
            await each.aclose()
        await asyncio.sleep(LETTING_GO if idle else 0)

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
        # Connecting takes an address of IPv6 without brackets; a proxy for plain HTTP gets a URL of it.
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
            ModuleNotFoundError,
        ) as error:
            raise NoAnswer(self._unreachable(error)) from error
        except httpcore2.LocalProtocolError as error:
            failure = Failure(FailureKind.UNSENDABLE, "the request cannot be sent over HTTP/1.1", begun=False)
            raise NoAnswer(failure, connection) from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            # By TLS 1.3 the refusal of a certificate follows the handshake, and may cross our request.
            raise NoAnswer(self._certificate_wanted() or dropped(begun=begun), connection) from error
        self._answered = True
        names = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers]
        try:
            plain, undecoded = decoded(bytes(body), names)
        except OverflowError:
            raise NoAnswer(too_long(), connection) from None
        return Answer(response.status, tuple(names), plain, connection, undecoded)

    def _heard(self, _: object, direction: str, _version: int, kind: int, message: int, _data: bytes) -> None:
        """Take notice of one message of a handshake."""
        self._asked_for_certificate |= (direction, kind, message) == ("read", HANDSHAKE, CERTIFICATE_REQUEST)

    def _certificate_wanted(self) -> Failure | None:
        """Return why nothing was answered where a client certificate was asked for, before anything was."""
        if self._answered or not self._asked_for_certificate:
            return None
        other = " other than the one given" if self._certified else ""
        return Failure(
            FailureKind.CERTIFICATE_WANTED, f"{self._address.written} asks for a client certificate{other}"
        )

    def _unreachable(self, error: Exception) -> Failure:
        address = self._address
        where = f"{address.bracketed}:{address.port or DEFAULT_PORTS[address.scheme]}"
        proxy = self._proxy()
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                why = cause.verify_message.rstrip(".")
                return Failure(FailureKind.UNTRUSTED, f"no trust in the certificate of {where} ({why})")
            if isinstance(cause, ssl.SSLError):
                failed = Failure(
                    FailureKind.NO_TLS, f"no TLS with {where} ({cause.reason or cause.strerror})"
                )
                return self._certificate_wanted() or failed
            if isinstance(cause, socket.gaierror) and not proxy:
                return Failure(FailureKind.UNRESOLVED, f"the host name {address.host} does not resolve")
            if isinstance(cause, ConnectionRefusedError) and not proxy:
                return Failure(FailureKind.NOTHING_LISTENS, f"nothing listens at {where}")
            cause = cause.__cause__ or cause.__context__
        if proxy:
            # Without the user and the password that may stand in its address.
            url = _proxy(proxy).url
            port = url.port or DEFAULT_PORTS.get(url.scheme.decode(), 1080)
            words = f"no way through the proxy {url.host.decode()}:{port}, which the environment names"
            lacking = ", as socksio is not installed" if isinstance(error, ModuleNotFoundError) else ""
            return Failure(FailureKind.PROXY, f"{words}{lacking}")
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
    """Return a body without its gzip or deflate encodings, which are legal though not asked for.

    Where these are not what was announced, the body as it came, and why in words. Any other encoding is left
    alone, as clients do, with what lies below it. Raises OverflowError where few octets stand for too many.
    """
    named = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    plain, known = body, True
    for encoding in reversed([each.strip().lower() for each in named.split(",")]):
        windows = WINDOWS.get(encoding, ())
        known = known and (bool(windows) or encoding in {"", "identity"})
        if not windows or not plain:
            continue
        inflated = next(filter(None, (_inflated(plain, each) for each in windows)), None)
        if inflated is None:
            return body, f"Content-Encoding: {encoding}, and the body is not, or not all of it" * known
        plain = inflated[0]
    return plain, ""


def _inflated(body: bytes, windows: int) -> tuple[bytes] | None:
    plain = b""
    while True:
        decoder = zlib.decompressobj(windows)
        try:
            plain += decoder.decompress(body, LONGEST_BODY + 1 - len(plain))
        except zlib.error:
            return None
        if len(plain) > LONGEST_BODY:
            raise OverflowError
        body = decoder.unused_data
        # A gzip file may have several members (RFC 1952, 2.2); an empty one may end it.
        if not decoder.eof or not body.startswith(GZIP_MEMBER):
            return (plain,) if decoder.eof else None

# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The way out and back, over the transports of httpx2, which is imported when the first client is made.

What `httpx2.Client` adds to its transports is what is not wanted here (redirects, cookies, netrc) or is done
here (hooks); without it a call takes a quarter less.
"""

from __future__ import annotations

import os
import re
import ssl
import threading
import time
import weakref
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import lru_cache, partial
from inspect import iscoroutinefunction
from traceback import walk_tb
from typing import Any
from urllib.request import getproxies

import httpx2

from ... import errors
from .. import arguments
from ..calls import Call
from .headers import Headers
from .pools import Pool
from .reading import read
from .ways import LOOP, THREADS, Limit, Place, Way

CONNECTIONS = 100
DIRECT = frozenset({"limits", "trust_env", "verify"})
"""Arguments that transports take as they are."""
HANDLER = "write a handler that returns a Response of httpx2"
BELOW = frozenset({"h11", "h2", "hpack", "httpcore2", "hyperframe", "socksio"})


class Nothing(httpx2.ByteStream):
    """No body: not even the empty piece that httpx2 would send, which takes as long as one that is not."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    async def __aiter__(self) -> AsyncIterator[bytes]:
        return
        yield b""


NOTHING = Nothing(b"")


class Transport:
    """One server, and the connections to it: one pool for all threads, and one for each event loop."""

    def __init__(self, base_url: Any, args: Mapping[str, Any] | None, client: Any) -> None:
        self._given = (base_url, args, client)
        self.base_url = arguments.base(base_url)
        self._args = arguments.http_args(args)
        self._client = arguments.http_client(client)
        if args and client is not None:
            raise errors.InvalidArgumentError("httpx_args have no effect on http_client: pass one of the two")
        self._hooks = self._args.pop("event_hooks", None) or {}
        self._url: Callable[[str], httpx2.URL] = lru_cache(httpx2.URL)
        # A zone is this machine's own.
        self.host = re.sub("%[^]]*", "", self._url(self.base_url).netloc.decode())
        self._pools: dict[Place, Pool] = {}
        weakref.finalize(self, _close_at_exit, self._pools)
        if self._client is None and (self._args.keys() - {"transport"} or getproxies()):
            trial = {**self._args, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}
            _chosen(THREADS, self._url(self.base_url), trial)

    def __getstate__(self) -> tuple[Any, ...]:
        """Carry what it was made of to another process, and no connection."""
        _, args, client = self._given
        arguments.portable("http_client", client)
        for name, value in (args or {}).items():
            arguments.portable(f"httpx_args: {name}", value)
        return self._given

    def __setstate__(self, given: tuple[Any, ...]) -> None:
        self.__init__(*given)  # type: ignore[misc]

    def __deepcopy__(self, _: object) -> Transport:
        """Return one with connections of its own; what httpx2 was given is shared."""
        return Transport(*self._given)

    def proxy_secrets(self) -> Iterator[str]:
        """Yield what must not be shown of proxies."""
        return arguments.proxy_secrets(self._args.get("proxy"), getproxies())

    def load(self, way: Way) -> None:
        """Import what waits for the first call of a process, before its time begins: none could be kept."""
        if way in _LOADED:
            return
        if _OPENING._is_owned():  # type: ignore[attr-defined]
            raise errors.ApiError("a signal's handler interrupted the first call: ask once before setting it")
        with _OPENING:
            from .. import structuring  # noqa: F401  the answer is read by it
            from . import network  # noqa: F401

            if way is LOOP:
                from . import loops  # noqa: F401
            _LOADED.add(way)

    async def fetch(self, way: Way, call: Call, headers: Headers, deadline: float) -> httpx2.Response:
        """Send a request, and return the answer, its body read; ``deadline`` is monotonic, in seconds."""
        try:
            async with way.within(deadline):
                request, limit = self._request(call, await headers.now(way), deadline)
                pool = self._pools.get(way.place()) or await self._open(way)
                transport = await pool.take(limit)
                failure: BaseException | None = None
                try:
                    for hook in self._hooks.get("request", ()):
                        await way.told("httpx_args: event_hooks", hook(request))
                    if (client := self._client) is None:
                        answer: httpx2.Response = await way.handle(transport, request)
                    else:  # the token goes before the owner's own authentication
                        options = {"auth": None} if "Authorization" in request.headers else {}
                        answer = await way.send(client, request, **options)
                    if not isinstance(answer, httpx2.Response):
                        arguments.kind_of("the answer of the transport", answer, (), HANDLER)
                    answer.request = request
                    hooks = self._hooks.get("response", ())
                    answer._content = await read(way, transport, answer, hooks, deadline)
                except BaseException as error:
                    failure = error
                    raise
                finally:
                    await pool.give(transport, failure)
                return answer
        except Exception as error:  # those that are not of the network are raised again
            raise _no_answer(call, error, headers.hide) from error

    async def close(self, way: Way) -> None:
        """Close the connections of all threads, or of the running event loop."""
        pool = self._pools.pop(way.place(), None)
        if pool is not None:
            await pool.close()

    async def _open(self, way: Way) -> Pool:
        from .network import prepared  # it was imported before

        if self._client is not None:  # its connections are its owner's: none of them is kept here
            return Pool(
                way, lambda: _usable(self._client, way)._transport_for_url(self._url(self.base_url)), None
            )
        place = way.place()
        with _OPENING:
            for other in [each for each in self._pools if each[1] is not None and each[1].is_closed()]:
                del self._pools[other]
            if (pool := self._pools.get(place)) is not None:
                return pool
            make, size = self._maker(way)
            own = not self._args.keys() & {"mounts", "transport"}
            made = Pool(way, lambda: prepared(_fit(make(), way), own=own), size)
            pool = self._pools.setdefault(place, made)  # a signal's handler may have opened one meanwhile
        if way is LOOP:
            await pool.begin()
        return pool

    def _maker(self, way: Way) -> tuple[Callable[[], Any], int | None]:
        """Return what makes transports, and how many there may be; None: a single one that all share."""
        args = dict(self._args)
        several = not args.keys() & {"limits", "mounts", "transport"}
        most = 1 if several else CONNECTIONS
        args.setdefault("limits", httpx2.Limits(max_connections=most, max_keepalive_connections=most))
        # A context is slow to make: share it, and load no certificates where there is no TLS.
        if args.get("verify", True) is True:
            if self.base_url.startswith("http:"):
                args["verify"] = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            else:
                with arguments.refusing("SSL_CERT_FILE or SSL_CERT_DIR", "name files of certificates"):
                    args["verify"] = httpx2.create_ssl_context(trust_env=args.get("trust_env", True))
        return partial(_chosen, way, self._url(self.base_url), args), CONNECTIONS if several else None

    def _request(self, call: Call, headers: httpx2.Headers, deadline: float) -> tuple[httpx2.Request, Limit]:
        if time.monotonic() > deadline:  # a function of the caller's is not interrupted in a thread
            raise TimeoutError("credentials and headers were not told in time")
        limit = Limit.until(deadline)
        if call.headers:
            headers = httpx2.Headers(headers)
            headers.update(call.headers)
        make = httpx2.Request if self._client is None else self._client.build_request
        # Without a body nothing need be made of it, and the header Host is known.
        bare = self._client is None and call.method == "GET" and call.content is None
        body: Any = {"stream": NOTHING} if bare else {"content": call.content}
        request = make(
            call.method,
            self._url(self.base_url + call.path()),
            params=call.params,
            headers=headers,
            cookies=call.cookies,
            extensions={"timeout": {"connect": limit, "read": limit, "write": limit, "pool": limit}},
            **body,
        )
        return request, limit


def _chosen(way: Way, url: httpx2.URL, args: dict[str, Any]) -> Any:
    """Return the transport that a client of httpx2 would use for a URL."""
    client, _, transport = way.kinds
    try:
        with arguments.refusing("httpx_args (or a proxy of the environment)", "write what httpx2 takes"):
            if args.keys() <= DIRECT and not (args.get("trust_env", True) and getproxies()):
                return getattr(httpx2, transport)(**args)
            # The rules for proxies and mounts are its own.
            return getattr(httpx2, client)(**args)._transport_for_url(url)
    except errors.InvalidArgumentError as error:
        error.__cause__ = error.__context__ = None  # it quotes parts of a proxy's URL, the password perhaps
        raise


def _fit(transport: Any, way: Way) -> Any:
    """Return a transport that fits the way to ask, or refuse it."""
    kind, fits = way.kinds[1], True
    if isinstance(transport, httpx2.MockTransport):
        arguments.function("httpx_args: transport: the handler", transport.handler, "the request")
        fits = way is not THREADS or not iscoroutinefunction(transport.handler)
    if not (fits and isinstance(transport, getattr(httpx2, kind))):
        raise errors.InvalidArgumentError(
            f"httpx_args: transport does not fit: pass an httpx2.{kind} to ask this way"
        )
    return transport


def _usable(client: Any, way: Way) -> Any:
    if not isinstance(client, getattr(httpx2, way.kinds[0])) or client.is_closed:
        told = "is closed" if client.is_closed else f"is {arguments.shown(client)}"
        raise errors.InvalidArgumentError(f"http_client {told}: this call needs an open {way.kinds[0]}")
    return client


def _no_answer(call: Call, error: Exception, hide: Callable[[str], str]) -> errors.ApiError:
    """Return what a failure below amounts to; what is no failure of the network is raised as it is."""
    told = call.operation
    reason = hide(str(error)) or type(error).__name__
    match error:
        case errors.ApiError() | httpx2.HTTPStatusError():  # the latter is raised by hooks only
            raise error
        case httpx2.TimeoutException() | TimeoutError():
            reason = f" ({hide(str(error))})" if str(error) else ""
            return errors.TimeLimitError(f"{told} was not answered within the time limit{reason}")
        case httpx2.DecodingError():
            return errors.MalformedAnswerError(f"{told}: the body cannot be read ({reason})")
        case httpx2.InvalidURL() | UnicodeError():
            return errors.InvalidArgumentError(f"{told} cannot be sent ({reason})")
        case TypeError() if "async handler" in reason or "'await' expression" in reason:
            return errors.InvalidArgumentError(f"httpx_args: transport: {HANDLER}")
        case httpx2.HTTPError() | OSError():
            return errors.NoAnswerError(f"{told} was not answered ({reason})")
    # Of what a server or a proxy said that is nonsense, the layers below let some errors through.
    *_, (frame, _) = walk_tb(error.__traceback__)
    if frame.f_globals.get("__name__", "").partition(".")[0] in BELOW:
        return errors.NoAnswerError(f"{told} was not answered ({reason})")
    raise error


_LOADED: set[Way] = set()
_INHERITED: list[object] = []
"""The parent's event loops and their connections: to close these would change what the parent waits for."""


def _close_at_exit(pools: dict[Place, Pool]) -> None:
    if (pool := pools.pop(THREADS.place(), None)) is not None:
        THREADS.run(pool.close())
    _INHERITED.append({place: each for place, each in pools.items() if place[0] != os.getpid()})


# Held while pools are opened and modules are imported for it. A fork waits for that, since the child would
# wait for ever: the thread that imports is not there.
_OPENING = threading.RLock()
if hasattr(os, "register_at_fork"):
    _release = _OPENING.release
    os.register_at_fork(before=_OPENING.acquire, after_in_parent=_release, after_in_child=_release)

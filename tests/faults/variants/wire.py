"""Freedoms in how answers are carried: encodings, headers, front servers, delay."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, NoReturn

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from tests.faults.fault import variant
from tests.faults.variants.freedom import freedom

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class WithHeaders(Behaviour):
    """Sends other header fields along; None takes one away."""

    more: dict[str, str | None]

    async def respond(self, asked: Asked) -> Told:
        """Change the fields."""
        told = await super().respond(asked)
        fields = {**told.headers, **self.more}
        told.headers = {name: value for name, value in fields.items() if value is not None}
        return told


class WithMediaType(Behaviour):
    """Writes the media type of a status another way."""

    media_type: str

    def render(self, asked: Asked, body: Body) -> Told:
        """Write it."""
        told = super().render(asked, body)
        told.headers["content-type"] = self.media_type
        return told


@freedom("media-type-with-charset")
class MediaTypeWithCharset(WithMediaType):
    """The media type has a charset."""

    media_type = "application/json; charset=utf-8"


@freedom("media-type-in-capitals")
class MediaTypeInCapitals(WithMediaType):
    """The media type is written in capitals, with a charset in quotes."""

    media_type = 'Application/JSON ;Charset="UTF-8"'


@freedom("cached-privately")
class CachedPrivately(WithHeaders):
    """A status may be kept for a second by who asked for it, and has an entity tag."""

    more = {"cache-control": "private, max-age=1", "etag": 'W/"7"'}  # noqa: RUF012  it is never changed


@freedom("no-cache-control")
class NoCacheControl(WithHeaders):
    """Nothing is said about caches."""

    more = {"cache-control": None}  # noqa: RUF012  it is never changed


@freedom("many-headers")
class ManyHeaders(WithHeaders):
    """Answers have cookies, security headers, rate limits, trace ids and more."""

    more = {  # noqa: RUF012  it is never changed
        "set-cookie": "AWSALB=x; Path=/",
        "server": "nginx",
        "via": "1.1 varnish, 1.1 google",
        "age": "0",
        "x-powered-by": "Express",
        "x-ratelimit-remaining": "0",
        "retry-after": "1",
        "strict-transport-security": "max-age=31536000",
        "vary": "Accept, Origin, X-API-Key",
        "access-control-allow-origin": "*",
        "x-long": "x" * 6000,
    }


@freedom("closing")
class Closing(WithHeaders):
    """The connection is closed after each answer."""

    more = {"connection": "close"}  # noqa: RUF012  it is never changed


class Encoded(Behaviour):
    """Encodes contents although that was not asked for."""

    encoding: str

    async def respond(self, asked: Asked) -> Told:
        """Encode it."""
        told = await super().respond(asked)
        if "content-encoding" not in told.headers:
            told.body = self.encoded(told.body)
            told.headers["content-encoding"] = self.encoding
        return told

    def encoded(self, body: bytes) -> bytes:
        """Return a body encoded."""
        return body


@freedom("gzip")
class Gzip(Encoded):
    """Every answer comes compressed, although identity was asked for."""

    encoding = "gzip"

    def encoded(self, body: bytes) -> bytes:
        """Compress it."""
        return gzip.compress(body, 1)


@freedom("deflate")
class Deflate(Encoded):
    """Every answer comes deflated, although identity was asked for."""

    encoding = "Deflate"

    def encoded(self, body: bytes) -> bytes:
        """Compress it."""
        return zlib.compress(body, 1)


@freedom("deflate-without-a-head")
class RawDeflate(Encoded):
    """Every answer comes deflated twice over, the second time without the head that zlib writes."""

    encoding = "deflate, deflate, identity"

    def encoded(self, body: bytes) -> bytes:
        """Compress it."""
        return zlib.compress(zlib.compress(body, 1), wbits=-15)


@variant(
    "refusals-in-a-coding-unasked",
    "access.refusal-reveals-nothing",
    "access.refusal-shows-nothing-known",
    "access.refusals-look-alike",
)
class CodedRefusals(Encoded):
    """Errors come in a coding that was not asked for, below the compression of a gateway."""

    encoding = "dcb, gzip"

    async def respond(self, asked: Asked) -> Told:
        """Encode errors alone."""
        told = await Behaviour.respond(self, asked)
        return await super().respond(asked) if told.status >= 400 else told

    def encoded(self, body: bytes) -> bytes:
        """Compress it, as if by a dictionary."""
        return gzip.compress(bytes(octet ^ 0x55 for octet in body), 1)


@freedom("encoding-unregistered")
class Unregistered(Encoded):
    """Answers are said to be encoded as UTF-8, by a header that is for compression, as many services do."""

    encoding = "UTF-8"


class Fronted(Behaviour):
    """Has a server in front, which may answer by itself, and may change what comes back."""

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Put it in front."""
        inner = super().wrap(app)

        async def fronted(scope: Scope, receive: Receive, send: Send) -> None:
            async def sending(message: Message) -> None:
                for each in self.passed(message):
                    await send(each)

            told = await self.intercept(scope)
            if told is None:
                await inner(scope, receive, sending)
            else:
                await answer(told, sending)

        return fronted

    async def intercept(self, scope: Scope) -> Told | None:  # noqa: ARG002  for those in front to use
        """Return an answer of its own, or None to let the request pass."""
        return None

    def passed(self, message: Message) -> list[Message]:
        """Return what becomes of a message on its way back."""
        return [message]


async def answer(told: Told, send: Send) -> None:
    """Send an answer."""
    headers = [(name.encode(), value.encode()) for name, value in told.headers.items()]
    await send({"type": "http.response.start", "status": told.status, "headers": headers})
    await send({"type": "http.response.body", "body": told.body})


class DroppedError(Exception):
    """The connection is dropped amid an answer."""


async def drop(send: Send) -> None:
    """Begin an answer, and drop the connection."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"20")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    raise DroppedError


class HungUpError(ConnectionAbortedError):
    """The connection is closed before any answer."""


def hang_up(send: Send) -> NoReturn:
    """Close the connection without a word; uvicorn has no other way to do so than by its transport."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
    raise HungUpError


@freedom("chunked")
class Chunked(Fronted):
    """Bodies come in small pieces, their length not told beforehand."""

    def passed(self, message: Message) -> list[Message]:
        """Cut a body into pieces."""
        if message["type"] == "http.response.start":
            kept = [field for field in message["headers"] if field[0] != b"content-length"]
            return [{**message, "headers": [*kept, (b"transfer-encoding", b"chunked")]}]
        body = message.get("body", b"")
        size = max(7, len(body) // 50)
        pieces = [body[start : start + size] for start in range(0, len(body), size)]
        return [
            *({"type": "http.response.body", "body": piece, "more_body": True} for piece in pieces),
            {**message, "body": b""},
        ]


@freedom("no-date")
class NoDate(Fronted):
    """Answers have no Date."""

    def passed(self, message: Message) -> list[Message]:
        """Take it away."""
        if message["type"] != "http.response.start":
            return [message]
        return [{**message, "headers": [field for field in message["headers"] if field[0] != b"date"]}]

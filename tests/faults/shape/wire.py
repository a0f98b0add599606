"""Faults in how a body goes out: media type, encoding, and what stands around or within it twice."""

import gzip
import json
import zlib
from typing import ClassVar

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from tests.faults.fault import fault
from tests.faults.states import Every

JSON = "shape.body-is-json"
TWICE = "shape.members-are-unique"


class Typed(Behaviour):
    """Sends another media type, or none."""

    kind: ClassVar[str | None] = None

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        told.headers.pop("content-type")
        if self.kind is not None:
            told.headers["content-type"] = self.kind
        return told


@fault(JSON, "html")
class Html(Typed):
    """The media type is text/html; the body is JSON."""

    kind = "text/html; charset=utf-8"


@fault(JSON, "no-media-type")
class NoMediaType(Typed):
    """There is no media type."""


@fault(JSON, "problem")
class Problem(Typed):
    """The media type is that of an error: application/problem+json."""

    kind = "application/problem+json"


class Spelled(Behaviour):
    """Sends other bytes than the JSON text."""

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        told.body = self.spelled(told.body, body)
        return told

    def spelled(self, text: bytes, _body: Body) -> bytes:
        """Return the bytes that are sent."""
        return text


@fault(JSON, "twice")
class BodyTwice(Spelled):
    """The body is sent twice, one after the other."""

    def spelled(self, text: bytes, _body: Body) -> bytes:
        return text + text


@fault(JSON, "semicolon")
class Semicolon(Spelled):
    """Something stands behind the JSON text."""

    def spelled(self, text: bytes, _body: Body) -> bytes:
        return text + b";"


@fault(JSON, "warning-before")
class WarningBefore(Spelled):
    """A warning of the interpreter's stands before the JSON text."""

    def spelled(self, text: bytes, _body: Body) -> bytes:
        return b"Notice: undefined index vm_id\n" + text


@fault(JSON, "byte-order-mark")
class ByteOrderMark(Spelled):
    """The JSON text begins with a byte order mark."""

    def spelled(self, text: bytes, _body: Body) -> bytes:
        return b"\xef\xbb\xbf" + text


@fault(JSON, "utf-16")
class Utf16(Spelled):
    """The JSON text is in UTF-16."""

    def spelled(self, text: bytes, _body: Body) -> bytes:
        return text.decode().encode("utf-16-le")


@fault(JSON, "latin-1")
class Latin1(Spelled):
    """The JSON text is in Latin-1, which shows once a region's name has an umlaut."""

    def spelled(self, _text: bytes, body: Body) -> bytes:
        return json.dumps(body | {"region": "Zürich"}, ensure_ascii=False).encode("latin-1", "replace")


@fault(JSON, "raw-control-character")
class RawControlCharacter(Spelled):
    """A line break stands in a string as it is."""

    def spelled(self, _text: bytes, body: Body) -> bytes:
        return json.dumps(body | {"note": "one|two"}).replace("|", "\n").encode()


@fault(JSON, "truncated")
class Truncated(Spelled):
    """A body about a living VM is cut off after 200 bytes, and its length agrees with that."""

    def spelled(self, text: bytes, body: Body) -> bytes:
        return text[:200] if body["vm_alive"] else text


@fault(JSON, "empty")
class EmptyBody(Spelled):
    """The body about a dead VM is empty."""

    def spelled(self, text: bytes, body: Body) -> bytes:
        return b"" if body["vm_assigned"] and not body["vm_alive"] else text


@fault(JSON, "python")
class PythonLiteral(Spelled):
    """The body is written as Python writes a dictionary."""

    def spelled(self, _text: bytes, body: Body) -> bytes:
        return repr(body).encode()


@fault(JSON, "not-a-number")
class NotANumber(Every):
    """expires_in_seconds of a session without a VM is NaN."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body if body["vm_assigned"] else body | {"expires_in_seconds": float("nan")}


@fault(JSON, "infinity")
class Infinity(Every):
    """expires_in_seconds of a living VM is Infinity, as if it had no limit."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"expires_in_seconds": float("inf")} if body["vm_alive"] else body


@fault(TWICE, "vm-status")
class VmStatusTwice(Spelled):
    """vm_status stands twice in the body, and says the same."""

    def spelled(self, text: bytes, body: Body) -> bytes:
        return text[:-1] + f', "vm_status": {json.dumps(body["vm_status"])}}}'.encode()


@fault(TWICE, "contradicting")
class Contradicting(Spelled):
    """exists stands twice in the body of a session that exists: false by default, and then true."""

    def spelled(self, text: bytes, body: Body) -> bytes:
        return b'{"exists": false, ' + text[1:] if body["exists"] else text


@fault(TWICE, "nested")
class NestedTwice(Spelled):
    """A member stands twice in an object that the schema does not know."""

    def spelled(self, text: bytes, _body: Body) -> bytes:
        return text[:-1] + b', "labels": {"team": "a", "team": "b"}}'


class Encoded(Spelled):
    """Says that the body is compressed."""

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        told.headers["content-encoding"] = "gzip"
        return told


@fault(JSON, "gzip-in-name-only")
class GzipInName(Encoded):
    """Content-Encoding says gzip, after a proxy has inflated the body."""


@fault(JSON, "gzip-cut-off")
class GzipCutOff(Encoded):
    """The last octets of a compressed body are missing, of the length or the checksum."""

    def spelled(self, text: bytes, _body: Body) -> bytes:
        return gzip.compress(text)[:-6]


@fault(JSON, "deflated-not-gzip")
class DeflatedNotGzip(Encoded):
    """The body of a dead session's status is compressed, by deflate, and said to be gzip."""

    def spelled(self, text: bytes, body: Body) -> bytes:
        dead = body["vm_assigned"] and not body["vm_alive"]
        return zlib.compress(text) if dead else gzip.compress(text)


@fault(JSON, "by-spelling")
class TwiceBySpelling(Behaviour):
    """About an id without dashes the body is sent twice."""

    def render(self, asked: Asked, body: Body) -> Told:
        told = super().render(asked, body)
        return told if "-" in asked.session_id else Told(told.status, told.body * 2, told.headers)


@fault("shape.status-body-matches-schema", "by-spelling")
class TextBySpelling(Behaviour):
    """About an id in upper case whether the session exists is told as a text."""

    def finish(self, asked: Asked, body: Body) -> Body:
        body = super().finish(asked, body)
        return body | ({"exists": "true"} if body["exists"] and asked.session_id.isupper() else {})

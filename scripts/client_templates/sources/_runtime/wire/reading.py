"""The body of an answer, read to its end: in time, within bounds, and unpacked.

gzip may have several members (RFC 1952, 2.2), of which httpx2 reads the first, and drops the others.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx2
from httpx2._decoders import GZipDecoder

from .pools import unasked
from .ways import Way

LONGEST_BODY = 100_000_000
"""Octets of an answer, decoded, that are read; a body that never ends must not fill the memory."""
LONGEST_REFUSAL = 1_000_000
"""The same where the status says enough by itself: no time limit interrupts what parses it."""
PIECE = 2**20
"""Octets unpacked at once: few that came may become very many."""


async def read(
    way: Way, transport: Any, answer: httpx2.Response, hooks: Iterable[Callable[[Any], Any]], deadline: float
) -> bytes:
    """Return the body of an answer, once the caller's hooks have seen it, and leave its connection clean."""
    chunks: list[bytes] = []
    left = LONGEST_BODY if answer.is_success else LONGEST_REFUSAL

    def take(chunk: bytes) -> None:
        nonlocal left
        chunks.append(chunk[:left])
        left -= len(chunk)
        if left < 0:
            raise httpx2.DecodingError(f"it is longer than {LONGEST_BODY} octets")
        if time.monotonic() > deadline:  # a body may drip for ever, each drop of it in time
            raise httpx2.ReadTimeout("the body did not end in time")

    try:
        if coded := "Content-Encoding" in answer.headers:
            _unpack_all(answer)
        for hook in hooks:
            await way.told("httpx_args: event_hooks", hook(answer))
        # Without what httpx2 does for text and progress, where there is nothing to decode.
        await way.read(answer, take, decode=answer.is_stream_consumed or coded)
    except httpx2.DecodingError:
        if answer.is_success:  # any other status says enough by itself
            raise
    finally:
        await way.close(answer)
        for connection in unasked(transport):
            await way.close(connection)
    return b"".join(chunks)


class Members:
    """A decompressor of gzip, one member after the other; it stands in for httpx2's own."""

    def __init__(self) -> None:
        self.decompressor: Any = None

    def decompress(self, data: bytes) -> Iterator[bytes]:
        piece = b""
        while data or piece:
            if data and (self.decompressor is None or self.decompressor.eof):
                self.decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
            if piece := self.decompressor.decompress(data, PIECE):
                yield piece
            data = self.decompressor.unused_data or self.decompressor.unconsumed_tail

    def flush(self) -> bytes:
        if self.decompressor is not None and not self.decompressor.eof:
            raise zlib.error("it ends within a member of gzip")
        return b""


def _unpack_all(answer: httpx2.Response) -> None:
    """Let an answer be read to the end of its last member; refuse one that was read without that."""
    decoder = answer._get_content_decoder()
    for each in getattr(decoder, "children", [decoder]):
        if isinstance(each, GZipDecoder) and not answer.is_stream_consumed:
            each.decompressor = Members()  # type: ignore[assignment]
        elif isinstance(each, GZipDecoder) and each.decompressor.decompressor.unused_data:  # type: ignore[attr-defined]
            raise httpx2.DecodingError(
                "of several members of gzip, a hook or a transport read the first alone"
            )

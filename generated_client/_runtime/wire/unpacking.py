# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""Bodies in gzip of several members, which RFC 1952 allows: httpx2 reads the first, and drops the others."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import httpx2
from httpx2._decoders import GZipDecoder

PIECE = 2**20
"""Octets unpacked at once: few that came may become very many."""


class Members:
    """What unpacks one member after the other; it stands in for httpx2's own decompressor."""

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


def unpack_all(answer: httpx2.Response) -> None:
    """Let an answer be read to the end of its last member; refuse one that was read without that."""
    decoder = answer._get_content_decoder()
    for each in getattr(decoder, "children", [decoder]):
        if isinstance(each, GZipDecoder) and not answer.is_stream_consumed:
            each.decompressor = Members()  # type: ignore[assignment]
        elif isinstance(each, GZipDecoder) and each.decompressor.decompressor.unused_data:  # type: ignore[attr-defined]
            raise httpx2.DecodingError(
                "of several members of gzip, a hook or a transport read the first alone"
            )

"""Names that the client uses of other libraries although they are private: each is there, and is named here.

Versions that drop one fail here first, by its name, and not somewhere in a call.
"""
# ruff: noqa: SLF001  they are the subject here

import ast
import asyncio
import re
import threading
from collections.abc import Callable
from typing import Any

import anyio._backends
import h11
import httpcore2
import httpx2
import httpx2._decoders
import pytest
import regenerate
from httpcore2 import _utils

ORIGIN = httpcore2.Origin(b"http", b"h", 80)
CODED = {"Content-Encoding": "gzip"}


def pools() -> list[Any]:
    """Return the pools of both transports."""
    transports: list[Any] = [httpx2.HTTPTransport(), httpx2.AsyncHTTPTransport()]
    return [each._pool for each in transports]


def connection() -> Any:
    """Return a connection that has been used."""
    backend = httpcore2.MockBackend([b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
    made = httpcore2.HTTPConnection(ORIGIN, network_backend=backend)
    made.request("GET", "http://h/")
    return made


async def reader() -> asyncio.StreamReader:
    """Return what reads in an event loop."""
    return asyncio.StreamReader()


# The name, what has it, and where that cannot be seen otherwise, what it must be.
PRIVATE: dict[str, Callable[[], list[Any]]] = {
    "_pool": lambda: [httpx2.HTTPTransport(), httpx2.AsyncHTTPTransport()],
    "_transport_for_url": lambda: [httpx2.Client, httpx2.AsyncClient],
    "_network_backend": pools,
    "_connections": pools,
    "_requests": pools,
    "_optional_thread_lock": pools,
    "_max_keepalive_connections": pools,
    "_connection": lambda: [connection()],
    "_h11_state": lambda: [connection()._connection],
    "_get_content_decoder": lambda: [httpx2.Response],
    "_decoders": lambda: [httpx2],
    "_utils": lambda: [httpcore2],
    "_content": lambda: [httpx2.Response(200, content=b"")],
    "_backends": lambda: [anyio],
    "_buffer": lambda: [asyncio.run(reader())],
    "_is_owned": lambda: [threading.RLock()],
}


def test_no_other_private_name_is_used() -> None:
    """Attributes, modules and names in quotes that begin with an underscore, and are not the sources' own."""
    used: set[str] = set()
    for path in (regenerate.SOURCES / "_runtime" / "wire").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        own = {
            each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name("self" | "cls")):
                    pass
                case ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                    used |= {name} - own
                case ast.ImportFrom(module=str(module)):
                    used |= set(module.split("."))
    assert {each for each in used if re.fullmatch(r"_[a-z]\w*", each)} == set(PRIVATE)


@pytest.mark.parametrize("name", PRIVATE)
def test_a_private_name_is_there(name: str) -> None:
    """It is named by this test where it is missing."""
    for owner in PRIVATE[name]():
        assert hasattr(owner, name), f"{owner!r} has no {name}: look where scripts/client_templates uses it"


def test_private_names_are_what_they_were() -> None:
    """Decoders of gzip hold a decompressor in a decompressor, and several stand in `children`."""
    decoder: Any = httpx2.Response(200, headers=CODED, content=b"")._get_content_decoder()
    assert isinstance(decoder, httpx2._decoders.GZipDecoder)
    inner: Any = decoder.decompressor.decompressor
    assert inner.unused_data == b""
    several = httpx2.Response(200, headers={"Content-Encoding": "gzip, deflate"}, content=b"")
    assert len(vars(several._get_content_decoder())["children"]) == 2
    assert isinstance(connection()._connection._h11_state, h11.Connection)
    assert callable(_utils.is_socket_readable)

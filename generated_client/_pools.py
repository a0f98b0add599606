# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The connections of one event loop.

They are held in several small pools, opened one after the other as they are needed: what httpcore does for
each request grows with the square of its pool's size, and with the number of those that wait in it.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

SIZE = 10
MOST = 10


class Pools:
    """Up to a hundred connections; calls beyond that wait their turn before they reach a pool."""

    def __init__(self, httpx_args: Mapping[str, Any]) -> None:
        """Prepare to open pools; limits or a transport of the caller's own make a single one."""
        self._most = 1 if {"limits", "transport"} & httpx_args.keys() else MOST
        size = SIZE * MOST // self._most
        limits = httpx.Limits(max_connections=size, max_keepalive_connections=size)
        self._arguments = {"limits": limits, **httpx_args}
        self._size = self._arguments["limits"].max_connections or size
        self._opened: list[tuple[httpx.AsyncClient, asyncio.Semaphore]] = []
        self._turns = itertools.count()

    def pick(self) -> tuple[httpx.AsyncClient, asyncio.Semaphore]:
        """Return a pool, and what to hold while using it."""
        for pool in self._opened:
            if not pool[1].locked():
                return pool
        if len(self._opened) == self._most:
            return self._opened[next(self._turns) % self._most]
        if self._opened and "verify" not in self._arguments:  # a context is slow to make: share the next one
            self._arguments["verify"] = httpx.create_ssl_context()
        self._opened.append((httpx.AsyncClient(**self._arguments), asyncio.Semaphore(self._size)))
        return self._opened[-1]

    async def aclose(self) -> None:
        """Close all connections."""
        for http, _ in self._opened:
            await http.aclose()

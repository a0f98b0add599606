"""Operators on the answer as a whole: its status, its headers, its octets, its moment, its addressee."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from attrs import evolve

from tests.blind.operators.operated import Operator

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from contract_tests.reference.behaviour import Asked, Told
    from tests.blind.operators.operated import Operated

STATUS, SERVER = "shape.status-is-documented", "delivery.no-server-error"
JSON_BODY, ANSWERED = "shape.body-is-json", "delivery.every-request-is-answered"
APART, CACHED = "delivery.concurrent-answers-stay-apart", "delivery.status-is-not-cached"
SURVIVED, ECHO = "refusal.hostile-id-is-survived", "existence.session-id-is-echoed"

CODES = (201, 202, 204, 206, 301, 400, 401, 403, 404, 418, 422, 429, 500, 501, 502, 503)
BODIES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut in the middle": lambda body: body[: len(body) // 2],
    "repeated": lambda body: body * 2,
    "behind a byte order mark": lambda body: b"\xef\xbb\xbf" + body,
    "in UTF-16": lambda body: body.decode().encode("utf-16"),
    "followed by a note": lambda body: body + b"\n-- end",
    "as JavaScript": lambda body: b"callback(" + body + b")",
    "with its first member twice": lambda body: b'{"exists": true, ' + body[1:],
    "in single quotes": lambda body: body.replace(b'"', b"'"),
}
HEADERS: dict[str, tuple[str, str | None]] = {
    "without a content type": ("content-type", None),
    "as a page": ("content-type", "text/html"),
    "as plain text": ("content-type", "text/plain; charset=utf-8"),
    "as gzip that it is not": ("content-encoding", "gzip"),
    "for all caches": ("cache-control", "public, max-age=3600"),
    "one octet longer than it says": ("content-length", "one less"),
    "one octet shorter than it says": ("content-length", "one more"),
}
LONG = 15.0
"""Seconds that a delayed answer takes: longer than a run waits for one."""


def _coded(code: int) -> Callable[..., Told]:
    def render(_deployed: Operated, usually: Callable[[], Told], *_: object) -> Told:
        return evolve(usually(), status=code)

    return render


def _bodied(change: Callable[[bytes], bytes]) -> Callable[..., Told]:
    def render(_deployed: Operated, usually: Callable[[], Told], *_: object) -> Told:
        told = usually()
        return evolve(told, body=change(told.body))

    return render


def _headed(name: str, value: str | None) -> Callable[..., Told]:
    def render(_deployed: Operated, usually: Callable[[], Told], *_: object) -> Told:
        told = usually()
        headers = {each: old for each, old in told.headers.items() if each != name}
        if value is not None:
            moved = {"one less": len(told.body) - 1, "one more": len(told.body) + 1}
            headers[name] = str(moved.get(value, value))
        return evolve(told, headers=headers)

    return render


def _before(deployed: Operated, usually: Callable[[], Told], *_: object) -> Told:
    told = usually()
    before: Told = deployed.kept.get("told", told)
    deployed.kept["told"] = told
    return before


def _first(deployed: Operated, usually: Callable[[], Told], asked: Asked, *_: object) -> Told:
    return deployed.kept.setdefault(("told", asked.session_id), usually())  # type: ignore[no-any-return]


async def _late(_deployed: Operated, usually: Callable[[Asked], Awaitable[Told]], asked: Asked) -> Told:
    await asyncio.sleep(LONG)
    return await usually(asked)


async def _by_url(deployed: Operated, usually: Callable[[Asked], Awaitable[Told]], asked: Asked) -> Told:
    """Answer as a cache does that looks at the address only."""
    if asked.session_id not in deployed.kept:
        deployed.kept[asked.session_id] = await usually(asked)
    kept: Told = deployed.kept[asked.session_id]
    return evolve(kept)


async def _good_by_url(deployed: Operated, usually: Callable[[Asked], Awaitable[Told]], asked: Asked) -> Told:
    """Answer as a cache does that looks at the address only, and keeps what was granted."""
    told = await usually(asked)
    if told.status == 200:
        deployed.kept[asked.session_id] = told
    kept: Told = deployed.kept.get(asked.session_id, told)
    return evolve(kept)


async def _exchanged(deployed: Operated, usually: Callable[[Asked], Awaitable[Told]], asked: Asked) -> Told:
    """Give the answer of the request before, with whatever credential that came."""
    told = await usually(asked)
    before: Told = deployed.kept.get("answer", told)
    deployed.kept["answer"] = told
    return evolve(before)


async def _failing(*_: object) -> Told:
    raise RuntimeError("composed")


def operators() -> Iterator[Operator]:
    """Yield every operator on answers."""
    for code in CODES:
        against = (SERVER, STATUS) if code in {500, 501} else (STATUS,)
        yield Operator("render", f"status {code}", _coded(code), against)
    for words, change in BODIES.items():
        yield Operator("render", words, _bodied(change), (JSON_BODY,))
    for words, (name, value) in HEADERS.items():
        against = (CACHED,) if name == "cache-control" else (ANSWERED if "length" in name else JSON_BODY,)
        yield Operator("render", words, _headed(name, value), against)
    yield Operator("render", "the answer before", _before, (ECHO, APART))
    yield Operator("render", "the first answer about the id", _first, ("lifetime.uptime-keeps-time",))
    yield Operator("respond", "late", _late, (ANSWERED,))
    yield Operator("respond", "the first answer to the address", _by_url, ("access.credentials-stay-apart",))
    yield Operator(
        "respond", "the last good answer to the address", _good_by_url, ("access.credentials-stay-apart",)
    )
    yield Operator("respond", "the answer before", _exchanged, (APART, "access.credentials-stay-apart"))
    yield Operator("respond", "fails", _failing, (SERVER, SURVIVED))

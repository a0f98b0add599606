"""A deployment's answers to one long conversation, so that two deployments can be told apart."""

from __future__ import annotations

import asyncio
import base64
import re
import uuid
from typing import TYPE_CHECKING

from contract_tests.asking.questions.doors import doors
from contract_tests.asking.questions.hostile_ids import hostile_ids
from contract_tests.asking.questions.ids import Id, encoded, near_misses, spellings
from contract_tests.asking.sending.wire import NoAnswer
from contract_tests.settings.keys import wrong_credentials
from tests.reference.asking import STATUS, Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.reference import Seeded
    from tests.reference.asking import Make

VM_ID = re.compile(rb"vmid-[0-9a-f]{12}")
UNKNOWN = tuple(str(uuid.UUID(int=number, version=4)) for number in range(1, 5))
STATES = ("alive", "unassigned", "dead", "expiring", "foreign")
PAUSES = (0.1, 1.3, 0.5, 1.0, 2.0, 2.0, 60.0, 0.0)
"""Seconds after each round: uneven; the VM that dies soon is about to, has, still is, and should be gone."""
PATIENCE = 11.0
"""Seconds, of virtual time, after which a caller gives up."""

Turn = tuple[str, str, tuple[tuple[str, str], ...], str]
"""Method, target, header fields, and the connection's lane."""


def transcript(make: Make, seeded: Seeded) -> tuple[str, ...]:
    """Return all answers of a deployment, VM ids numbered by their first appearance."""
    asking = Asking(make, seeded)
    told: list[bytes] = []

    async def say(turn: Turn) -> bytes:
        method, target, headers, lane = turn
        began = asking.now()
        try:
            sent = asking.sent(target, *headers, method=method, lane=lane)
            answer = await asyncio.wait_for(sent, PATIENCE)
        except (NoAnswer, TimeoutError) as error:
            return f"{method} {target}: {error!r}".encode()
        fields = b"; ".join(f"{name}: {value}".encode() for name, value in sorted(answer.headers))
        took = f"{asking.now() - began:.1f} s".encode()
        return b"\n".join([f"{method} {target}: {answer.status}".encode(), fields, answer.body, took])

    async def converse() -> None:
        for pause in PAUSES:
            told.extend([await say(turn) for turn in questions(seeded)])
            told.extend(await asyncio.gather(*(say(turn) for turn in at_once(seeded))))
            await asyncio.sleep(pause)
        told.extend([await say(turn) for turn in (*oddities(seeded), *strangers(seeded))])

    asking.run(converse())
    asking.close()
    numbers: dict[bytes, bytes] = {}

    def numbered(match: re.Match[bytes]) -> bytes:
        return numbers.setdefault(match[0], b"VM %d" % len(numbers))

    return tuple(VM_ID.sub(numbered, each).decode(errors="backslashreplace") for each in told)


def _sessions(seeded: Seeded) -> list[str]:
    return [session for _, session in seeded.sessions]


def _key(key: str) -> tuple[tuple[str, str], ...]:
    return (("X-API-Key", key),)


def _token(token: str) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"Bearer {token}"),)


def questions(seeded: Seeded) -> Iterator[Turn]:
    """Yield what is asked in each round: every session by each credential in turn, and without one."""
    for session in (*_sessions(seeded), UNKNOWN[0]):
        yield "GET", STATUS + session, _key(seeded.api_key), "main"
    for session in _sessions(seeded):
        yield "GET", STATUS + session, _token(seeded.bearer_token), "main"
    yield "GET", STATUS + _sessions(seeded)[0], (), "main"
    compressed = (*_key(seeded.api_key), ("Accept-Encoding", "gzip"))
    yield "GET", STATUS + _sessions(seeded)[0], compressed, "main"
    yield "GET", STATUS + dict(seeded.sessions)["foreign"], _key(seeded.foreign_api_key), "theirs"


def at_once(seeded: Seeded) -> Iterator[Turn]:
    """Yield what is asked all at once: sessions by us, by others, and without credentials."""
    for number, session in enumerate((*_sessions(seeded), UNKNOWN[1])):
        yield "GET", STATUS + session, _key(seeded.api_key), f"ours {number}"
        yield "GET", STATUS + session, (), f"nobody {number}"
    yield "GET", STATUS + dict(seeded.sessions)["foreign"], _key(seeded.foreign_api_key), "theirs"


def oddities(seeded: Seeded) -> Iterator[Turn]:
    """Yield spellings, near misses, hostile ids, and undocumented requests."""
    key = _key(seeded.api_key)
    session = _sessions(seeded)[0]
    spelled = [spelling.encode() for spelling in spellings(session).values()]
    for credential in (key, ()):
        for octets in spelled:
            yield "GET", STATUS + encoded(octets), credential, "odd"
    foreign = dict(seeded.sessions)["foreign"]
    for credential in ((*key, *_token("x" * 40)), _token(seeded.api_key)):
        yield "GET", STATUS + foreign, credential, "odd"
    yield "GET", STATUS + session, (("Cookie", "seen=1"),), "odd"
    yield "GET", STATUS + session, (("Cookie", "session=1"),), "odd"
    for spelling in (foreign.upper(), foreign.replace("-", "")):
        yield "GET", STATUS + spelling, key, "odd"
    for each in (
        *near_misses(session),
        *hostile_ids(),
        Id("trimmed", "blanks around", f" {session} ".encode(), likely=True),
    ):
        if each.likely:
            yield "GET", STATUS + each.target, key, "odd"
            yield "GET", STATUS + each.target, (), "odd"
    yield "GET", f"{STATUS}nonsense", key, "odd"
    yield "GET", f"{STATUS}%7Bid%7D", key, "odd"
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        yield method, STATUS + UNKNOWN[2], key, "odd"
    for header in (("X-HTTP-Method-Override", "DELETE"), ("Accept", "image/png")):
        yield "GET", STATUS + UNKNOWN[2], (*key, header), "odd"
    yield "GET", f"{STATUS}{UNKNOWN[2]}?unknown=1", key, "odd"
    yield "GET", f"{STATUS}{UNKNOWN[2]}?session_id={session}", key, "odd"
    yield "GET", STATUS + UNKNOWN[2], key, "odd"
    yield "GET", "/openapi.json", (), "odd"


def strangers(seeded: Seeded) -> Iterator[Turn]:
    """Yield requests that are nearly authorised, or not at all, and what is accepted in other words."""
    session = _sessions(seeded)[0]
    key, token = seeded.api_key, seeded.bearer_token
    head = token.rpartition(".")[0]
    basic = base64.b64encode(b"contract:somebody").decode()
    every = [_key(each) for each in ("", "null", "None", key[:-1], key[: len(key) // 2], key + "x")]
    every += [_key(key.swapcase()), _key("ck_" + "x" * 40), _token("x" * 40), _token(f"{head}.{'x' * 32}")]
    every += [(("Authorization", f"Basic {basic}"),), (("x-api-key", key),), (("X-API-KEY", key),)]
    every += [(("authorization", f"Bearer {token}"),), (("AUTHORIZATION", f"Bearer {token}"),)]
    for state in STATES:
        yield "GET", STATUS + dict(seeded.sessions)[state], (), "stranger"
    for headers in every:
        yield "GET", STATUS + session, headers, "stranger"
    for known in (session, dict(seeded.sessions)["dead"]):
        yield "GET", f"{STATUS}{known}?api_key={'x' * 32}", (), "stranger"
    for each in wrong_credentials(key, token, lambda length: "x" * length):
        yield "GET", STATUS + session, ((each.header, each.value),), "stranger"
    yield "GET", STATUS + session, (("X-Forwarded-For", "127.0.0.1"),), "stranger"
    for door in doors(session, lambda length: "x" * length):
        yield door.method, door.path, door.headers, "stranger"

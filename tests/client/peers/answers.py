"""The forty answers that every peer is asked to read, and how each may be read."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import attrs

from tests.client.peers.scripted import Answer, Scripted, answer

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

SESSION = "550e8400-e29b-41d4-a716-446655440000"
ALIVE, NOT_ALIVE, COULD_NOT_TELL = "alive", "not alive", "could not tell"
TIME_LIMIT = 0.5
"""How long a peer may wait, in seconds."""
HANGS = "hangs"
"""What is said of a peer that waits three times as long."""

STATUS: dict[str, Any] = {
    "session_id": SESSION,
    "exists": True,
    "vm_assigned": True,
    "vm_status": "active",
    "vm_id": "vmid-abc-15",
    "vm_alive": True,
    "uptime_seconds": 123.45,
    "expires_in_seconds": 176.55,
    "created_at": "2025-01-10T12:34:56",
}
"""The body about a session whose VM is alive."""
_DEAD = {**STATUS, "vm_status": "killed", "vm_alive": False, "uptime_seconds": None, "expires_in_seconds": 0}
_UNASSIGNED = {
    **_DEAD,
    "vm_assigned": False,
    "vm_status": None,
    "vm_id": None,
    "expires_in_seconds": None,
}
_UNKNOWN = {"session_id": SESSION, "exists": False, "vm_assigned": False}


@attrs.frozen
class Case:
    """One answer, and the only right reading of it."""

    name: str
    right: str
    told: Answer


def _body(**changes: Any) -> bytes:
    return json.dumps({**STATUS, **changes}).encode()


def _without(*names: str) -> bytes:
    return json.dumps({name: value for name, value in STATUS.items() if name not in names}).encode()


def _chunked(body: bytes) -> bytes:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:50], body[50:], b""))
    return answer(body=b"", content_length="", transfer_encoding="chunked") + chunks


def _drop(begun: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(begun)


def _silent(scripted: Scripted, begun: bytes = b"") -> Answer:
    def stay_silent(connection: socket.socket) -> None:
        connection.sendall(begun)
        scripted.ended.wait(60)

    return stay_silent


def _drip(scripted: Scripted) -> Answer:
    def drip(connection: socket.socket) -> None:
        connection.sendall(answer(content_length="10000"))
        for _ in range(40):  # not for ever in truth: some peers would never come back
            if scripted.ended.wait(TIME_LIMIT / 10):
                break
            connection.sendall(b" ")

    return drip


def cases(scripted: Scripted, elsewhere: Scripted) -> list[Case]:
    """Return the forty; a redirect among them leads to another host, which says that the VM is dead."""
    elsewhere.says(answer(body=json.dumps(_DEAD).encode()))
    alive, dead = _body(), json.dumps(_DEAD).encode()
    there = f"{elsewhere.base_url.replace('127.0.0.1', 'localhost')}/v1/sessions/status/{SESSION}"
    right = [
        Case("alive, as documented", ALIVE, answer(body=alive)),
        Case("alive, members nobody documented", ALIVE, answer(body=_body(region="x", vm_alive_since=0))),
        Case(
            "alive, created_at with an offset",
            ALIVE,
            answer(body=_body(created_at="2025-01-10T12:34:56+02:00")),
        ),
        Case("alive, gzip", ALIVE, answer(body=gzip.compress(alive), content_encoding="gzip")),
        Case("alive, chunked", ALIVE, _chunked(alive)),
        Case("dead, as documented", NOT_ALIVE, answer(body=dead)),
        Case("no VM assigned, as documented", NOT_ALIVE, answer(body=json.dumps(_UNASSIGNED).encode())),
        Case("no such session, vm_alive missing", NOT_ALIVE, answer(body=json.dumps(_UNKNOWN).encode())),
        Case(
            "dead, a status nobody documented",
            NOT_ALIVE,
            answer(body=_body(vm_alive=False, vm_status="suspended")),
        ),
    ]
    malformed = {
        'vm_alive is "false"': _body(vm_alive="false"),
        'vm_alive is "true"': _body(vm_alive="true"),
        "vm_alive is null": _body(vm_alive=None),
        "vm_alive is 1": _body(vm_alive=1),
        "vm_alive is 0": _body(vm_alive=0),
        "exists missing": _without("exists"),
        "session_id missing": _without("session_id"),
        "vm_assigned is null": _body(vm_assigned=None),
        'uptime_seconds is "12"': _body(uptime_seconds="12"),
        "uptime_seconds is NaN": _body(uptime_seconds=float("nan")),
        'created_at is "yesterday"': _body(created_at="yesterday"),
        "vm_status is 7": _body(vm_status=7),
        "env_status is null": _body(env_status=None),
        "a list around it": b"[" + alive + b"]",
        "the body is null": b"null",
        "the body is empty": b"",
        "broken JSON": alive[:-10],
        "two JSON texts": alive + alive,
        "invalid UTF-8": alive.replace(b"vmid", b"\xff\xfe"),
    }
    wrong_bodies = [Case(name, COULD_NOT_TELL, answer(body=body)) for name, body in malformed.items()]
    statuses = [
        Case("204", COULD_NOT_TELL, answer(204, content_length="", content_type="")),
        Case("302 to another host, which says dead", COULD_NOT_TELL, answer(302, location=there)),
        Case("401, a dead VM's body", COULD_NOT_TELL, answer(401, dead)),
        Case("404, a dead VM's body", COULD_NOT_TELL, answer(404, dead)),
        Case("422, a plain string as detail", COULD_NOT_TELL, answer(422, b'{"detail": "bad id"}')),
        Case("429", COULD_NOT_TELL, answer(429, b'{"detail": "slow down"}', retry_after="30")),
        Case("503, an HTML page", COULD_NOT_TELL, answer(503, b"<h1>gone</h1>", content_type="text/html")),
        Case("599, an alive VM's body", COULD_NOT_TELL, answer(599, alive)),
    ]
    network = [
        Case("dropped without a word", COULD_NOT_TELL, _drop(b"")),
        Case("dropped in the middle of the body", COULD_NOT_TELL, _drop(answer(body=alive)[:-20])),
        Case("silent for ever", COULD_NOT_TELL, _silent(scripted)),
        Case("a body that drips for ever", COULD_NOT_TELL, _drip(scripted)),
    ]
    return [*right, *wrong_bodies, *statuses, *network]

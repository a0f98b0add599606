"""The answers of the reference deployment, made in small steps; a fault overrides exactly one of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from contract_tests.reference.storage import Session, usual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import VM, Storage


JSON = {"content-type": "application/json", "cache-control": "no-store"}
"""The header fields of every answer."""


@frozen
class Asked:
    """One request: method, id as it was decoded, the header fields by lower-case name, raw query."""

    method: str
    session_id: str
    headers: Mapping[str, str]
    query: str = ""
    connection: object = None


@define
class Told:
    """One answer, before it goes out."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(factory=dict)


Body = dict[str, Any]


class Behaviour:
    """The documented behaviour; every step may be overridden."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        """Answer out of a storage, by a clock of POSIX seconds."""
        self.storage = storage
        self.control = control
        self.clock = clock

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Return what stands between the server and the application: nothing."""
        return app

    async def respond(self, asked: Asked) -> Told:
        """Answer a request."""
        account = self.authorise(asked)
        if account is None:
            return self.refuse(asked)
        session = self.find(asked.session_id, account)
        body = self.unknown(asked) if session is None else self.describe(asked, session)
        return self.render(asked, self.finish(asked, body))

    def authorise(self, asked: Asked) -> int | None:
        """Return the account that a request is of, or None; an empty header counts as missing."""
        key, authorization = asked.headers.get("x-api-key"), asked.headers.get("authorization", "")
        scheme, _, token = authorization.partition(" ")
        if key:
            return self.account_of_key(key)
        if scheme.lower() == "bearer" and token:
            return self.account_of_token(token)
        return None

    def account_of_key(self, key: str) -> int | None:
        """Return the account that an API key belongs to, or None."""
        return self.storage.account_of("key", key)

    def account_of_token(self, token: str) -> int | None:
        """Return the account that a bearer token belongs to, or None."""
        return self.storage.account_of("token", token)

    def refuse(self, _asked: Asked) -> Told:
        """Answer a request that no valid credential authorised."""
        body = b'{"detail":"Not authenticated"}'
        return Told(401, body, JSON | {"www-authenticate": "Bearer"})

    def find(self, session_id: str, account: int) -> Session | None:
        """Return the account's session that an id names, in any spelling of a UUID."""
        session = self.storage.session(usual(session_id))
        if session is None or session.account != account:
            return None
        return self.control.wake(session)

    def unknown(self, asked: Asked) -> Body:
        """Describe a session that does not exist."""
        return {
            "session_id": asked.session_id,
            "exists": False,
            "vm_assigned": False,
            "vm_status": None,
            "vm_id": None,
            "vm_alive": False,
            "uptime_seconds": None,
            "expires_in_seconds": None,
            "created_at": None,
            "env_status": "none",
            "env_error": None,
        }

    def describe(self, asked: Asked, session: Session) -> Body:
        """Describe a session that exists."""
        vm = session.vm
        body = self.unknown(asked) | {"exists": True, "created_at": self.timestamp(session.created_at)}
        if vm is not None:
            body |= self.describe_vm(vm, self.clock())
        return body

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Describe the VM that is assigned to a session."""
        status = vm.status_at(now)
        alive = status == "active"
        return {
            "vm_assigned": True,
            "vm_status": status,
            "vm_id": vm.id,
            "vm_alive": alive,
            "uptime_seconds": self.uptime(vm, now) if alive else None,
            "expires_in_seconds": self.time_left(vm, now) if alive else 0,
        }

    def uptime(self, vm: VM, now: float) -> float:
        """Return how long a living VM has been running, in seconds."""
        return round(now - vm.spawned_at, 2)

    def time_left(self, vm: VM, now: float) -> float:
        """Return how much longer a living VM has to live, in seconds."""
        return round(vm.expires_at - now, 2)

    def timestamp(self, when: float) -> str:
        """Write a time as the documentation's examples do."""
        return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%S")

    def finish(self, _asked: Asked, body: Body) -> Body:
        """Return the body as it is to be sent."""
        return body

    def render(self, _asked: Asked, body: Body) -> Told:
        """Turn a body into an answer."""
        return Told(200, json.dumps(body).encode(), dict(JSON))

    def date(self) -> str:
        """Return the time as the Date header has it."""
        return format_datetime(datetime.fromtimestamp(int(self.clock()), UTC), usegmt=True)

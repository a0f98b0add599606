"""Freedoms to answer late, from several places, or from memory: caches, replicas, clocks apart."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from contract_tests.reference.storage import usual
from tests.faults.variants.freedom import freedom

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import VM, Session, Storage

LAG = 0.45
"""Seconds by which a replica is behind."""


@freedom("cache")
class Cache(Behaviour):
    """A status is kept for a second, and answered from memory until then."""

    seconds = 1.0

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.kept: dict[tuple[str | None, ...], tuple[float, Told]] = {}

    async def respond(self, asked: Asked) -> Told:
        """Answer from memory, if it is not too old."""
        headers = asked.headers
        key = (asked.session_id, headers.get("x-api-key"), headers.get("authorization"))
        since, told = self.kept.get(key, (0.0, None))
        if told is None or self.clock() - since >= self.seconds:
            since, told = self.clock(), await super().respond(asked)
            self.kept[key] = since, told
        return evolve(told, headers=dict(told.headers))


@freedom("cache-of-vms")
class CacheOfVms(Behaviour):
    """A VM's state is kept for 0.9 s, the session is always read anew."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.described: dict[str, tuple[float, Body]] = {}

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Tell what is known."""
        since, body = self.described.get(vm.id, (0.0, {}))
        if not body or now - since >= 0.9:
            since, body = now, super().describe_vm(vm, now)
            self.described[vm.id] = since, body
        return dict(body)


class InTurn(Behaviour):
    """Has two replicas, which answer in turn."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.replica = 0

    async def respond(self, asked: Asked) -> Told:
        """Let the other one answer."""
        self.replica = 1 - self.replica
        return await super().respond(asked)


@freedom("replicas-clocks-apart")
class ClocksApart(InTurn):
    """Two replicas answer in turn, their clocks 0.45 s apart."""

    def describe_vm(self, vm: VM, now: float) -> Body:
        """Tell it by the replica's clock."""
        return super().describe_vm(vm, now - LAG * self.replica)

    def uptime(self, vm: VM, now: float) -> float:
        """Tell nothing negative of a VM that was started by the other clock."""
        return max(0, super().uptime(vm, now))


@freedom("replicas-late")
class Late(InTurn):
    """Two replicas answer in turn; one hears of what became of sessions and VMs 0.45 s later."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.heard: dict[tuple[str, int], list[tuple[float, Session | None]]] = {}

    def find(self, session_id: str, account: int) -> Session | None:
        """Find what the replica has heard of."""
        found = super().find(session_id, account)
        heard = self.heard.setdefault((session_id, account), [(float("-inf"), found)])
        if found != heard[-1][1]:
            heard.append((self.clock(), found))
        if not self.replica:
            return found
        return [session for since, session in heard if since <= self.clock() - LAG][-1]


@freedom("replicas-unlike")
class Unlike(InTurn):
    """Two replicas answer in turn; one tells whole seconds, rounded down, and members in another order."""

    def finish(self, asked: Asked, body: Body) -> Body:
        """Round down."""
        told = super().finish(asked, body)
        if not self.replica:
            return told
        for name in ("uptime_seconds", "expires_in_seconds"):
            if told.get(name):
                told[name] = int(told[name])
        return dict(reversed(told.items()))


class Random(Behaviour):
    """Has a source of chance that is the same every time."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.chance = random.Random(7)  # noqa: S311  for delays, not for secrets


@freedom("slow-before")
class SlowBefore(Random):
    """A request waits up to 150 ms before it is looked at."""

    async def respond(self, asked: Asked) -> Told:
        """Wait, then answer."""
        await asyncio.sleep(self.chance.uniform(0, 0.15))
        return await super().respond(asked)


@freedom("slow-after")
class SlowAfter(Random):
    """An answer waits up to 150 ms before it goes out, so that answers overtake one another."""

    async def respond(self, asked: Asked) -> Told:
        """Answer, then wait."""
        told = await super().respond(asked)
        await asyncio.sleep(self.chance.uniform(0, 0.15))
        return told


@freedom("slow-at-times")
class SlowAtTimes(Random):
    """One answer in twelve takes 1.4 s, half of that before the status is read."""

    async def respond(self, asked: Asked) -> Told:
        """Wait at times."""
        pause = 0.7 if self.chance.random() < 1 / 12 else 0.0
        await asyncio.sleep(pause)
        told = await super().respond(asked)
        await asyncio.sleep(pause)
        return told


@freedom("one-at-a-time")
class OneAtATime(Behaviour):
    """Requests are answered one at a time, each in 15 ms."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.line = asyncio.Lock()

    async def respond(self, asked: Asked) -> Told:
        """Wait in line."""
        async with self.line:
            await asyncio.sleep(0.015)
            return await super().respond(asked)


@freedom("one-read-slow")
class OneReadSlow(Behaviour):
    """The second read of each session that is alive takes 1.65 s, and tells what is so at its end."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.reads: Counter[str] = Counter()

    async def respond(self, asked: Asked) -> Told:
        """Take a while, once."""
        session = self.storage.session(usual(asked.session_id))
        if self.authorise(asked) is not None and session and session.vm:
            self.reads[session.id] += 1
            if self.reads[session.id] == 2 and session.vm.status == "active":
                await asyncio.sleep(1.65)
        return await super().respond(asked)

"""Faults in how time passes for a VM, as only several answers together show."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.reference.behaviour import Behaviour, Told
from contract_tests.reference.storage import usual
from tests.faults.fault import fault
from tests.faults.states import Alive
from tests.faults.variants.replicas import Cache

if TYPE_CHECKING:
    from contract_tests.reference.behaviour import Asked, Body
    from contract_tests.reference.storage import VM

UPTIME = "lifetime.uptime-keeps-time"
EXPIRY = "lifetime.expiry-counts-down"
READS = "lifetime.reading-does-not-extend"
AGREE = "lifetime.uptime-and-expiry-agree"
FLAPS, DEAD = "liveness.liveness-does-not-flap", "liveness.killed-vm-stays-dead"
REPLICA_LAG = 30


@fault(UPTIME, "milliseconds")
class UptimeMilliseconds(Behaviour):
    """The uptime is told in milliseconds."""

    def uptime(self, vm: VM, now: float) -> float:
        return super().uptime(vm, now) * 1000


@fault(UPTIME, "minutes", AGREE)
class UptimeMinutes(Behaviour):
    """The uptime is told in minutes."""

    def uptime(self, vm: VM, now: float) -> float:
        return super().uptime(vm, now) / 60


@fault(UPTIME, "whole-minutes", AGREE)
class UptimeWholeMinutes(Behaviour):
    """The uptime is told in seconds, and moves once a minute."""

    def uptime(self, vm: VM, now: float) -> float:
        return super().uptime(vm, now) // 60 * 60


@fault(UPTIME, "frozen", AGREE)
class UptimeFrozen(Alive):
    """The uptime is the one that was found at the first question."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        return body | {"uptime_seconds": self.kept.setdefault(body["vm_id"], body["uptime_seconds"])}


@fault(UPTIME, "backwards", AGREE)
class UptimeBackwards(Behaviour):
    """The uptime runs backwards from the lifetime: it is the time left."""

    def uptime(self, vm: VM, now: float) -> float:
        return self.time_left(vm, now)


@fault(UPTIME, "since-last-read", AGREE)
class UptimeSinceLastRead(Alive):
    """The uptime starts anew with each read."""

    def changed(self, _asked: Asked, body: Body) -> Body:
        now = self.clock()
        last, self.kept[body["vm_id"]] = self.kept.get(body["vm_id"], now - 30), now
        return body | {"uptime_seconds": round(now - last, 2)}


@fault(UPTIME, "twice-as-fast")
class UptimeTwiceAsFast(Behaviour):
    """The uptime runs twice as fast as time: two threads count."""

    def uptime(self, vm: VM, now: float) -> float:
        return super().uptime(vm, now) * 2


@fault(UPTIME, "processor-time", AGREE)
class ProcessorTime(Behaviour):
    """The uptime is the time that the VM's processor was busy, a twentieth."""

    def uptime(self, vm: VM, now: float) -> float:
        return super().uptime(vm, now) / 20


@fault(UPTIME, "counts-reads")
class UptimeCountsReads(Alive):
    """The uptime counts reads, not seconds."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | {"uptime_seconds": 1000 + 10 * self.nth(asked)}


@fault(UPTIME, "stale-replica", AGREE)
class UptimeStaleReplica(Alive):
    """One of two replicas is half a minute behind with the uptime."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | {"uptime_seconds": body["uptime_seconds"] + REPLICA_LAG * (self.nth(asked) % 2)}


@fault(UPTIME, "of-the-host", AGREE)
class UptimeOfTheHost(Alive):
    """One of three replicas tells the uptime of the host."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | {"uptime_seconds": self.clock() % 1e7} if self.nth(asked) % 3 == 0 else body


@fault(EXPIRY, "milliseconds", AGREE)
class ExpiryMilliseconds(Behaviour):
    """The time left is told in milliseconds."""

    def time_left(self, vm: VM, now: float) -> float:
        return super().time_left(vm, now) * 1000


@fault(EXPIRY, "minutes", READS)
class ExpiryMinutes(Behaviour):
    """The time left is told in minutes."""

    def time_left(self, vm: VM, now: float) -> float:
        return super().time_left(vm, now) / 60


@fault(EXPIRY, "days", READS)
class ExpiryDays(Behaviour):
    """The time left is told in days."""

    def time_left(self, vm: VM, now: float) -> float:
        return super().time_left(vm, now) / 86400


@fault(EXPIRY, "lifetime", READS)
class ExpiryLifetime(Behaviour):
    """The time left is the whole lifetime, all along."""

    def time_left(self, vm: VM, _now: float) -> float:
        return round(vm.expires_at - vm.spawned_at, 2)


@fault(EXPIRY, "instant", READS)
class ExpiryInstant(Behaviour):
    """The time left is when the VM expires, in seconds since 1970."""

    def time_left(self, vm: VM, _now: float) -> float:
        return round(vm.expires_at, 2)


@fault(EXPIRY, "upwards")
class ExpiryUpwards(Behaviour):
    """The time left counts up: it is the uptime."""

    def time_left(self, vm: VM, now: float) -> float:
        return self.uptime(vm, now)


@fault(EXPIRY, "upwards-fast")
class ExpiryUpwardsFast(Behaviour):
    """The time left counts up, in milliseconds."""

    def time_left(self, vm: VM, now: float) -> float:
        return self.uptime(vm, now) * 1000


@fault(EXPIRY, "twice-as-fast", AGREE)
class ExpiryTwiceAsFast(Behaviour):
    """The time left falls twice as fast as time passes."""

    def time_left(self, vm: VM, now: float) -> float:
        return super().time_left(vm, now) * 2


@fault(EXPIRY, "ten-times-as-fast", AGREE)
class ExpiryTenTimesAsFast(Behaviour):
    """The time left falls ten times as fast as time passes."""

    def time_left(self, vm: VM, now: float) -> float:
        return super().time_left(vm, now) * 10


@fault(EXPIRY, "whole-minutes", READS)
class ExpiryWholeMinutes(Behaviour):
    """The time left is told in seconds, and moves once a minute."""

    def time_left(self, vm: VM, now: float) -> float:
        return super().time_left(vm, now) // 60 * 60


@fault(EXPIRY, "stale-replica", AGREE)
class ExpiryStaleReplica(Alive):
    """One of two replicas is half a minute behind with the time left."""

    def changed(self, asked: Asked, body: Body) -> Body:
        return body | {"expires_in_seconds": body["expires_in_seconds"] + REPLICA_LAG * (self.nth(asked) % 2)}


@fault(AGREE, "both-wrong")
class BothWrong(Behaviour):
    """The uptime runs half as fast as time, and the time left half as fast again."""

    def uptime(self, vm: VM, now: float) -> float:
        return round(0.5 * super().uptime(vm, now), 2)

    def time_left(self, vm: VM, now: float) -> float:
        return round(1.5 * super().time_left(vm, now), 2)


@fault(AGREE, "separate-caches")
class SeparateCaches(Alive):
    """The uptime falls behind by up to 1.8 s, and the time left runs ahead by as much."""

    def changed(self, asked: Asked, body: Body) -> Body:
        late = min(self.elapsed(asked), 1.8)
        return body | {
            "uptime_seconds": round(body["uptime_seconds"] - late, 2),
            "expires_in_seconds": max(0, round(body["expires_in_seconds"] - late, 2)),
        }


@fault(UPTIME, "stale-while-revalidated", EXPIRY, AGREE)
class StaleWhileRevalidated(Cache):
    """A cache answers the first question after a pause from before it, and asks anew meanwhile."""

    async def respond(self, asked: Asked) -> Told:
        key = (asked.session_id, asked.headers.get("x-api-key"), asked.headers.get("authorization"))
        before = self.kept.get(key)
        fresh = await super().respond(asked)
        return fresh if before is None else evolve(before[1], headers=dict(before[1].headers))


@fault(UPTIME, "stale-for-tokens", EXPIRY, AGREE)
class StaleForTokens(StaleWhileRevalidated):
    """Such a cache stands where bearer tokens are accepted, and not before API keys."""

    async def respond(self, asked: Asked) -> Told:
        if "authorization" in asked.headers:
            return await super().respond(asked)
        return await Behaviour.respond(self, asked)


@fault(FLAPS, "stale-across-the-end", DEAD)
class StaleAcrossTheEnd(StaleWhileRevalidated):
    """Such a cache stands before a session that dies soon, and before no other."""

    async def respond(self, asked: Asked) -> Told:
        session = self.storage.session(usual(asked.session_id))
        if session is not None and session.on_demand is not None:
            return await super().respond(asked)
        return await Behaviour.respond(self, asked)


@fault(UPTIME, "kept-compressed")
class KeptCompressed(Behaviour):
    """Compressed answers are made once in five seconds and kept meanwhile, by who asked about what."""

    async def respond(self, asked: Asked) -> Told:
        if "gzip" not in asked.headers.get("accept-encoding", ""):
            return await super().respond(asked)
        self.kept: dict[object, tuple[float, Told]] = getattr(self, "kept", {})
        place = (asked.headers.get("x-api-key"), asked.headers.get("authorization"), asked.session_id)
        since, told = self.kept.get(place, (float("-inf"), Told(200)))
        if self.clock() - since > 5:
            told = await super().respond(asked)
            told.body = gzip.compress(told.body)
            told.headers["content-encoding"] = "gzip"
            self.kept[place] = self.clock(), told
        return told


@fault(EXPIRY, "by-spelling", AGREE)
class ExpiryBySpelling(Alive):
    """Of an id without dashes ten seconds less are told than of the same id with them."""

    def changed(self, asked: Asked, body: Body) -> Body:
        less = 0 if "-" in asked.session_id else 10
        return body | {"expires_in_seconds": body["expires_in_seconds"] - less}

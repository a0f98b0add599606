"""Scenarios that look at one session again and again: what changes, and what ought not to."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

from attrs import define, evolve

from contract_tests.asking.contexts import about, fresh_id, unused_context
from contract_tests.recording.exchange import NOT_FOUND
from contract_tests.recording.purpose import Probe, Scenario
from contract_tests.recording.strict_json import NotJson, decode
from contract_tests.recording.timing import (
    BEFORE_END,
    BEFORE_EXPIRY,
    BUSY,
    LEFT_ALONE,
    LONG_ENOUGH,
    POLL,
    POLL_SLOWLY,
    RESTING,
    ROUNDING,
    SETTLED,
    TOLERANCE,
    VISIBLE,
)

if TYPE_CHECKING:
    from contract_tests.asking.client import Client
    from contract_tests.recording.observation import Context, Credential, Observation
    from contract_tests.settings.sessions import DeclaredSession

MOST_LATE = 4
"""Sessions that are alive, of which each is asked about once more at the end."""
LOOKS = 4
"""Questions about a VM that is dead while wrong credentials are used, less than a second apart."""
COMPRESSED = (("Accept-Encoding", "gzip"),)
"""Headers that browsers and HTTP libraries send, and our other requests do not."""


async def watched(client: Client, session: DeclaredSession) -> None:
    """Read a live session several times: a busy stretch, a quiet one, and the end."""
    credential = client.own[0]
    known = about(session, Scenario.WATCHED, credential)
    first = await client.ask(session.id, known)
    # Counted from the first answer, so that latency never eats into what the watch can decide.
    began = first.exchange.received
    stretch = LatestStretch()
    stretch.take(first)
    # Compressed at both ends of the watch: caches keep such answers apart from all others.
    # Of several, the first shows what the others need not show again so closely.
    busy = BUSY if session in client.deployment.declared("alive")[:1] else BUSY[::2]
    for number, pause in enumerate(busy):
        await asyncio.sleep(pause)
        stretch.take(await client.ask(session.id, known, headers=() if number else COMPRESSED))
    for end, headers in ((client.deployment.watch - BEFORE_END, ()), (client.deployment.watch, COMPRESSED)):
        await asyncio.sleep(max(0.0, began + end - client.transport.now()))
        latest = await client.ask(session.id, known, headers=headers)
        stretch.take(latest)
    # An extension, a death or a new VM begins a new stretch; the last one has to be long enough to decide.
    last = began + 2 * client.deployment.watch
    while stretch.since + LONG_ENOUGH > latest.exchange.sent < last:
        await asyncio.sleep(max(POLL / 2, min(stretch.since + LONG_ENOUGH, last) - client.transport.now()))
        latest = await client.ask(session.id, known)
        stretch.take(latest)
    overdue = latest.exchange.received + client.deployment.expiry_grace + POLL
    # How long a VM lives on that is alive beyond its time is worth a look.
    while (left := _time_left(latest)) is not None and left <= 0 and latest.exchange.sent < overdue:
        await asyncio.sleep(min(TOLERANCE, max(POLL, overdue - client.transport.now())))
        latest = await client.ask(session.id, known)


async def left_alone(client: Client) -> None:
    """Leave a live session alone with each credential, ask once, and once more at once; about others, once.

    What a cache kept from before the pause, and tells while it asks anew, the second answer contradicts. And
    what goes wrong little by little, or from some moment on, shows late.
    """
    for session in client.deployment.declared("alive")[1:MOST_LATE]:
        await client.ask(session.id, about(session, Scenario.WATCHED, client.own[0]))
    for session in client.deployment.declared("alive")[:1]:
        for credential in client.own:
            own = [
                each.exchange.sent
                for each in client.observations
                if (each.context.session, each.context.credential) == (session.id, credential)
            ]
            await asyncio.sleep(max(own, default=0.0) + LEFT_ALONE - client.transport.now())
            for _ in range(2):
                await client.ask(session.id, about(session, Scenario.WATCHED, credential))


async def expiring(client: Client, session: DeclaredSession) -> None:
    """Read a session that dies soon until it is dead, or has outlived its time by what the owner grants."""
    credential = client.own[0]
    known = about(session, Scenario.EXPIRING, credential)
    deployment = client.deployment
    first = await client.ask(session.id, known)
    # What is refused or fails at first may tell a status after pauses as long as those of sessions that rest.
    for pause in RESTING:
        if _tells(first):
            break
        await asyncio.sleep(pause)
        first = await client.ask(session.id, known)
    latest = first
    left = _time_left(first)
    if left is None or left > deployment.watch_expiry:
        return
    others = client.own[1:]
    expiry = first.exchange.received + left + ROUNDING
    furthest = first.exchange.received + deployment.watch_expiry + ROUNDING
    before = left
    while left is not None:
        now = client.transport.now()
        # An answer that tells no status tells of no extension either: the VM is as it was.
        if _tells(latest) and left > min(ROUNDING, before + VISIBLE):
            # It is put off by no more than the owner is willing to wait.
            expiry = min(furthest, max(expiry, latest.exchange.received + left + ROUNDING))
        end = expiry + deployment.expiry_grace + POLL
        if latest.exchange.sent > end:
            return
        due = [moment for moment in (expiry - BEFORE_EXPIRY, end + VISIBLE) if moment > now]
        await asyncio.sleep(
            min([POLL if now > expiry - POLL_SLOWLY else POLL_SLOWLY, *(moment - now for moment in due)])
        )
        latest = await client.ask(session.id, known)
        if _tells(latest):
            before, left = left, _time_left(latest)
        if left is not None and latest.exchange.sent > first.exchange.received + SETTLED:
            # Now that nothing lags behind its birth, they are to be told the same.
            while others:
                await client.ask(session.id, evolve(known, credential=others.pop()))
    await _after(client, session, known)


async def _after(client: Client, session: DeclaredSession, known: Context) -> None:
    """Ask as strangers after a VM's death, and not yet with the owner's other credential: see `_linger`."""
    strangers: list[Credential] = ["none", "foreign"]
    for credential in strangers if client.credentials.foreign_api_key else strangers[:1]:
        await client.ask(session.id, evolve(known, credential=credential))


async def lingering(client: Client) -> None:
    """Ask on about VMs that are dead: of those that died, when nothing lags behind their death any more."""
    own = client.own[:1]
    latest: dict[str, Observation] = {}
    for each in client.observations:
        if each.context.scenario in {Scenario.EXPIRING, Scenario.RESTING} and each.context.credential in own:
            latest[each.context.session] = each
    gone = [each for each in latest.values() if _is_gone(each)]
    # Of those that were dead before, one stands for all.
    before = [each for each in gone if each.context.state == "dead"]
    await asyncio.gather(*(_linger(client, each) for each in gone if each not in before[1:]))


async def _linger(client: Client, latest: Observation) -> None:
    pause = SETTLED if latest.context.scenario is Scenario.EXPIRING else RESTING[0]
    due = latest.exchange.received + pause
    # In turn with the credential that is used least: it leaves the VM alone across its end, so that what a
    # cache kept for it from before, and tells at the first question after a pause, is wrong by then.
    for number, credential in enumerate((client.own[-1], client.own[0]) * (LOOKS // 2)):
        await asyncio.sleep(due + number * RESTING[0] - client.transport.now())
        await client.ask(latest.context.session, evolve(latest.context, credential=credential, again=False))


def _is_gone(observation: Observation) -> bool:
    """Tell whether an answer tells of a VM that is dead, or of one that died."""
    died = observation.context.state == "expiring" and _time_left(observation) is None
    return _tells(observation) and (died or observation.context.state == "dead")


def _told(observation: Observation) -> dict[str, object]:
    """Return the members of an answer, none where it has no such body."""
    try:
        body, _ = decode(observation.exchange.body)
    except NotJson:
        return {}
    return body if isinstance(body, dict) else {}


def _tells(observation: Observation) -> bool:
    """Tell whether an answer says how a session is: by a status, or as not found."""
    exchange = observation.exchange
    return exchange.status in NOT_FOUND or (exchange.status == 200 and "exists" in _told(observation))


def _time_left(observation: Observation) -> float | None:
    """Return the seconds that an answer announces until expiry, where it shows a live VM."""
    body = _told(observation)
    left = body.get("expires_in_seconds")
    shown = body.get("vm_alive") is True and isinstance(left, int | float) and math.isfinite(left)
    return left if shown and isinstance(left, int | float) else None


@define
class LatestStretch:
    """The latest stretch of a watch in which nothing happened to the VM; seconds since the run began."""

    since: float = 0.0
    vm: object = None
    expiry: float = 0.0
    changed: bool = False

    def take(self, observation: Observation) -> None:
        """Take the next answer, which may begin a new stretch; one without a status tells nothing."""
        if not _tells(observation):
            return
        exchange, body, left = observation.exchange, _told(observation), _time_left(observation)
        vm = (body.get("exists"), body.get("vm_id"), body.get("vm_alive"))
        expiry = exchange.received + (left or 0.0)
        if vm != self.vm or expiry - self.expiry > TOLERANCE:
            self.changed = self.vm is not None
            self.since = exchange.received
        self.vm, self.expiry = vm, expiry


async def resting(client: Client, session: DeclaredSession) -> None:
    """Read a session that does not change, over a stretch that replicas and caches cannot excuse."""
    known = about(session, Scenario.RESTING, client.own[0])
    stretch = LatestStretch()
    for number, pause in enumerate(RESTING):
        stretch.take(await client.ask(session.id, known, headers=COMPRESSED if number == 1 else ()))
        await asyncio.sleep(pause)
    if stretch.changed:
        # It came to life, or into being, while we looked: what is told from then on is to stay so.
        await asyncio.sleep(SETTLED)
        await client.ask(session.id, known)


async def unknown_again(client: Client) -> None:
    """Ask about one random id three times, over a stretch that replicas and caches cannot excuse."""
    session_id = fresh_id()
    known = unused_context(Scenario.ASKED_AGAIN, client.own[0], session_id, Probe.AGAIN)
    for pause in (*RESTING[:2], 0.0):
        await client.ask(session_id, known)
        await asyncio.sleep(pause)

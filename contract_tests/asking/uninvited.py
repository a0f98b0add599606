"""Questions of callers who may not be told: without a credential, with a wrong one, of another account."""

from __future__ import annotations

import asyncio
from itertools import cycle
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.asking.contexts import about, about_any, fresh_id, noise, one_of_each, unused_context
from contract_tests.asking.questions.choosing import chosen
from contract_tests.asking.questions.doors import doors
from contract_tests.asking.questions.hostile_ids import AT_ONCE, hostile_ids
from contract_tests.asking.questions.ids import encoded
from contract_tests.asking.watching import LOOKS, left_alone
from contract_tests.recording.exchange import GATEWAY
from contract_tests.recording.observation import STATES, Context, Observation
from contract_tests.recording.purpose import Probe, Scenario, probe_of
from contract_tests.recording.timing import WRONG_APART
from contract_tests.settings.credentials import BEARER, Redactor, Sent, derived

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.asking.client import Client
    from contract_tests.asking.questions.doors import Door
    from contract_tests.settings.keys import WrongCredential
    from contract_tests.settings.sessions import DeclaredSession

MOST_ANONYMOUS = 6
"""Ids asked about without credentials: with those asked about concurrently, as many as show that it is no
chance which is refused how."""
MOST_WRONG, MOST_DOORS, MOST_BLANK = 16, 6, 3
"""Questions of each kind that one run asks: the likely ones, and a few that change with --seed."""
DIFFERENT = 3
"""Further requests by HEAD, after which more are made where its length was not the same in all."""
UNUSED = 3
"""Ids that do not exist about which a random credential is used, among wrong ones about sessions that do."""
RANDOM = (Probe.RANDOM_KEY, Probe.RANDOM_TOKEN)


async def anonymous(client: Client) -> None:
    """Ask without credentials about a session of each kind, and about unknown ones."""
    known = [session for state in STATES for session in client.deployment.declared(state)[:1]]
    for session in known:
        # About the others it is asked concurrently, where there is a credential.
        if session.state in {"expiring", "foreign"} or not client.own:
            await client.ask(session.id, about(session, Scenario.ANONYMOUS, "none"))
    for session_id in [fresh_id() for _ in range(MOST_ANONYMOUS - len(known))]:
        await client.ask(session_id, unused_context(Scenario.ANONYMOUS, "none", session_id))


async def opened(client: Client) -> None:
    """Ask without a credential at other doors, and with headers for one that hold none.

    Each alone about one session; and about each session at many, as conditions often are on the state.
    """
    turn = client.deployment.turn
    known = _by_turns(one_of_each(client.deployment), turn)
    every = [each for each in doors("", noise) if not each.wrong]
    alone = [each for each in every if each.kind != "at once"]
    for session, door in zip(cycle(known), chosen(alone, MOST_DOORS, turn), strict=False):
        told = await _at(client, door, about(session, Scenario.ANONYMOUS, "none", Probe.DERIVED))
        if door.method == "HEAD" and (told.exchange.status or 0) < 300:
            await _compare_heads(client, door, session, told)
    plain, *blanks = (each for each in every if each.kind == "at once")
    for number, session in enumerate((*known, *client.deployment.declared("foreign")[:1])):
        # A scheme with nothing behind it some count as a wrong token, so there are two.
        door = blanks[(turn + number) % len(blanks)] if number < MOST_BLANK - 1 else plain
        await _at(client, door, about(session, Scenario.ANONYMOUS, "none", Probe.DERIVED))
    blank = [each for each in client.credentials.wrong(noise) if each.blank]
    for session, each in zip(cycle(known), chosen(blank, MOST_BLANK, turn), strict=False):
        await _sent_wrong(client, about_any(session, Scenario.ANONYMOUS, each.credential), each)


async def _compare_heads(client: Client, door: Door, session: DeclaredSession, told: Observation) -> None:
    """Ask by HEAD, which may tell what exists, about unused ids, too; of many where its length differs.

    By turns, as a release may come in between.
    """
    lengths = [told.exchange.header("content-length")]
    for number, other in enumerate((None, session, None, *(None, None, session) * 3, None)):
        if number == DIFFERENT and len({*lengths}) == 1:
            break
        asked = await _at(client, door, about_any(other, Scenario.ANONYMOUS, "none", Probe.DERIVED))
        lengths.append(asked.exchange.header("content-length"))


def _by_turns(sessions: list[DeclaredSession], turn: int) -> list[DeclaredSession]:
    """Return sessions from another one on in each run, so that each question is put about each some day."""
    begin = turn % max(1, len(sessions))
    return sessions[begin:] + sessions[:begin]


async def _at(client: Client, kind: Door, context: Context) -> Observation:
    """Ask at the door of that kind to the session that a context is about."""
    every = doors(encoded(context.session.encode()), noise)
    door = next(each for each in every if each.label == kind.label)
    return await client.fetch(
        client.deployment.prefix + door.path,
        evolve(context, subject="door", asked=context.session, tried=door.label),
        method=door.method,
        headers=door.headers,
    )


async def strangers(client: Client) -> None:
    """Ask about our own sessions, one in each state, as the other account."""
    for session in one_of_each(client.deployment) if client.credentials.foreign_api_key else ():
        await client.ask(session.id, about(session, Scenario.FOREIGN, "foreign"))


async def wrong(client: Client) -> None:
    """Use wrong credentials: few, one at a time, and after all else, so that they lock out no one."""
    before, turn = client.transport.count, client.deployment.turn
    known: list[DeclaredSession | None] = [*_by_turns(one_of_each(client.deployment), turn)] or [None]
    every = [each for each in client.credentials.wrong(noise) if not each.blank]
    tried = chosen(every, MOST_WRONG, turn)
    # Tries upon a limit count, too; what is asked meanwhile about VMs that are dead does not.
    most = MOST_WRONG + 2 * UNUSED + LOOKS * len(client.deployment.declared("expiring", "dead"))
    client.transport.add_redactor(Redactor(derived(tried)))
    for context, each in _uses(tried, cycle(known), _unused(client)):
        if client.transport.count - before >= most:
            break
        await client.waiting.calm()
        await _sent_wrong(client, context, each)
        await asyncio.sleep(WRONG_APART if context.subject == "declared" else 0)
    # What is nearly right is known where it is repeated; what is repeated may depend on the id.
    odd_id = next(each.octets for each in hostile_ids() if each.label == AT_ONCE)
    for each in {each.header: each for each in tried if each.recorded != each.value}.values():
        context = Context(scenario=Scenario.WRONG, subject="hostile", credential=each.credential)
        await _sent_wrong(client, context, each, odd_id)
    # By now it has expired.
    blanks = [each for each in doors("", noise) if each.kind == "at once"][1:]
    for expired in client.deployment.declared("expiring")[:1]:
        context = about(expired, Scenario.WRONG, "none", Probe.DERIVED)
        await _at(client, blanks[turn % len(blanks)], context)
    await client.waiting.calm()
    in_address, anywhere = (each for each in doors("", noise) if each.wrong)
    await _at(client, in_address, about_any(known[0], Scenario.WRONG, "query", Probe.RANDOM_KEY_IN_ADDRESS))
    for session in (*(known[1:] or known), *client.deployment.declared("foreign")[:1]):
        await asyncio.sleep(WRONG_APART)
        await _at(client, anywhere, about_any(session, Scenario.WRONG, "elsewhere", Probe.DERIVED))
    await _trespass(client)
    if client.own:
        # If our own credential is refused now, earlier refusals of wrong ones prove nothing.
        # About a dead VM above all, which seconds ago was asked about for the last time.
        declared = client.deployment.declared
        lasting = next(iter((*declared("dead"), *declared("unassigned"))), None)
        context = about_any(lasting, Scenario.WRONG, client.own[0])
        latest = await client.ask(context.session, context)
        if client.lockout is None and latest.exchange.status not in GATEWAY:
            await left_alone(client)


async def _trespass(client: Client) -> None:
    """Ask about another account's session with our key beside a random token, and with it as a token."""
    key = client.credentials.sent("key") if "key" in client.own else None
    if key is None:
        return
    for session in client.deployment.declared("foreign")[:1]:
        context = about(session, Scenario.WRONG, "key", Probe.DERIVED)
        beside = (("Authorization", BEARER + noise(32)),)
        await client.ask(session.id, evolve(context, tried="our key and a random token"), headers=beside)
        await asyncio.sleep(WRONG_APART)
        as_token = Sent("Authorization", BEARER + key.value, BEARER + key.recorded)
        await client.ask(session.id, evolve(context, tried="our key as a bearer token"), sent=as_token)


def _unused(client: Client) -> list[str]:
    """Return ids that were asked about before, as the sessions were, lest a cache tell them apart."""
    asked = [each.context for each in client.observations if each.context.credential == "none"]
    return [each.session for each in asked if each.subject == "unknown" and each.probe is Probe.NONE][:UNUSED]


def _uses(
    tried: Sequence[WrongCredential], known: Iterator[DeclaredSession | None], unused: Sequence[str]
) -> Iterator[tuple[Context, WrongCredential]]:
    """Yield each credential and a session, and between those of one header the random one and unused ids.

    One of each kind comes first, as those after a few may be refused unheard. The rest is spread among the
    others, since what refuses otherwise from some moment on does not look at the session.
    """
    first = list({each.credential: each for each in reversed(tried)}.values())[::-1]
    for each in first:
        yield about_any(next(known), Scenario.WRONG, each.credential), each
    for header in dict.fromkeys(each.header for each in tried):
        likewise = [each for each in tried if each.header == header]
        random = next(each for each in likewise if probe_of(each.label) in RANDOM)
        places = [number * (len(likewise) - 1) // (UNUSED + 1) for number in range(1, UNUSED + 1)]
        for number, each in enumerate(likewise):
            if each not in first:
                yield about_any(next(known), Scenario.WRONG, each.credential), each
            for place, session_id in zip(places, unused, strict=False):
                if place == number:
                    yield unused_context(Scenario.WRONG, random.credential, session_id), random


async def _sent_wrong(
    client: Client, context: Context, each: WrongCredential, session_id: bytes | None = None
) -> None:
    sent = Sent(each.header, each.value, each.recorded)
    context = evolve(context, probe=probe_of(each.label), tried=each.label)
    await client.ask(session_id or context.session, context, sent=sent)

"""What we do to learn something: each scenario asks, and judges nothing. None needs another to have run.

What has to come first or last is said by the three stages: arrival, everything at once, wrong credentials.
"""

from __future__ import annotations

import asyncio
import secrets
from itertools import cycle, islice
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests.asking import hostile
from contract_tests.asking.contexts import about, fresh_id, unused_context
from contract_tests.asking.watching import expiring, resting, unknown_again, watched
from contract_tests.recording.exchange import REFUSED
from contract_tests.recording.observation import STATES, Context, Credential
from contract_tests.recording.purpose import Probe, Scenario
from contract_tests.recording.timing import SETTLING, WRONG_APART

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    from contract_tests.asking.client import Client
    from contract_tests.recording.observation import Observation
    from contract_tests.settings.sessions import DeclaredSession

MOST_WATCHED = 4
"""Sessions of one state that are watched, however many are declared."""
MOST_WRONG = 12
WAVES = 2
SPELLED = 2
"""Other spellings of an id that are asked about without credentials."""


async def arrival(client: Client) -> list[Observation]:
    """Ask once with each credential, to see whether anybody answers, and accepts it; if not, once more."""
    asked = []
    for credential in client.credentials.own() or ["none"]:
        # Some deployments refuse what they do not find; so two ids are asked about before giving up.
        for session in (_first(client), None):
            context = _about_first(session, Scenario.ARRIVAL, credential)
            asked.append(await client.ask(context.session, context))
            if asked[-1].exchange.status not in REFUSED:
                break
    return asked


async def credentials(client: Client) -> None:
    """Use each credential alone, its header's name in lower and in upper case."""
    session = _first(client)
    for credential in client.credentials.own():
        for probe, spelling in (
            (Probe.HEADER_IN_LOWER_CASE, str.lower),
            (Probe.HEADER_IN_UPPER_CASE, str.upper),
        ):
            context = _about_first(session, Scenario.CREDENTIALS, credential, probe)
            await client.ask(context.session, context, spelling=spelling)


async def unknown(client: Client) -> None:
    """Ask about random ids, once each; and about one again and again."""
    own = client.own
    for credential in islice(cycle(own), 3):
        session_id = fresh_id()
        await client.ask(session_id, unused_context(Scenario.UNKNOWN, credential, session_id))


async def anonymous(client: Client) -> None:
    """Ask without credentials about a session of each kind, an unknown one, and other spellings."""
    for state in STATES:
        for session in client.deployment.declared(state)[:1]:
            await client.ask(session.id, about(session, Scenario.ANONYMOUS, "none"))
    session_id = fresh_id()
    await client.ask(session_id, unused_context(Scenario.ANONYMOUS, "none", session_id))
    for session in client.deployment.sessions[:1]:
        for probe, spelling in islice(hostile.spellings(session.id).items(), SPELLED):
            context = about(session, Scenario.ANONYMOUS, "none", probe)
            await client.ask(spelling, evolve(context, subject="spelling"))


async def stale(client: Client) -> None:
    """On one connection, ask with a credential, and then without."""
    session = _first(client)
    for credential in client.own:
        lane = f"stale {credential}"
        first = _about_first(session, Scenario.STALE, credential)
        await client.ask(first.session, first, lane=lane)
        await client.ask(first.session, evolve(first, credential="none"), lane=lane)


async def foreign(client: Client, session: DeclaredSession) -> None:
    """Ask about another account's session, as that account and as ourselves."""
    for credential in ("foreign", *client.own):
        if client.credentials.sent(credential):
            await client.ask(session.id, about(session, Scenario.FOREIGN, credential))


async def concurrent(client: Client) -> None:
    """Send requests about several sessions, with several credentials and with none, all at once."""
    own = client.own
    deployment = client.deployment
    told: list[Context] = []
    lasting = deployment.declared("alive", "dead", "unassigned")[:MOST_WATCHED]
    for session in lasting:
        told += [about(session, Scenario.CONCURRENT, own[0]), about(session, Scenario.CONCURRENT, "none")]
    first = _first(client)
    told += [_about_first(first, Scenario.CONCURRENT, credential) for credential in own[1:]]
    for session in deployment.declared("foreign")[:1]:
        told += [about(session, Scenario.CONCURRENT, "foreign")] * bool(client.credentials.foreign_api_key)
        told += [about(session, Scenario.CONCURRENT, own[0])]
    for credential in (own[0], "none"):
        session_id = fresh_id()
        told.append(unused_context(Scenario.CONCURRENT, credential, session_id))
    # In the middle of the run, so that the same was asked alone before, and will be again.
    await asyncio.sleep(SETTLING)
    every = cycle(told)
    for _ in range(WAVES):
        wave = islice(every, client.transport.pace.reserve_burst())
        await asyncio.gather(
            *(client.ask(context.session, evolve(context, together=True)) for context in wave)
        )
    for context in dict.fromkeys(told):
        if context.credential == own[0] and context.subject != "unknown":
            await client.ask(context.session, context)


async def spelled(client: Client) -> None:
    """Ask about one session in every other legal spelling of its id."""
    await asyncio.sleep(SETTLING)
    for session in client.deployment.declared("alive", "dead", "unassigned", "expiring")[:1]:
        for probe, spelling in hostile.spellings(session.id).items():
            context = about(session, Scenario.SPELLED, client.own[0], probe)
            await client.ask(spelling, evolve(context, subject="spelling"))


async def near(client: Client) -> None:
    """Ask about ids that are derived from a known one and do not name it."""
    for session in client.deployment.declared("alive", "dead", "unassigned", "expiring")[:1]:
        for probe, octets in hostile.near_misses(session.id):
            context = about(session, Scenario.NEAR, client.own[0], probe)
            await client.ask(octets, evolve(context, subject="near"))


async def hostile_ids(client: Client) -> None:
    """Ask about every id of the named list."""
    context = Context(scenario=Scenario.HOSTILE, subject="hostile", credential=client.own[0])
    for probe, octets in hostile.HOSTILE:
        await client.ask(octets, evolve(context, probe=probe))


async def odd(client: Client) -> None:
    """Send other methods and odd headers, about ids that nobody owns."""
    context = Context(scenario=Scenario.ODD, subject="odd", credential=client.own[0])
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        await client.ask(fresh_id(), evolve(context, probe=Probe.METHOD), method=method)
    override = (("X-HTTP-Method-Override", "DELETE"),)
    await client.ask(fresh_id(), evolve(context, probe=Probe.OVERRIDE), headers=override)
    await client.ask(fresh_id(), evolve(context, probe=Probe.QUERY), query="?unknown=1")
    await client.ask(fresh_id(), evolve(context, probe=Probe.ACCEPT), headers=(("Accept", "image/png"),))


async def published(client: Client) -> None:
    """Fetch the description that the deployment publishes, if it does."""
    context = Context(scenario=Scenario.PUBLISHED, subject="contract", credential="none")
    await client.fetch(f"{client.deployment.prefix}/openapi.json", context)


async def wrong(client: Client) -> None:
    """Use wrong credentials: few, one at a time, and after all else, so that nobody is locked out."""
    session = _first(client)
    before = client.transport.count
    for each in client.credentials.wrong():
        if client.transport.count - before >= MOST_WRONG - 1:
            break
        await client.calm()
        context = _about_first(session, Scenario.WRONG, each.credential, each.probe)
        await client.ask(context.session, context, sent=each.sent)
        await asyncio.sleep(WRONG_APART)
    await client.calm()
    context = _about_first(session, Scenario.WRONG, "query", Probe.RANDOM_KEY_IN_ADDRESS)
    await client.ask(context.session, context, query=f"?api_key={secrets.token_urlsafe(24)}")
    if client.own:
        # What refuses our own credentials by now, has not told wrong ones from right ones.
        context = _about_first(session, Scenario.WRONG, client.own[0])
        await client.ask(context.session, context)
        client.locked_out_at_last()


def everything(client: Client) -> Iterable[Coroutine[None, None, object]]:
    """Return all scenarios that run at once, those whose moments carry meaning first."""
    deployment = client.deployment
    if not client.own:
        return (anonymous(client), published(client))
    of_sessions = [watched(client, each) for each in deployment.declared("alive")[:MOST_WATCHED]]
    of_sessions += [expiring(client, each) for each in deployment.declared("expiring")[:MOST_WATCHED]]
    of_sessions += [resting(client, each) for each in deployment.declared("dead")[:MOST_WATCHED]]
    of_sessions += [resting(client, each) for each in deployment.declared("unassigned")[:MOST_WATCHED]]
    of_sessions += [foreign(client, each) for each in deployment.declared("foreign")[:MOST_WATCHED]]
    of_all = (
        concurrent, unknown_again, credentials, unknown, anonymous, stale,
        spelled, near, hostile_ids, odd, published,
    )  # fmt: skip
    return (*of_sessions, *(scenario(client) for scenario in of_all))


def _first(client: Client) -> DeclaredSession | None:
    """Return the session of one's own that serves where any will do."""
    return next(iter(client.deployment.declared("alive", "dead", "unassigned", "expiring")), None)


def _about_first(
    session: DeclaredSession | None,
    scenario: Scenario,
    credential: Credential,
    probe: Probe = Probe.NONE,
) -> Context:
    if session is None:
        return unused_context(scenario, credential, fresh_id(), probe)
    return about(session, scenario, credential, probe)

"""Scenarios: each asks in one way, and judges nothing. None waits for another of its stage.

What has to come first or last is said by the three stages: arrival, everything at once, wrong credentials.
"""

from __future__ import annotations

import asyncio
from itertools import cycle, islice, zip_longest
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from attrs import evolve

from contract_tests.asking import uninvited
from contract_tests.asking.contexts import about, about_any, first_of, fresh_id, one_of_each, unused_context
from contract_tests.asking.questions.characters import characters
from contract_tests.asking.questions.choosing import chosen
from contract_tests.asking.questions.hostile_ids import AT_ONCE, hostile_ids
from contract_tests.asking.questions.ids import look_of, near_misses, spellings, written_otherwise
from contract_tests.asking.watching import expiring, resting, unknown_again, watched
from contract_tests.recording.contract import BEFORE_ID
from contract_tests.recording.exchange import REFUSED
from contract_tests.recording.observation import Context, Credential
from contract_tests.recording.purpose import Probe, Scenario, probe_of
from contract_tests.recording.timing import AFTER_BUSY, ANOTHER, SETTLING, SPELLED_APART

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Sequence

    from contract_tests.asking.client import Client
    from contract_tests.asking.questions.ids import Id
    from contract_tests.recording.observation import Observation
    from contract_tests.settings.sessions import DeclaredSession

MOST_WATCHED = 4
"""Sessions of one state that are watched, however many are declared."""
UNKNOWN_CONCURRENTLY = 3
"""Unused ids that are asked about without a credential while sessions are."""
WRITING = ("POST", "PUT", "PATCH")
"""Methods that take turns beside DELETE, which would do the worst."""
FOREIGN_SPELLED = 2
"""Other spellings of another account's session in one run; consecutive runs ask all."""
MOST_NEAR, MOST_CHARACTERS, MOST_HOSTILE = 13, 15, 14
"""Questions of each kind that one run asks: the likely ones, and some that change with --seed."""


async def arrival(client: Client) -> list[Observation]:
    """Ask once with each credential, to see whether it is answered and accepted; if not, once more."""

    async def with_(credential: Credential) -> list[Observation]:
        asked: list[Observation] = []
        # Some deployments refuse what they do not find; so two ids are asked about before giving up.
        for session in (first_of(client.deployment), None):
            context = about_any(session, Scenario.ARRIVAL, credential)
            asked.append(await client.ask(context.session, context))
            if asked[-1].exchange.status not in REFUSED:
                break
        return asked

    tasks: list[asyncio.Task[list[Observation]]] = []
    for credential in client.credentials.own() or ["none"]:
        tasks.append(asyncio.create_task(with_(credential)))
        # Nothing else is under way while it is answered; a silent port is not waited for twice.
        await asyncio.wait(tasks[-1:], timeout=ANOTHER)
    return [each for asked in await asyncio.gather(*tasks) for each in asked]


async def recognise(client: Client, shorter: str) -> list[Observation]:
    """Ask on, where arrival saw no status: about all kinds of sessions, other paths, and a shorter prefix."""
    own: Credential = next(iter(client.own or client.credentials.own()), "none")
    deployment, prefix = client.deployment, client.deployment.prefix
    questions = [
        about(each, Scenario.ARRIVAL, own) for each in deployment.sessions if each.state != "foreign"
    ]
    questions = questions[:MOST_WATCHED] + [
        unused_context(Scenario.ARRIVAL, each, fresh_id()) for each in dict.fromkeys((own, "none"))
    ]
    asked = [await client.ask(each.session, each) for each in questions]
    context = Context(scenario=Scenario.ARRIVAL, subject="contract", credential=own)
    # Twice, so that what differs between two answers of one kind is known.
    elsewhere = [f"{prefix}{BEFORE_ID}".replace("sessions", fresh_id()) + fresh_id() for _ in range(2)]
    asked += [await client.fetch(each, context) for each in elsewhere]
    if shorter != deployment.base_url:
        target = f"{shorter.removeprefix(deployment.origin)}{BEFORE_ID}{fresh_id()}"
        asked.append(await client.fetch(target, evolve(context, subject="odd")))
    return asked


async def unknown(client: Client) -> None:
    """Ask about a random id with the credential that is used least."""
    session_id = fresh_id()
    await client.ask(session_id, unused_context(Scenario.UNKNOWN, client.own[-1], session_id))


async def stale(client: Client) -> None:
    """On one connection, ask with a credential and then without, in a lull, so that a lock-out is seen.

    The name of the first credential's header is in lower case, that of the second in upper case; in the next
    run the other way round.
    """
    session = first_of(client.deployment)
    await asyncio.sleep(AFTER_BUSY)
    cases = (Probe.HEADER_IN_LOWER_CASE, str.lower), (Probe.HEADER_IN_UPPER_CASE, str.upper)
    for number, credential in enumerate(client.credentials.own(), client.deployment.turn):
        lane, (probe, spelling) = f"stale {credential}", cases[number % 2]
        first = about_any(session, Scenario.STALE, credential, probe)
        await client.ask(first.session, first, lane=lane, spelling=spelling)
        await client.ask(first.session, evolve(first, credential="none", probe=Probe.NONE), lane=lane)


async def foreign(client: Client, session: DeclaredSession) -> None:
    """Ask about another account's session, as that account and as ourselves."""
    for credential in ("foreign", *client.own):
        if client.credentials.sent(credential):
            await client.ask(session.id, about(session, Scenario.FOREIGN, credential))


async def foreign_spelled(client: Client) -> None:
    """Ask about another account's session by its id written otherwise, in two ways by turns."""
    begin = FOREIGN_SPELLED * client.deployment.turn
    for session in client.deployment.declared("foreign")[:1]:
        ids = list(written_otherwise(session.id).items())
        for label, written in islice(cycle(ids), begin % len(ids), begin % len(ids) + FOREIGN_SPELLED):
            context = about(session, Scenario.FOREIGN, client.own[0], Probe.DERIVED)
            target = f"{client.deployment.prefix}{BEFORE_ID}{written}"
            await client.fetch(target, evolve(context, asked=unquote(written), tried=label))


async def concurrent(client: Client) -> None:
    """Send requests about several sessions, with several credentials and with none, all at once.

    The same is asked alone before, and afterwards by watches that go on, and here.
    """
    authorised, strangers = _authorised(client), _strangers(client)
    theirs = [each for each in dict.fromkeys(authorised) if each.subject == "foreign"]
    ours = [each for each in authorised if each.credential == client.own[0] and each.subject == "declared"]
    # Another credential comes between two answers to the first, so that they can be compared.
    alone = [evolve(context, credential=credential) for context in ours for credential in client.own[1:]]
    alone += theirs
    await asyncio.sleep(SETTLING)
    # As many look-ups at once as may be, since what is refused looks nothing up; then refusals beside one.
    for questions in (authorised, [*(ours or authorised)[:1], *strangers]):
        wave = islice(cycle(questions), client.transport.pace.reserve_burst())
        await asyncio.gather(
            *(client.ask(context.session, evolve(context, together=True)) for context in wave)
        )
        for context in alone[:1]:
            await client.ask(context.session, context)
        alone = alone[1:]
    for context in alone:
        await client.ask(context.session, context)


def _authorised(client: Client) -> list[Context]:
    """Return what is asked at once with credentials, each account about a session of its own first.

    What exists comes last, too, since that shows who comes too late.
    """
    own, strange = client.own, client.deployment.declared("foreign")[:1]
    theirs = strange if client.credentials.foreign_api_key else ()
    ours = [about(each, Scenario.CONCURRENT, own[0]) for each in _concurrently_asked(client)]
    first = first_of(client.deployment)
    return [
        *(about(each, Scenario.CONCURRENT, "foreign") for each in theirs),
        *(about_any(first, Scenario.CONCURRENT, credential) for credential in own[1:]),
        *ours[:1],
        unused_context(Scenario.CONCURRENT, own[0], fresh_id()),
        *(about(each, Scenario.CONCURRENT, own[0]) for each in strange),
        *ours[1:],
    ]


def _strangers(client: Client) -> list[Context]:
    """Return what is asked at once without credentials, about sessions and unused ids by turns.

    So what tells refusals of both kinds apart is not their place in the wave.
    """
    unknown = [unused_context(Scenario.CONCURRENT, "none", fresh_id()) for _ in range(UNKNOWN_CONCURRENTLY)]
    known = [about(each, Scenario.CONCURRENT, "none") for each in _concurrently_asked(client)]
    return [each for pair in zip_longest(known, unknown) for each in pair if each]


def _concurrently_asked(client: Client) -> Sequence[DeclaredSession]:
    """Return the sessions that are asked about at once."""
    return client.deployment.declared("alive", "dead", "unassigned")[:MOST_WATCHED]


async def spelled(client: Client) -> None:
    """Ask about one session in every other legal spelling of its id, and on that connection as a stranger.

    Watches ask in between as usual, so that what is told by the spelling is seen to come and go.
    """
    await asyncio.sleep(SETTLING)
    strangers: list[Credential] = ["foreign", "none"] if client.credentials.foreign_api_key else ["none"]
    for session in one_of_each(client.deployment)[:1]:
        for number, (label, spelling) in enumerate(spellings(session.id).items()):
            context = about(session, Scenario.SPELLED, client.own[0], probe_of(label))
            context = evolve(context, subject="spelling", tried=label)
            await client.ask(spelling, context, lane=Scenario.SPELLED)
            # About the likeliest two spellings, in turn about the others one of them.
            turn = (number + client.deployment.turn) % (len(strangers) + 1)
            for stranger in strangers if not number else strangers[turn : turn + 1]:
                asked = evolve(context, credential=stranger)
                if stranger == "foreign":
                    asked = evolve(asked, subject="declared", probe=Probe.DERIVED)
                await client.ask(spelling, asked, lane=Scenario.SPELLED)
            await asyncio.sleep(SPELLED_APART)


async def near(client: Client) -> None:
    """Ask about ids that are derived from a known one and do not name it."""
    turn = client.deployment.turn
    for session in one_of_each(client.deployment)[:1]:
        context = evolve(about(session, Scenario.NEAR, client.own[0]), subject="near")
        rest, held = parted(near_misses(session.id))
        for each in (*chosen(rest, MOST_NEAR, turn), *chosen(held, MOST_CHARACTERS, turn)):
            await _about_id(client, each, context)


async def hostile(client: Client) -> None:
    """Ask about hostile ids: some of each run, and one of each class by turns."""
    context = Context(scenario=Scenario.HOSTILE, subject="hostile", credential=client.own[0])
    turn = client.deployment.turn
    rest, held = parted(hostile_ids())
    ids = chosen(rest, MOST_HOSTILE, turn)
    # What a character does inside an id is seen where a near miss holds it, if there is a session.
    ids += [] if one_of_each(client.deployment) else chosen(held, MOST_CHARACTERS, turn)
    for each in ids:
        await _about_id(client, each, context)
    # One of each look that routes and caches go by: what was just told may be kept by a cache that knows no
    # credential, and another route be unguarded.
    likely = sorted(ids[turn % len(ids) :] + ids[: turn % len(ids)], key=lambda each: each.likely)
    looks = {look_of(each): each for each in likely}
    looks["word"] = next(each for each in ids if each.label == AT_ONCE)
    for each in looks.values():
        await _about_id(client, each, evolve(context, credential="none"))


def parted(every: Iterable[Id]) -> tuple[list[Id], list[Id]]:
    """Part ids that are about one character from the rest, which go before."""
    rest: list[Id] = []
    held: list[Id] = []
    kinds = {kind for kind, _ in characters()}
    for each in every:
        (held if each.kind in kinds else rest).append(each)
    return rest, held


async def _about_id(client: Client, each: Id, context: Context) -> None:
    context = evolve(context, probe=probe_of(each.label), tried=each.label)
    await client.ask(each.octets, context, target=each.target)


async def odd(client: Client) -> None:
    """Send other methods and odd headers, about unused ids."""
    context = Context(scenario=Scenario.ODD, subject="odd", credential=client.own[0])
    turn = client.deployment.turn % len(WRITING)
    for method in ("DELETE", WRITING[turn]):
        await client.ask(fresh_id(), evolve(context, probe=Probe.METHOD), method=method)
    override, accept = ("X-HTTP-Method-Override", "DELETE"), ("Accept", "image/png")
    await client.ask(fresh_id(), evolve(context, probe=Probe.OVERRIDE), headers=(override,))
    await client.ask(fresh_id(), evolve(context, probe=Probe.ACCEPT), headers=(accept,))
    context = evolve(context, probe=Probe.QUERY)
    query, known = "?unknown=1", first_of(client.deployment)
    # What merges a query into the path's parameters finds the session that is named there.
    named = f"{query}&session_id={quote(known.id, safe='')}" if known else query
    told = await client.ask(fresh_id(), context, query=named)
    if known and 400 <= (told.exchange.status or 0) < 500:
        # Firewalls may refuse that name, as it is a cookie's elsewhere.
        await client.ask(fresh_id(), context, query=query)


async def published(client: Client) -> None:
    """Fetch the description that the deployment publishes, if it does."""
    context = Context(scenario=Scenario.PUBLISHED, subject="contract", credential="none")
    await client.fetch(f"{client.deployment.prefix}/openapi.json", context)


def everything(client: Client) -> Iterable[Coroutine[None, None, object]]:
    """Return all scenarios that run at once, those whose moments carry meaning first."""
    deployment = client.deployment
    if not client.own:
        return (uninvited.anonymous(client), uninvited.opened(client), published(client))
    of_sessions = [watched(client, each) for each in deployment.declared("alive")[:MOST_WATCHED]]
    of_sessions += [expiring(client, each) for each in deployment.declared("expiring")[:MOST_WATCHED]]
    for state in ("dead", "unassigned"):
        of_sessions += [resting(client, each) for each in deployment.declared(state)[:MOST_WATCHED]]
    of_sessions += [foreign(client, each) for each in deployment.declared("foreign")[:MOST_WATCHED]]
    of_all = (
        concurrent, unknown_again, unknown, uninvited.anonymous, uninvited.opened, stale,
        spelled, foreign_spelled, near, hostile, odd, published, uninvited.strangers,
    )  # fmt: skip
    return (*of_sessions, *(scenario(client) for scenario in of_all))

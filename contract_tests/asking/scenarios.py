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
from contract_tests.asking.contexts import about, fresh_id, nobody
from contract_tests.asking.watching import expiring, resting, unknown_again, watched
from contract_tests.recording.exchange import REFUSED
from contract_tests.recording.observation import STATES, Credential, Known
from contract_tests.recording.purpose import Probe, Scenario
from contract_tests.recording.timing import SETTLING, WRONG_APART

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    from contract_tests.asking.client import Inquiry
    from contract_tests.recording.observation import Observation
    from contract_tests.settings.sessions import DeclaredSession

MOST_WATCHED = 4
"""Sessions of one state that are watched, however many are declared."""
MOST_WRONG = 12
WAVES = 2
SPELLED = 2
"""Other spellings of an id that are asked about without credentials."""


async def arrival(inquiry: Inquiry) -> list[Observation]:
    """Ask once with each credential, to see whether anybody answers, and accepts it; if not, once more."""
    asked = []
    for credential in inquiry.credentials.own() or ["none"]:
        # Some deployments refuse what they do not find; so two ids are asked about before giving up.
        for session in (_first(inquiry), None):
            known = _about_first(session, Scenario.ARRIVAL, credential)
            asked.append(await inquiry.ask(known.session, known))
            if asked[-1].exchange.status not in REFUSED:
                break
    return asked


async def credentials(inquiry: Inquiry) -> None:
    """Use each credential alone, its header's name in lower and in upper case."""
    session = _first(inquiry)
    for credential in inquiry.credentials.own():
        for probe, spelling in (
            (Probe.HEADER_IN_LOWER_CASE, str.lower),
            (Probe.HEADER_IN_UPPER_CASE, str.upper),
        ):
            known = _about_first(session, Scenario.CREDENTIALS, credential, probe)
            await inquiry.ask(known.session, known, spelling=spelling)


async def unknown(inquiry: Inquiry) -> None:
    """Ask about random ids, once each; and about one again and again."""
    own = inquiry.own
    for credential in islice(cycle(own), 3):
        session_id = fresh_id()
        await inquiry.ask(session_id, nobody(Scenario.UNKNOWN, credential, session_id))


async def anonymous(inquiry: Inquiry) -> None:
    """Ask without credentials about a session of each kind, an unknown one, and other spellings."""
    for state in STATES:
        for session in inquiry.deployment.declared(state)[:1]:
            await inquiry.ask(session.id, about(session, Scenario.ANONYMOUS, "none"))
    session_id = fresh_id()
    await inquiry.ask(session_id, nobody(Scenario.ANONYMOUS, "none", session_id))
    for session in inquiry.deployment.sessions[:1]:
        for probe, spelling in islice(hostile.spellings(session.id).items(), SPELLED):
            known = about(session, Scenario.ANONYMOUS, "none", probe)
            await inquiry.ask(spelling, evolve(known, subject="spelling"))


async def stale(inquiry: Inquiry) -> None:
    """On one connection, ask with a credential, and then without."""
    session = _first(inquiry)
    for credential in inquiry.own:
        lane = f"stale {credential}"
        first = _about_first(session, Scenario.STALE, credential)
        await inquiry.ask(first.session, first, lane=lane)
        await inquiry.ask(first.session, evolve(first, credential="none"), lane=lane)


async def foreign(inquiry: Inquiry, session: DeclaredSession) -> None:
    """Ask about another account's session, as that account and as ourselves."""
    for credential in ("foreign", *inquiry.own):
        if inquiry.credentials.sent(credential):
            await inquiry.ask(session.id, about(session, Scenario.FOREIGN, credential))


async def company(inquiry: Inquiry) -> None:
    """Send requests about several sessions, with several credentials and with none, all at once."""
    own = inquiry.own
    deployment = inquiry.deployment
    told: list[Known] = []
    lasting = deployment.declared("alive", "dead", "unassigned")[:MOST_WATCHED]
    for session in lasting:
        told += [about(session, Scenario.COMPANY, own[0]), about(session, Scenario.COMPANY, "none")]
    first = _first(inquiry)
    told += [_about_first(first, Scenario.COMPANY, credential) for credential in own[1:]]
    for session in deployment.declared("foreign")[:1]:
        told += [about(session, Scenario.COMPANY, "foreign")] * bool(inquiry.credentials.foreign_api_key)
        told += [about(session, Scenario.COMPANY, own[0])]
    for credential in (own[0], "none"):
        session_id = fresh_id()
        told.append(nobody(Scenario.COMPANY, credential, session_id))
    # In the middle of the run, so that the same was asked alone before, and will be again.
    await asyncio.sleep(SETTLING)
    every = cycle(told)
    for _ in range(WAVES):
        wave = islice(every, inquiry.transport.pace.save_up())
        await asyncio.gather(*(inquiry.ask(known.session, evolve(known, together=True)) for known in wave))
    for known in dict.fromkeys(told):
        if known.credential == own[0] and known.subject != "unknown":
            await inquiry.ask(known.session, known)


async def spelled(inquiry: Inquiry) -> None:
    """Ask about one session in every other legal spelling of its id."""
    await asyncio.sleep(SETTLING)
    for session in inquiry.deployment.declared("alive", "dead", "unassigned", "expiring")[:1]:
        for probe, spelling in hostile.spellings(session.id).items():
            known = about(session, Scenario.SPELLED, inquiry.own[0], probe)
            await inquiry.ask(spelling, evolve(known, subject="spelling"))


async def near(inquiry: Inquiry) -> None:
    """Ask about ids that are derived from a known one and do not name it."""
    for session in inquiry.deployment.declared("alive", "dead", "unassigned", "expiring")[:1]:
        for probe, octets in hostile.near_misses(session.id):
            known = about(session, Scenario.NEAR, inquiry.own[0], probe)
            await inquiry.ask(octets, evolve(known, subject="near"))


async def hostile_ids(inquiry: Inquiry) -> None:
    """Ask about every id of the named list."""
    known = Known(scenario=Scenario.HOSTILE, subject="hostile", credential=inquiry.own[0])
    for probe, octets in hostile.HOSTILE:
        await inquiry.ask(octets, evolve(known, probe=probe))


async def odd(inquiry: Inquiry) -> None:
    """Send other methods and odd headers, about ids that nobody owns."""
    known = Known(scenario=Scenario.ODD, subject="odd", credential=inquiry.own[0])
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        await inquiry.ask(fresh_id(), evolve(known, probe=Probe.METHOD), method=method)
    override = (("X-HTTP-Method-Override", "DELETE"),)
    await inquiry.ask(fresh_id(), evolve(known, probe=Probe.OVERRIDE), headers=override)
    await inquiry.ask(fresh_id(), evolve(known, probe=Probe.QUERY), query="?unknown=1")
    await inquiry.ask(fresh_id(), evolve(known, probe=Probe.ACCEPT), headers=(("Accept", "image/png"),))


async def published(inquiry: Inquiry) -> None:
    """Fetch the description that the deployment publishes, if it does."""
    known = Known(scenario=Scenario.PUBLISHED, subject="contract", credential="none")
    await inquiry.fetch(f"{inquiry.deployment.prefix}/openapi.json", known)


async def wrong(inquiry: Inquiry) -> None:
    """Use wrong credentials: few, one at a time, and after all else, so that nobody is locked out."""
    session = _first(inquiry)
    before = inquiry.transport.count
    for each in inquiry.credentials.wrong():
        if inquiry.transport.count - before >= MOST_WRONG - 1:
            break
        known = _about_first(session, Scenario.WRONG, each.credential, each.probe)
        await inquiry.ask(known.session, known, sent=each.sent)
        await asyncio.sleep(WRONG_APART)
    known = _about_first(session, Scenario.WRONG, "query", Probe.RANDOM_KEY_IN_ADDRESS)
    await inquiry.ask(known.session, known, query=f"?api_key={secrets.token_urlsafe(24)}")


def everything(inquiry: Inquiry) -> Iterable[Coroutine[None, None, object]]:
    """Return all scenarios that run at once, those whose moments carry meaning first."""
    deployment = inquiry.deployment
    if not inquiry.own:
        return (anonymous(inquiry), published(inquiry))
    of_sessions = [watched(inquiry, each) for each in deployment.declared("alive")[:MOST_WATCHED]]
    of_sessions += [expiring(inquiry, each) for each in deployment.declared("expiring")[:MOST_WATCHED]]
    of_sessions += [resting(inquiry, each) for each in deployment.declared("dead")[:MOST_WATCHED]]
    of_sessions += [resting(inquiry, each) for each in deployment.declared("unassigned")[:MOST_WATCHED]]
    of_sessions += [foreign(inquiry, each) for each in deployment.declared("foreign")[:MOST_WATCHED]]
    of_all = (
        company, unknown_again, credentials, unknown, anonymous, stale,
        spelled, near, hostile_ids, odd, published,
    )  # fmt: skip
    return (*of_sessions, *(scenario(inquiry) for scenario in of_all))


def _first(inquiry: Inquiry) -> DeclaredSession | None:
    """Return the session of one's own that serves where any will do."""
    return next(iter(inquiry.deployment.declared("alive", "dead", "unassigned", "expiring")), None)


def _about_first(
    session: DeclaredSession | None,
    scenario: Scenario,
    credential: Credential,
    probe: Probe = Probe.NONE,
) -> Known:
    if session is None:
        return nobody(scenario, credential, fresh_id(), probe)
    return about(session, scenario, credential, probe)

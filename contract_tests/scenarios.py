"""What we do to learn something: each scenario asks, and judges nothing. None needs another to have run.

What has to come first or last is said by the three stages: arrival, everything at once, wrong credentials.
"""

from __future__ import annotations

import asyncio
import json
import math
import secrets
import uuid
from itertools import cycle, islice
from typing import TYPE_CHECKING

from attrs import evolve

from contract_tests import hostile
from contract_tests.observation import STATES, Credential, Known

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    from contract_tests.deployment import DeclaredSession
    from contract_tests.inquiry import Inquiry
    from contract_tests.observation import Observation

BUSY = (0.1, 0.15, 0.2, 0.25, 0.3)
"""Seconds between the reads of a watch's busy stretch; uneven, so that what follows our reads can be told
from what follows the time. A quiet stretch follows."""
SHORTLY = 0.25
"""Seconds before the end of a watch at which it reads once more."""
MOST_WATCHED = 4
"""Sessions of one state that are watched, however many are declared."""
AGAIN = 2.1
"""Seconds between two questions whose answers replicas and caches cannot excuse."""
SHORT_OF_WATCH = 0.9
"""Seconds from a first question to a second, so that a third one, AGAIN later, still falls within a watch."""
POLL = 0.5
"""Seconds between two questions about a VM that ought to die any moment."""
WRONG_APART = 0.2
"""Seconds between two requests with a wrong credential."""
MOST_WRONG = 12
IN_COMPANY = 15


def fresh_id() -> str:
    """Return an id that names no session: a random UUID."""
    return str(uuid.uuid4())


def about(session: DeclaredSession, scenario: str, credential: Credential, label: str = "") -> Known:
    """Return what is known of a request about a declared session."""
    return Known(
        scenario=scenario,
        subject="foreign" if session.state == "foreign" else "declared",
        credential=credential,
        session=session.id,
        state=session.state,
        label=label,
    )


def nobody(scenario: str, credential: Credential, session_id: str, label: str = "") -> Known:
    """Return what is known of a request about a session that nobody owns."""
    return Known(scenario=scenario, subject="unknown", credential=credential, session=session_id, label=label)


async def arrival(inquiry: Inquiry) -> Observation:
    """Ask once, to see whether anybody answers and accepts us."""
    own = inquiry.credentials.own()
    credential: Credential = own[0] if own else "none"
    session_id = fresh_id()
    return await inquiry.ask(session_id, nobody("arrival", credential, session_id))


async def watched(inquiry: Inquiry, session: DeclaredSession) -> None:
    """Read a live session several times: a busy stretch, a quiet one, and the end."""
    credential = inquiry.credentials.own()[0]
    known = about(session, "watched", credential)
    first = await inquiry.ask(session.id, known)
    # Counted from the first answer, so that latency never eats into what the watch can decide.
    began = first.exchange.received
    for pause in BUSY:
        await asyncio.sleep(pause)
        await inquiry.ask(session.id, known)
    for end in (inquiry.deployment.watch - SHORTLY, inquiry.deployment.watch):
        await asyncio.sleep(max(0.0, began + end - inquiry.transport.now()))
        await inquiry.ask(session.id, known)


async def expiring(inquiry: Inquiry, session: DeclaredSession) -> None:
    """Read a session that dies soon until it is dead, or has outlived its time by what the owner grants."""
    credential = inquiry.credentials.own()[0]
    known = about(session, "expiring", credential)
    deployment = inquiry.deployment
    first = latest = await inquiry.ask(session.id, known)
    left = _time_left(first)
    if left is None or left > deployment.watch_expiry:
        return
    expiry = first.exchange.received + left + 1.0
    while _time_left(latest) is not None:
        now = inquiry.transport.now()
        if latest.exchange.sent > expiry + deployment.expiry_grace:
            return
        due = [moment for moment in (expiry - 0.9, expiry + deployment.expiry_grace + 0.05) if moment > now]
        await asyncio.sleep(min([POLL if now > expiry - 1 else 1.0, *(moment - now for moment in due)]))
        latest = await inquiry.ask(session.id, known)


def _time_left(observation: Observation) -> float | None:
    """Return the seconds that an answer announces until expiry, where it shows a live VM."""
    try:
        body = json.loads(observation.exchange.body)
        alive, left = body["vm_alive"] is True, body["expires_in_seconds"]
    except (ValueError, TypeError, KeyError):
        return None
    return left if alive and isinstance(left, int | float) and math.isfinite(left) else None


async def resting(inquiry: Inquiry, session: DeclaredSession) -> None:
    """Read a session that does not change, over a stretch that replicas and caches cannot excuse."""
    for credential, pause in zip(
        islice(cycle(inquiry.credentials.own()), 3), (SHORT_OF_WATCH, AGAIN, 0.0), strict=True
    ):
        await inquiry.ask(session.id, about(session, "resting", credential))
        await asyncio.sleep(pause)


async def credentials(inquiry: Inquiry) -> None:
    """Use each credential alone, its header's name in lower and in upper case."""
    session = _first(inquiry)
    for credential in inquiry.credentials.own():
        sent = inquiry.credentials.sent(credential)
        for case, name in (("lower case", str.lower), ("upper case", str.upper)):
            spelled = evolve(sent, header=name(sent.header)) if sent else None
            known = _about_first(session, "credentials", credential, f"header in {case}")
            await inquiry.ask(known.session, known, sent=spelled)


async def unknown(inquiry: Inquiry) -> None:
    """Ask about random ids, once each; and about one again and again."""
    own = inquiry.credentials.own()
    for credential in islice(cycle(own), 3):
        session_id = fresh_id()
        await inquiry.ask(session_id, nobody("unknown", credential, session_id))


async def unknown_again(inquiry: Inquiry) -> None:
    """Ask about one random id three times, over a stretch that replicas and caches cannot excuse."""
    session_id = fresh_id()
    known = nobody("unknown", inquiry.credentials.own()[0], session_id, "again")
    for pause in (SHORT_OF_WATCH, AGAIN, 0.0):
        await inquiry.ask(session_id, known)
        await asyncio.sleep(pause)


async def anonymous(inquiry: Inquiry) -> None:
    """Ask without credentials about a session of each kind, an unknown one, and other spellings."""
    for state in STATES:
        for session in inquiry.deployment.declared(state)[:1]:
            await inquiry.ask(session.id, about(session, "anonymous", "none"))
    session_id = fresh_id()
    await inquiry.ask(session_id, nobody("anonymous", "none", session_id))
    for session in inquiry.deployment.sessions[:1]:
        for label, spelling in hostile.spellings(session.id).items():
            await inquiry.ask(
                spelling, evolve(about(session, "anonymous", "none", label), subject="spelling")
            )


async def stale(inquiry: Inquiry) -> None:
    """On one connection, ask with a credential, and then without."""
    session = _first(inquiry)
    for credential in inquiry.credentials.own():
        lane = f"stale {credential}"
        first = _about_first(session, "stale", credential)
        asked = await inquiry.ask(first.session, first, lane=lane)
        then = evolve(first, credential="none", label="")
        answered = await inquiry.ask(first.session, then, lane=lane)
        inquiry.tell_connections_apart(asked, answered)


async def foreign(inquiry: Inquiry, session: DeclaredSession) -> None:
    """Ask about another account's session, as that account and as ourselves."""
    for credential in ("foreign", *inquiry.credentials.own()):
        if inquiry.credentials.sent(credential):
            await inquiry.ask(session.id, about(session, "foreign", credential))


async def company(inquiry: Inquiry) -> None:
    """Send requests about several sessions, with several credentials and with none, all at once."""
    own = inquiry.credentials.own()
    deployment = inquiry.deployment
    told: list[Known] = []
    lasting = deployment.declared("alive", "dead", "unassigned")[:MOST_WATCHED]
    for session in lasting:
        told += [about(session, "company", own[0]), about(session, "company", "none")]
    first = _first(inquiry)
    told += [_about_first(first, "company", credential) for credential in own[1:]]
    for session in deployment.declared("foreign")[:1]:
        told += [about(session, "company", "foreign")] * bool(inquiry.credentials.foreign_api_key)
        told += [about(session, "company", own[0])]
    for credential in (own[0], "none"):
        session_id = fresh_id()
        told.append(nobody("company", credential, session_id))
    every = islice(cycle(told), IN_COMPANY)
    await asyncio.gather(*(inquiry.ask(known.session, evolve(known, together=True)) for known in every))


async def spelled(inquiry: Inquiry) -> None:
    """Ask about one session in every other legal spelling of its id."""
    for session in inquiry.deployment.declared("alive", "dead", "unassigned", "expiring")[:1]:
        for label, spelling in hostile.spellings(session.id).items():
            known = about(session, "spelled", inquiry.credentials.own()[0], label)
            await inquiry.ask(spelling, evolve(known, subject="spelling"))


async def near(inquiry: Inquiry) -> None:
    """Ask about ids that are derived from a known one and do not name it."""
    for session in inquiry.deployment.declared("alive", "dead", "unassigned", "expiring")[:1]:
        for label, octets in hostile.near_misses(session.id):
            known = about(session, "near", inquiry.credentials.own()[0], label)
            await inquiry.ask(octets, evolve(known, subject="near"))


async def hostile_ids(inquiry: Inquiry) -> None:
    """Ask about every id of the named list."""
    known = Known(scenario="hostile", subject="hostile", credential=inquiry.credentials.own()[0])
    for label, octets in hostile.HOSTILE:
        await inquiry.ask(octets, evolve(known, label=label))


async def odd(inquiry: Inquiry) -> None:
    """Send other methods and odd headers, about ids that nobody owns."""
    known = Known(scenario="odd", subject="odd", credential=inquiry.credentials.own()[0])
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        await inquiry.ask(fresh_id(), evolve(known, label="method"), method=method)
    override = (("X-HTTP-Method-Override", "DELETE"),)
    await inquiry.ask(fresh_id(), evolve(known, label="override"), headers=override)
    await inquiry.ask(fresh_id(), evolve(known, label="query"), query="?unknown=1")
    await inquiry.ask(fresh_id(), evolve(known, label="accept"), headers=(("Accept", "image/png"),))


async def published(inquiry: Inquiry) -> None:
    """Fetch the description that the deployment publishes, if it does."""
    known = Known(scenario="published", subject="contract", credential="none")
    await inquiry.fetch(f"{inquiry.deployment.prefix}/openapi.json", known)


async def wrong(inquiry: Inquiry) -> None:
    """Use wrong credentials: few, one at a time, and after all else, so that nobody is locked out."""
    session = _first(inquiry)
    every = inquiry.credentials.wrong()[: MOST_WRONG - 1]
    for each in every:
        known = _about_first(session, "wrong", each.credential, each.label)
        await inquiry.ask(known.session, known, sent=each.sent)
        await asyncio.sleep(WRONG_APART)
    known = _about_first(session, "wrong", "query", "a random key in the address")
    await inquiry.ask(known.session, known, query=f"?api_key={secrets.token_urlsafe(24)}")


def everything(inquiry: Inquiry) -> Iterable[Coroutine[None, None, object]]:
    """Return all scenarios that run at once, those whose moments carry meaning first."""
    deployment = inquiry.deployment
    if not inquiry.credentials.own():
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
    session: DeclaredSession | None, scenario: str, credential: Credential, label: str = ""
) -> Known:
    if session is None:
        return nobody(scenario, credential, fresh_id(), label)
    return about(session, scenario, credential, label)

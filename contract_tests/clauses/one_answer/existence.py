"""The session that a status is about, and whether it exists: what one status body says by itself."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from contract_tests.clauses import needs
from contract_tests.clauses.clause import NO_TIME, example, http, inference, of_answer, of_status, prose
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken
from contract_tests.recording import contract
from contract_tests.recording.reading import Reading, Status, canonical
from contract_tests.recording.timing import EASTERNMOST, SKEW


@of_answer(
    "existence.session-id-is-echoed",
    basis=prose("Args: session_id: Your session UUID"),
    says="session_id names the session that was asked for.",
    needs=needs.CREDENTIAL,
)
def session_id_is_echoed(reading: Reading) -> Finding | None:
    """session_id equals the id asked for, as sent or decoded, or is the same UUID in another spelling."""
    asked, status = reading.context.asked, reading.status
    if status is None:
        return None
    if asked in {status.session_id, unquote(status.session_id)}:
        return HOLDS
    # A slash behind another account's id is no part of it to routers that leave it away.
    if canonical(unquote(status.session_id)) in {canonical(asked), canonical(asked.removesuffix("/"))}:
        return HOLDS
    return broken(f"session_id {status.session_id!r}", f"session_id {asked!r}")


@of_answer(
    "existence.unknown-session-does-not-exist",
    basis=prose("exists: True if session exists"),
    says="A fresh random UUID names no session.",
    needs=needs.CREDENTIAL,
    unoffered="unknown sessions were not answered 200",
)
def unknown_session_does_not_exist(reading: Reading) -> Finding | None:
    """A fresh random UUID, if answered 200, is answered exists false."""
    if reading.context.subject != "unknown" or reading.status is None:
        return _not_offered(reading)
    return broken("exists true", "exists false") if reading.status.exists else HOLDS


@of_answer(
    "existence.unknown-session-is-answered-200",
    basis=http("15.5.5", "did not find a current representation for the target resource"),
    says="A session that does not exist is answered 200 with exists false; else exists would have no use.",
    needs=needs.CREDENTIAL,
    by_head=True,
)
def unknown_session_is_answered_200(reading: Reading) -> Finding | None:
    """An authorised GET about a fresh random UUID is answered 200."""
    unknown = reading.is_documented_request and reading.context.subject == "unknown"
    # A credential that is refused is judged as such, not by what was asked with it.
    if not unknown or reading.code in {None, 401}:
        return None
    return HOLDS if reading.code == 200 else broken(f"status {reading.code}", "status 200")


@of_answer(
    "existence.absent-session-has-no-vm",
    basis=prose("vm_alive: True if VM exists and status is 'active'"),
    says="A session that does not exist has no VM.",
    needs=needs.CREDENTIAL,
    unoffered="no session was answered with exists false",
)
def absent_session_has_no_vm(reading: Reading) -> Finding | None:
    """exists false implies vm_assigned false, vm_alive false and vm_id absent."""
    status = reading.status
    if status is None or status.exists:
        return _not_offered(reading)
    if not status.vm_assigned and not status.vm_alive and status.vm_id is None:
        return HOLDS
    told = {name: json.dumps(getattr(status, name)) for name in ("vm_assigned", "vm_alive", "vm_id")}
    seen = ", ".join(f"{name} {value}" for name, value in {"exists": "false", **told}.items())
    return broken(seen, "vm_assigned false, vm_alive false, vm_id null")


@of_answer(
    "existence.absent-session-was-never-created",
    basis=prose("created_at: When the session was created"),
    says="A session that does not exist was never created.",
    needs=needs.CREDENTIAL,
    unoffered="no session was answered with exists false",
)
def absent_session_was_never_created(reading: Reading) -> Finding | None:
    """exists false implies created_at absent."""
    status = reading.status
    if status is None or status.exists:
        return _not_offered(reading)
    if status.created_at is None:
        return HOLDS
    return broken(f"exists false, created_at {status.created_at!r}", "created_at null")


@of_status(
    "existence.session-was-created",
    basis=example("vm_alive", '"created_at": "2025-01-10T12:34:56"'),
    says="A session that exists was created at some time.",
    needs=needs.EXISTING,
)
def session_was_created(status: Status) -> Finding | None:
    """exists true implies created_at present."""
    if not status.exists:
        return None
    return broken("created_at null", "a date-time") if status.created_at is None else HOLDS


@of_answer(
    "existence.creation-lies-in-the-past",
    basis=prose("created_at: When the session was created"),
    says="A session was created before its status was told.",
    needs=needs.EXISTING,
    unoffered="no answer about an existing session had both a created_at and a Date header",
)
def creation_lies_in_the_past(reading: Reading) -> Finding | None:
    """created_at is not later, by five minutes, than both the answer's Date header and the time at which the
    answer came by our own clock: a gateway's may be slow. Without an offset it may be any zone's, plus
    fourteen hours. Servers without a clock send no Date (RFC 9110, 6.6.1)."""
    status = reading.status
    created = contract.instant(status.created_at or "") if status else None
    if status is None or created is None:
        return NOT_OFFERED if status and status.exists and status.created_at is None else None
    told = _date(reading)
    if told is None:
        return NOT_OFFERED
    leeway = SKEW if created.tzinfo else SKEW + EASTERNMOST
    now = max(filter(None, (told, reading.received)))
    if created.replace(tzinfo=created.tzinfo or UTC) - now <= leeway:
        return HOLDS
    return broken(f"created_at {status.created_at}, Date {told:%Y-%m-%dT%H:%M:%SZ}", "the past")


@of_status(
    "existence.creation-time-is-plausible",
    basis=inference("Nobody ran this service in the last century: such a time is a zero or a wrong unit."),
    says="A session was not created before the year 2000.",
    needs=needs.EXISTING,
    unoffered=NO_TIME,
)
def creation_time_is_plausible(status: Status) -> Finding | None:
    """created_at, if it is a date-time, lies in the year 2000 or later."""
    created = contract.instant(status.created_at or "")
    if created is None:
        return NOT_OFFERED if status.exists and status.created_at is None else None
    if created.year >= 2000:
        return HOLDS
    return broken(f"created_at {status.created_at}", "a time since 2000")


def _not_offered(reading: Reading) -> Finding | None:
    """Say so where a deployment answers what it does not know with an error, as it may."""
    refused = reading.code is not None and 400 <= reading.code < 500
    asked = reading.is_documented_request and reading.context.subject == "unknown"
    return NOT_OFFERED if asked and refused else None


def _date(reading: Reading) -> datetime | None:
    try:
        told = parsedate_to_datetime(reading.exchange.header("date") or "")
    except (ValueError, OverflowError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)

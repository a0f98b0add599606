"""Undocumented ids and requests: what one answer says by itself."""

import re
from urllib.parse import unquote

from contract_tests.clauses import needs
from contract_tests.clauses.clause import MISCONFIGURED, http, in_schema, of_answer
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken
from contract_tests.clauses.one_answer import internals
from contract_tests.recording import contract
from contract_tests.recording.failure import FailureKind
from contract_tests.recording.observation import OWN
from contract_tests.recording.purpose import PLAIN_INVALID_IDS, Probe
from contract_tests.recording.reading import Reading

DEBUGGING = re.compile("debug|exception|stack", re.IGNORECASE)
"""Names of headers that tell developers what went wrong."""

UNDOCUMENTED_IDS = frozenset({"near", "hostile", "spelling"})


def with_real_credential(reading: Reading) -> bool:
    """Tell whether a real credential of our own asked."""
    return reading.context.credential in OWN


@of_answer(
    "refusal.hostile-id-is-survived",
    basis=in_schema(contract.RESPONSES, '"422": {"description": "Validation Error"'),
    says="No id makes the service fail, and no harmless one is left without an answer.",
    needs=needs.CREDENTIAL,
    by_head=True,
)
def hostile_id_is_survived(reading: Reading) -> Finding | None:
    """No id is answered 5xx, gateways aside; and none up to 8,000 octets makes the time limit pass or the
    connection drop, on a fresh one once more, unless before any answer to what looks like an attack."""
    exchange, context = reading.exchange, reading.context
    # Other spellings are a session's, and what callers without a credential are told of that is access's.
    bare = context.credential == "none" and context.subject != "spelling"
    if context.subject not in UNDOCUMENTED_IDS or not (bare or with_real_credential(reading)):
        return None
    if exchange.failure is not None:
        if unanswered_twice(reading) and not _may_be_unanswered(reading):
            return broken(exchange.failure.detail, "an answer")
        return None
    if reading.code is None:
        return None
    return broken(f"status {reading.code}", "200, 422 or another 4xx") if reading.code >= 500 else HOLDS


@of_answer(
    "refusal.hostile-id-is-answered",
    basis=http("15.5", "the server SHOULD send a representation containing an explanation"),
    says="An id that looks like an attack is answered, not met with silence or a closed connection.",
    needs=needs.CREDENTIAL,
    by_head=True,
)
def hostile_id_is_answered(reading: Reading) -> Finding | None:
    """No id up to 8,000 octets that looks like an attack makes the connection close before any answer, or the
    time limit pass, on a fresh connection once more, as some web firewalls do."""
    context, failure = reading.context, reading.exchange.failure
    if context.subject not in UNDOCUMENTED_IDS or not with_real_credential(reading):
        return None
    if failure is not None:
        if unanswered_twice(reading) and _may_be_unanswered(reading):
            return broken(failure.detail, "an answer: 403 or another 4xx")
        return None
    return None if reading.code is None or context.is_harmless else HOLDS


def unanswered_twice(reading: Reading) -> bool:
    """Tell whether a request of ordinary length was dropped or timed out, on a fresh connection once more."""
    exchange = reading.exchange
    failed = exchange.failure is not None and exchange.failure.dropped_or_timed_out
    # So long a target every recipient is to take (RFC 9110, 4.1).
    return failed and reading.context.again and len(exchange.target) <= 8000


def _may_be_unanswered(reading: Reading) -> bool:
    """Tell whether gateways do that: give not one octet of an answer to what looks like an attack."""
    failure = reading.exchange.failure
    silent = failure is not None and (failure.kind is FailureKind.TIMED_OUT or failure.begun is False)
    return silent and not reading.context.is_harmless


@of_answer(
    "refusal.plain-invalid-id-is-documented",
    basis=http("15.5.21", "was unable to process the contained instructions"),
    says="A short printable id that is no UUID is answered 200 or 422, as documented.",
    needs=needs.CREDENTIAL,
)
def plain_invalid_id_is_documented(reading: Reading) -> Finding | None:
    """A short printable id that is no UUID is answered 200 or 422."""
    context = reading.context
    if context.probe not in PLAIN_INVALID_IDS or not with_real_credential(reading) or reading.code is None:
        return None
    if reading.code in {200, 422}:
        return HOLDS
    return broken(f"status {reading.code}", "200 with exists false, or 422")


@of_answer(
    "refusal.error-tells-no-internals",
    basis=MISCONFIGURED,
    says="No error tells how the service is made.",
    needs=needs.NOTHING,
    unoffered="no request was answered with an error",
)
def error_tells_no_internals(reading: Reading) -> Finding | None:
    """Neither an error's body nor a header for debugging holds a stack frame, a debugger's page, a path of a
    file on the server, SQL, or the words of a database or a runtime, what it repeats of the id aside."""
    exchange, context = reading.exchange, reading.context
    if exchange.status is None or context.subject == "contract":
        return None
    if exchange.status < 400:
        return NOT_OFFERED
    debugging = [unquote(value) for name, value in exchange.answer_headers if DEBUGGING.search(name)]
    text = "\n".join([exchange.body.decode(errors="replace"), *debugging])
    match = internals.found(text, context.asked)
    if match is None:
        return HOLDS
    return broken(f"status {exchange.status} with {match[:80]!r}", "an error that tells nothing")


@of_answer(
    "refusal.error-repeats-no-markup",
    basis=MISCONFIGURED,
    says="An error that repeats markup from the id is not served as a page.",
    needs=needs.CREDENTIAL,
    unoffered="no error repeated the id",
)
def error_repeats_no_markup(reading: Reading) -> Finding | None:
    """An error whose body holds the markup of the id, unescaped, does not carry text/html."""
    exchange, context = reading.exchange, reading.context
    if context.probe is not Probe.HTML or (exchange.status is None and not unanswered_twice(reading)):
        return None
    repeated = context.asked in exchange.body.decode(errors="replace")
    if exchange.status is None or exchange.status < 400 or not repeated:
        return NOT_OFFERED
    # Without a media type browsers guess, and take markup for a page.
    if "html" in (exchange.header("content-type") or "text/html").lower():
        return broken("markup from the id in a page", "markup escaped, or not served as HTML")
    return HOLDS


@of_answer(
    "refusal.other-methods-are-refused",
    basis=http("15.5.6", "The origin server MUST generate an Allow header field in a 405 response"),
    says="Other methods are refused, and a 405 says which are not.",
    needs=needs.CREDENTIAL,
    by_head=True,
)
def other_methods_are_refused(reading: Reading) -> Finding | None:
    """POST, PUT, PATCH and DELETE about an unknown session are answered 4xx (or 501), a 405 with Allow."""
    exchange, context = reading.exchange, reading.context
    if context.probe is not Probe.METHOD or reading.code is None:
        return None
    if reading.code == 405 and exchange.header("allow") is None:
        return broken(f"405 to {exchange.method}, without Allow", "Allow: GET")
    if 400 <= reading.code < 500 or reading.code == 501:
        return HOLDS
    return broken(f"status {reading.code} to {exchange.method}", "status 405")

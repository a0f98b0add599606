"""The form of an answer: its status, its media type, its members and their types."""

from collections.abc import Iterable

from attrs import define, field

from contract_tests.clauses import needs
from contract_tests.clauses.clause import (
    NO_TIME,
    Fold,
    http,
    in_schema,
    inference,
    of_answer,
    of_many,
    of_status,
)
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, FindingKind, broken
from contract_tests.clauses.intervals.spans import Spans
from contract_tests.recording import contract
from contract_tests.recording.exchange import NOT_FOUND, REFUSED
from contract_tests.recording.observation import OWN
from contract_tests.recording.reading import REQUIRED, UNREAD, Reading, Status

STATUS = "/components/schemas/SessionStatusResponse"
DOCUMENTED = frozenset({200, 422})


def judged_as_body(reading: Reading) -> bool:
    """Tell whether an answer ought to be one of the two documented bodies."""
    return reading.is_documented_request and reading.code in DOCUMENTED


def about_any_id(reading: Reading) -> bool:
    """Tell whether a real credential asked about an id that is spelled otherwise, or is no session's.

    With what divides an address in it, an id may lead to something else, which is not judged.
    """
    context = reading.context
    odd = context.credential in OWN and context.subject in {"spelling", "near", "hostile"}
    return odd and not any(each in context.asked for each in "/\\?#;")


@of_many(
    "shape.status-is-documented",
    basis=in_schema(f"{contract.RESPONSES}/200/description", "Successful Response"),
    says="An authorised GET about a declared session of one's own is answered 200 or 422.",
    needs=needs.Needs("a declared session", ("alive", "unassigned", "dead")),
    by_head=True,
)
@define
class StatusIsDocumented(Fold):
    """Every ordinary answer about a declared session is 200 or 422. A 404 breaks it only where sessions
    that do not exist are answered 200, or where it is found and not found in turn for longer than replicas
    may lag; 401 and 403 are judged elsewhere, and what gateways answer is no answer of the API."""

    stories: dict[str, Spans[bool]] = field(factory=dict)
    found: set[str] = field(factory=set)
    unfound: dict[str, int] = field(factory=dict)
    unknown_found: bool = False

    def step(self, reading: Reading) -> Iterable[Finding]:
        context = reading.context
        if not reading.is_documented_request or reading.code is None or reading.code in REFUSED:
            return
        found = reading.code in DOCUMENTED
        if context.subject == "unknown":
            self.unknown_found = self.unknown_found or reading.code == 200
        elif not found and reading.code not in NOT_FOUND:
            yield broken(f"status {reading.code}", "status 200 or 422")
        else:
            if found:
                self.found.add(context.session)
                yield HOLDS
            else:
                self.unfound.setdefault(context.session, reading.number)
            story = self.stories.setdefault(context.session, Spans("found"))
            finding = story.step(found, reading.exchange)
            if finding is not None and finding.kind is FindingKind.BROKEN:
                yield finding

    def finish(self) -> Iterable[Finding]:
        for session, number in self.unfound.items():
            if self.unknown_found and session not in self.found:
                seen = "404 about a declared session, while unknown sessions are answered 200"
                yield broken(seen, "status 200 or 422", number)


@of_answer(
    "shape.body-is-json",
    basis=in_schema(f"{contract.RESPONSES}/200/content", "application/json"),
    says="A 200 or 422 carries application/json, and its body is one JSON text.",
    needs=needs.CREDENTIAL,
)
def body_is_json(reading: Reading) -> Finding | None:
    """The media type is application/json, parameters allowed, and the body is one JSON text by RFC 8259:
    UTF-8, no NaN or Infinity, nothing around it but white space; it is encoded as Content-Encoding says, and
    judged if that can be undone here. To any other id a 200 may be a gateway's page, and is one JSON text
    where it says that it is."""
    documented = judged_as_body(reading)
    if not documented and not (reading.code == 200 and about_any_id(reading)):
        return None
    kind = reading.exchange.header("content-type") or "none"
    if kind.partition(";")[0].strip().lower() != "application/json":
        wrong = broken(f"content-type: {kind}", "content-type: application/json")
        return wrong if documented else None
    if reading.value is UNREAD:
        return broken(reading.unreadable, "one JSON text")
    return HOLDS if documented else None


@of_answer(
    "shape.members-are-unique",
    basis=http("4", "The names within an object SHOULD be unique.", rfc=8259),
    says="No member name stands twice in one object.",
    needs=needs.CREDENTIAL,
)
def members_are_unique(reading: Reading) -> Finding | None:
    """In a readable 200 or 422, no object has two members of the same name."""
    if not judged_as_body(reading) or reading.value is UNREAD:
        return None
    return HOLDS if reading.unique else broken("a member twice in one object", "each once")


@of_answer(
    "shape.status-body-matches-schema",
    basis=in_schema(STATUS, '"required": ["session_id", "exists", "vm_assigned"]'),
    says="A 200 body satisfies the schema SessionStatusResponse.",
    needs=needs.CREDENTIAL,
)
def status_body_matches_schema(reading: Reading) -> Finding | None:
    """A readable 200 validates against SessionStatusResponse, formats aside, with exact JSON types;
    members that the schema does not know are legal. So does one about any other id that has the required
    members."""
    return _matches(reading, 200, "SessionStatusResponse")


@of_answer(
    "shape.validation-error-matches-schema",
    basis=in_schema("/components/schemas/HTTPValidationError", '"title": "HTTPValidationError"'),
    says="A 422 body satisfies the schema HTTPValidationError.",
    needs=needs.CREDENTIAL,
    unoffered="no id was answered 422",
)
def validation_error_matches_schema(reading: Reading) -> Finding | None:
    """A 422 to an authorised GET, whatever the id, validates against HTTPValidationError; more members
    are legal."""
    context = reading.context
    if context.credential not in OWN or context.subject == "contract" or reading.code is None:
        return None
    if reading.code != 422:
        return NOT_OFFERED if context.subject == "hostile" else None
    if reading.value is UNREAD:
        return broken(f"422, but {reading.unreadable}", "an HTTPValidationError")
    wrong = contract.complaint("HTTPValidationError", reading.value)
    return broken(wrong, "an HTTPValidationError") if wrong else HOLDS


def _matches(reading: Reading, code: int, name: str) -> Finding | None:
    claims = about_any_id(reading) and isinstance(reading.value, dict) and reading.value.keys() >= REQUIRED
    documented = reading.is_documented_request
    if not (documented or claims) or reading.code != code or reading.value is UNREAD:
        return None
    wrong = None if reading.status else contract.complaint(name, reading.value)
    if reading.status or not (documented or wrong):
        return HOLDS if documented else None
    return broken(wrong or "no object", f"a body that satisfies {name}")


@of_status(
    "shape.created-at-is-a-timestamp",
    basis=in_schema(f"{STATUS}/properties/created_at", '"format": "date-time"'),
    says="created_at, if present, is a date-time.",
    needs=needs.EXISTING,
    unoffered=NO_TIME,
)
def created_at_is_a_timestamp(status: Status) -> Finding | None:
    """created_at, if present, is an RFC 3339 date-time that exists in the calendar; the offset is
    optional, T may be t or a space, and second 60 is legal."""
    if status.created_at is None:
        return NOT_OFFERED if status.exists else None
    if contract.instant(status.created_at) is None:
        return broken(f"created_at {status.created_at!r}", "such as 2025-01-10T12:34:56")
    return HOLDS


@of_status(
    "shape.created-at-carries-an-offset",
    basis=inference(
        "RFC 3339 wants an offset; without one, no caller can tell the instant. The examples have none."
    ),
    says="created_at carries an offset.",
    needs=needs.EXISTING,
    unoffered=NO_TIME,
)
def created_at_carries_an_offset(status: Status) -> Finding | None:
    """A created_at that is a date-time ends with Z or an offset."""
    match = contract.TIMESTAMP.fullmatch(status.created_at or "")
    if match is None or contract.instant(match[0]) is None:
        return NOT_OFFERED if status.exists and status.created_at is None else None
    if match["offset"] is None:
        return broken(f"created_at {status.created_at!r}", f"such as {status.created_at}Z")
    return HOLDS

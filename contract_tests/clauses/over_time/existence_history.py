"""Existence over time: answers about one session agree on whether it exists, and since when."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import define, field, frozen

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Fold, http, inference, of_many, prose
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken
from contract_tests.clauses.intervals.brackets import Brackets
from contract_tests.clauses.intervals.spans import Span, Spans
from contract_tests.recording import contract
from contract_tests.recording.observation import OWN
from contract_tests.recording.purpose import Probe
from contract_tests.recording.reading import Reading
from contract_tests.recording.timing import SETTLED

Place = tuple[str, str]
"""A session and the credential that asked: two credentials may belong to two accounts."""


def place(reading: Reading) -> Place:
    """Return whose story an answer belongs to."""
    return reading.context.session, reading.context.credential


@frozen
class Created:
    """A session's time of creation, as an answer told it, and to how many digits of a second."""

    instant: datetime
    digits: int
    told: str
    number: int


@of_many(
    "existence.creation-time-is-constant",
    basis=prose("created_at: When the session was created"),
    says="A session was created once: every answer tells the same instant.",
    needs=needs.Needs("a session that exists, asked about more than once", ("alive",)),
    unoffered="no answer about an existing session gave a created_at",
)
@define
class CreationTimeIsConstant(Fold):
    """All created_at of one session are the same instant, cut off or rounded to the coarser precision of each
    two, zeros at the end aside; a time with an offset and one without cannot be compared, and are not."""

    first: dict[tuple[Place, bool], Created] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        status = reading.status
        if status is None or not reading.is_documented_request or not status.exists:
            return
        if status.created_at is None:
            yield NOT_OFFERED
            return
        instant = contract.instant(status.created_at)
        if instant is None:
            return
        created = Created(instant, contract.digits(status.created_at), status.created_at, reading.number)
        first = self.first.setdefault((place(reading), bool(instant.tzinfo)), created)
        if first is created:
            return
        # Where one replica cuts off another may round: either way by less than a unit of the coarser one.
        unit = timedelta(microseconds=10 ** max(0, 6 - min(first.digits, created.digits)))
        apart = abs(instant - first.instant)
        if not apart or (first.digits != created.digits and apart <= unit):
            yield HOLDS
        else:
            seen = f"created_at {first.told}, then {created.told}"
            yield broken(seen, first.told, first.number, created.number)


@of_many(
    "existence.existence-does-not-flap",
    basis=prose("Whether the session exists"),
    says="A session does not exist, cease to exist and exist again.",
    needs=needs.Needs(f"a declared session, asked about for longer than {SETTLED:g} s", ("alive",)),
)
@define
class ExistenceDoesNotFlap(Fold):
    """The answers about a declared session do not say exists true, false and true again, nor the
    reverse; replicas and caches may lag by 2 s."""

    stories: dict[Place, Spans[bool]] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        context = reading.context
        if reading.status is None or not reading.is_documented_request or context.subject != "declared":
            return
        story = self.stories.setdefault(place(reading), Spans("exists"))
        finding = story.step(reading.status.exists, reading.exchange)
        if finding:
            yield finding


@of_many(
    "existence.asking-does-not-create",
    basis=http("9.2.1", "the client does not request, and does not expect, any state change"),
    says="Asking about an unknown session does not create it.",
    needs=needs.CREDENTIAL,
    unoffered="unknown sessions were not answered 200",
)
@define
class AskingDoesNotCreate(Fold):
    """An unknown session that did not exist when it was asked about does not exist when it is asked
    about again, seconds later."""

    absent: dict[Place, Span] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        context = reading.context
        repeated = context.subject == "unknown" and context.probe is Probe.AGAIN
        if not repeated or not reading.is_documented_request:
            return
        if reading.status is None:
            yield NOT_OFFERED
            return
        exchange = reading.exchange
        first = self.absent.get(place(reading))
        if first is None:
            if not reading.status.exists:
                self.absent[place(reading)] = Span.of(exchange)
        elif reading.status.exists:
            yield broken("exists false, then true", "exists false", first.numbers[0], exchange.number)
        # Sooner, a replica that lags could not tell yet of a session that asking made.
        elif first.settled(exchange.sent):
            yield HOLDS


@of_many(
    "existence.spellings-agree",
    basis=inference("A UUID is a number: however it is spelled, it names the same session."),
    says="Two accepted spellings of one id tell the same.",
    needs=needs.EXISTING,
    unoffered="no other spelling of an id found its session",
)
@define
class SpellingsAgree(Fold):
    """A spelling that finds an existing session tells the vm_assigned, vm_id and created_at that the
    declared spelling tells, before and after."""

    brackets: Brackets[tuple[object, ...]] = field(factory=Brackets)

    def step(self, reading: Reading) -> Iterable[Finding]:
        context, status = reading.context, reading.status
        if context.subject == "spelling" and context.credential in OWN:
            if status is not None and status.exists:
                self.brackets.add_trial(place(reading), status.lasting, context.attempt, reading.exchange)
            elif reading.code is not None:
                yield NOT_OFFERED
        elif status is not None and context.subject == "declared":
            yield from self.brackets.add_control(place(reading), status.lasting, reading.exchange)

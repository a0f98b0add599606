"""Over the wire: that there is an answer, that it is one's own, and what was published about it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from attrs import define, field

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Fold, in_schema, inference, of_answer, of_many, prose
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken
from contract_tests.clauses.intervals.brackets import Brackets
from contract_tests.recording import contract
from contract_tests.recording.described import DescriptionError, operation_of
from contract_tests.recording.exchange import FAILED_GATEWAY
from contract_tests.recording.published import differences
from contract_tests.recording.reading import UNREAD, Reading, canonical
from contract_tests.recording.strict_json import decode
from contract_tests.recording.timing import DECISIVE, FEWEST, NEVER, RESTART, SELDOM, STALE

WITNESSES = 3
"""Findings that are kept: as many as a verdict shows."""
SLOTS_A_SECOND = 2
"""Failures within half a second of each other count as one moment: they may have one cause."""
MOMENTS = 5
"""Moments at which requests fail, over a longer time than two restarts take, that are no chance."""


@of_answer(
    "delivery.no-server-error",
    basis=in_schema(contract.RESPONSES, '"200": {"description": "Successful Response"'),
    says="No documented request is answered with a server error, not even sometimes.",
    needs=needs.CREDENTIAL,
    by_head=True,
)
def no_server_error(reading: Reading) -> Finding | None:
    """No authorised GET about a declared or an unknown session is answered 5xx, but for 502, 503 and
    504, which gateways give."""
    if not reading.is_documented_request or reading.code is None:
        return None
    return broken(f"status {reading.code}", "status 200") if reading.code >= 500 else HOLDS


@define
class Hindered:
    """Requests of one kind that gateways answered: since when, until when, and the latest of them."""

    first: float
    last: float = NEVER
    count: int = 0
    number: int = 0
    status: int | None = None
    api_answered_others: bool = False
    """True if the API itself answered a request of another kind meanwhile."""


@of_many(
    "delivery.every-request-is-answered",
    basis=in_schema(contract.RESPONSES, '"200": {"description": "Successful Response"'),
    says="Every documented request is answered.",
    needs=needs.CREDENTIAL,
    by_head=True,
)
@define
class EveryRequestIsAnswered(Fold):
    """No authorised GET about a declared or an unknown session is dropped, or left without an answer until
    the time limit, each time that it is put while others are answered; nor one in ten throughout. No state of
    sessions, and no credential, gets gateways' answers only, for seconds in which others are answered."""

    proved: list[Finding] = field(factory=list)
    answered: int = 0
    failed: int = 0
    slots: dict[int, int] = field(factory=dict)
    """The half seconds of the run in which requests failed, counted from 0, each with the number of one."""
    latest: float = NEVER
    answered_kinds: set[str] = field(factory=set)
    hindered: dict[str, Hindered] = field(factory=dict)
    """All other kinds of requests, by name: those that the API has not answered so far."""

    def step(self, reading: Reading) -> Iterable[Finding]:
        """Take the next answer, or failure; what was put again after others were answered proves itself."""
        exchange = reading.exchange
        failure = exchange.failure
        if not reading.is_documented_request:
            return
        self._hinder(reading)
        if reading.code is not None:
            self.latest = exchange.sent
            self.answered += 1
            yield HOLDS
        elif failure and failure.dropped_or_timed_out:
            self.failed += 1
            slot = int(exchange.sent * SLOTS_A_SECOND)
            # The first moments are kept, and the latest: they tell over how long a time requests failed.
            if len(self.slots) < MOMENTS or self._outlasts_restarts(slot):
                self.slots = dict(list(self.slots.items())[: MOMENTS - 1]) | {slot: reading.number}
            if reading.context.again and len(self.proved) < WITNESSES:
                self.proved.append(broken(f"each time: {failure.detail}", "an answer", reading.number))

    def _outlasts_restarts(self, slot: int) -> bool:
        """Tell whether a failure comes later after the first one than two restarts in a row take."""
        return (slot - min(self.slots)) / SLOTS_A_SECOND > 2 * RESTART

    def _hinder(self, reading: Reading) -> None:
        """Keep of each kind of requests whether it was answered, or what it met instead."""
        exchange, context = reading.exchange, reading.context
        for kind in (f"{context.state or context.subject} sessions", f"the {context.credential}"):
            if reading.code is not None:
                self.answered_kinds.add(kind)
                self.hindered.pop(kind, None)
            if kind in self.answered_kinds:
                continue
            met = self.hindered.setdefault(kind, Hindered(exchange.sent))
            if exchange.status in FAILED_GATEWAY:
                met.count += 1
                met.last, met.number, met.status = exchange.sent, reading.number, exchange.status
                met.api_answered_others |= self.latest > met.first

    def finish(self) -> Iterable[Finding]:
        """With no answer at all no deployment is to blame; a restart is over soon, some drops are usual."""
        if self.answered:
            yield from self.proved
        for kind, met in self.hindered.items():
            if met.api_answered_others and met.count >= FEWEST and met.last - met.first > DECISIVE:
                seen = f"{kind}: status {met.status} each time, while others were answered"
                yield broken(seen, "an answer of the API", met.number)
        spread = len(self.slots) == MOMENTS and self._outlasts_restarts(max(self.slots))
        if not self.proved and spread and self.failed > self.answered * SELDOM:
            seen = f"{self.failed} requests without an answer, and {self.answered} with one, now and later"
            yield broken(seen, "answers", *list(self.slots.values())[-WITNESSES:])


@of_many(
    "delivery.concurrent-answers-stay-apart",
    basis=prose("Whether the session exists"),
    says="Each answer among many in flight is about its own session.",
    needs=needs.EXISTING,
)
@define
class ConcurrentAnswersStayApart(Fold):
    """Among requests in flight together, each 200 echoes its own id, and tells the vm_id and created_at
    that its session tells alone, before and after."""

    brackets: Brackets[tuple[object, ...]] = field(factory=Brackets)

    def step(self, reading: Reading) -> Iterable[Finding]:
        status, context = reading.status, reading.context
        if status is None or not reading.is_documented_request:
            return
        place = (context.session, context.credential)
        if not context.together:
            if context.subject != "unknown":
                yield from self.brackets.add_control(place, status.lasting, reading.exchange)
        elif canonical(status.session_id) != canonical(context.asked):
            seen = f"asked concurrently, session_id {status.session_id!r}"
            yield broken(seen, f"session_id {context.asked!r}")
        elif context.subject == "unknown":
            yield HOLDS
        else:
            self.brackets.add_trial(place, status.lasting, "asked concurrently", reading.exchange)


@of_answer(
    "delivery.status-is-not-cached",
    basis=inference(
        "A status that a cache may keep is no status, and one that a shared cache may keep is a leak."
    ),
    says="No cache may keep a status.",
    needs=needs.CREDENTIAL,
    by_head=True,
)
def status_is_not_cached(reading: Reading) -> Finding | None:
    """A 200 does not carry public, s-maxage or a max-age of a minute or more in Cache-Control."""
    if not reading.is_documented_request or reading.code != 200:
        return None
    headers = reading.exchange.answer_headers
    # Lines of one name are one list (RFC 9110, 5.3).
    told = ", ".join(value for name, value in headers if name.lower() == "cache-control").lower()
    age = re.search(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,9})", told)
    shared = re.search(r"(?<![\w-])(public|s-maxage)\b", told)
    # no-store goes before max-age (RFC 9111, 5.2.2.5).
    if shared or (age and int(age[1]) >= STALE and "no-store" not in told):
        return broken(f"Cache-Control: {told}", "Cache-Control: no-store")
    return HOLDS


@of_answer(
    "delivery.published-contract-agrees",
    basis=inference(
        "What a deployment publishes about itself is what its callers generate their clients from."
    ),
    says="The published description of the operation agrees with the pinned one.",
    needs=needs.NOTHING,
    unoffered="the deployment publishes no openapi.json that describes this operation",
)
def published_contract_agrees(reading: Reading) -> Finding | None:
    """Where openapi.json is served and describes this operation, no difference from the pin is breaking."""
    if reading.context.subject != "contract" or reading.code is None:
        return None
    if reading.code != 200 or reading.value is UNREAD or not isinstance(reading.value, dict):
        return NOT_OFFERED
    breaking = _breaking(reading.exchange.body)
    if breaking is None:
        return NOT_OFFERED
    return broken(breaking, "as pinned") if breaking else HOLDS


@lru_cache(maxsize=4)  # the same description is not compared again and again
def _breaking(body: bytes) -> str | None:
    """Return what first breaks the pin in a published description, "" where nothing does.

    None where it does not describe this operation, or not in a way that can be read.
    """
    pinned = operation_of(contract.document(), contract.PATH)
    assert pinned is not None
    try:
        published = operation_of(decode(body)[0], contract.PATH)
        if published is None:
            return None
        for each in differences(pinned, published):
            example = f", as {each.example}" if each.example else ""
            return f"{each.place}: {each.message}{example}"
    except DescriptionError:
        return None
    return ""

"""Access: what refusals show that only others were told, and what several credentials are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import define, field, frozen

from contract_tests.clauses import needs
from contract_tests.clauses.clause import MISCONFIGURED, Fold, of_many
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken, undecided
from contract_tests.clauses.intervals.brackets import Brackets
from contract_tests.clauses.knowledge import PLENTY, Knowledge, shows
from contract_tests.clauses.one_answer.access import (
    AUTHENTICATION,
    WRONG,
    at_another_door,
    is_redirect,
    succeeded,
    unauthorised,
)
from contract_tests.clauses.showing import Parts, parts_of, tells_apart
from contract_tests.recording import contract
from contract_tests.recording.exchange import REFUSED
from contract_tests.recording.observation import OWN
from contract_tests.recording.purpose import Probe, Scenario
from contract_tests.recording.reading import Reading, Status
from contract_tests.recording.timing import ROUNDING

ENOUGH = 3
"""Answers of each kind from which on it is no chance that a part is the same in all of them."""
RIGHT = "the same for all, the id aside"
PROOF = 10
"""Ids from which on two releases, to one of which each id is hashed, do not part them by chance."""


@frozen
class Refusal:
    """The parts of a refusal, the session and the exchange, whether a random credential was refused, and
    whether others were in flight."""

    told: Parts
    session: str
    number: int
    random: bool
    together: bool

    @classmethod
    def of(cls, reading: Reading) -> Refusal:
        """Return the refusal that an answer is."""
        context = reading.context
        random = context.probe in {Probe.RANDOM_KEY, Probe.RANDOM_TOKEN}
        return cls(parts_of(reading), context.session, reading.number, random, context.together)


@of_many(
    "access.refusal-shows-nothing-known",
    basis=MISCONFIGURED,
    says="What a status tells stands in no part of a refusal.",
    needs=needs.ASSIGNED,
    unoffered="no status told a text that others could not know",
)
@define
class RefusalShowsNothingKnown(Fold):
    """Neither the body nor a header of a refusal holds a VM's name, its status, or another text that all
    authorised answers about one session told, and none about another; what it repeats of the request, and
    what stands in all refusals, aside. Nor does one of another method, or path, hold a VM's name."""

    known: Knowledge = field(factory=Knowledge)
    refused: dict[tuple[str, ...], Refusal] = field(factory=dict)
    elsewhere: dict[tuple[str, ...], Refusal] = field(factory=dict)
    """Refusals by another method or at another path, which are others' and hold other words."""
    usual: list[Parts] = field(factory=list)

    def step(self, reading: Reading) -> Iterable[Finding]:
        context = reading.context
        if reading.status is not None:
            self.known.add(context.session, reading.value, exists=reading.status.exists)
        elif reading.code is None or reading.code < 300:
            return ()
        elif unauthorised(reading):
            refusal = Refusal.of(reading)
            if context.subject == "unknown" and len(self.usual) < PLENTY:
                self.usual.append(refusal.told)
            if len(self.refused) < PLENTY:
                self.refused.setdefault((context.session, *refusal.told.values()), refusal)
        elif at_another_door(reading) and len(self.elsewhere) < PLENTY:
            refusal = Refusal.of(reading)
            self.elsewhere.setdefault((context.session, *refusal.told.values()), refusal)
        return ()

    def finish(self) -> Iterable[Finding]:
        names, others = self.known.names_of(), self.known.texts_of()
        if not names | others:
            if self.known.answers and self.refused:
                yield NOT_OFFERED
            return
        refused = [(each.session, each.told) for each in self.refused.values()]
        for each in self.refused.values():
            found = shows(each.told, names, others, self.usual)
            found = found or self.known.states_shown(each.session, each.told, refused)
            yield from self._told(each, found) or [HOLDS]
        for each in self.elsewhere.values():
            yield from self._told(each, shows(each.told, names, frozenset(), self.usual))

    def _told(self, refusal: Refusal, found: dict[str, str]) -> list[Finding]:
        return [
            broken(f"{value!r} in the {part} of a refusal", "an error that tells nothing", refusal.number)
            for part, value in [*found.items()][:1]
        ]


@of_many(
    "access.refusals-look-alike",
    basis=MISCONFIGURED,
    says="Without a valid credential, a session that exists cannot be told from one that does not.",
    needs=needs.EXISTING,
)
@define
class RefusalsLookAlike(Fold):
    """Of refusals without credentials, those about declared sessions and those about fresh random ids have no
    status, no body and no header that is always the same for each kind, and another for the other; headers
    about the way of an answer, as of caches and machines, aside. Nor have refusals of a random credential and
    those that are like it, before and after, in what is the same in all refusals without any. HEAD without
    credentials does not succeed for declared sessions alone, nor with a Content-Length unlike that of unknown
    ones. Nor are both kinds told apart among requests in flight together alone, in what is the same in all
    refusals else."""

    plain: dict[str, list[Refusal]] = field(factory=lambda: defaultdict(list))
    """Refusals without credentials, by the kind of session: declared or unknown."""
    wrong: dict[tuple[str, str], list[Refusal]] = field(factory=lambda: defaultdict(list))
    """Those of wrong credentials, by the kind of credential and of session."""
    heads: dict[bool, list[Reading]] = field(factory=lambda: {True: [], False: []})
    """Answers to HEAD without credentials, by whether the session was declared."""
    otherwise: int | None = None
    """The status that a request without credentials met about a declared session, where it was no refusal."""

    def step(self, reading: Reading) -> Iterable[Finding]:
        context = reading.context
        heads = self.heads[context.state is not None]
        bare = context.credential == "none" and reading.exchange.method == "HEAD"
        if bare and reading.code is not None and len(heads) < PROOF:
            heads.append(reading)
        kind = "declared" if context.subject == "foreign" else context.subject
        anonymous = context.credential == "none" and context.probe is Probe.NONE
        if kind not in {"declared", "unknown"} or not (reading.code in REFUSED or is_redirect(reading)):
            if anonymous and kind == "declared":
                self.otherwise = reading.code or self.otherwise
            return ()
        kept: list[Refusal] | None = None
        if anonymous:
            kept = self.plain[kind]
        elif context.credential in WRONG and context.scenario is not Scenario.ANONYMOUS:
            kept = self.wrong["token" if context.credential == "wrong-token" else "key", kind]
        if kept is not None and len(kept) < PLENTY:
            kept.append(Refusal.of(reading))
        return ()

    def finish(self) -> Iterable[Finding]:
        yield from self._compare_heads()
        declared, unknown = self.plain["declared"], self.plain["unknown"]
        if not declared or not unknown:
            if self.otherwise is not None and not declared:
                seen = f"without a credential, sessions that exist were answered {self.otherwise}"
                yield undecided(seen, "that is no refusal to compare")
            return
        # A balancer may hash each id to another release.
        proven = len({each.session for each in (*declared, *unknown)}) >= PROOF
        apart = tells_apart([each.told for each in declared], [each.told for each in unknown])
        if not apart:
            yield HOLDS
        elif min(len(declared), len(unknown)) >= ENOUGH and proven:
            seen = f"the {' and the '.join(apart)} of a refusal tells which sessions exist"
            yield broken(seen, RIGHT, declared[0].number, unknown[0].number)
        if proven:
            yield from self._compare_wrong("key")
            yield from self._compare_wrong("token")
            yield from self._compare_concurrent()

    def _compare_heads(self) -> Iterable[Finding]:
        """Compare both kinds by whether HEAD succeeds, and by the length of what GET would have told."""
        known, fresh = self.heads[True], self.heads[False]
        accepted = [succeeded(each.code or 0) for each in (*known, *fresh)]
        # Refusals of HEAD are a framework's or a gateway's, and differ by release.
        if not known or len(fresh) < 2 or not all(accepted[: len(known)]):
            return
        if not any(accepted[len(known) :]):
            yield broken("HEAD succeeds where a session exists", RIGHT, known[0].number, fresh[0].number)
        told, usual = ({each.exchange.header("content-length") for each in heads} for heads in (known, fresh))
        # A longer id is a longer echo, and each may be hashed to another release.
        alike = len({len(each.context.session) for each in (*known, *fresh)}) == 1
        proven = len({each.context.session for each in (*known, *fresh)}) >= PROOF
        if all(accepted) and alike and proven and len(usual) == 1 and not told & usual:
            seen = "the Content-Length of HEAD tells which sessions exist"
            yield broken(seen, RIGHT, known[0].number, fresh[0].number)

    def _compare_concurrent(self) -> Iterable[Finding]:
        """Compare both kinds among requests in flight together, by what is the same in all refusals else."""
        kinds = self.plain["declared"], self.plain["unknown"]
        alone = [each.told for kind in kinds for each in kind if not each.together]
        declared, unknown = ([each for each in kind if each.together] for kind in kinds)
        if min(len(declared), len(unknown)) < ENOUGH:
            return
        for part in tells_apart([each.told for each in declared], [each.told for each in unknown]):
            # What overflows in a burst to another release is told by it, whatever it is about.
            usual = {told.get(part) for told in alone}
            if usual in ({each.told.get(part) for each in kind} for kind in (declared, unknown)):
                seen = f"the {part} of a concurrent refusal tells which sessions exist"
                yield broken(seen, RIGHT, declared[0].number, unknown[0].number)

    def _compare_wrong(self, credential: str) -> Iterable[Finding]:
        """Compare both kinds where a wrong credential was sent, by what does not hang on the id otherwise."""
        plain = [each.told for kind in self.plain.values() for each in kind]
        declared, unknown = self.wrong[credential, "declared"], self.wrong[credential, "unknown"]
        random = next((each.told for each in declared if each.random), {})
        for part in tells_apart([random], [each.told for each in unknown], alone=True):
            alike = [each.number for each in declared if each.told.get(part) == random.get(part)]
            there = any(each.told.get(part) == unknown[0].told.get(part) for each in declared)
            varies = len({told.get(part) for told in plain}) > 1
            if varies or there or min(len(alike), len(unknown)) < ENOUGH:
                continue
            # What is refused otherwise from some moment on does not look at the session.
            if alike[0] < unknown[0].number and unknown[-1].number < alike[-1]:
                seen = f"the {part} of a random {credential}'s refusal tells which sessions exist"
                yield broken(seen, RIGHT, alike[0], unknown[0].number)


@of_many(
    "access.credentials-tell-the-same",
    basis=AUTHENTICATION,
    says="What one credential of an account is told of a session, the other is told too.",
    needs=needs.BOTH,
    unoffered="one credential alone was given, or accepted",
)
@define
class CredentialsTellTheSame(Fold):
    """An answer to the token tells the exists that answers to the key tell about the same session, before and
    after, and the same created_at, to the second; times of which only one has an offset are not compared."""

    brackets: Brackets[str] = field(factory=Brackets)
    created: dict[tuple[str, bool], dict[str, tuple[datetime, int]]] = field(factory=dict)
    used: set[str] = field(factory=set)

    def step(self, reading: Reading) -> Iterable[Finding]:
        context, status = reading.context, reading.status
        ours = context.credential in OWN and context.subject in {"declared", "foreign"}
        if status is None or not ours or context.probe is not Probe.NONE or context.together:
            return
        self.used.add(context.credential)
        # A VM may come and go between two answers; whether a session exists, and since when, may not.
        yield from self._created(reading, status)
        told = f"exists {status.exists}"
        if context.credential == "key":
            yield from self.brackets.add_control(context.session, told, reading.exchange)
        else:
            self.brackets.add_trial(context.session, told, "with the token", reading.exchange)

    def _created(self, reading: Reading, status: Status) -> Iterable[Finding]:
        created = contract.instant(status.created_at or "")
        if created is None or not status.exists:
            return
        context = reading.context
        told = self.created.setdefault((context.session, created.tzinfo is not None), {})
        told.setdefault(context.credential, (created, reading.number))
        for other, number in told.values():
            # One module may round the moment that another one cuts off.
            if abs(created - other) > timedelta(seconds=ROUNDING):
                seen = f"created_at {status.created_at} with the {context.credential}"
                yield broken(seen, f"{other}, as with the other", number, reading.number)

    def finish(self) -> Iterable[Finding]:
        if len(self.used) == 1:
            yield NOT_OFFERED

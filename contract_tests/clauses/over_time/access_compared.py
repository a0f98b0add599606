"""Who may ask: what refusals show that only others were told, and what several credentials are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Fold, of_many, security
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken
from contract_tests.clauses.intervals.brackets import Brackets
from contract_tests.clauses.one_answer.access import AUTHENTICATION, is_redirect, unauthorised
from contract_tests.clauses.showing import Parts, parts, shown, tells_apart, values
from contract_tests.recording import contract
from contract_tests.recording.exchange import REFUSED
from contract_tests.recording.purpose import Probe
from contract_tests.recording.reading import Reading

MISCONFIGURED = security(
    "API8:2023", "Error messages include stack traces, or expose other sensitive information"
)
OWN = frozenset({"key", "token"})
PLENTY = 64
ENOUGH = 3
"""Answers of each kind from which on it is no chance that a part is the same in all of them."""


class Known:
    """The texts that statuses told, each with the sessions that it was told about."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self.about: dict[str, set[str]] = defaultdict(set)
        self.names: set[str] = set()
        self.sessions: set[str] = set()

    def add(self, session: str, told: dict[str, Any]) -> None:
        """Take a status; times are nothing that others might not tell by chance."""
        self.sessions.add(session)
        name = told.get("vm_id")
        if isinstance(name, str) and len(name) >= 6 and len(self.names) < PLENTY:
            self.names.add(name)
        for text in values({key: value for key, value in told.items() if key not in {"session_id", "vm_id"}}):
            if len(self.about) < PLENTY and contract.instant(text) is None:
                self.about[text].add(session)

    def telling(self) -> frozenset[str]:
        """Return the VMs' names, and the texts that were told of one session, and not of two others."""
        alone = {
            text for text, about in self.about.items() if len(about) == 1 and len(self.sessions) > ENOUGH
        }
        return frozenset(self.names | alone)


@of_many(
    "access.refusal-shows-nothing-known",
    basis=MISCONFIGURED,
    says="What a status tells stands in no part of a refusal.",
    needs=needs.ASSIGNED,
    unoffered="no status told a text that others could not know",
)
class RefusalShowsNothingKnown(Fold):
    """Neither the body nor a header of a refusal holds a VM's name, or another text that authorised answers
    told about one session only, what it repeats of the request aside."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.known = Known()
        self.refused: dict[tuple[str, ...], tuple[Parts, int]] = {}

    def step(self, reading: Reading) -> Iterable[Finding]:
        """Keep what was told, and the refusals."""
        context, exchange = reading.observation.context, reading.observation.exchange
        if reading.status is not None and isinstance(reading.value, dict):
            self.known.add(context.session, reading.value)
        elif unauthorised(reading) and reading.code is not None and reading.code >= 300:
            body = exchange.body.decode(errors="replace")
            told = parts(reading.code, exchange.answer_headers, body, (context.asked, context.session))
            if len(self.refused) < PLENTY:
                self.refused.setdefault(tuple(told.values()), (told, reading.number))
        return ()

    def finish(self) -> Iterable[Finding]:
        """Look for what is known in each refusal."""
        telling = self.known.telling()
        if self.known.sessions and self.refused and not telling:
            yield NOT_OFFERED
        for told, number in self.refused.values() if telling else ():
            found = shown(told, telling)
            if found:
                part, value = next(iter(found.items()))
                yield broken(f"{value!r} in the {part} of a refusal", "an error that tells nothing", number)
            else:
                yield HOLDS


@of_many(
    "access.refusals-look-alike",
    basis=MISCONFIGURED,
    says="Without credentials, a session that exists cannot be told from one that does not.",
    needs=needs.EXISTING,
)
class RefusalsLookAlike(Fold):
    """Of refusals without credentials, those about declared sessions and those about fresh random ids have no
    status and no body that is always the same for each kind, and another for the other."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.refused: dict[str, list[tuple[Parts, int]]] = {"declared": [], "unknown": []}

    def step(self, reading: Reading) -> Iterable[Finding]:
        """Keep the refusals of both kinds."""
        context, exchange = reading.observation.context, reading.observation.exchange
        kind = "declared" if context.subject in {"declared", "foreign"} else context.subject
        plain = context.credential == "none" and context.probe is Probe.NONE and kind in self.refused
        if plain and (reading.code in REFUSED or is_redirect(reading)) and len(self.refused[kind]) < PLENTY:
            body = exchange.body.decode(errors="replace")
            told = parts(reading.code or 0, (), body, (context.asked, context.session))
            self.refused[kind].append((told, reading.number))
        return ()

    def finish(self) -> Iterable[Finding]:
        """Compare both kinds."""
        declared, unknown = self.refused["declared"], self.refused["unknown"]
        fewest = min(len(declared), len(unknown))
        if not fewest:
            return
        apart = tells_apart([told for told, _ in declared], [told for told, _ in unknown])
        if apart and fewest < ENOUGH:
            return  # a replica or a cache may have told the few apart by chance
        if apart:
            seen = f"the {' and the '.join(apart)} of a refusal tells which sessions exist"
            yield broken(seen, "the same for all, the id aside", declared[0][1], unknown[0][1])
        else:
            yield HOLDS


@of_many(
    "access.credentials-tell-the-same",
    basis=AUTHENTICATION,
    says="What one credential of an account is told of a session, the other is told too.",
    needs=needs.BOTH,
    unoffered="one credential alone was given, or accepted",
)
class CredentialsTellTheSame(Fold):
    """An answer to the token tells the exists and created_at that answers to the key tell about the same
    session, before and after."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.brackets: Brackets[str] = Brackets()
        self.used: set[str] = set()

    def step(self, reading: Reading) -> Iterable[Finding]:
        """Compare each answer to the token with those to the key around it."""
        context, status = reading.observation.context, reading.status
        ours = context.credential in OWN and context.subject in {"declared", "foreign"}
        if status is None or not ours or context.probe is not Probe.NONE or context.together:
            return
        self.used.add(context.credential)
        # A VM may come and go between two answers; whether a session exists, and since when, may not.
        exists, _, _, created_at = status.lasting
        told = f"exists {exists}, created_at {created_at}"
        if context.credential == "key":
            yield from self.brackets.add_control(context.session, told, reading.observation)
        else:
            self.brackets.add_trial(context.session, told, "with the token", reading.observation)

    def finish(self) -> Iterable[Finding]:
        """Say where there was nothing to compare."""
        if len(self.used) == 1:
            yield NOT_OFFERED

"""Requests with something odd in them, compared with the same requests without it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Fold, http, of_many
from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.recording.observation import OWN
from contract_tests.recording.purpose import Probe
from contract_tests.recording.reading import Reading


@define
class ChangesNothing(Fold):
    """Requests with one oddity about unused ids are answered as those without it are.

    `also` holds statuses that the oddity may bring about by itself.
    """

    probe: Probe
    also: frozenset[int] = frozenset()
    usual: set[tuple[int, object]] = field(factory=set)
    odd: list[tuple[int, object, int]] = field(factory=list)

    def step(self, reading: Reading) -> Iterable[Finding]:
        """Keep both kinds of answers."""
        context = reading.observation.context
        if context.credential not in OWN or reading.code is None:
            return ()
        exists = reading.value.get("exists") if isinstance(reading.value, dict) else None
        if context.subject == "unknown" and reading.is_documented_request:
            self.usual.add((reading.code, exists))
        elif context.subject == "odd" and context.probe is self.probe and len(self.odd) < 100:  # plenty
            self.odd.append((reading.code, exists, reading.number))
        return ()

    def finish(self) -> Iterable[Finding]:
        """Compare."""
        if not self.usual:
            return
        for code, exists, number in self.odd:
            if (code, exists) in self.usual or code in self.also:
                yield HOLDS
            else:
                usual = " or ".join(sorted(str(each) for each, _ in self.usual))
                yield broken(f"status {code}, exists {exists}", f"status {usual}, as without it", number)


@of_many(
    "refusal.method-override-is-ignored",
    basis=http("9.1", "The request method token is the primary source of request semantics"),
    says="A header does not change the method.",
    needs=needs.CREDENTIAL,
)
def method_override_is_ignored() -> ChangesNothing:
    """A GET with X-HTTP-Method-Override is answered as one without."""
    return ChangesNothing(Probe.OVERRIDE)


@of_many(
    "refusal.unknown-query-is-ignored",
    basis=http("3.1", "The target of an HTTP request is called a resource"),
    says="A query parameter that nobody documented changes nothing.",
    needs=needs.CREDENTIAL,
)
def unknown_query_is_ignored() -> ChangesNothing:
    """A GET with an unknown query parameter is answered as one without."""
    return ChangesNothing(Probe.QUERY)


@of_many(
    "refusal.accept-does-not-crash",
    basis=http("12.5.1", "sending a 406 (Not Acceptable) response"),
    says="An Accept header that excludes JSON is answered 406, or as if it were not there.",
    needs=needs.CREDENTIAL,
)
def accept_does_not_crash() -> ChangesNothing:
    """A GET that accepts no JSON is answered 406, or as one that does."""
    return ChangesNothing(Probe.ACCEPT, frozenset({406}))

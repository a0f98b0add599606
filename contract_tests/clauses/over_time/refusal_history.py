"""Requests with something odd in them, and odd ids, compared with those without it."""

import urllib.parse
from collections.abc import Iterable

from attrs import define, field

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Fold, http, of_many, prose
from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.recording.observation import OWN
from contract_tests.recording.purpose import Probe
from contract_tests.recording.reading import Reading, canonical, resolved

PLENTY = 100


@define
class ChangesNothing(Fold):
    """Requests with one oddity about unused ids are answered as those without it are.

    `also` holds statuses that the oddity may bring about by itself.
    """

    probe: Probe
    also: frozenset[int] = frozenset()
    minded: str = ""
    """A text in the target for which a firewall may refuse it."""
    usual: set[tuple[int, object]] = field(factory=set)
    odd: list[tuple[int, object, int, bool]] = field(factory=list)

    def step(self, reading: Reading) -> Iterable[Finding]:
        context = reading.context
        if context.credential not in OWN or reading.code is None:
            return ()
        exists = reading.value.get("exists") if isinstance(reading.value, dict) else None
        if context.subject == "unknown" and reading.is_documented_request:
            self.usual.add((reading.code, exists))
        elif context.subject == "odd" and context.probe is self.probe and len(self.odd) < PLENTY:
            minded = self.minded and self.minded in reading.exchange.target and 400 <= reading.code < 500
            self.odd.append((reading.code, exists, reading.number, bool(minded)))
        return ()

    def finish(self) -> Iterable[Finding]:
        if not self.usual:
            return
        for code, exists, number, minded in self.odd:
            if (code, exists) in self.usual or code in self.also:
                yield HOLDS
            elif not minded:
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
    """A GET with an unknown query parameter is answered as one without; one that is named session_id may be
    refused by a firewall."""
    return ChangesNothing(Probe.QUERY, minded="session_id=")


@of_many(
    "refusal.accept-does-not-crash",
    basis=http("12.5.1", "sending a 406 (Not Acceptable) response"),
    says="An Accept header that excludes JSON is answered 406, or as if it were not there.",
    needs=needs.CREDENTIAL,
)
def accept_does_not_crash() -> ChangesNothing:
    """A GET that accepts no JSON is answered 406, or as one that does."""
    return ChangesNothing(Probe.ACCEPT, frozenset({406}))


@of_many(
    "refusal.only-the-exact-id-matches",
    basis=prose("Args: session_id: Your session UUID"),
    says="An id finds a session only if it names it.",
    needs=needs.EXISTING,
)
@define
class OnlyTheExactIdMatches(Fold):
    """An id that is derived from a known one without naming it, or a hostile one that is no UUID, is not
    answered with exists true, unless a VM or a created_at of its own shows that it names another session.
    Decoding, trimming, dot segments and ;parameters are forgiven."""

    alone = True
    told: dict[str, set[str]] = field(factory=dict)
    """By session: the values by which it is known."""
    found: list[tuple[Reading, set[str]]] = field(factory=list)
    """The ids that found a session of which it is not known yet whether they name it."""

    def step(self, reading: Reading) -> Iterable[Finding]:
        exchange, context, value = reading.exchange, reading.context, reading.value
        if context.credential not in OWN or reading.code is None:
            return
        members = value if isinstance(value, dict) else {}
        own = {str(members[each]) for each in ("vm_id", "created_at") if members.get(each)}
        if reading.status and context.subject == "declared":
            self.told.setdefault(context.session, set()).update(own)
        # The named hostile ids name no session, but for the UUIDs among them; a drawn one might.
        named = context.subject == "hostile" and context.probe is not Probe.DRAWN
        nameless = named and not _is_uuid(context.asked)
        if not (nameless or context.subject == "near") or _names(context.asked, context.session):
            return
        if exchange.status != 200 or members.get("exists") is not True:
            yield HOLDS
        elif own & self._known(context.session):
            yield _found(reading)
        elif len(self.found) < PLENTY:
            self.found.append((reading, own))

    def finish(self) -> Iterable[Finding]:
        for reading, own in self.found:
            context = reading.context
            known = self._known(context.session)
            another = own and known and not own & known
            if not another and not any(_names(context.asked, each) for each in self.told):
                yield _found(reading)

    def _known(self, session: str) -> set[str]:
        """Return the values by which a session is known; for a hostile id, those of all that have no UUID."""
        if session or any(map(_is_uuid, self.told)):
            return self.told.get(session, set())
        return set().union(*self.told.values())


def _found(reading: Reading) -> Finding:
    context = reading.context
    # As it stood in the address, the known id abridged: so it can be seen what the rest is.
    written = reading.exchange.target.partition("/sessions/status/")[2]
    written = written.replace(context.session, "ID") if context.session else written
    seen = f"{context.attempt}: exists true for {written}"
    return broken(seen, "exists false, or an error", reading.number)


def _is_uuid(asked: str) -> bool:
    named = canonical(urllib.parse.unquote(asked).strip())
    return named.count("-") == 4 and len(named) == len(canonical("0" * 32))


def _names(asked: str, session: str) -> bool:
    if not session:
        return False
    named = resolved(urllib.parse.unquote(asked).strip()).partition(";")[0].strip()
    return named == session or canonical(named) == canonical(session)

"""Access: what answers to several credentials say together."""

import json
from collections import Counter
from collections.abc import Iterable
from enum import Enum, auto
from itertools import islice

from attrs import define, field

from contract_tests.clauses import needs
from contract_tests.clauses.clause import Fold, inference, of_many, security
from contract_tests.clauses.finding import HOLDS, Finding, broken
from contract_tests.clauses.intervals.brackets import Brackets
from contract_tests.clauses.knowledge import Knowledge, shows
from contract_tests.clauses.one_answer.access import AUTHENTICATION, succeeded
from contract_tests.clauses.showing import echoes, objects, parts_of, without
from contract_tests.recording.exchange import NOT_FOUND, REFUSED
from contract_tests.recording.observation import KEY, OWN, TOKEN
from contract_tests.recording.purpose import HEADER_CASES, Probe
from contract_tests.recording.reading import FIELDS, Reading

RIGHT = "403, 404 or exists false; unless the two keys are swapped, or of one account"


class Met(Enum):
    """Answers so far to one way to authenticate."""

    NOTHING = auto()
    ACCEPTED = auto()
    REFUSED = auto()
    LAPSED = auto()
    """It was accepted, and then refused."""


@of_many(
    "access.valid-credentials-are-accepted",
    basis=AUTHENTICATION,
    says="Each credential works alone, whatever the case of its header's name.",
    needs=needs.CREDENTIAL,
)
@define
class ValidCredentialsAreAccepted(Fold):
    """Where one credential was accepted for a session, no other credential of the same account, and no
    other spelling of its header's name, is refused there throughout; and none is accepted, then refused,
    then accepted."""

    accepted: set[str] = field(factory=set)
    ways: dict[tuple[str, Probe, str], tuple[Met, int]] = field(factory=dict)

    def step(self, reading: Reading) -> Iterable[Finding]:
        context, code = reading.context, reading.code
        if context.credential not in OWN or context.subject not in {"declared", "unknown"} or code is None:
            return
        session = context.session if context.subject == "declared" else ""
        probe = context.probe if context.probe in HEADER_CASES else Probe.NONE
        way = (context.credential, probe, session)
        met, number = self.ways.get(way, (Met.NOTHING, reading.number))
        if code in REFUSED:
            lapsed = met in {Met.ACCEPTED, Met.LAPSED}
            self.ways[way] = (Met.LAPSED if lapsed else Met.REFUSED, reading.number)
            return
        if reading.status is None and code != 422:
            # A redirect, a failure, a login page or another API's 404 says nothing of credentials.
            return
        self.accepted.add(session)
        if met is Met.LAPSED:
            yield broken("accepted, refused, accepted again", "accepted each time", number, reading.number)
        self.ways[way] = (Met.ACCEPTED, reading.number)
        yield HOLDS

    def finish(self) -> Iterable[Finding]:
        for (credential, probe, session), (met, number) in self.ways.items():
            if met is Met.REFUSED and session in self.accepted:
                how = f"the {credential} alone" + (f" ({probe.label})" if probe.label else "")
                # A credential that was mistyped is refused, too.
                variable = KEY if credential == "key" else TOKEN
                right = "accepted" if probe.label else f"accepted; unless {variable} holds a wrong one"
                yield broken(f"{how} is refused where another way is accepted", right, number)


@of_many(
    "access.foreign-session-shows-nothing",
    basis=security(
        "API1:2023",
        "Every API endpoint that receives an ID of an object, and performs any action on the object, "
        "should implement object-level authorization checks.",
    ),
    says="Another account's session shows nothing to ours.",
    needs=needs.FOREIGN,
)
@define
class ForeignSessionShowsNothing(Fold):
    """A session that one account's credential has seen to exist is answered to the other's with a refusal,
    as not found, or as not existing: no VM, no created_at, no other text that its status tells, in no part of
    the answer, and no member that is told otherwise about each unknown session; what is told of all of these
    shows nothing."""

    known: Knowledge = field(factory=Knowledge)
    theirs: set[str] = field(factory=set)
    ours: dict[str, list[Reading]] = field(factory=dict)
    unknown: list[Reading] = field(factory=list)

    def step(self, reading: Reading) -> Iterable[Finding]:
        context, status = reading.context, reading.status
        by_owner = context.credential in ({"foreign"} if context.subject == "foreign" else OWN)
        if status is not None and by_owner:
            self.known.add(context.session, reading.value, exists=status.exists)
        strange = context.subject in {"foreign", "declared"} and not by_owner
        if context.subject in {"foreign", "declared"} and by_owner and status and status.exists:
            self.theirs.add(context.session)
        elif strange and context.credential in {*OWN, "foreign"} and reading.code is not None:
            if len(self.ours.setdefault(context.session, [])) < 100:  # plenty
                self.ours[context.session].append(reading)
        elif context.subject == "unknown" and context.credential in OWN and len(self.unknown) < 8:
            self.unknown += [reading] * (reading.code is not None)
        return ()

    def finish(self) -> Iterable[Finding]:
        unknown = {_members(each) for each in self.unknown} if len(self.unknown) > 1 else set()
        for session in sorted(self.theirs):
            for reading in self.ours.get(session, ()):
                usual = succeeded(reading.code or 0) and {_members(reading)} == unknown != {()}
                shown_members = HOLDS if usual else _shown(reading, status_body=succeeded(reading.code or 0))
                plain = reading.context.probe is Probe.NONE and shown_members is HOLDS
                finding = self._shown_besides(reading, session) if plain else shown_members
                # Our own session and the other's credential, which may be no valid one, break it alone.
                if finding is not HOLDS or reading.context.subject == "foreign":
                    yield finding

    def _shown_besides(self, reading: Reading, session: str) -> Finding:
        """Look for what theirs was told, and for what no unknown session is told."""
        usual = [parts_of(each) for each in self.unknown]
        found = shows(parts_of(reading), self.known.names_of(session), self.known.texts_of(session), usual)
        if found:
            part, text = next(iter(found.items()))
            return broken(f"another account's session, with {text!r} in the {part}", RIGHT, reading.number)
        statuses = [each.value for each in self.unknown if each.status]
        for name, value in reading.value.items() if reading.status and len(statuses) > 1 else ():
            # What is filled for sessions that do not exist, as replicas' names, tells nothing of this one.
            telling = name in FIELDS or not any(each.get(name) for each in statuses)
            usually = {repr(each.get(name)) for each in statuses}
            if telling and name != "session_id" and value and len(usually) == 1 and {repr(value)} != usually:
                return broken(f"another account's session, with {name} {value!r}", RIGHT, reading.number)
        return HOLDS


def _shown(reading: Reading, *, status_body: bool) -> Finding:
    told: set[str] = set()
    # A status says what it says in members of its own; an error may wrap what it should not say.
    for body in islice(objects(reading.value), 1 if status_body else None):
        told |= {
            name for name in ("vm_id", "vm_status", "uptime_seconds") if body.get(name) not in (None, "")
        }
        told |= {name for name in ("vm_assigned", "vm_alive") if body.get(name) is True}
        if status_body:
            told |= {name for name in ("exists", "created_at") if body.get(name) not in (None, "", False)}
    if not told:
        return HOLDS
    return broken(f"another account's session, with {', '.join(sorted(told))}", RIGHT, reading.number)


Looks = tuple[int | None, tuple[tuple[str, str], ...]]
"""A status code, and each member's name and value, echoes aside."""


@of_many(
    "access.foreign-looks-unknown",
    basis=inference(
        "Whoever can tell a foreign session from one that does not exist can find out which exist."
    ),
    says="Another account's session cannot be told from one that does not exist.",
    needs=needs.FOREIGN,
)
@define
class ForeignLooksUnknown(Fold):
    """The answer to ours about another account's session has the status and the members of the answer
    about a fresh random id, the echoed id aside, wherever in the answer it stands."""

    unknown: set[Looks] = field(factory=set)
    foreign: dict[str, tuple[Looks, int]] = field(factory=dict)
    theirs: set[str] = field(factory=set)
    """The sessions that the other account has seen to exist."""

    def step(self, reading: Reading) -> Iterable[Finding]:
        context = reading.context
        if context.credential == "foreign" and reading.status and reading.status.exists:
            self.theirs.add(context.session)
        if context.credential not in OWN or reading.code is None:
            return ()
        if context.subject == "unknown" and len(self.unknown) < 8:  # plenty
            self.unknown.add(_looks(reading))
        elif context.subject == "foreign" and context.probe is Probe.NONE:
            # What is written otherwise, an unknown id is not: it may be answered in another way.
            self.foreign.setdefault(context.session, (_looks(reading), reading.number))
        return ()

    def finish(self) -> Iterable[Finding]:
        """Compare; what is undocumented and told otherwise each time, as a trace is, says nothing."""
        members = {member for _, members in self.unknown for member in members}
        told = Counter(name for name, _ in members if name not in FIELDS)
        varying = {name for name, values in told.items() if values > 1}
        unknown = {_besides(varying, looks) for looks in self.unknown}
        for looks, number in [told for session, told in self.foreign.items() if session in self.theirs]:
            if not unknown:
                return
            if _besides(varying, looks) in unknown:
                yield HOLDS
            else:
                yield broken(
                    "an answer unlike that about an unknown session", "the same, the id aside", number
                )


def _besides(varying: set[str], looks: Looks) -> Looks:
    return looks[0], tuple((name, "" if name in varying else value) for name, value in looks[1])


def _looks(reading: Reading) -> Looks:
    return reading.code, () if reading.status is None else _members(reading)


def _members(reading: Reading) -> tuple[tuple[str, str], ...]:
    value = reading.value if isinstance(reading.value, dict) else {}
    members = {name: json.dumps(value[name], sort_keys=True) for name in sorted(value)}
    members.pop("session_id", None)
    return tuple(without(members, echoes(reading)).items())


@of_many(
    "access.credentials-stay-apart",
    basis=AUTHENTICATION,
    says="Requests in flight at once are each judged by their own credential.",
    needs=needs.CREDENTIAL,
)
@define
class CredentialsStayApart(Fold):
    """Among requests in flight together, one without credentials is not answered with success, and one
    with a real credential finds or does not find its session as it does alone, before and after."""

    brackets: Brackets[str] = field(factory=Brackets)

    def step(self, reading: Reading) -> Iterable[Finding]:
        context, code = reading.context, reading.code
        if code is None or context.subject not in {"declared", "foreign", "unknown"}:
            return
        place = (context.credential, context.session if context.subject != "unknown" else "")
        outcome = _outcome(reading)
        if context.credential == "none":
            if context.together and succeeded(code):
                seen = f"status {code} without credentials, while authorised requests were in flight"
                yield broken(seen, "status 401 or 403")
            elif context.together:
                yield HOLDS
        elif (
            context.credential not in {*OWN, "foreign"} or context.probe is not Probe.NONE or outcome is None
        ):
            return
        elif context.together:
            words = f"asked concurrently, with the {context.credential}"
            self.brackets.add_trial(place, outcome, words, reading.exchange)
        elif outcome != "refused" or (context.subject == "foreign" and code != 401):
            # That a real credential is refused, and not its session, is never what would have been right.
            yield from self.brackets.add_control(place, outcome, reading.exchange)


def _outcome(reading: Reading) -> str | None:
    """Return whether a session was found; None where an answer does not say."""
    if reading.code in REFUSED:
        return "refused"
    if reading.status is not None:
        return "found" if reading.status.exists else "not found"
    return "not found" if reading.code in NOT_FOUND else None

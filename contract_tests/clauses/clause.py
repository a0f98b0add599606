"""Clauses: a sentence each, the basis that it rests on, and a pure function that judges by it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Literal, NotRequired, TypedDict, Unpack

from attrs import field, frozen

from contract_tests.clauses.finding import Finding
from contract_tests.clauses.needs import Needs
from contract_tests.recording import contract
from contract_tests.recording.reading import Reading, Status
from contract_tests.recording.timing import EXPIRY_GRACE, WATCH, WATCH_EXPIRY

BasisKind = Literal["schema", "prose", "owner", "security", "example", "HTTP", "inference"]
Level = Literal["MUST", "SHOULD", "NOTE"]

NO_TIME = "no answer about an existing session gave a created_at"
"""Why clauses about that time do not apply."""
LEVEL_OF: dict[BasisKind, Level] = {
    "schema": "MUST",
    "prose": "MUST",
    "owner": "MUST",
    "security": "MUST",
    "example": "SHOULD",
    "HTTP": "SHOULD",
    "inference": "NOTE",
}


@frozen
class Basis:
    """The basis of a clause, which decides its level.

    `words` are quoted from what stands at the JSON `pointer` into the contract (schema, prose,
    example), from the document at `source` (HTTP, security), or from this project's founding sentence
    (owner); those of an inference are no quote, and give a reason.
    """

    kind: BasisKind
    words: str
    pointer: str = ""
    source: str = ""

    @property
    def quoted(self) -> str:
        """The words in quotes, unless they are JSON, which brings its own."""
        return self.words if '"' in self.words else f'"{self.words}"'


def prose(words: str) -> Basis:
    """Rest on words of the operation's description."""
    return Basis("prose", words, contract.DESCRIPTION)


def in_schema(pointer: str, words: str) -> Basis:
    """Rest on what the contract says outside prose; the pointer begins below the document's root."""
    return Basis("schema", words, pointer)


def example(name: str, words: str) -> Basis:
    """Rest on one of the documented bodies, by the name it has in the contract."""
    examples = f"{contract.RESPONSES}/200/content/application~1json/examples"
    return Basis("example", words, f"{examples}/{name}/value")


def http(section: str, words: str, *, rfc: int = 9110) -> Basis:
    """Rest on RFC 9110, HTTP Semantics, or on another RFC."""
    address = f"https://www.rfc-editor.org/rfc/rfc{rfc}#section-{section}"
    return Basis("HTTP", words, source=f"RFC {rfc}, {section}, {address}")


def security(category: str, words: str) -> Basis:
    """Rest on the OWASP API Security Top 10 of 2023."""
    slug = {
        "API1:2023": "0xa1-broken-object-level-authorization",
        "API2:2023": "0xa2-broken-authentication",
        "API8:2023": "0xa8-security-misconfiguration",
    }[category]
    address = f"https://owasp.org/API-Security/editions/2023/en/{slug}/"
    return Basis("security", words, source=f"OWASP {category}, {address}")


MISCONFIGURED = security(
    "API8:2023", "Error messages include stack traces, or expose other sensitive information"
)


def owner(words: str) -> Basis:
    """Rest on one of the two invariants that this project was founded on."""
    return Basis("owner", words)


def inference(why: str) -> Basis:
    """Rest on no document; the words say why the clause is worth a note all the same."""
    return Basis("inference", why)


@frozen(kw_only=True)
class Tolerances:
    """Terms that the owner of a run may widen, in seconds: cleaning up may lag `grace` behind expiry, live
    sessions are watched for `watch`, and an expiry is waited for that is announced within `watch_expiry`."""

    grace: float = EXPIRY_GRACE
    watch: float = WATCH
    watch_expiry: float = WATCH_EXPIRY


class Fold(ABC):
    """A judgement over many answers, whose state does not grow with their number."""

    tolerances = Tolerances()
    """Those of the run; `Judging` sets them before it hands over the first answer."""
    alone = False
    """True if one answer may break it, by what is known of a session."""

    @abstractmethod
    def step(self, reading: Reading) -> Iterable[Finding]:
        """Take one more answer, in the order in which they were asked for."""

    def finish(self) -> Iterable[Finding]:
        """Return the findings that only the end shows: none, unless a clause has some."""
        return ()


OfAnswer = Callable[[Reading], Finding | None]
OfStatus = Callable[[Status], Finding | None]


@frozen(kw_only=True)
class Clause:
    """One clause of the contract.

    `judge` judges one answer (None: not concerned), or `fold` makes a judgement over many; a clause has one
    of the two. `predicate` puts it into words. `by_head` says that an answer's status and headers decide it,
    whether its body can be read or not. `needs` is the precondition without which the clause is not
    exercised, `unoffered` the freedom that a deployment used where the clause does not apply.
    """

    id: str
    basis: Basis
    says: str
    needs: Needs
    unoffered: str = ""
    by_head: bool = False
    predicate: str = ""
    judge: OfAnswer | None = field(default=None, repr=False)
    fold: Callable[[], Fold] | None = field(default=None, repr=False)

    @property
    def level(self) -> Level:
        """MUST, SHOULD or NOTE, by the kind of its basis."""
        return LEVEL_OF[self.basis.kind]

    @property
    def by_one_answer(self) -> bool:
        """True if one answer may break it."""
        return self.judge is not None or (self.fold is not None and self.fold().alone)

    @property
    def is_leak(self) -> bool:
        """True if one answer breaks it by what that tells: it is told, though it passes when asked again."""
        return self.basis == MISCONFIGURED and self.by_one_answer

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]


def in_words(judgement: object) -> str:
    """Return a judgement's docstring, in one line."""
    return " ".join((judgement.__doc__ or "").split())


class Said(TypedDict):
    """The members of a clause that its author writes beside the function: see `Clause`."""

    basis: Basis
    says: str
    needs: Needs
    unoffered: NotRequired[str]
    by_head: NotRequired[bool]


def of_answer(name: str, **said: Unpack[Said]) -> Callable[[OfAnswer], Clause]:
    """Make a clause of a function that judges one answer."""
    return lambda judge: Clause(id=name, predicate=in_words(judge), judge=judge, **said)


def of_status(name: str, **said: Unpack[Said]) -> Callable[[OfStatus], Clause]:
    """Make a clause of a function that judges one status body, be the session one's own or another's.

    The function is never called without a status::

        @of_status("liveness.known-status", basis=prose("..."), says="...", needs=needs.ASSIGNED)
        def known_status(status: Status) -> Finding | None: ...
    """

    def made(judge: OfStatus) -> Clause:
        def judged(reading: Reading) -> Finding | None:
            return None if reading.status is None else judge(reading.status)

        return Clause(id=name, predicate=in_words(judge), judge=judged, **said)

    return made


def of_many(name: str, **said: Unpack[Said]) -> Callable[[Callable[[], Fold]], Clause]:
    """Make a clause of a class that folds many answers; an instance is made for each run."""
    return lambda fold: Clause(id=name, predicate=in_words(fold), fold=fold, **said)

"""What a clause is: a sentence, what it rests on, and a pure function that judges by it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from contract_tests.recording import contract
from contract_tests.recording.timing import EXPIRY_GRACE

if TYPE_CHECKING:
    from contract_tests.clauses.finding import Finding
    from contract_tests.clauses.needs import Needs
    from contract_tests.recording.reading import Reading, Status

BasisKind = Literal["schema", "prose", "owner", "security", "example", "HTTP", "inference"]
Level = Literal["MUST", "SHOULD", "NOTE"]

LEVELS: dict[BasisKind, Level] = {
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
    """What a clause rests on.

    `words` are quoted from what stands at the JSON `pointer` into the contract (schema, prose,
    example), from the document at `source` (HTTP, security), or from this project's founding sentence
    (owner); for an inference they say why, and nobody wrote them.
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
    operation = contract.DESCRIPTION.removesuffix("/description")
    return Basis(
        "example", words, f"{operation}/responses/200/content/application~1json/examples/{name}/value"
    )


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


def owner(words: str) -> Basis:
    """Rest on one of the two invariants that this project was founded on."""
    return Basis("owner", words)


def inference(why: str) -> Basis:
    """Rest on nothing that anybody wrote; the words say why it is worth a note all the same."""
    return Basis("inference", why)


@frozen(kw_only=True)
class Tolerances:
    """What a run's owner agreed to, as far as clauses depend on it: `grace` is how far cleaning up may lag
    behind expiry, in seconds."""

    grace: float = EXPIRY_GRACE


class Fold(ABC):
    """A judgement over many answers, whose state does not grow with their number."""

    tolerances = Tolerances()
    """Those of the run, which stand here before the first answer is taken."""

    @abstractmethod
    def step(self, reading: Reading) -> Iterable[Finding]:
        """Take one more answer, in the order in which they were asked for."""

    def finish(self) -> Iterable[Finding]:
        """Return the findings that only the end shows: none, unless a clause has some."""
        return ()


OfAnswer = Callable[["Reading"], "Finding | None"]


@frozen(kw_only=True)
class Clause:
    """One clause of the contract.

    `judge` judges one answer (None: not concerned), or `fold` makes a judgement over many. `predicate`
    puts the function into words. `needs` says what has to be there for the clause to be exercised,
    `unoffered` which freedom a deployment used where it was not.
    """

    id: str
    basis: Basis
    says: str
    needs: Needs
    unoffered: str = ""
    predicate: str = ""
    judge: OfAnswer | None = field(default=None, repr=False)
    fold: Callable[[], Fold] | None = field(default=None, repr=False)

    @property
    def level(self) -> Level:
        """How binding it is, by what it rests on."""
        return LEVELS[self.basis.kind]

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]


def in_words(judgement: object) -> str:
    """Return a judgement's docstring, in one line."""
    return " ".join((judgement.__doc__ or "").split())


def of_answer(
    name: str, *, basis: Basis, says: str, needs: Needs, unoffered: str = ""
) -> Callable[[OfAnswer], Clause]:
    """Make a clause of a function that judges one answer."""

    def made(judge: OfAnswer) -> Clause:
        words = in_words(judge)
        return Clause(
            id=name, basis=basis, says=says, needs=needs, unoffered=unoffered, predicate=words, judge=judge
        )

    return made


def of_status(
    name: str, *, basis: Basis, says: str, needs: Needs, unoffered: str = ""
) -> Callable[[Callable[[Status, Reading], Finding | None]], Clause]:
    """Make a clause of a function that judges one status body, whoever's session it is about."""

    def made(judge: Callable[[Status, Reading], Finding | None]) -> Clause:
        def judged(reading: Reading) -> Finding | None:
            return None if reading.status is None else judge(reading.status, reading)

        judged.__doc__ = judge.__doc__
        return of_answer(name, basis=basis, says=says, needs=needs, unoffered=unoffered)(judged)

    return made


def of_many(
    name: str, *, basis: Basis, says: str, needs: Needs, unoffered: str = ""
) -> Callable[[Callable[[], Fold]], Clause]:
    """Make a clause of a class that folds many answers; it is made anew for each run."""

    def made(fold: Callable[[], Fold]) -> Clause:
        words = in_words(fold)
        return Clause(
            id=name, basis=basis, says=says, needs=needs, unoffered=unoffered, predicate=words, fold=fold
        )

    return made

"""The words that each clause rests on stand where it says."""

import json
import re
from urllib.parse import urlsplit

import pytest

from contract_tests.clauses import CATALOGUE, FOUNDING, MODULES, Clause
from contract_tests.clauses.clause import LEVEL_OF, in_schema, prose
from contract_tests.recording import contract

FOUNDING_SENTENCE = "alive implies assigned, no uptime when not alive"

every_clause = pytest.mark.parametrize("clause", CATALOGUE.values(), ids=lambda clause: clause.id)


def squeezed(text: str) -> str:
    """Return a text with any white space as one blank."""
    return " ".join(text.split())


@every_clause
def test_words_stand_where_the_basis_says(clause: Clause) -> None:
    """Words out of the contract stand at their pointer, white space aside."""
    basis = clause.basis
    assert bool(basis.pointer) == (basis.kind in {"schema", "prose", "example"})
    if basis.pointer:
        value = contract.at(basis.pointer)
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        assert squeezed(basis.words) in squeezed(text)


@every_clause
def test_what_others_wrote_has_a_section_and_an_address(clause: Clause) -> None:
    """HTTP and security clauses say which document, which section, and where it is."""
    basis = clause.basis
    assert bool(basis.source) == (basis.kind in {"HTTP", "security"})
    if not basis.source:
        return
    document, section, address = (
        basis.source.rsplit(", ", 2) if basis.kind == "HTTP" else _owasp(basis.source)
    )
    assert re.fullmatch(r"RFC \d{4}|OWASP", document)
    assert re.fullmatch(r"[\d.]+|API\d{1,2}:2023", section)
    parts = urlsplit(address)
    assert (parts.scheme, bool(parts.path.strip("/"))) == ("https", True)
    assert parts.hostname in {"www.rfc-editor.org", "owasp.org"}
    if basis.kind == "HTTP":
        assert parts.path.endswith(document.lower().replace(" ", "")), "another RFC than the one named"
        assert parts.fragment == f"section-{section}"


def _owasp(source: str) -> tuple[str, str, str]:
    named, address = source.split(", ")
    document, section = named.split(" ")
    return document, section, address


@every_clause
def test_level_follows_basis(clause: Clause) -> None:
    """Schema, prose, owner and security bind; example and HTTP advise; an inference is noted."""
    binding = {"schema", "prose", "owner", "security"}
    advising = {"example", "HTTP"}
    kind = clause.basis.kind
    assert clause.level == ("MUST" if kind in binding else "SHOULD" if kind in advising else "NOTE")
    assert set(LEVEL_OF) == binding | advising | {"inference"}


@every_clause
def test_a_clause_says_all_that_reports_show(clause: Clause) -> None:
    """Sentence, words, predicate and needs are there, and exactly one of the two shapes."""
    for text in (clause.says, clause.basis.words, clause.predicate, str(clause.needs)):
        assert text == squeezed(text) != ""
    assert clause.says.endswith(".")
    assert clause.predicate.endswith(".")
    assert (clause.judge is None) != (clause.fold is None)


def test_owner_clauses_quote_the_founding_sentence_and_come_first() -> None:
    """The two invariants that this project was founded on head the catalogue, in its own words."""
    owned = [clause for clause in CATALOGUE.values() if clause.basis.kind == "owner"]
    assert [clause.id for clause in owned] == list(FOUNDING) == list(CATALOGUE)[:2]
    assert [clause.basis.words for clause in owned] == FOUNDING_SENTENCE.split(", ")


def test_words_are_quoted_once() -> None:
    """Words that bring quotes, as JSON does, get none around them; all others do."""
    assert in_schema("", '"OAuth2PasswordBearer"').quoted == '"OAuth2PasswordBearer"'
    assert prose("vm_alive: True").quoted == '"vm_alive: True"'
    assert not [clause.id for clause in CATALOGUE.values() if '""' in clause.basis.quoted]


def test_ids_are_unique_and_name_the_family_of_their_module() -> None:
    """No clause hides another, and each stands in the module of its family or in that family's history."""
    every = [
        (module, each) for module in MODULES for each in vars(module).values() if isinstance(each, Clause)
    ]
    ids = [clause.id for _, clause in every]
    assert sorted(ids) == sorted(set(ids)) == sorted(CATALOGUE)
    for module, clause in every:
        name = module.__name__.rpartition(".")[2]
        assert clause.family == {"expiry": "lifetime", "access_compared": "access"}.get(
            name, name.removesuffix("_history")
        )
        assert re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", clause.id)

"""Every sentence of the documentation is a clause, or stands in the ledger with a reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from contract_tests.clauses import CATALOGUE
from contract_tests.recording import contract
from tests.suite.documentation.excluded import EXCLUDED, HEADINGS, MEMBERS, OPERATION, OURS, PROSE

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS = "/components/schemas"
SAID_OF_A_MEMBER = {"title", "type", "anyOf", "items", "format", "properties", "required"}
"""Keywords that the schema clauses judge as part of a member; any other is a sentence of its own."""


def sentences() -> list[str]:
    """Return each line of the operation's description that is not empty, the JSON in it aside."""
    prose = re.sub(r"\{ \"session_id\".*?\}", "", contract.at(contract.DESCRIPTION), flags=re.DOTALL)
    lines = (line.strip().lstrip("-•*").strip() for line in prose.splitlines())
    return [line for line in lines if line]


def members() -> Iterator[str]:
    """Yield the pointer of each schema member, parameter, response and security entry."""
    for name, described in contract.at(SCHEMAS).items():
        for member in described["properties"]:
            yield f"{SCHEMAS}/{name}/properties/{member}"
    for part in ("parameters", "security"):
        for position in range(len(contract.at(f"{OPERATION}/{part}"))):
            yield f"{OPERATION}/{part}/{position}"
    for code in contract.at(f"{OPERATION}/responses"):
        yield f"{OPERATION}/responses/{code}"


def asides() -> Iterator[str]:
    """Yield the pointer of each keyword that says more of a schema or member than what it has to be."""
    for name, described in contract.at(SCHEMAS).items():
        for keyword in set(described) - SAID_OF_A_MEMBER:
            yield f"{SCHEMAS}/{name}/{keyword}"
        for member, said in described["properties"].items():
            for keyword in set(said) - SAID_OF_A_MEMBER:
                yield f"{SCHEMAS}/{name}/properties/{member}/{keyword}"


QUOTED = {
    " ".join(clause.basis.words.split()) for clause in CATALOGUE.values() if clause.basis.kind == "prose"
}


def test_the_list_of_sentences_is_that_of_the_page() -> None:
    """The description breaks into the page's 20 lines; none is lost to how they are told apart."""
    assert len(sentences()) == 20
    assert sentences()[0] == "Check if a session and its VM are alive."
    assert sentences()[-1] == "Response (VM dead):"
    assert len(list(members())) == 11 + 1 + 3 + 2 + 2 + 1


@pytest.mark.parametrize("sentence", sentences())
def test_every_sentence_is_quoted_or_in_the_ledger(sentence: str) -> None:
    """A line of prose is quoted whole by a clause, judged by one that the ledger names, or a mere heading."""
    assert sentence in QUOTED or sentence in PROSE or sentence in HEADINGS


@pytest.mark.parametrize("pointer", [*members(), *asides()])
def test_every_member_is_judged_or_in_the_ledger(pointer: str) -> None:
    """A schema member, parameter, response or security entry has its clause, or a reason to have none."""
    assert (pointer in MEMBERS) != (pointer in EXCLUDED)


def test_nothing_in_the_ledger_is_stale() -> None:
    """The ledger names sentences, places and clauses that exist, and no sentence that a clause quotes."""
    said = sentences()
    assert set(PROSE) | HEADINGS <= set(said)
    assert not set(PROSE) & HEADINGS
    assert not QUOTED & {*PROSE, *HEADINGS}
    assert set(MEMBERS) <= set(members())
    assert {*PROSE.values(), *MEMBERS.values()} <= set(CATALOGUE)
    for pointer in (*MEMBERS, *EXCLUDED, *OURS):
        contract.at(pointer)
    assert all({**EXCLUDED, **OURS}.values())


def test_what_the_ledger_calls_ours_rests_under_no_clause() -> None:
    """Members that we added since OpenAPI demands them are never held against a deployment."""
    examples = f"{OPERATION}/responses/200/content/application~1json/examples"
    for clause in CATALOGUE.values():
        resting = [ours for ours in OURS if ours != examples and clause.basis.pointer.startswith(ours)]
        assert resting == []

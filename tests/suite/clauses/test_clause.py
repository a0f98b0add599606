"""The parts of a clause: the tolerances of a run, and the words that it is told in."""

import pytest

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.clause import LEVEL_OF, Clause, Tolerances, http, inference, of_answer
from contract_tests.clauses.finding import HOLDS
from contract_tests.clauses.needs import Needs


def test_terms_that_nobody_named() -> None:
    """Ten seconds of grace, which are not told by position."""
    assert Tolerances().grace == 10.0
    with pytest.raises(TypeError):
        Tolerances(10.0)  # type: ignore[call-arg]


def test_a_clause_is_told_by_name_and_shows_no_functions() -> None:
    """Messages show what a clause says, and not the address of its function."""
    clause = of_answer("a.b", basis=inference("so"), says="It is so.", needs=Needs("it"))(
        lambda _reading: HOLDS
    )
    assert (clause.family, clause.level, clause.unoffered) == ("a", LEVEL_OF["inference"], "")
    assert "judge" not in repr(clause)
    assert "fold" not in repr(clause)
    with pytest.raises(TypeError):
        Clause("a.b", inference("so"), "It is so.", Needs("it"))  # type: ignore[call-arg]


def test_http_means_rfc_9110_unless_another_is_named() -> None:
    """The source names document, section and address."""
    assert http("9.1", "w").source == "RFC 9110, 9.1, https://www.rfc-editor.org/rfc/rfc9110#section-9.1"
    assert http("4", "w", rfc=8259).source == "RFC 8259, 4, https://www.rfc-editor.org/rfc/rfc8259#section-4"


def test_every_clause_is_put_into_words() -> None:
    """In one line, which the catalogue and the report print."""
    for clause in CATALOGUE.values():
        assert clause.predicate.endswith(".")
        assert clause.predicate == " ".join(clause.predicate.split())

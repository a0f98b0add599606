"""Preconditions of clauses, as data, and in the words of the command line."""

import pytest

from contract_tests.clauses import CATALOGUE, needs
from contract_tests.clauses.needs import Needs
from contract_tests.recording.reading import Reading
from contract_tests.verdict.promises import BrokenPromise, Promises
from tests.suite.building import SESSION, answer, body


@pytest.mark.parametrize(
    "made, words",
    [
        (needs.NOTHING, "a deployment that answers"),
        (needs.API_KEY, "an API key: CONTRACT_API_KEY in the environment"),
        (needs.CREDENTIAL, "a credential: CONTRACT_API_KEY or CONTRACT_BEARER_TOKEN in the environment"),
        (needs.ALIVE, "a session that is alive: --session alive=ID"),
        (needs.NOT_ALIVE, "a session that is not alive: --session dead=ID or --session unassigned=ID"),
        (needs.TWO_ALIVE, "two sessions that are alive: --session alive=ID, twice"),
        (needs.DEAD.and_also("seen twice"), "a session whose VM is dead: --session dead=ID, seen twice"),
        (
            needs.FOREIGN,
            "another account's session and credential: --session foreign=ID and CONTRACT_FOREIGN_API_KEY",
        ),
    ],
)
def test_needs_are_told_in_the_words_of_the_command_line(made: Needs, words: str) -> None:
    """First in words, then how it is declared or set, how often, and what has to be done besides."""
    assert str(made) == words


def test_a_remedy_is_found_by_state_and_not_by_words() -> None:
    """A session that was declared alive and seen dead is why what needs one alive was not seen."""
    promises = Promises()
    promises.step(Reading(answer(body("dead"), state="alive")))
    broken = BrokenPromise("alive", SESSION, "dead (killed)")
    assert promises.behind(Needs("in other words", ("alive", "dead")).states) == broken
    assert promises.behind(Needs("--session alive=ID").states) is None
    assert promises.behind(needs.DEAD.states) is None


def test_every_state_and_variable_that_a_clause_names_is_data() -> None:
    """No clause names an option or a variable in its words, where nothing would find it."""
    for clause in CATALOGUE.values():
        assert "=ID" not in clause.needs.what + clause.needs.also
        assert "CONTRACT_" not in clause.needs.what + clause.needs.also

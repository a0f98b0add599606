"""The proofs of a violation, in a whole run."""

from collections.abc import Callable
from functools import partial

from starlette.types import ASGIApp

from contract_tests.reference import Seeded
from contract_tests.reference.app import build
from contract_tests.reference.behaviour import Asked, Behaviour
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.faults import FAULTS, deployed
from tests.matrix.conduct import conduct


class TwoDatabases(Behaviour):
    """Of two replicas, by turns, one knows no credential."""

    asked = 0

    def authorise(self, asked: Asked) -> int | None:
        """Return the account, or None."""
        self.asked += 1
        return super().authorise(asked) if self.asked % 2 else None


def two_databases(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
    """Return them as one application."""
    storage = Storage()
    fill(storage, seeded, clock)
    return build(storage, TwoDatabases, clock)


def test_a_proof_that_is_a_redirect_shows_where_it_leads() -> None:
    """A login page instead of a refusal is told by its address."""
    _, report, _ = conduct(partial(deployed, FAULTS["access.refusal-is-an-error.login"]), budget=0)
    (verdict,) = (each for each in report.verdicts if each.clause.id == "access.refusal-is-an-error")
    assert {witness.seen for witness in verdict.witnesses} == {"status 302, Location: /login"}


def test_of_a_valid_credential_it_is_never_right_to_be_refused() -> None:
    """Two replicas of which one knows no credential are blamed for that, in all words."""
    status, report, observations = conduct(two_databases, budget=0)
    own = {each.exchange.number for each in observations if each.context.credential in {"key", "token"}}
    right = {
        witness.right
        for verdict in report.verdicts
        for witness in verdict.witnesses
        if own.intersection(witness.exchanges)
    }
    assert (status, "accepted each time" in right) == (1, True)
    assert not [words for words in right if "refused" in words]

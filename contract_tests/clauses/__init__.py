"""The clauses of the contract: each a sentence, what it rests on, and a pure function that judges by it.

They may know the recording, and neither settings nor who asked and how.
"""

from contract_tests.clauses.clause import Basis, Clause, Fold, Tolerances
from contract_tests.clauses.one_answer import (
    access,
    delivery,
    environment,
    existence,
    lifetime,
    liveness,
    refusal,
    shape,
)
from contract_tests.clauses.over_time import (
    access_compared,
    access_history,
    existence_history,
    expiry,
    lifetime_history,
    liveness_history,
    refusal_history,
)

FOUNDING = ("liveness.alive-implies-assigned", "lifetime.dead-has-no-uptime")
"""The two invariants that this project was founded on; they head every table."""

MODULES = (
    shape, existence, existence_history, liveness, liveness_history, lifetime, lifetime_history, expiry,
    environment, access, access_history, access_compared, refusal, refusal_history, delivery,
)  # fmt: skip


def _collected() -> dict[str, Clause]:
    every = [each for module in MODULES for each in vars(module).values() if isinstance(each, Clause)]
    every.sort(key=lambda clause: clause.id not in FOUNDING)
    return {clause.id: clause for clause in every}


CATALOGUE: dict[str, Clause] = _collected()
"""Every clause by its id, in the order of all tables."""

__all__ = ["CATALOGUE", "FOUNDING", "Basis", "Clause", "Fold", "Tolerances"]

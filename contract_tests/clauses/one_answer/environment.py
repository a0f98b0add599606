"""The environment of a session, of which the documentation says no more than its schema."""

from contract_tests.clauses import needs
from contract_tests.clauses.clause import inference, of_status
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken
from contract_tests.recording.reading import Status


@of_status(
    "environment.error-has-a-status",
    basis=inference("An environment that has an error has got further than none."),
    says="An environment with an error has a status.",
    needs=needs.Needs("a session whose environment failed to be made"),
    unoffered="no answer carried an env_error",
)
def error_has_a_status(status: Status) -> Finding | None:
    """env_error present implies that env_status is not "none"."""
    if status.env_error is None:
        return NOT_OFFERED
    if status.env_status != "none":
        return HOLDS
    return broken(f"env_error {status.env_error!r}, env_status 'none'", "another env_status")

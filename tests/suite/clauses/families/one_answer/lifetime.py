"""Since when a VM runs, and how much longer: sentences about one status; and cases of its environment."""

from tests.suite.building import answer, told
from tests.suite.clauses.cases import Says, not_offered, sentence, silent, upheld, violated
from tests.suite.clauses.drawn.drawn_statuses import Body, OfStatus, alive

NO_UPTIME, UPTIME = "lifetime.dead-has-no-uptime", "lifetime.alive-has-uptime"
EXPIRY, NO_TIME = "lifetime.alive-has-expiry", "lifetime.dead-has-no-time-left"
NO_EXPIRY, ENVIRONMENT = "lifetime.unassigned-has-no-expiry", "environment.error-has-a-status"

CASES = (
    upheld(UPTIME, told("alive", uptime_seconds=1e9)),
    violated(UPTIME, told("alive", uptime_seconds=1.7e9)),
    upheld(EXPIRY, told("alive", expires_in_seconds=-12.5)),
    violated(EXPIRY, told("alive", expires_in_seconds=-12.6)),
    upheld(EXPIRY, told("alive", expires_in_seconds=-50), grace=60.0),
    upheld(ENVIRONMENT, told("alive", env_error="no image", env_status="failed")),
    upheld(ENVIRONMENT, told("alive", env_error="", env_status="")),
    upheld(ENVIRONMENT, told("alive", env_error="no image", env_status="stopped")),
    violated(ENVIRONMENT, told("alive", env_error="no image")),
    violated(ENVIRONMENT, told("dead", env_error="", env_status="none")),
    not_offered(ENVIRONMENT, told("alive"), told("dead", env_status="failed", env_error=None)),
    silent(ENVIRONMENT, answer({"detail": "Not authenticated"}, code=401), answer("x")),
)


def is_from(least: float, value: float | None) -> bool:
    """Present, and no less than that; JSON has no infinite numbers."""
    return value is not None and value >= least


def killed(body: Body) -> Says:
    """A killed VM has no time left; where a dead VM has another status word, a freedom was used."""
    if body.get("vm_status") == "killed":
        return "violated" if body.get("expires_in_seconds") else "upheld"
    dead = body["exists"] and body["vm_assigned"] and not alive(body)
    return "not offered" if dead else "silent"


def failed(body: Body) -> Says:
    """An environment that failed has a status; one that did not gives no occasion."""
    if body.get("env_error") is None:
        return "not offered"
    return "violated" if body.get("env_status", "none") == "none" else "upheld"


STATUSES: dict[str, OfStatus] = {
    NO_UPTIME: sentence(lambda it: not alive(it), lambda it: it.get("uptime_seconds") is None),
    UPTIME: sentence(
        alive, lambda it: is_from(-1.5, it.get("uptime_seconds")) and it["uptime_seconds"] < 1.5e9
    ),
    EXPIRY: sentence(alive, lambda it: is_from(-12.5, it.get("expires_in_seconds"))),
    NO_TIME: killed,
    NO_EXPIRY: sentence(lambda it: not it["vm_assigned"], lambda it: it.get("expires_in_seconds") is None),
    ENVIRONMENT: failed,
}

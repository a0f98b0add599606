"""Since when a VM runs, and how much longer: cases of single answers; and its environment."""

from __future__ import annotations

from typing import Any

from tests.suite.building import FRESH, OMIT, answer, body, told
from tests.suite.clauses.cases import not_offered, silent, upheld, violated

ALIVE, DEAD, UNASSIGNED, UNKNOWN = told("alive"), told("dead"), told("unassigned"), told("unknown")
SUSPENDED = told("dead", vm_status="suspended", expires_in_seconds=60)
REFUSED = answer({"detail": "Not authenticated"}, code=401)

NO_UPTIME, UPTIME = "lifetime.dead-has-no-uptime", "lifetime.alive-has-uptime"
EXPIRY, NO_TIME = "lifetime.alive-has-expiry", "lifetime.dead-has-no-time-left"
NO_EXPIRY, ENVIRONMENT = "lifetime.unassigned-has-no-expiry", "environment.error-has-a-status"

NO_DURATIONS: tuple[Any, ...] = (None, OMIT, -0.001, -1, -1e300)


CASES = (
    upheld(NO_UPTIME, DEAD, UNASSIGNED, UNKNOWN, told("dead", uptime_seconds=OMIT), SUSPENDED),
    violated(NO_UPTIME, told("dead", uptime_seconds=0)),
    violated(NO_UPTIME, told("dead", uptime_seconds=12)),
    violated(NO_UPTIME, told("unassigned", uptime_seconds=-1.5)),
    violated(NO_UPTIME, told("unknown", uptime_seconds=0)),
    violated(NO_UPTIME, told("alive", vm_alive=OMIT)),
    silent(NO_UPTIME, ALIVE, REFUSED, answer("x"), answer(body("dead", uptime_seconds=1), credential="none")),
    upheld(UPTIME, ALIVE, told("alive", uptime_seconds=0), told("alive", uptime_seconds=1e9)),
    *(violated(UPTIME, told("alive", uptime_seconds=wrong)) for wrong in (*NO_DURATIONS, 1.7e9)),
    silent(UPTIME, DEAD, UNASSIGNED, UNKNOWN, REFUSED),
    upheld(EXPIRY, ALIVE, told("alive", expires_in_seconds=0), told("alive", expires_in_seconds=86_400)),
    *(violated(EXPIRY, told("alive", expires_in_seconds=wrong)) for wrong in NO_DURATIONS),
    silent(EXPIRY, DEAD, UNASSIGNED, UNKNOWN, REFUSED),
    upheld(
        NO_TIME, DEAD, told("dead", expires_in_seconds=None), told("dead", expires_in_seconds=OMIT), SUSPENDED
    ),
    violated(NO_TIME, told("dead", expires_in_seconds=0.5)),
    violated(NO_TIME, told("dead", expires_in_seconds=-1)),
    not_offered(NO_TIME, SUSPENDED),
    silent(NO_TIME, ALIVE, UNASSIGNED, UNKNOWN, REFUSED),
    upheld(NO_EXPIRY, UNASSIGNED, UNKNOWN, told("unassigned", expires_in_seconds=OMIT)),
    violated(NO_EXPIRY, told("unassigned", expires_in_seconds=0)),
    violated(
        NO_EXPIRY, answer(body("unknown", FRESH, expires_in_seconds=5), session=FRESH, subject="unknown")
    ),
    silent(NO_EXPIRY, ALIVE, DEAD, REFUSED),
    upheld(ENVIRONMENT, told("alive", env_error="no image", env_status="failed")),
    upheld(ENVIRONMENT, told("alive", env_error="", env_status="")),
    upheld(ENVIRONMENT, told("alive", env_error="no image", env_status="stopped")),
    violated(ENVIRONMENT, told("alive", env_error="no image")),
    violated(ENVIRONMENT, told("dead", env_error="", env_status="none")),
    not_offered(ENVIRONMENT, ALIVE, told("dead", env_status="failed", env_error=None)),
    silent(ENVIRONMENT, REFUSED, answer("x")),
)

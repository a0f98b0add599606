"""The store of an endpoint of the wild: two accounts' credentials and sessions, handed over as JSON."""

import json
import os
import time
from datetime import UTC, datetime

TOLD = json.loads(os.environ["WILD"])
PORT = int(os.environ["PORT"])
HERE = "127.0.0.1"
BEGAN = time.time()
LIFETIME, SOON = 300.0, 2.5
REFUSED = (401, {"detail": "Not authenticated"}, {"WWW-Authenticate": "Bearer"})
KEYS = {TOLD["api_key"]: 1, TOLD["foreign_api_key"]: 2}
SESSIONS = {session: state for state, session in TOLD["sessions"]}
WOKEN = {}


def account(headers):
    """Return whose credential a request carries, or None."""
    key, scheme_token = headers.get("X-API-Key"), (headers.get("Authorization") or "").split(" ", 1)
    if key:
        return KEYS.get(key)
    if scheme_token[0].lower() == "bearer" and scheme_token[1:] == [TOLD["bearer_token"]]:
        return 1
    return None


def answer(session_id, headers):
    """Return status, body and headers of the answer about a session."""
    who = account(headers)
    if who is None:
        return REFUSED
    state = SESSIONS.get(session_id)
    if state is None or (state == "foreign") != (who == 2):
        state = None
    return 200, status(session_id, state), {"Cache-Control": "no-store"}


def status(session_id, state):
    """Return the body that tells of a session, by its state; None for one that does not exist."""
    now = time.time()
    age, lifetime = {"dead": (600.0, 0.0), "expiring": (0.0, SOON)}.get(state, (30.0, LIFETIME))
    spawned = BEGAN - age
    if state == "expiring":
        spawned = WOKEN.setdefault(session_id, now)
    left = spawned + lifetime - now
    alive = state in {"alive", "foreign", "expiring"} and left > 0
    assigned = state not in {None, "unassigned"}
    created = datetime.fromtimestamp(BEGAN - age, UTC)
    return {
        "session_id": session_id,
        "exists": state is not None,
        "vm_assigned": assigned,
        "vm_status": ("active" if alive else "killed") if assigned else None,
        "vm_id": f"vmid-{session_id[:8]}" if assigned else None,
        "vm_alive": alive,
        "uptime_seconds": round(now - spawned, 2) if alive else None,
        "expires_in_seconds": (round(left, 2) if alive else 0) if assigned else None,
        "created_at": created.strftime("%Y-%m-%dT%H:%M:%S") if state else None,
        "env_status": "none",
        "env_error": None,
    }

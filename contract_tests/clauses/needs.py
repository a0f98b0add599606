"""What has to be there for a clause to be exercised, in the words of whoever types the command."""

from __future__ import annotations

CREDENTIAL = "a credential: CONTRACT_API_KEY or CONTRACT_BEARER_TOKEN in the environment"
EXISTING = "a session that exists: --session alive=ID"
ALIVE = "a session that is alive: --session alive=ID"
TWO_ALIVE = "two sessions that are alive: --session alive=ID, twice"
ASSIGNED = "a session with a VM: --session alive=ID or --session dead=ID"
UNASSIGNED = "a session without a VM: --session unassigned=ID"
DEAD = "a session whose VM is dead: --session dead=ID"
NOT_ALIVE = "a session that is not alive: --session dead=ID or --session unassigned=ID"
EXPIRING = "a session that is alive and dies soon: --session expiring=ID"
FOREIGN = "another account's session and credential: --session foreign=ID and CONTRACT_FOREIGN_API_KEY"
API_KEY = "an API key: CONTRACT_API_KEY in the environment"
NOTHING = "a deployment that answers"

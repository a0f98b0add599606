"""The ledger: what the documentation says that is no clause, each with the reason; and what is ours.

`PROSE` and `MEMBERS` give, for what no clause quotes, the clause that judges it all the same; `EXCLUDED`
gives the reason why nothing judges it. `OURS` lists what OpenAPI
demands and the page lacks: it is never held against a deployment.
"""

PROSE: dict[str, str] = {
    "This endpoint provides a simple aliveness check for a session, including:": (
        "lifetime.reading-does-not-extend"
    ),
    "Whether a VM is assigned": "liveness.assigned-implies-exists",
    "VM uptime and remaining lifetime": "lifetime.uptime-keeps-time",
    "Example: GET /v1/sessions/status/550e8400-e29b-41d4-a716-446655440000": "existence.session-id-is-echoed",
    "Response (VM alive):": "existence.session-was-created",
    "Response (no VM assigned yet):": "liveness.unassigned-has-no-vm-status",
    "Response (VM dead):": "lifetime.dead-has-no-time-left",
}
"""Sentences that no clause quotes, and the clause that judges what they say."""

HEADINGS = frozenset({"Returns:"})
"""Sentences that announce others and say nothing by themselves."""

STATUS = "/components/schemas/SessionStatusResponse"
INVALID = "/components/schemas/HTTPValidationError"
DETAIL = "/components/schemas/ValidationError"
OPERATION = "/paths/~1v1~1sessions~1status~1{session_id}/get"

MEMBERS: dict[str, str] = {
    f"{STATUS}/properties/session_id": "shape.status-body-matches-schema",
    f"{STATUS}/properties/exists": "shape.status-body-matches-schema",
    f"{STATUS}/properties/vm_assigned": "shape.status-body-matches-schema",
    f"{STATUS}/properties/vm_status": "shape.status-body-matches-schema",
    f"{STATUS}/properties/vm_id": "shape.status-body-matches-schema",
    f"{STATUS}/properties/vm_alive": "shape.status-body-matches-schema",
    f"{STATUS}/properties/uptime_seconds": "shape.status-body-matches-schema",
    f"{STATUS}/properties/expires_in_seconds": "shape.status-body-matches-schema",
    f"{STATUS}/properties/created_at": "shape.created-at-is-a-timestamp",
    f"{STATUS}/properties/env_status": "shape.status-body-matches-schema",
    f"{STATUS}/properties/env_error": "shape.status-body-matches-schema",
    f"{INVALID}/properties/detail": "shape.validation-error-matches-schema",
    f"{DETAIL}/properties/loc": "shape.validation-error-matches-schema",
    f"{DETAIL}/properties/msg": "shape.validation-error-matches-schema",
    f"{DETAIL}/properties/type": "shape.validation-error-matches-schema",
    f"{OPERATION}/parameters/0": "refusal.only-the-exact-id-matches",
    f"{OPERATION}/parameters/1": "access.valid-credentials-are-accepted",
    f"{OPERATION}/responses/200": "shape.status-is-documented",
    f"{OPERATION}/responses/422": "shape.validation-error-matches-schema",
    f"{OPERATION}/security/0": "access.credentials-are-required",
}
"""Schema members, parameters, responses and security entries, and the clause that judges each."""

READ_SO = "The meaning of an absent member for readers; every clause reads it so."

EXCLUDED: dict[str, str] = {
    f"{STATUS}/description": "A title of the schema; nothing that a deployment sends shows it.",
    f"{STATUS}/properties/vm_alive/default": READ_SO,
    f"{STATUS}/properties/env_status/default": READ_SO,
}
"""Sentences that no clause judges, each with the reason."""

OURS: dict[str, str] = {
    "/openapi": "OpenAPI demands a version; 3.1 is the one whose schemas are those of the page.",
    "/info/title": "OpenAPI demands a title.",
    "/info/version": "OpenAPI demands a version of the document; the page tells none.",
    f"{OPERATION}/operationId": "Not demanded, but it names the function of the generated client.",
    f"{OPERATION}/summary": "The page's heading.",
    f"{OPERATION}/responses/200/content/application~1json/examples": "The page's, named by us.",
    "/components/securitySchemes/OAuth2PasswordBearer/flows/password/tokenUrl": (
        "OpenAPI demands an address for tokens; the page tells none, and nothing here ever asks for it."
    ),
    "/components/securitySchemes/OAuth2PasswordBearer/flows/password/scopes": (
        "OpenAPI demands it; the page tells none."
    ),
}
"""Parts that OpenAPI demands, or that are convenient, and that the page lacks."""

# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""SessionStatusResponse, as `openapi.json` describes it."""

from __future__ import annotations

import datetime

from attrs import frozen as _frozen

from .._runtime.decoding import Model as _Model


@_frozen(kw_only=True)
class SessionStatusResponse(_Model):
    """Response model for session status check.

    Source: `SessionStatusResponse` in openapi.json.
    """

    __hash__ = _Model.__hash__

    session_id: str

    exists: bool
    """True if session exists."""

    vm_assigned: bool
    """True if VM is assigned to this session."""

    vm_status: str | None = None
    """Current VM status ('active', 'killed', etc.)."""

    vm_id: str | None = None
    """The VM identifier (if assigned)."""

    vm_alive: bool = False
    """True if VM exists and status is 'active'."""

    uptime_seconds: float | None = None
    """How long VM has been running (if alive), in seconds."""

    expires_in_seconds: float | None = None
    """Time until VM expires (if alive), in seconds."""

    created_at: datetime.datetime | None = None
    """When the session was created."""

    env_status: str = "none"

    env_error: str | None = None

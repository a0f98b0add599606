"""The generated client is a consumer under test: it reads every answer observed as the schema does."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from contract_tests.reading import Reading, Status

if TYPE_CHECKING:
    from contract_tests.front import Run
    from contract_tests.observation import Observation

BEYOND_PYTHON = ":60"
"""Second 60 is a legal time of day that Python's datetime, and so the client, cannot hold."""
NAMED = 3


def test_the_generated_client_reads_every_answer(run: Run) -> None:
    """Each status that satisfies the schema is the same status to the generated client."""
    from generated_client import ApiError, Client, get_session_status  # it loads while the watch runs

    readings = [reading for reading in map(Reading, run.observations) if reading.status is not None]
    if not readings:
        pytest.skip("untested: no answer showed a status")
    differences = []
    for reading in readings:
        observation = reading.observation
        with Client(
            "http://recorded.invalid", retries=0, httpx_args={"transport": _recorded(observation)}
        ) as client:
            try:
                told = get_session_status.sync("recorded", client=client)
            except ApiError as error:
                if BEYOND_PYTHON not in (reading.status.created_at or "" if reading.status else ""):
                    differences.append(f"#{reading.number}: the client says {error}")
                continue
        differences += [f"#{reading.number}: {each}" for each in _differences(reading.status, told)]
    if differences:
        more = f" and {len(differences) - NAMED} more" if len(differences) > NAMED else ""
        note = f"the generated client reads answers otherwise: {'; '.join(differences[:NAMED])}{more}"
        run.notes.append(note)
        pytest.skip(note)


def _recorded(observation: Observation) -> object:
    import httpx  # as above

    exchange = observation.exchange
    kept = {"content-type": exchange.header("content-type") or ""}
    return httpx.MockTransport(
        lambda _: httpx.Response(exchange.status or 0, headers=kept, content=exchange.body)
    )


def _differences(status: Status | None, told: object) -> list[str]:
    names = (
        "exists",
        "vm_assigned",
        "vm_alive",
        "vm_status",
        "vm_id",
        "uptime_seconds",
        "expires_in_seconds",
    )
    found = [
        f"{name} is {getattr(told, name)!r}, not {getattr(status, name)!r}"
        for name in names
        if getattr(told, name) != getattr(status, name)
    ]
    created, read = getattr(status, "created_at", None), getattr(told, "created_at", None)
    if (created is None) != (read is None) or not isinstance(read, datetime | None):
        found.append(f"created_at is {read!r}, not {created!r}")
    return found

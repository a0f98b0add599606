"""The generated client is a consumer under test: it reads every answer observed as the schema does."""

from collections.abc import Iterable
from datetime import datetime

from contract_tests.recording.observation import Observation
from contract_tests.recording.reading import Reading, Status

COMPARED = ("exists", "vm_assigned", "vm_alive", "vm_status", "vm_id", "uptime_seconds", "expires_in_seconds")
NAMED = 3
"""Differences that are named before the rest is counted."""


def readable(observations: Iterable[Observation]) -> list[Reading]:
    """Return the answers that showed a status."""
    return [reading for reading in map(Reading, observations) if reading.status is not None]


def differences(observations: Iterable[Observation]) -> tuple[str, ...]:
    """Return one line that names the first few differences, or none."""
    found = []
    for reading in readable(observations):
        found += [f"#{reading.number}: {each}" for each in _differing(reading)]
    if not found:
        return ()
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return (f"the generated client reads answers otherwise: {'; '.join(found[:NAMED])}{more}",)


def _differing(reading: Reading) -> list[str]:
    from generated_client import ApiError, Client, get_session_status  # it loads while the watch runs

    assert reading.status is not None
    transport = {"transport": _recorded(reading.observation)}
    with Client("http://recorded.invalid", retries=0, httpx_args=transport) as client:
        try:
            model = get_session_status.sync(reading.status.session_id, client=client)
        except ApiError as error:
            # Second 60 is a legal time of day that Python's datetime, and so the client, cannot hold.
            return [] if ":60" in (reading.status.created_at or "") else [f"the client says {error}"]
    return _differences(reading.status, model)


def _recorded(observation: Observation) -> object:
    import httpx2  # as above

    exchange = observation.exchange
    kept = {"content-type": exchange.header("content-type") or ""}
    return httpx2.MockTransport(
        lambda _: httpx2.Response(exchange.status or 0, headers=kept, content=exchange.body)
    )


def _differences(status: Status, model: object) -> list[str]:
    pairs = {name: (getattr(model, name), getattr(status, name)) for name in COMPARED}
    found = [f"{name} is {read!r}, not {sent!r}" for name, (read, sent) in pairs.items() if read != sent]
    # The client makes a datetime of a text: which one, its own tests say.
    read, sent = getattr(model, "created_at", None), status.created_at
    if (sent is None) != (read is None) or not isinstance(read, datetime | None):
        found.append(f"created_at is {read!r}, not {sent!r}")
    return found

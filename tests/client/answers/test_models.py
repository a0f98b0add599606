"""What a body must be to become a model, and what the model then says."""

import datetime as dt
import inspect
import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from generated_client import (
    Client,
    HTTPValidationError,
    MalformedAnswerError,
    SessionStatusResponse,
    ValidationError,
    get_session_status,
)
from tests.client.peers.scripted import Scripted, answer

LEAST = {"session_id": "s", "exists": False, "vm_assigned": False}


@pytest.fixture(scope="module")
def documented() -> list[dict[str, Any]]:
    """The bodies that the contract gives as examples."""
    contract = json.loads(Path("openapi.json").read_bytes())
    operation = contract["paths"]["/v1/sessions/status/{session_id}"]["get"]
    examples = operation["responses"]["200"]["content"]["application/json"]["examples"]
    return [example["value"] for example in examples.values()]


def read(scripted: Scripted, client: Client, body: bytes, session_id: str = "s") -> SessionStatusResponse:
    """Return what the client reads out of a body."""
    scripted.says(answer(body=body))
    return get_session_status.sync(session_id, client=client)


def test_documented_bodies_are_read_and_written_back_unchanged(
    scripted: Scripted, client: Client, documented: list[dict[str, Any]]
) -> None:
    """Each documented example survives the way into a model and back."""
    for body in documented:
        status = read(scripted, client, json.dumps(body).encode(), body["session_id"])
        assert status == SessionStatusResponse.from_dict(body)
        assert status.to_dict() == {**body, "env_status": "none", "env_error": None}
        assert SessionStatusResponse.from_dict(status.to_dict()) == status


def test_missing_members_take_their_documented_defaults(scripted: Scripted, client: Client) -> None:
    """A body with nothing but the required members is not alive and has no environment."""
    status = read(scripted, client, json.dumps(LEAST).encode())
    assert status == SessionStatusResponse(session_id="s", exists=False, vm_assigned=False)
    assert (status.vm_alive, status.env_status) == (False, "none")
    assert (status.vm_id, status.uptime_seconds, status.created_at) == (None, None, None)


def test_timestamps_keep_the_offset_they_have_or_have_not(scripted: Scripted, client: Client) -> None:
    """A timestamp without an offset stays without one; one with an offset keeps its instant."""
    naive = read(scripted, client, json.dumps({**LEAST, "created_at": "2025-01-10T12:34:56"}).encode())
    aware = read(scripted, client, json.dumps({**LEAST, "created_at": "2025-01-10T12:34:56+02:00"}).encode())
    assert naive.created_at == dt.datetime(2025, 1, 10, 12, 34, 56)  # noqa: DTZ001 - that is the point
    assert aware.created_at == dt.datetime(2025, 1, 10, 10, 34, 56, tzinfo=dt.UTC)


def test_status_words_nobody_documented_are_kept(scripted: Scripted, client: Client) -> None:
    """An unknown vm_status arrives verbatim."""
    assert read(scripted, client, json.dumps({**LEAST, "vm_status": "réveil"}).encode()).vm_status == "réveil"


@pytest.mark.parametrize(
    "change, path, told",
    [
        ({"vm_alive": "false"}, "$.vm_alive", "expected bool, got str at $.vm_alive"),
        ({"vm_alive": 1}, "$.vm_alive", "expected bool, got int at $.vm_alive"),
        ({"vm_alive": None}, "$.vm_alive", "expected bool, got null at $.vm_alive"),
        ({"env_status": None}, "$.env_status", "expected str, got null at $.env_status"),
        ({"created_at": "yesterday"}, "$.created_at", "invalid RFC3339 encoded datetime at $.created_at"),
        ({"created_at": "2025-01-10"}, "$.created_at", "invalid RFC3339 encoded datetime at $.created_at"),
        ({"uptime_seconds": "1"}, "$.uptime_seconds", "expected float | null, got str at $.uptime_seconds"),
        ({"uptime_seconds": float("nan")}, "$", "JSON is malformed"),
    ],
)
def test_wrong_types_are_refused_with_their_place(
    scripted: Scripted, client: Client, change: dict[str, Any], path: str, told: str
) -> None:
    """A member of a wrong type is never bent into the right one."""
    with pytest.raises(MalformedAnswerError) as caught:
        read(scripted, client, json.dumps({**LEAST, **change}).encode())
    assert caught.value.path == path
    assert told in str(caught.value)
    assert caught.value.status == 200
    assert caught.value.body.startswith('{"session_id"')


@pytest.mark.parametrize(
    "twice",
    [
        b'"vm_alive": false, "vm_alive": true',
        b'"exists": true, "exists" : true',
        b'"vm_id": "\\u0061", "vm_\\u0061live": false, "vm_alive": true',
        b'"session_id": "s"',
        b'"other": {"vm_alive": 1, "vm_alive": 2}',
    ],
)
def test_a_member_that_stands_twice_says_neither(scripted: Scripted, client: Client, twice: bytes) -> None:
    """Parsers differ in which of the two they believe; the same name in another object is no matter."""
    with pytest.raises(MalformedAnswerError, match="stands twice"):
        read(scripted, client, json.dumps(LEAST).encode().replace(b"}", b", " + twice + b"}"))
    once = json.dumps({**LEAST, "other": [{"exists": 1}, "exists"], "vm_id": '"exists"\u00e9'}).encode()
    assert not read(scripted, client, once.replace(b"1", b"9" * 9999)).exists


def test_unknown_members_are_reachable_in_the_raw_answer(scripted: Scripted, client: Client) -> None:
    """A member that the contract does not know is ignored by the model and kept in the response."""
    scripted.says(answer(body=json.dumps({**LEAST, "region": "x"}).encode(), x_served_by="a"))
    response = get_session_status.sync_detailed("s", client=client)
    assert response.json()["region"] == "x"
    assert (response.status_code, response.headers["x-served-by"]) == (200, "a")
    assert not hasattr(response.parsed, "region")


def test_models_are_frozen_and_take_keywords_only() -> None:
    """A model is a value: equal by content, hashable, immutable."""
    status = SessionStatusResponse.from_dict(LEAST)
    assert status == SessionStatusResponse.from_dict(LEAST)
    assert hash(status) == hash(SessionStatusResponse.from_dict(LEAST))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        status.vm_alive = True  # type: ignore[misc]
    with pytest.raises(TypeError):
        SessionStatusResponse("s")  # type: ignore[call-arg]


def test_a_member_that_may_be_missing_but_not_null() -> None:
    """Where the contract allows missing but not null, null is refused and missing is None."""
    assert HTTPValidationError.from_dict({}).detail is None
    assert HTTPValidationError.from_dict({}).to_dict() == {}
    with pytest.raises(MalformedAnswerError, match=r"expected array, got null at \$.detail"):
        HTTPValidationError.from_dict({"detail": None})


def test_members_with_other_names_on_the_wire() -> None:
    """`type` is called `type_` in Python, and `type` on the wire, both ways."""
    body = {"loc": ["path", 0], "msg": "no", "type": "uuid"}
    assert ValidationError.from_dict(body) == ValidationError(loc=["path", 0], msg="no", type_="uuid")
    assert ValidationError.from_dict(body).to_dict() == body
    with pytest.raises(
        MalformedAnswerError, match=r"expected int \| str, got bool at \$.detail\[1\].loc\[0\]"
    ):
        HTTPValidationError.from_dict({"detail": [body, {**body, "loc": [True]}]})


def test_attributes_say_what_they_mean_and_in_which_unit() -> None:
    """The source carries the contract's words for each member, and the unit that its name gives."""
    text = Path("generated_client/models/session_status_response.py").read_text("utf-8")
    assert '"""True if VM exists and status is \'active\'."""' in text
    assert '"""How long VM has been running (if alive), in seconds."""' in text
    assert "Source: `SessionStatusResponse` in openapi.json." in text
    assert "Your session UUID" in (get_session_status.sync.__doc__ or "")


def test_help_speaks_of_what_callers_pass_and_see() -> None:
    """`poll` asks less and less often, `changes` does not; what callers cannot pass is not explained."""
    for grows, call in (
        (True, "poll"),
        (True, "asyncio_poll"),
        (False, "changes"),
        (False, "asyncio_changes"),
    ):
        assert ("pauses grow" in getattr(get_session_status, call).__doc__) == grows
    assert "credentials" not in str(inspect.getdoc(Client.__init__))

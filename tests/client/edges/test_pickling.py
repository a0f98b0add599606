"""Clients in other processes: copied and pickled without connections, or refused by name."""

import copy
import pickle
import ssl
import sys
from typing import Any

import httpx2
import pytest

from generated_client import Client, get_session_status
from tests.client.peers.scripted import Scripted, answer

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'
SECRET = "s3cr3t-" + "x" * 12


def test_clients_can_be_copied_and_pickled(scripted: Scripted) -> None:
    """Copies ask as the original does, over connections of their own."""
    scripted.says(answer(body=BODY))
    client = Client(scripted.base_url, api_key=SECRET, timeout=3, retries=1, headers={"x": "y"})
    assert get_session_status.sync("s", client=client).exists
    for other in (copy.copy(client), copy.deepcopy(client), pickle.loads(pickle.dumps(client))):  # noqa: S301
        assert repr(other) == repr(client)
        assert get_session_status.sync("s", client=other).exists
        assert f"x-api-key: {SECRET}" in scripted.requests[-1].decode().lower()
        other.close()
    assert get_session_status.sync("s", client=client).exists
    mock = Client("http://h", httpx_args={"transport": httpx2.MockTransport(lambda _: httpx2.Response(200))})
    assert copy.deepcopy(mock)
    context = Client("http://h", httpx_args={"verify": ssl.create_default_context()})
    assert copy.deepcopy(context)
    client.close()


@pytest.mark.parametrize(
    "named, given",
    [
        ("token", {"token": lambda: SECRET}),
        ("headers: X-Trace", {"headers": {"X-Trace": lambda: "t"}}),
        ("httpx_args: verify", {"httpx_args": {"verify": ssl.create_default_context()}}),
        ("httpx_args: event_hooks", {"httpx_args": {"event_hooks": {"request": [lambda _: None]}}}),
        ("httpx_args: transport", {"httpx_args": {"transport": httpx2.HTTPTransport()}}),
    ],
)
def test_what_cannot_be_pickled_is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, named: str, given: Any
) -> None:
    """One sentence says which argument another process cannot have; copies have all of them."""
    client = Client("http://h", **given)
    assert repr(copy.deepcopy(client)) == repr(client)
    with pytest.raises(TypeError, match=f"^{named} is a .*, which cannot be pickled: .* in each process$"):
        pickle.dumps(client)
    monkeypatch.setitem(sys.modules, "some.cloudpickle", sys)
    with pytest.raises(Exception, match=r"(?i)can.?t pickle|cannot pickle"):  # not ours to say, then
        pickle.dumps(client)


def test_functions_that_pickle_finds_go_along() -> None:
    """A function at the top of a module, and a transport made of one, are carried to another process."""
    mock = {"transport": httpx2.MockTransport(told)}
    other = pickle.loads(pickle.dumps(Client("http://h", token=secret, httpx_args=mock)))  # noqa: S301
    assert get_session_status.sync("s", client=other).exists


def secret() -> str:
    """Tell the token."""
    return SECRET


def told(request: httpx2.Request) -> httpx2.Response:
    """Answer in the service's place, if it is asked with the token."""
    assert request.headers["Authorization"] == f"Bearer {SECRET}"
    return httpx2.Response(200, content=BODY)

"""What a caller is told when it could not be told."""

from __future__ import annotations

import asyncio
import base64
import html
import json
import pickle
import traceback
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from generated_client import (
    ApiError,
    Client,
    InvalidArgumentError,
    InvalidRequestError,
    MalformedAnswerError,
    NoAnswerError,
    RateLimitedError,
    ServerError,
    SessionStatusResponse,
    TimeLimitError,
    UnauthorisedError,
    UnexpectedStatusError,
    get_session_status,
)
from generated_client._runtime import arguments
from tests.client.asking import WAYS, Way, ask
from tests.client.peers.scripted import Scripted, answer

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

SECRET = "s3cr3t-" + "x" * 12

DEAD = b'{"session_id": "s", "exists": true, "vm_assigned": false, "vm_alive": false}'
BY_STATUS = {
    201: UnexpectedStatusError,
    204: UnexpectedStatusError,
    301: UnexpectedStatusError,
    400: InvalidRequestError,
    401: UnauthorisedError,
    403: UnauthorisedError,
    404: UnexpectedStatusError,
    422: InvalidRequestError,
    429: RateLimitedError,
    499: UnexpectedStatusError,
    500: ServerError,
    503: ServerError,
    520: ServerError,
    599: ServerError,
    600: UnexpectedStatusError,
    999: UnexpectedStatusError,
}


@pytest.mark.parametrize("status, kind", BY_STATUS.items())
def test_every_other_status_is_an_error_of_its_kind(
    scripted: Scripted, client: Client, status: int, kind: type[ApiError]
) -> None:
    """Nothing but a documented success is an answer, whatever its body says."""
    scripted.says(answer(status, DEAD, x_request_id="r-1"))
    with pytest.raises(kind) as caught:
        get_session_status.sync("s", client=client)
    assert (type(caught.value), caught.value.status, caught.value.request_id) == (kind, status, "r-1")
    assert caught.value.body == ("" if status == 204 else DEAD.decode())
    assert "request id r-1" in str(caught.value)
    assert str(caught.value).endswith(kind.remedy)


@pytest.mark.parametrize(
    "kind", [*dict.fromkeys(BY_STATUS.values()), MalformedAnswerError, NoAnswerError, TimeLimitError]
)
def test_every_error_says_what_to_do(kind: type[ApiError]) -> None:
    """A remedy is one sentence."""
    assert kind.remedy.endswith(".")


def test_a_refused_request_carries_its_parsed_detail(scripted: Scripted, client: Client) -> None:
    """The documented body of a 422 arrives as its model; one that is not as documented as None."""
    scripted.says(answer(422, b'{"detail": [{"loc": ["path"], "msg": "no UUID", "type": "uuid"}]}'))
    with pytest.raises(InvalidRequestError) as caught:
        get_session_status.sync("s", client=client)
    assert caught.value.detail.detail[0].msg == "no UUID"
    scripted.says(answer(422, b'{"detail": "no"}'))
    with pytest.raises(InvalidRequestError) as caught:
        get_session_status.sync("s", client=client)
    assert caught.value.detail is None


@pytest.mark.parametrize(
    "header, seconds",
    [
        ("7", 7.0),
        ("0", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("soon", None),
        ("-1", None),
        ("", None),
    ],
)
def test_retry_after_is_told_in_seconds(
    scripted: Scripted, client: Client, header: str, seconds: float | None
) -> None:
    """Retry-After is a number of seconds or a date; what is neither is ignored."""
    scripted.says(answer(429, b"{}", retry_after=header))
    with pytest.raises(RateLimitedError) as caught:
        get_session_status.sync("s", client=client)
    assert caught.value.retry_after == seconds
    told = "not before 7 s have passed." if seconds == 7 else "Ask less often."
    assert str(caught.value).endswith(told)


def test_a_redirect_is_named_and_never_followed(scripted: Scripted, client: Client) -> None:
    """A redirect costs one request, and no credential."""
    scripted.says(answer(307, location="https://elsewhere.example/x"))
    with pytest.raises(UnexpectedStatusError, match=r"a redirect to https://elsewhere\.example/x"):
        get_session_status.sync("s", client=client)
    assert len(scripted.requests) == 1


def test_a_body_that_repeats_the_credential_is_blotted_out(scripted: Scripted) -> None:
    """Neither the message, nor the body's beginning, nor the traceback shows a credential."""
    secret = "s3cr3t-" + "x" * 12
    scripted.says(
        answer(401, f"wrong key {secret}".encode(), location=f"/?key={secret}", x_request_id=secret)
    )
    with Client(scripted.base_url, api_key=secret, token=secret) as client:
        for shown in (repr(client), str(client)):
            assert secret not in shown
        with pytest.raises(UnauthorisedError) as caught:
            get_session_status.sync("s", client=client)
    assert secret not in "".join(traceback.format_exception(caught.value)) + repr(caught.value.__dict__)
    assert "wrong key ***" in str(caught.value)


def test_a_server_writes_no_lines_of_ours(scripted: Scripted, client: Client) -> None:
    """Line breaks and colours in a body stay in `body`; a message, and so a log, has one line."""
    body = "gone\r\nINFO\x1b[31m all is well\x00"
    scripted.says(answer(500, body.encode(), x_request_id="r\x1b[2J"))
    with pytest.raises(
        ServerError, match=r"500: gone INFO \[31m all is well \(request id r \[2J\)"
    ) as caught:
        get_session_status.sync("s", client=client)
    assert caught.value.body == body
    assert str(caught.value).isprintable()
    scripted.says(answer(500, b"\n" * 1000))
    with pytest.raises(ServerError, match=r"was answered 500\. Ask"):
        get_session_status.sync("s", client=client)


def test_silence_ends_at_the_time_limit(scripted: Scripted) -> None:
    """A server that says nothing, and one whose body never ends, cost no more than the time limit."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(answer(content_length="10000"))
        while not scripted.ended.wait(0.02):
            connection.sendall(b" ")

    async def ask() -> SessionStatusResponse:
        async with Client(scripted.base_url, timeout=0.2) as client:
            return await get_session_status.asyncio("s", client=client)

    def stay_silent(_: socket.socket) -> None:
        scripted.ended.wait(30)

    for told in (stay_silent, drip):
        scripted.says(told)
        with Client(scripted.base_url, timeout=0.2) as client, pytest.raises(TimeLimitError):
            get_session_status.sync("s", client=client)
        with pytest.raises(TimeLimitError):
            asyncio.run(ask())


@pytest.mark.parametrize(
    "begun", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", answer(body=DEAD)[:-5], b"SSH-2.0-x\r\n"]
)
def test_a_dropped_connection_is_no_answer(scripted: Scripted, client: Client, begun: bytes) -> None:
    """Half an answer is none, and what is not HTTP is none."""
    scripted.says(lambda connection: connection.sendall(begun))
    with pytest.raises(NoAnswerError):
        get_session_status.sync("s", client=client)


def test_nobody_listening_is_no_answer() -> None:
    """A refused connection is told as such."""
    with Client("http://127.0.0.1:1", retries=0) as client, pytest.raises(NoAnswerError, match="refused"):
        get_session_status.sync("s", client=client)


@pytest.mark.parametrize("session_id", ["", ".", "..", None, "\ud800", "x" * 70_000])
def test_ids_that_would_name_something_else_are_not_sent(
    scripted: Scripted, client: Client, session_id: str
) -> None:
    """An id that a URL cannot carry as one segment is refused before anything is sent."""
    scripted.says(answer(body=DEAD))
    with pytest.raises(InvalidArgumentError):
        get_session_status.sync(session_id, client=client)
    assert scripted.requests == []


def test_other_ids_are_one_segment_of_the_path(scripted: Scripted, client: Client) -> None:
    """Slashes, percent signs, question marks and spaces are part of the id."""
    session_id = "../a b?c%2F#é"
    scripted.says(answer(body=json.dumps({**json.loads(DEAD), "session_id": session_id}).encode()))
    get_session_status.sync(session_id, client=client)
    assert scripted.requests[0].split()[1] == b"/v1/sessions/status/..%2Fa%20b%3Fc%252F%23%C3%A9"


def test_errors_survive_pickling() -> None:
    """An error raised in a worker process arrives whole."""
    error = MalformedAnswerError("m", path="$.x", status=200, request_id="r", body="b")
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(copied), copied.__dict__) == (str(error), error.__dict__)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "spelled",
    [
        lambda key: key.replace("/", "\\/"),
        lambda key: key.replace("=", "\\u003d").replace("+", "\\u002B"),
        lambda key: json.dumps(json.dumps(key)),
        lambda key: quote(key, safe=""),
        html.escape,
        repr,
    ],
    ids=["PHP", "Gson", "JSON in JSON", "URL", "HTML", "repr"],
)
def test_a_credential_is_blotted_out_however_it_is_spelled(
    scripted: Scripted, way: Way, spelled: Callable[[str], str]
) -> None:
    """Servers quote what they repeat, and what reads their answers takes the quoting off again."""
    key = "sk/live+SECRET\\'<012345\"&6789=="
    scripted.says(answer(401, f"no {spelled(key)} here".encode()))
    with (
        Client(scripted.base_url, api_key=key) as client,
        pytest.raises(ApiError, match=r"no \W*\*\*\*\W* here"),
    ):
        ask(way, client)
    detail = '{"detail": [{"loc": ["x"], "msg": "no sk\\/live\\u002bSECRET here", "type": "t"}]}'
    scripted.says(answer(422, detail.encode()))
    with Client(scripted.base_url, api_key="sk/live+SECRET") as client, pytest.raises(ApiError) as caught:
        ask(way, client)
    assert caught.value.detail.detail[0].msg == "no *** here"


def test_a_token_that_is_the_user_of_a_proxy_is_not_shown() -> None:
    """It is blotted out as a password is, and so is what is sent for both."""
    secrets = arguments.proxy_secrets(f"http://{SECRET}@h", {})
    assert set(secrets) == {SECRET, base64.b64encode(f"{SECRET}:".encode()).decode()}


def test_a_client_is_shown_before_it_is_whole() -> None:
    """What shows the variables of a traceback meets a client whose constructor refused an argument."""
    with pytest.raises(InvalidArgumentError) as caught:
        Client("h", api_key=SECRET)
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "base_url names no server" in "".join(shown.format())


def test_an_id_with_a_slash_is_named_where_the_server_knows_no_such_path(
    scripted: Scripted, client: Client
) -> None:
    """The caller is sent to the argument as well as to the base URL, and the message repeats no id."""
    scripted.says(answer(404, b"no"))
    with pytest.raises(UnexpectedStatusError) as caught:
        get_session_status.sync("a/b", client=client)
    told = (
        "404: no (session_id holds signs that are sent percent-encoded). Look at the arguments and base_url"
    )
    assert told in str(caught.value)
    with pytest.raises(UnexpectedStatusError) as plain:
        get_session_status.sync("a-b", client=client)
    assert "percent" not in str(plain.value)


@pytest.mark.parametrize("way", [*WAYS, "poll"])
@pytest.mark.parametrize("status", [200, 401, 422])
@pytest.mark.parametrize(
    "body", ['["{}"]', '{{"session_id": "{}", "exists": true, "vm_assigned": false}}', "{}"]
)
def test_no_frame_holds_what_the_server_repeats(scripted: Scripted, way: Any, status: int, body: str) -> None:
    """Sentry, and rich where it is asked to, print the variables of an error's frames and its causes'."""
    client = Client(scripted.says(answer(status, body.format(SECRET).encode())), token=SECRET)
    with pytest.raises(ApiError) as caught:
        ask(way, client) if way in WAYS else get_session_status.poll(
            "s", client=client, until=bool, timeout=1
        )
    error: BaseException | None = caught.value
    while error is not None:
        found = [each.f_locals for each, _ in traceback.walk_tb(error.__traceback__)]
        assert SECRET not in repr([each for each in found if "scripted" not in each])
        error = error.__cause__

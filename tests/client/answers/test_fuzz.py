"""Whatever a server sends, a call returns a valid model or raises one of the client's own errors."""

import asyncio
import json
from typing import Any

import httpx2
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generated_client import (
    ApiError,
    Client,
    HTTPValidationError,
    MalformedAnswerError,
    Response,
    SessionStatusResponse,
    get_session_status,
)
from tests.client.peers.scripted import Scripted, serving

bounded = settings(
    max_examples=300,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

MEMBERS = {
    "session_id": "s",
    "exists": True,
    "vm_assigned": True,
    "vm_status": "active",
    "vm_id": "v",
    "vm_alive": True,
    "uptime_seconds": 1.5,
    "expires_in_seconds": 2,
    "created_at": "2025-01-10T12:34:56",
    "env_status": "none",
    "env_error": None,
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def nearly_right(draw: st.DrawFn) -> bytes:
    """Draw a documented body with some members changed, missing or added, and perhaps some bytes damaged."""
    body: dict[str, Any] = dict(MEMBERS)
    for name in draw(st.lists(st.sampled_from(sorted(MEMBERS)), max_size=3)):
        body.pop(name, None)
        if draw(st.booleans()):
            body[name] = draw(json_values)
    body |= draw(st.dictionaries(st.text(max_size=5), json_values, max_size=1))
    text = json.dumps(body, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.binary(max_size=3)) + text[at + draw(st.integers(0, 3)) :]
    return text


bodies = nearly_right() | st.binary(max_size=300) | json_values.map(lambda value: json.dumps(value).encode())
statuses = st.sampled_from([200, 200, 200, 422, 429, 401, 503]) | st.integers(100, 999)
header_names = st.sampled_from(
    [b"Content-Type", b"Content-Encoding", b"Location", b"Retry-After", b"X-Request-ID", b"Set-Cookie"]
) | st.binary(min_size=1, max_size=10)
header_values = (
    st.sampled_from([b"gzip", b"deflate", b"br", b"zstd", b"identity", b"http://[", b"//x", b"9" * 400])
    | st.binary(max_size=40)
    | st.integers().map(lambda number: str(number).encode())
)
headers = st.lists(st.tuples(header_names, header_values), max_size=4)


def judged(ask: Any) -> Response[SessionStatusResponse] | ApiError:
    """Return a valid answer or one of the client's errors; anything else fails the test."""
    try:
        outcome: Response[SessionStatusResponse] | ApiError = ask()
    except ApiError as error:
        outcome = error
    if isinstance(outcome, ApiError):
        assert str(outcome)
        assert isinstance(outcome.detail, HTTPValidationError | None)
        return outcome
    status = outcome.parsed
    assert outcome.status_code == 200
    assert SessionStatusResponse.from_dict(status.to_dict()) == status
    for name in ("exists", "vm_assigned", "vm_alive"):
        assert type(getattr(status, name)) is bool
    for name in ("uptime_seconds", "expires_in_seconds"):
        assert isinstance(getattr(status, name), float | None)
    return outcome


@bounded
@given(bodies, statuses, headers)
@example(b'{"session_id": "s", "exists": false, "vm_assigned": false, "\\u0078\x80": null}', 200, [])
def test_any_answer_is_understood_or_refused(
    body: bytes, status: int, fields: list[tuple[bytes, bytes]]
) -> None:
    """Any body, status and headers give a valid model or an error, sync and async the same."""

    def respond(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, headers=fields, stream=httpx2.ByteStream(body))

    client = Client("http://h", retries=0, httpx_args={"transport": httpx2.MockTransport(respond)})
    with client:
        one = judged(lambda: get_session_status.sync_detailed("s", client=client))

    async def ask() -> Response[SessionStatusResponse]:
        async with client:
            return await get_session_status.asyncio_detailed("s", client=client)

    other = judged(lambda: asyncio.run(ask()))
    assert type(one) is type(other)
    if status == 200 and not any(name.lower() == b"content-encoding" for name, _ in fields):
        assert isinstance(one, Response | MalformedAnswerError)


@settings(bounded, max_examples=150)
@given(
    raw=st.binary(max_size=400) | nearly_right(),
    framed=st.booleans(),
    lines=st.lists(st.binary(max_size=30), max_size=3),
)
def test_any_bytes_on_the_wire_are_understood_or_refused(
    *, raw: bytes, framed: bool, lines: list[bytes]
) -> None:
    """Any bytes a socket may yield, HTTP or not, give a valid model or an error of the family."""
    head = b"".join(line + b"\r\n" for line in lines)
    told = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + raw if framed else raw
    SERVER.says(lambda connection: connection.sendall(told))
    with Client(SERVER.base_url, timeout=5, retries=0) as client:
        judged(lambda: get_session_status.sync_detailed("s", client=client))


@bounded
@given(st.text() | st.none() | st.integers() | st.uuids())
def test_any_id_is_sent_as_itself_or_refused(session_id: Any) -> None:
    """What is asked for is exactly what was given, as one segment of the path."""
    asked: list[httpx2.URL] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url)
        return httpx2.Response(200, json={**MEMBERS, "session_id": str(session_id)})

    with Client("http://h/p", httpx_args={"transport": httpx2.MockTransport(respond)}) as client:
        outcome = judged(lambda: get_session_status.sync_detailed(session_id, client=client))
    if isinstance(outcome, ApiError):
        assert asked == []
    else:
        assert asked[0].path == f"/p/v1/sessions/status/{session_id}"
        assert asked[0].raw_path.count(b"/") == 5


SERVER: Scripted


def setup_module() -> None:
    """Start the server that the wire is read from."""
    global SERVER, _SERVING  # noqa: PLW0603 - Hypothesis and fixtures do not mix
    _SERVING = serving()
    SERVER = _SERVING.__enter__()


def teardown_module() -> None:
    """Stop it."""
    _SERVING.__exit__(None, None, None)


_SERVING: Any = None

"""Clients, transports and hooks that the caller made himself."""

import asyncio
import itertools
import pickle
import time
from typing import Any, ClassVar

import httpx2
import pytest

from generated_client import (
    ApiError,
    Client,
    InvalidArgumentError,
    TimeLimitError,
    get_session_status,
)
from tests.client.asking import WAYS, Way, ask
from tests.client.peers.scripted import Scripted, answer

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'
SECRET = "s3cr3t-" + "x" * 12


def test_hooks_and_transports_of_the_wrong_colour_are_refused(scripted: Scripted) -> None:
    """What is for event loops is of no use to threads, and the other way round; no warning is left behind."""

    async def hook(_: object) -> None: ...

    async def handle(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=BODY)

    scripted.says(answer(body=BODY))
    of_loops: list[dict[str, Any]] = [
        {"event_hooks": {"request": [hook]}},
        {"event_hooks": {"response": [hook]}},
        {"transport": httpx2.AsyncHTTPTransport()},
        {"transport": httpx2.MockTransport(handle)},
        {"mounts": {"all://": httpx2.AsyncHTTPTransport()}},
    ]
    for args in of_loops:
        client = Client(scripted.base_url, httpx_args=args)
        with pytest.raises(InvalidArgumentError, match=r"httpx_args: (event_hooks|transport)"):
            get_session_status.sync("s", client=client)

        async def closing(client: Client = client) -> bool:
            async with client:
                return (await get_session_status.asyncio("s", client=client)).exists

        assert asyncio.run(closing())
    client = Client(scripted.base_url, httpx_args={"transport": httpx2.HTTPTransport()})
    with pytest.raises(InvalidArgumentError, match=r"pass an httpx2\.AsyncBaseTransport"):
        asyncio.run(get_session_status.asyncio("s", client=client))


@pytest.mark.parametrize("way", WAYS)
def test_hooks_see_requests_and_answers(scripted: Scripted, way: Way) -> None:
    """Plain hooks serve both ways; what a hook has read already is read all the same."""
    seen: list[object] = []

    def answered(response: httpx2.Response) -> None:
        seen.append(response.request.url.path)
        if way == "sync":
            response.read()

    args = {"event_hooks": {"request": [lambda request: seen.append(request.method)], "response": [answered]}}
    client = Client(scripted.says(answer(body=BODY)), httpx_args=args)
    assert ask(way, client).exists
    assert seen == ["GET", "/v1/sessions/status/s"]
    client.close()


class OldObject:
    """Stands for any object of the library before httpx2."""

    __module__ = "httpx._client"


def test_objects_of_the_library_before_are_refused_with_the_remedy() -> None:
    """They look alike and do not work together: the error says what to import."""
    old: Any = OldObject()
    for options in (
        {"http_client": old},
        {"httpx_args": {"transport": old}},
        {"httpx_args": {"limits": old}},
        {"httpx_args": {"mounts": {"all://": old}}},
        {"timeout": old},
    ):
        with pytest.raises(InvalidArgumentError, match="of httpx: import httpx2"):
            Client("http://h", **options)
    client = Client("http://h", httpx_args={"transport": httpx2.MockTransport(lambda _: old)})
    for way in WAYS:
        with pytest.raises(InvalidArgumentError, match="Response of httpx2"):
            ask(way, client)


def test_a_whole_client_is_used_and_left_to_its_owner(scripted: Scripted) -> None:
    """Its headers, hooks and transport are kept, redirects are not followed, and it is not closed."""
    scripted.says(answer(302, location="/elsewhere"), answer(body=BODY))
    seen: list[str] = []
    with httpx2.Client(
        headers={"X-Owner": "o"},
        follow_redirects=True,
        event_hooks={"request": [lambda request: seen.append(request.headers.get("x-api-key", ""))]},
    ) as owned:
        client = Client(scripted.base_url, api_key=SECRET, http_client=owned)
        with client, pytest.raises(ApiError, match="a redirect to /elsewhere"):
            get_session_status.sync("s", client=client)
        assert get_session_status.sync("s", client=client).exists
        assert (len(scripted.requests), scripted.connections, seen) == (2, 1, [SECRET, SECRET])
        assert b"X-Owner: o" in scripted.requests[0]
        assert owned.get(scripted.base_url).status_code == 200
        with pytest.raises(InvalidArgumentError, match=r"http_client is a Client: .* AsyncClient"):
            asyncio.run(get_session_status.asyncio("s", client=client))
        with pytest.raises(InvalidArgumentError, match="httpx_args have no effect on http_client"):
            Client("http://h", http_client=owned, httpx_args={"http2": False})
        with pytest.raises(TypeError, match="http_client is a Client, which cannot be pickled"):
            pickle.dumps(client)
    with pytest.raises(InvalidArgumentError, match="http_client is closed"):
        get_session_status.sync("s", client=client)
    with pytest.raises(InvalidArgumentError, match="http_client is 7"):
        Client("http://h", http_client=7)  # type: ignore[arg-type]


def test_a_token_goes_before_the_authentication_of_a_whole_client(scripted: Scripted) -> None:
    """The owner's own is used where this client has no token."""
    scripted.says(answer(body=BODY))
    with httpx2.Client(auth=("u", "p")) as owned:
        get_session_status.sync("s", client=Client(scripted.base_url, token=SECRET, http_client=owned))
        get_session_status.sync("s", client=Client(scripted.base_url, api_key=SECRET, http_client=owned))
    assert f"Authorization: Bearer {SECRET}".encode() in scripted.requests[0]
    assert b"Authorization: Basic dTpw" in scripted.requests[1]


def test_a_whole_asynchronous_client_is_used_too(scripted: Scripted) -> None:
    """The same for event loops."""
    scripted.says(answer(body=BODY))

    async def use() -> bool:
        async with httpx2.AsyncClient() as owned, Client(scripted.base_url, http_client=owned) as client:
            assert (await get_session_status.asyncio("s", client=client)).exists
            with pytest.raises(InvalidArgumentError, match="http_client is an AsyncClient"):
                get_session_status.sync("s", client=client)
            await client.aclose()
            return (await owned.get(scripted.base_url)).status_code == 200

    assert asyncio.run(use())


class Tracing(httpx2.MockTransport):
    """A transport around another that opens a span for each attempt, as one for OpenTelemetry would."""

    spans: ClassVar[list[tuple[str, object]]] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Note what is asked, and the status or the failure that comes of it."""
        outcome: object = None
        try:
            told = super().handle_request(request)
            outcome = told.status_code
        except httpx2.HTTPError as error:
            outcome = type(error)
            raise
        finally:
            self.spans.append((request.headers["traceparent"], outcome))
        return told

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Do the same."""
        return self.handle_request(request)


@pytest.mark.parametrize("way", WAYS)
def test_each_attempt_is_seen_by_traces(way: Way) -> None:
    """A transport that wraps another sees every attempt and failure, each with the trace that it hands on."""
    outcomes = iter((503, None, 200))

    def respond(_: httpx2.Request) -> httpx2.Response:
        if (status := next(outcomes)) is None:
            raise httpx2.ConnectError("refused")
        return httpx2.Response(status, content=BODY)

    traces, tracing = itertools.count(1), Tracing(respond)
    tracing.spans.clear()
    told = {"traceparent": lambda: f"00-{next(traces)}"}
    assert ask(way, Client("http://h", httpx_args={"transport": tracing}, headers=told)).exists
    assert tracing.spans == [("00-1", 503), ("00-2", httpx2.ConnectError), ("00-3", 200)]


def test_a_transport_that_blocks_delays_a_call_and_its_late_answer_is_none() -> None:
    """What a caller made himself cannot be interrupted in a thread; the limit is told afterwards."""

    def slowly(_: httpx2.Request) -> httpx2.Response:
        time.sleep(0.3)
        return httpx2.Response(200, content=BODY)

    client = Client("http://h", httpx_args={"transport": httpx2.MockTransport(slowly)})
    started = time.monotonic()
    with pytest.raises(TimeLimitError):
        get_session_status.sync("s", client=client, timeout=0.1)
    assert time.monotonic() - started >= 0.3

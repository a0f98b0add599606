"""Whatever a caller passes works, or is refused by name with what to write instead."""

from __future__ import annotations

import asyncio
import copy
import datetime as dt
import fractions
import logging
import os
import pickle
import re
import ssl
import sys
import traceback
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from generated_client import (
    ApiError,
    Client,
    InvalidArgumentError,
    NoAnswerError,
    ServerError,
    UnauthorisedError,
    get_session_status,
)
from tests.client.asking import WAYS, Way, ask
from tests.peers.scripted import Scripted, answer

if TYPE_CHECKING:
    from collections.abc import Callable

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'
SECRET = "s3cr3t-" + "x" * 12


def mocked(seen: list[httpx2.Request], **options: Any) -> Client:
    """Return a client of no server, and keep what it would send."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, content=BODY)

    return Client("http://h", httpx_args={"transport": httpx2.MockTransport(respond)}, **options)


def named(value: object) -> str:
    """Return a value as it is written, without an address, which is another one in each process."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


class OldTimeout:
    """A Timeout of the library before httpx2."""

    __module__ = "httpx._config"


GOOD_TIMES = [
    5, 0.5, 1e10, float("inf"), dt.timedelta(seconds=5), httpx2.Timeout(5), fractions.Fraction(5, 2), 10**12,
]  # fmt: skip
BAD_TIMES = [
    "5", b"5", True, 0, -1, 0.0, float("nan"), -float("inf"), 10**400, dt.timedelta(0), [5], 5j, object(),
    httpx2.Timeout(5, read=6), httpx2.Timeout(None), (5, 5), OldTimeout(),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("good", GOOD_TIMES, ids=named)
def test_times_are_numbers_and_what_says_as_much(scripted: Scripted, way: Way, good: Any) -> None:
    """Seconds, durations and uniform timeouts are taken for the client, a call, a wait and a watch."""
    client = Client(scripted.says(answer(body=BODY)), timeout=good)
    assert ask(way, client).exists
    assert ask(way, client, timeout=good).exists
    assert get_session_status.poll("s", client=client, timeout=good, until=lambda now: now.exists).exists
    watched = get_session_status.changes("s", client=client, timeout=good, of=lambda now: now)
    assert next(watched).exists
    client.close()


@pytest.mark.parametrize("bad", [*BAD_TIMES, None], ids=named)
def test_other_times_are_refused_with_what_to_write(client: Client, bad: Any) -> None:
    """What is no positive time is refused before anything is sent; None is a call's default only."""
    calls: list[Callable[[], object]] = [
        lambda: Client("http://h", timeout=bad),
        lambda: get_session_status.poll("s", client=client, timeout=bad, until=bool),
        lambda: get_session_status.poll("s", client=client, timeout=1, interval=bad, until=bool),
        lambda: get_session_status.changes("s", client=client, of=bool, timeout=bad),
        lambda: get_session_status.asyncio_changes("s", client=client, of=bool, interval=bad),
    ]
    if bad is not None:
        calls += [
            lambda: get_session_status.sync("s", client=client, timeout=bad),
            lambda: asyncio.run(get_session_status.asyncio("s", client=client, timeout=bad)),
        ]
    for call in calls:
        with pytest.raises(InvalidArgumentError, match=r"write|httpx2"):
            call()


@pytest.mark.parametrize("bad", [None, "2", 2.0, True, -1, float("inf")])
def test_retries_are_a_whole_number(bad: Any) -> None:
    """Nothing else is taken for one."""
    with pytest.raises(InvalidArgumentError, match=r"retries is .*: write a whole number"):
        Client("http://h", retries=bad)


@pytest.mark.parametrize(
    "url",
    [
        None, 7, b"http://h", "h", "http://", "http:///x", "http://h:0", "http://h:65536", "http://h?", "http://h#",
        "http://h/?x=1", "http://@h", "http://:p@h", "http://h\n", "http://h\x00", "http://" + "a" * 70_000,
        "http://[::1", "http://ex ample", "file:///etc/passwd", "http://xn--\u00e9",
    ],
)  # fmt: skip
def test_base_urls_of_other_shapes_are_refused(url: Any) -> None:
    """What is no scheme, host and path is refused when the client is made."""
    with pytest.raises(InvalidArgumentError, match="base_url"):
        Client(url)


@pytest.mark.parametrize(
    "url, sent",
    [
        ("http://h", "http://h/v1/sessions/status/s"),
        ("HTTP://H:80//", "http://h/v1/sessions/status/s"),
        ("http://h/a/b/", "http://h/a/b/v1/sessions/status/s"),
        ("http://[::1]:8080", "http://[::1]:8080/v1/sessions/status/s"),
        (httpx2.URL("https://h/x"), "https://h/x/v1/sessions/status/s"),
        ("https://bücher.example", "https://xn--bcher-kva.example/v1/sessions/status/s"),
    ],
)
def test_base_urls_of_these_shapes_are_kept(url: Any, sent: str) -> None:
    """A prefix stays, slashes at the end go, and names are sent as the network spells them."""
    asked: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, content=BODY)

    client = Client(url, httpx_args={"transport": httpx2.MockTransport(respond)})
    get_session_status.sync("s", client=client)
    assert str(httpx2.URL(sent)) == str(asked[0].url)
    assert asked[0].headers["host"] == httpx2.URL(sent).netloc.decode()


@pytest.mark.parametrize("way", WAYS)
def test_more_headers_are_sent_and_follow_the_moment(way: Way) -> None:
    """A gateway's header is a string; a trace's is told by a function for each attempt."""
    seen: list[httpx2.Request] = []
    traces = iter(["t-1", "t-2"])
    client = mocked(
        seen,
        headers={"X-Gateway": "g", "traceparent": lambda: next(traces), "user-agent": "mine"},
        api_key=SECRET,
    )
    for _ in range(2):
        ask(way, client)
    assert [each.headers["traceparent"] for each in seen] == ["t-1", "t-2"]
    assert {each.headers["x-gateway"] for each in seen} == {"g"}
    assert seen[0].headers.get_list("user-agent") == ["mine"]
    assert seen[0].headers["x-api-key"] == SECRET


@pytest.mark.parametrize(
    "headers",
    [
        "x", 7, {"": "x"}, {"a b": "x"}, {"a:": "x"}, {"a\n": "x"}, {7: "x"}, {"é": "x"}, {"x": "a\r\nb: c"},
        {"x": ""}, {"x": None}, {"x": 7}, {"x": b"x"}, {"Content-Length": "3"},
        {"Transfer-Encoding": "chunked"}, {"x-api-key": "other"},
    ],
)  # fmt: skip
def test_headers_that_cannot_be_sent_are_refused(headers: Any) -> None:
    """No header breaks out of its line, frames the request or rivals a credential."""
    with pytest.raises(InvalidArgumentError, match="headers"):
        Client("http://h", headers=headers, api_key="k" * 12)


@pytest.mark.parametrize(
    "name",
    [
        "headers",
        "cookies",
        "params",
        "auth",
        "timeout",
        "base_url",
        "follow_redirects",
        "max_redirects",
        "tpyo",
    ],
)
def test_what_would_have_no_effect_is_refused_by_name(name: str) -> None:
    """Arguments of httpx2's client that are not for its transports are not ignored without a word."""
    with pytest.raises(InvalidArgumentError, match=f"httpx_args: {name} has no effect here; "):
        Client("http://h", httpx_args={name: None})


@pytest.mark.parametrize(
    "args",
    [
        {"verify": "/nowhere"}, {"verify": 7}, {"cert": "/nowhere"}, {"cert": ("/a", "/b")},
        {"transport": object()}, {"mounts": {"all://": object()}}, {"mounts": 7}, {"proxy": 7},
        {"proxy": "ftp://u:p4ssw0rd@h"},
        {"event_hooks": {"requests": [print]}}, {"event_hooks": {"request": ["x"]}}, {"limits": 7}, 7,
        {"proxy": "::"}, {"mounts": {"all": None}},
    ],
)  # fmt: skip
def test_arguments_that_httpx2_cannot_use_are_refused_at_once(args: Any) -> None:
    """The constructor says so, and repeats no password."""
    with pytest.raises(InvalidArgumentError, match="httpx_args") as caught:
        Client("http://h", httpx_args=args)
    assert "p4ssw0rd" not in str(caught.value)


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
    with pytest.raises(InvalidArgumentError, match="pass a AsyncBaseTransport"):
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
        with pytest.raises(TypeError, match="http_client= cannot be pickled"):
            pickle.dumps(client)
    with pytest.raises(InvalidArgumentError, match="http_client is closed"):
        get_session_status.sync("s", client=client)
    with pytest.raises(InvalidArgumentError, match="http_client is 7"):
        Client("http://h", http_client=7)  # type: ignore[arg-type]


def test_a_whole_asynchronous_client_is_used_too(scripted: Scripted) -> None:
    """The same for event loops."""
    scripted.says(answer(body=BODY))

    async def use() -> bool:
        async with httpx2.AsyncClient() as owned, Client(scripted.base_url, http_client=owned) as client:
            assert (await get_session_status.asyncio("s", client=client)).exists
            with pytest.raises(InvalidArgumentError, match="http_client is a AsyncClient"):
                get_session_status.sync("s", client=client)
            await client.aclose()
            return (await owned.get(scripted.base_url)).status_code == 200

    assert asyncio.run(use())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name, field", [("token", "authorization"), ("api_key", "x-api-key")])
def test_credentials_may_be_fetched_anew_for_each_attempt(
    scripted: Scripted, way: Way, name: str, field: str
) -> None:
    """A function is asked per attempt; old and new values are blotted out of errors and logs."""
    tokens = iter([f"{SECRET}-1", f"{SECRET}-2", f"{SECRET}-3"])
    scripted.says(answer(503), answer(401, f"{SECRET}-1 {SECRET}-2".encode()))
    client = Client(scripted.base_url, **{name: lambda: next(tokens)})  # type: ignore[arg-type]
    with pytest.raises(UnauthorisedError, match=r"\*\*\* \*\*\*") as caught:
        ask(way, client)
    assert [f"{SECRET}-{n}" in each.decode() for n, each in enumerate(scripted.requests, 1)] == [True, True]
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert field in scripted.requests[0].decode().lower()
    client.close()


def test_asynchronous_functions_are_awaited_by_asyncio_and_refused_elsewhere(scripted: Scripted) -> None:
    """A call from a thread cannot wait for a coroutine, and leaves none behind."""

    async def fetch() -> str:
        await asyncio.sleep(0)
        return SECRET

    client = Client(scripted.says(answer(body=BODY)), token=fetch)
    assert ask("asyncio", client).exists
    assert f"authorization: bearer {SECRET}" in scripted.requests[0].decode().lower()
    with pytest.raises(InvalidArgumentError, match="token is asynchronous"):
        get_session_status.sync("s", client=client)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "told", [None, 7, b"x", "", " ", "a\nb", "é", KeyError("x"), TimeoutError(), ["x"]], ids=named
)
def test_functions_that_fail_are_told_as_such(scripted: Scripted, way: Way, told: Any) -> None:
    """What raises, or returns what no header can carry, is an error of the family, and nothing is sent."""

    def fetch() -> Any:
        if isinstance(told, Exception):
            raise told
        return told

    scripted.says(answer(body=BODY))
    with pytest.raises(InvalidArgumentError, match="token") as caught:
        ask(way, Client(scripted.base_url, token=fetch))
    assert scripted.requests == []
    if isinstance(told, Exception):
        assert caught.value.__cause__ is told


@pytest.mark.parametrize("bad", [7, b"k" * 12, ["k"], object()])
def test_credentials_that_are_no_strings_are_refused(bad: Any) -> None:
    """Neither bytes nor wrappers of secrets are guessed at."""
    for name in ("api_key", "token"):
        with pytest.raises(InvalidArgumentError, match=name):
            Client("http://h", **{name: bad})


def test_conditions_are_plain_functions(client: Client, scripted: Scripted) -> None:
    """A coroutine is true whatever it would say: it is refused, not believed."""
    scripted.says(answer(body=BODY))

    async def never(_: object) -> bool:
        return False

    async def waited() -> object:
        return await get_session_status.asyncio_poll("s", client=client, until=never, timeout=1)

    calls: tuple[Callable[[], object], ...] = (
        lambda: get_session_status.poll("s", client=client, until=never, timeout=1),
        lambda: get_session_status.poll("s", client=client, until=lambda _: False, give_up=never, timeout=1),
        lambda: next(iter(get_session_status.changes("s", client=client, of=never, timeout=1))),
        lambda: asyncio.run(waited()),
    )
    for call in calls:
        with pytest.raises(InvalidArgumentError, match="is asynchronous: pass a plain function"):
            call()
    unusable: list[dict[str, Any]] = [{"until": None}, {"until": bool, "give_up": 7}]
    for options in unusable:
        with pytest.raises(InvalidArgumentError, match="pass a function of the answer"):
            get_session_status.poll("s", client=client, timeout=1, **options)


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A SOCKS proxy in the environment, or HTTP/2, without its extra, says what to install."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setitem(sys.modules, "h2", None)
    with pytest.raises(InvalidArgumentError, match=r"pip install 'httpx2\[http2\]'"):
        Client("http://h", httpx_args={"http2": True})
    with pytest.raises(InvalidArgumentError, match=r"pip install 'httpx2\[socks\]'"):
        Client("http://h", httpx_args={"proxy": "socks5://127.0.0.1:1"})
    monkeypatch.setenv("ALL_PROXY", "socks5h://127.0.0.1:1")
    with pytest.raises(InvalidArgumentError, match=r"pip install 'httpx2\[socks\]', or unset the proxy"):
        Client("http://h")
    assert Client("http://h", httpx_args={"trust_env": False})


def test_certificates_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that names missing certificates is an error of the family, for both ways."""
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    for way in WAYS:
        with pytest.raises(InvalidArgumentError, match="SSL_CERT_FILE"):
            ask(way, Client("https://127.0.0.1:1"))


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
    with pytest.raises(TypeError, match="cannot pickle 'SSLContext'"):
        pickle.dumps(context)
    client.close()


def test_failures_are_told_by_operation_and_logged_without_credentials(
    scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    """Errors of different ids are alike; requests are logged at DEBUG and retries at INFO, by one logger."""
    scripted.says(answer(503, SECRET.encode()))
    caplog.set_level(logging.DEBUG, "generated_client")
    failures = []
    for session_id in ("one", f"two-{SECRET}"):
        with Client(scripted.base_url, api_key=SECRET) as client, pytest.raises(ServerError) as caught:
            get_session_status.sync(session_id, client=client)
        failures.append(caught.value)
    assert len({str(each) for each in failures}) == 1
    assert {each.operation for each in failures} == {"GET /v1/sessions/status/{session_id}"}
    assert [each.url for each in failures] == [
        f"{scripted.base_url}/v1/sessions/status/one",
        f"{scripted.base_url}/v1/sessions/status/two-***",
    ]
    levels = [each.levelname for each in caplog.records if each.name == "generated_client"]
    assert (levels.count("INFO"), levels.count("DEBUG")) == (4, 8)
    assert SECRET not in caplog.text
    with pytest.raises(NoAnswerError) as refused:
        get_session_status.sync("s", client=Client("http://127.0.0.1:1", retries=0))
    assert refused.value.operation == "GET /v1/sessions/status/{session_id}"


def test_what_a_server_says_in_place_of_http_shows_no_credential(scripted: Scripted) -> None:
    """Garbage that repeats the request is not repeated by the error, nor by what it rests on."""
    scripted.says(lambda connection: connection.sendall(f"{SECRET} is wrong\r\n\r\n".encode()))
    for way in WAYS:
        with (
            Client(scripted.base_url, api_key=SECRET, retries=0) as client,
            pytest.raises(NoAnswerError) as caught,
        ):
            ask(way, client)
        assert SECRET not in "".join(traceback.format_exception(caught.value))

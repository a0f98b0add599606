"""Credentials that change or cannot be sent, and what errors, logs and copies show of them."""

import asyncio
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from generated_client import (
    ApiError,
    Client,
    InvalidArgumentError,
    NoAnswerError,
    ServerError,
    TimeLimitError,
    UnauthorisedError,
    get_session_status,
)
from tests.client.asking import WAYS, Way, ask
from tests.client.peers.scripted import Answer, Scripted, answer

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'
SECRET = "s3cr3t-" + "x" * 12


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
    needs_a_loop = Client(scripted.base_url, token=lambda: asyncio.get_running_loop().create_future())
    with pytest.raises(InvalidArgumentError, match=r"token raised RuntimeError.*write it with async def"):
        ask("asyncio", needs_a_loop)
    assert f"authorization: bearer {SECRET}" in scripted.requests[0].decode().lower()
    with pytest.raises(InvalidArgumentError, match="token is asynchronous"):
        get_session_status.sync("s", client=client)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "told",
    [None, 7, b"x", "", " ", "a\nb", "é", KeyError("x"), StopIteration(), ["x"]],
    ids=repr,
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
        assert repr(caught.value.__cause__) == repr(told)


@pytest.mark.parametrize("noted", [False, True])
def test_what_stands_within_a_failure_shows_no_credential_either(*, noted: bool) -> None:
    """Tracebacks print the parts of a group, and notes."""

    async def fetch() -> str:
        error = ValueError("no" if noted else SECRET)
        error.add_note(SECRET * noted)
        raise ExceptionGroup("several", [error])

    with pytest.raises(InvalidArgumentError, match="raised ExceptionGroup") as caught:
        ask("asyncio", Client("http://h", api_key=SECRET, headers={"x": fetch}))
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("bad", [7, b"k" * 12, ["k"], object()])
def test_credentials_that_are_no_strings_are_refused(bad: Any) -> None:
    """Neither bytes nor wrappers of secrets are guessed at."""
    for name in ("api_key", "token"):
        with pytest.raises(InvalidArgumentError, match=name):
            Client("http://h", **{name: bad})


@pytest.mark.parametrize("token", [f"Bearer {SECRET}", lambda: f"bearer {SECRET}"])
def test_a_token_is_passed_without_its_scheme(scripted: Scripted, token: Any) -> None:
    """`Bearer Bearer ...` would be refused by every server, and its error would blame the token."""
    scripted.says(answer(body=BODY))
    with pytest.raises(InvalidArgumentError, match="token: leave Bearer out") as caught:
        get_session_status.sync("s", client=Client(scripted.base_url, token=token))
    assert (scripted.requests, SECRET in str(caught.value)) == ([], False)


def test_conditions_are_plain_functions(client: Client, scripted: Scripted) -> None:
    """A coroutine is true whatever it would say: it is refused, not believed."""
    scripted.says(answer(body=BODY))

    async def never(_: object) -> bool:
        return False

    def yielding(_: object) -> Iterator[bool]:
        yield False

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
    with pytest.raises(InvalidArgumentError, match="yields instead of returning"):
        get_session_status.poll("s", client=client, until=yielding, timeout=1)
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


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["token", "api_key", "headers"])
def test_a_function_that_blocks_costs_no_more_than_the_limit(scripted: Scripted, way: Way, name: str) -> None:
    """In event loops it is asked in a thread, and others go on; in threads, nothing is sent after it."""

    def fetch() -> str:
        time.sleep(0.6)
        return SECRET

    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            started = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - started)

    async def once() -> None:
        task, started = asyncio.ensure_future(beat()), time.monotonic()
        with pytest.raises(TimeLimitError):
            await get_session_status.asyncio("s", client=client, timeout=0.2)
        task.cancel()
        assert max(time.monotonic() - started, longest) < 0.5

    scripted.says(answer(body=BODY))
    told: Any = {"x": fetch} if name == "headers" else fetch
    client = Client(scripted.base_url, **{name: told})
    if way == "asyncio":
        asyncio.run(once())
    else:
        with pytest.raises(TimeLimitError, match="not told in time"):
            get_session_status.sync("s", client=client, timeout=0.2)
    assert scripted.requests == []


@pytest.mark.parametrize(
    "name, value, echoed",
    [
        ("X-Gateway", SECRET, SECRET),
        ("X-Gateway", f"key={SECRET}; v=1", SECRET),
        ("Authorization", "Basic dTpw", "dTpw"),
        ("Cookie", f"a=b; c={SECRET}", SECRET),
    ],
)
def test_values_of_headers_are_blotted_out_as_credentials_are(
    scripted: Scripted, caplog: pytest.LogCaptureFixture, name: str, value: str, echoed: str
) -> None:
    """What a gateway is shown stands in no error and no log, whatever a server makes of it."""
    scripted.says(answer(503, f"no {echoed}!".encode(), x_request_id=echoed))
    caplog.set_level(logging.DEBUG, "generated_client")
    with (
        Client(scripted.base_url, headers={name: value}, retries=1) as client,
        pytest.raises(ServerError, match=r"no \*\*\*!") as caught,
    ):
        get_session_status.sync("s", client=client)
    assert echoed not in caplog.text + str(caught.value) + repr(vars(caught.value))


def test_a_header_that_changes_does_not_push_a_credential_out(scripted: Scripted) -> None:
    """A thousand traces later the key is still blotted out."""
    traces = (f"{number:032x}" for number in range(10**6))
    scripted.says(*[answer(body=BODY)] * 200, answer(401, SECRET.encode()))
    with Client(scripted.base_url, api_key=SECRET, headers={"traceparent": lambda: next(traces)}) as client:
        for _ in range(200):
            get_session_status.sync("s", client=client)
        with pytest.raises(UnauthorisedError, match=r": \*\*\*"):
            get_session_status.sync("s", client=client)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", ["s", "was", "GET", "1"])
def test_a_short_credential_does_not_garble_what_we_say(scripted: Scripted, way: Way, key: str) -> None:
    """Only what came from outside is searched for credentials, and no parenthesis is empty."""

    def silent(_: object) -> None:
        scripted.ended.wait(1)

    answers: tuple[tuple[Answer, type[ApiError], float], ...] = (
        (answer(401), UnauthorisedError, 10),
        (silent, TimeLimitError, 0.3),
    )
    for told, kind, limit in answers:
        scripted.says(told)
        with Client(scripted.base_url, api_key=key, retries=0) as client, pytest.raises(kind) as caught:
            ask(way, client, "an-id", timeout=limit)
        assert str(caught.value).startswith("GET /v1/sessions/status/{session_id} was ")
        assert str(caught.value).endswith(kind.remedy)
        assert "()" not in str(caught.value)
        assert str(caught.value.url).startswith(f"{scripted.base_url}/v1/sessions/status/")

"""The client itself: what it takes, what it sends, and who may share it."""

import asyncio
import enum
import itertools
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

import generated_client
from generated_client import (
    Client,
    InvalidArgumentError,
    SessionStatusResponse,
    UnauthorisedError,
    UnexpectedStatusError,
    get_session_status,
)
from tests.client.asking import WAYS, Way, ask
from tests.client.peers.scripted import Scripted, answer

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'
KEY = "key-" + "k" * 12
TOKEN = "token-" + "t" * 12


def headers(request: bytes) -> dict[str, str]:
    """Return the headers of a request as it came."""
    lines = request.decode().split("\r\n")[1:]
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


def test_credentials_travel_in_their_documented_headers(scripted: Scripted) -> None:
    """A key goes into X-API-Key, a token into Authorization, and neither is sent unless given."""
    scripted.says(answer(body=BODY))
    for key, token in itertools.product((KEY, None), (TOKEN, None)):
        with Client(scripted.base_url, api_key=key, token=token) as client:
            get_session_status.sync("s", client=client)
        sent = headers(scripted.requests[-1])
        assert sent.get("x-api-key") == key
        assert sent.get("authorization") == (f"Bearer {TOKEN}" if token else None)
        assert sent["user-agent"] == "session-status-client/1"


@pytest.mark.parametrize("bad", ["", " k", "k\n", "k\r\nX: y", "clé", "k\x00"])
def test_credentials_that_no_header_can_carry_are_refused_unrepeated(bad: str) -> None:
    """The complaint about a credential does not contain it."""
    for name in ("api_key", "token"):
        with pytest.raises(InvalidArgumentError, match=name) as caught:
            Client("http://localhost", **{name: bad})  # type: ignore[arg-type]
        assert not bad.strip() or bad not in str(caught.value)
        assert ("pass what strip() leaves" in str(caught.value)) == (bad.strip() not in {"", bad})


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "localhost:80",
        "//h",
        "ftp://h",
        "http://",
        "http://u:p@h",
        "http://h?x",
        "http://h:99999",
        "http://h#f",
    ],
)
def test_base_urls_that_are_none_are_refused(bad: str) -> None:
    """A base URL is scheme, host and perhaps a path; a password in it is not repeated."""
    with pytest.raises(InvalidArgumentError, match="base_url") as caught:
        Client(bad)
    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize("bad", [{"timeout": 0}, {"timeout": -1}, {"timeout": float("nan")}, {"retries": -1}])
def test_limits_that_are_none_are_refused(bad: dict[str, float]) -> None:
    """A time limit is positive; a number of retries is not negative."""
    with pytest.raises(InvalidArgumentError):
        Client("http://localhost", **bad)  # type: ignore[arg-type]


def test_a_path_prefix_is_kept(scripted: Scripted) -> None:
    """What follows the host in the base URL stands before every path."""
    with Client(f"{scripted.says(answer(body=BODY))}/staging/api/") as client:
        get_session_status.sync("s", client=client)
    assert scripted.requests[0].startswith(b"GET /staging/api/v1/sessions/status/s HTTP/1.1")


@pytest.mark.parametrize(
    "prefix, twice",
    [("/v1", "/v1"), ("/a/v1/sessions", "/v1/sessions"), ("/rev1", None), ("/v1/a", None), ("", None)],
)
def test_a_base_url_that_goes_too_far_is_named_where_the_server_knows_no_such_path(
    scripted: Scripted, prefix: str, twice: str | None
) -> None:
    """A prefix may be spelled as the operation's path begins: only a 404 says that it was none."""
    scripted.says(answer(404, b"no"), answer(body=BODY))
    with Client(scripted.base_url + prefix) as client:
        with pytest.raises(UnexpectedStatusError) as caught:
            get_session_status.sync("s", client=client)
        assert get_session_status.sync("s", client=client).exists
    if twice is None:
        assert caught.value.remedy == UnexpectedStatusError.remedy
    else:
        assert f"404: no. End base_url before {twice}, unless" in str(caught.value)


@pytest.mark.parametrize("status", [401, 403])
def test_a_client_without_a_credential_is_told_so(scripted: Scripted, status: int) -> None:
    """Where one was passed, it is the credential that will not do."""
    scripted.says(answer(status))
    for token, told in ((None, "was given no api_key and no token."), (TOKEN, "right account.")):
        with Client(scripted.base_url, token=token) as client, pytest.raises(UnauthorisedError) as caught:
            get_session_status.sync("s", client=client)
        assert str(caught.value).endswith(told)


def test_the_environment_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """from_env takes address and credentials from variables, and says which one is missing."""
    for empty in ("SESSION_STATUS_BASE_URL", "SESSION_STATUS_API_KEY"):  # as CI has secrets that are not set
        monkeypatch.setenv(empty, "")
    with pytest.raises(InvalidArgumentError, match="set SESSION_STATUS_BASE_URL"):
        Client.from_env()
    monkeypatch.setenv("SESSION_STATUS_BASE_URL", "https://api.example.com")
    with pytest.raises(InvalidArgumentError, match="SESSION_STATUS_API_KEY or SESSION_STATUS_TOKEN"):
        Client.from_env()
    monkeypatch.setenv("SESSION_STATUS_TOKEN", TOKEN)
    shown = "Client('https://api.example.com', token=***, timeout=3, retries=2)"
    assert repr(Client.from_env(timeout=3)) == shown
    monkeypatch.setenv("STAGING_BASE_URL", "https://staging.example.com")
    monkeypatch.setenv("STAGING_API_KEY", KEY)
    assert "staging.example.com', api_key=***" in repr(Client.from_env("STAGING"))


def test_connections_are_reused(scripted: Scripted, client: Client) -> None:
    """Many calls, one after the other, one connection; from asyncio likewise."""

    async def ask() -> None:
        async with client:
            for _ in range(5):
                await get_session_status.asyncio("s", client=client)

    scripted.says(answer(body=BODY))
    for _ in range(5):
        get_session_status.sync("s", client=client)
    assert (len(scripted.requests), scripted.connections) == (5, 1)
    asyncio.run(ask())
    assert (len(scripted.requests), scripted.connections) == (10, 2)


@pytest.mark.parametrize("httpx_args, most", [({}, 100), ({"limits": httpx2.Limits(max_connections=3)}, 3)])
def test_a_crowd_shares_a_bounded_number_of_connections(
    scripted: Scripted, httpx_args: dict[str, httpx2.Limits], most: int
) -> None:
    """Hundreds of calls at once are all answered, over no more connections than allowed."""

    async def ask() -> list[SessionStatusResponse]:
        async with Client(scripted.base_url, httpx_args=httpx_args) as client:
            return await asyncio.gather(*(get_session_status.asyncio("s", client=client) for _ in range(300)))

    scripted.says(answer(body=BODY))
    assert len(asyncio.run(ask())) == 300
    assert 1 < scripted.connections <= most


def test_threads_share_one_client(scripted: Scripted) -> None:
    """A client used by many threads at once answers each of them, from one pool."""
    scripted.says(answer(body=BODY))
    with Client(scripted.base_url) as client, ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: get_session_status.sync("s", client=client), range(64)))
    assert set(answers) == {SessionStatusResponse(session_id="s", exists=True, vm_assigned=False)}


def test_event_loops_share_one_client_and_a_closed_one_opens_again(scripted: Scripted) -> None:
    """A client may be used in one asyncio.run after another, and after its block."""
    scripted.says(answer(body=BODY))
    client = Client(scripted.base_url)

    async def ask() -> bool:
        async with client:
            both = await asyncio.gather(*(get_session_status.asyncio("s", client=client) for _ in range(8)))
        return all(status.exists for status in both)

    assert [asyncio.run(ask()), asyncio.run(ask())] == [True, True]
    for _ in range(2):
        with client:
            assert get_session_status.sync("s", client=client).exists


def test_more_arguments_reach_httpx() -> None:
    """A transport of one's own, say, serves both ways of asking."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=BODY))
    client = Client("http://nowhere", httpx_args={"transport": transport})
    assert get_session_status.sync("s", client=client).exists
    assert asyncio.run(get_session_status.asyncio_detailed("s", client=client)).parsed.exists


def test_importing_is_light() -> None:
    """Neither asyncio, nor the library for retries, nor the suite is imported before it is needed."""
    asked = "import sys, generated_client; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["asyncio", "httpx2", "contract_tests", "schemathesis", "pydantic"]
    done = subprocess.run([sys.executable, "-c", asked, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_everything_public_is_at_the_top() -> None:
    """One import line is enough; what it offers is what __all__ says."""
    assert {"Client", "get_session_status", "SessionStatusResponse", "ApiError"} <= set(
        generated_client.__all__
    )
    assert all(hasattr(generated_client, name) for name in generated_client.__all__)


class Keys(str, enum.Enum):  # noqa: UP042  a StrEnum shows its value
    """Keys that show themselves as something else."""

    MINE = KEY


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", [Keys.MINE, lambda: Keys.MINE], ids=["told", "function"])
def test_of_a_string_that_shows_itself_otherwise_its_characters_are_sent(way: Way, key: Any) -> None:
    """A member of an enumeration is its value, and is blotted out as such."""
    seen: list[str] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["authorization"])
        return httpx2.Response(401, text=seen[-1])

    client = Client("http://h", token=key, httpx_args={"transport": httpx2.MockTransport(respond)})
    with pytest.raises(UnauthorisedError, match=r"Bearer \*\*\*"):
        ask(way, client)
    assert seen == [f"Bearer {KEY}"]


@pytest.mark.parametrize("way", WAYS)
def test_where_credentials_come_from_may_fail_as_the_server_may(scripted: Scripted, way: Way) -> None:
    """A function that the network fails is asked again; what it raises is a failure that passes."""
    told = iter((ConnectionError("down"), httpx2.ConnectError("down"), KEY))

    def fetch() -> str:
        if isinstance(each := next(told), Exception):
            raise each
        return each

    scripted.says(answer(body=BODY))
    assert ask(way, Client(scripted.base_url, token=fetch)).exists
    assert len(scripted.requests) == 1


def test_a_crowd_with_a_token_each_is_shown_none_of_them(scripted: Scripted) -> None:
    """However many tokens were told since, the one that a call sent stands in no error of its own."""
    numbers = itertools.count()

    def echo(connection: socket.socket) -> None:
        connection.sendall(answer(401, scripted.requests[-1]))

    async def crowd() -> list[object]:
        async with Client(scripted.base_url, token=lambda: f"{KEY}-{next(numbers):06}", retries=0) as client:
            asked = (get_session_status.asyncio("s", client=client) for _ in range(600))
            return await asyncio.gather(*asked, return_exceptions=True)

    scripted.says(echo)
    told = asyncio.run(crowd())
    shown = [f"{each!r}{vars(each)}" for each in told if isinstance(each, UnauthorisedError)]
    assert len(shown) > 100
    assert not [each for each in shown if KEY in each]


def test_a_function_may_tell_that_there_is_no_header_now() -> None:
    """Outside a trace there is none to hand on; a credential is always one."""
    seen: list[httpx2.Headers] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers)
        return httpx2.Response(200, content=BODY)

    args = {"transport": httpx2.MockTransport(respond)}
    get_session_status.sync(
        "s", client=Client("http://h", headers={"traceparent": lambda: None}, httpx_args=args)
    )
    assert "traceparent" not in seen[0]
    with pytest.raises(InvalidArgumentError, match="token is None: pass a string"):
        get_session_status.sync("s", client=Client("http://h", token=lambda: None, httpx_args=args))  # type: ignore[arg-type]

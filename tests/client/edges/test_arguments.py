"""Whatever a caller passes works, or is refused by name with what to write instead."""

import asyncio
import datetime as dt
import fractions
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import httpx2
import pytest

from generated_client import Client, InvalidArgumentError, get_session_status
from generated_client._runtime import arguments
from tests.client.asking import WAYS, Way, ask
from tests.client.peers.scripted import Scripted, answer

BODY = b'{"session_id": "s", "exists": true, "vm_assigned": false}'
SECRET = "s3cr3t-" + "x" * 12


def mocked(seen: list[httpx2.Request], base_url: Any = "http://h", **options: Any) -> Client:
    """Return a client of no server, and keep what it would send; each session is alive."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        asked = request.url.path.rpartition("/")[2]
        return httpx2.Response(200, json={"session_id": asked, "exists": True, "vm_assigned": False})

    args = {"transport": httpx2.MockTransport(respond), **options.pop("httpx_args", {})}
    return Client(base_url, httpx_args=args, **options)


class OldTimeout:
    """A Timeout of the library before httpx2."""

    __module__ = "httpx._config"


def named(value: object) -> str:
    """Return the same name for a value in every process."""
    return repr(value).partition(" at 0x")[0]


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
        with pytest.raises(InvalidArgumentError, match=r"write|httpx2") as caught:
            call()
        uneven = isinstance(bad, httpx2.Timeout) and bad.connect != bad.read
        assert ("one time counts for the whole" in str(caught.value)) == uneven


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
        {"Transfer-Encoding": "chunked"}, {"x-api-key": "other"}, {"X-A": "1", "x-a": "2"},
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
        {"limits": httpx2.Limits(max_connections=0)}, {"limits": httpx2.Limits(max_connections="a")},  # type: ignore[arg-type]
        {"proxy": "::"}, {"mounts": {"all": None}},
    ],
)  # fmt: skip
def test_arguments_that_httpx2_cannot_use_are_refused_at_once(args: Any) -> None:
    """The constructor says so, and repeats no password."""
    with pytest.raises(InvalidArgumentError, match="httpx_args") as caught:
        Client("http://h", httpx_args=args)
    assert "p4ssw0rd" not in str(caught.value)


async def _coroutine(*_: object) -> None: ...


def _generator(*_: object) -> Iterator[int]:
    yield 1


WRONG = [
    None, True, 7, -3, 1.5, float("nan"), 1j, 10**5000, b"x", "", "x", "a\nb", "a\x00b", "\u00e9", "\ud800",
    [1], (1, 2), {1}, {"a": 1}, object(), OldTimeout, ValueError, _coroutine, _generator, _generator(),
    lambda: 1,
]  # fmt: skip


Place: TypeAlias = Callable[[Any, Way], object]
"""Puts a value where an argument belongs, and asks."""


def asked(way: Way, session_id: Any = "s", **options: Any) -> object:
    """Ask, and answer a plain question."""
    return ask(way, options.pop("client", None) or mocked([]), session_id, **options)


def waited(way: Way, session_id: Any = "s", **options: Any) -> object:
    """Wait for any answer."""
    options = {"client": mocked([]), "until": lambda _: True, "timeout": 1, **options}
    if way == "sync":
        return get_session_status.poll(session_id, **options)
    return asyncio.run(get_session_status.asyncio_poll(session_id, **options))


def watched(way: Way, session_id: Any = "s", **options: Any) -> object:
    """Watch until the first answer."""
    options = {"client": mocked([]), "of": lambda now: now, "timeout": 0.2, **options}
    if way == "sync":
        return next(get_session_status.changes(session_id, **options))
    return asyncio.run(anext(get_session_status.asyncio_changes(session_id, **options)))  # type: ignore[arg-type]


def in_client(name: str) -> Place:
    """Return the place of an argument of the client."""
    return lambda value, way: ask(way, mocked([], **{name: value}))


def in_httpx(name: str) -> Place:
    """Return the place of an argument for httpx2."""
    return lambda value, way: ask(way, mocked([], httpx_args={name: value}))


def in_call(call: Callable[..., object], name: str) -> Place:
    """Return the place of an argument of a call."""
    return lambda value, way: call(way, **{name: value})


PLACES: dict[str, Place] = {
    "base_url": lambda value, way: ask(way, mocked([], value)),
    **{name: in_client(name) for name in ("api_key", "token", "headers", "timeout", "retries")},
    "http_client": lambda value, _: Client("http://h", http_client=value),
    "httpx_args": lambda value, _: Client("http://h", httpx_args=value),
    **{f"httpx_args: {name}": in_httpx(name) for name in arguments.PASSED_ON if name != "transport"},
    "httpx_args: transport": lambda value, _: Client("http://h", httpx_args={"transport": value}),
    "hooks": lambda value, way: in_httpx("event_hooks")({"request": value}, way),
    "hook": lambda value, way: in_httpx("event_hooks")({"response": [value]}, way),
    "mount": lambda value, way: in_httpx("mounts")({"all://": value}, way),
    "header": lambda value, way: in_client("headers")({"x": value}, way),
    "told": lambda value, way: in_client("token")(lambda: value, way),
    "handler": lambda value, way: in_httpx("transport")(httpx2.MockTransport(value), way),
    "prefix": lambda value, _: Client.from_env(value),
    "asked: client": lambda value, _: get_session_status.sync("s", client=value),
    **{f"asked: {name}": in_call(asked, name) for name in ("session_id", "timeout")},
    **{
        f"waited: {name}": in_call(waited, name)
        for name in ("session_id", "client", "until", "timeout", "give_up", "interval")
    },
    **{
        f"watched: {name}": in_call(watched, name)
        for name in ("session_id", "client", "of", "timeout", "interval")
    },
}
REMEDY = re.compile("write|pass|set |name|leave|half a char|another resource|import")
OF_NO_USE = {"hook", "handler"}
"""Functions of the caller's that can be called, but do nothing of use then: what they do is theirs."""


@pytest.mark.filterwarnings("ignore:.*was never awaited")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", PLACES)
def test_every_argument_is_taken_or_refused_with_what_to_write(place: str, way: Way) -> None:
    """Whatever stands in its place, it works, or an InvalidArgumentError says what to write instead."""
    for value in WRONG:
        said = ""
        try:
            PLACES[place](value, way)
        except InvalidArgumentError as error:
            said = str(error) or "nothing"
        except TypeError:
            said = "pass" if place in OF_NO_USE and callable(value) else f"TypeError for {value!r}"
        assert not said or REMEDY.search(said), said

"""The clients that are compared: how each is asked whether a session's VM is alive, as its users would.

A peer answers True or False; whatever it raises, and whatever is neither, means that it could not tell. Each
is imported only when it is used, and only where `nox -s bench` has installed or generated it.
"""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from tests.client.peers.answers import SESSION

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

CONCURRENT = 100
"""How many connections a peer may hold in a crowd."""
CROWD_LIMIT = 300.0
"""How long a crowd may wait, in seconds: what waits too long is to be measured, and not to fail."""
PATH = "/v1/sessions/status/"


@attrs.frozen
class Peer:
    """One way of asking."""

    name: str
    module: str
    """What a program imports to use it."""
    asking: Callable[[str, str, float], Callable[[], bool]]
    """Base URL, key and time limit in; a function that asks once out."""
    decoding: Callable[[], Callable[[bytes], object]] | None
    """Gives the function from a body to a model; None if the peer has no models."""
    crowd: Callable[[str, str, int], Coroutine[Any, Any, int]] | None
    """Base URL, key and a number of sessions in; how many of them are alive out; None without asyncio."""


def _ours(base_url: str, key: str, limit: float) -> Callable[[], bool]:
    from generated_client import Client, get_session_status

    client = Client(base_url, api_key=key, timeout=limit)
    return lambda: get_session_status.sync(SESSION, client=client).vm_alive


def _ours_decoding() -> Callable[[bytes], object]:
    from generated_client import SessionStatusResponse
    from generated_client._runtime.decoding import as_json

    return as_json(SessionStatusResponse)


async def _ours_crowd(base_url: str, key: str, number: int) -> int:
    from generated_client import Client, get_session_status

    async with Client(base_url, api_key=key, timeout=CROWD_LIMIT) as client:
        asked = (
            get_session_status.asyncio_poll(
                f"s{each}", client=client, until=lambda now: now.vm_alive, timeout=CROWD_LIMIT, interval=0.01
            )
            for each in range(number)
        )
        return sum(status.vm_alive for status in await asyncio.gather(*asked))


def _stock_client(base_url: str, key: str, limit: float) -> Any:
    import httpx
    from peer_stock import AuthenticatedClient

    return AuthenticatedClient(
        base_url, token=key, prefix="", auth_header_name="X-API-Key", timeout=httpx.Timeout(limit)
    )


def _stock(base_url: str, key: str, limit: float) -> Callable[[], bool]:
    from peer_stock.api.default import get_session_status

    client = _stock_client(base_url, key, limit)
    # None, which stands for every undocumented status, has no vm_alive: that is "could not tell".
    return lambda: bool(get_session_status.sync(SESSION, client=client).vm_alive)


def _stock_decoding() -> Callable[[bytes], object]:
    from peer_stock.models import SessionStatusResponse

    return lambda body: SessionStatusResponse.from_dict(json.loads(body))


async def _stock_crowd(base_url: str, key: str, number: int) -> int:
    from peer_stock.api.default import get_session_status

    async with _stock_client(base_url, key, CROWD_LIMIT) as client:
        asked = (get_session_status.asyncio(f"s{each}", client=client) for each in range(number))
        return sum(status.vm_alive for status in await asyncio.gather(*asked))


def _pydantic_api(base_url: str, key: str) -> Any:
    from peer_pydantic import ApiClient, Configuration, DefaultApi

    configuration = Configuration(host=base_url)
    configuration.connection_pool_maxsize = CONCURRENT
    return DefaultApi(ApiClient(configuration, header_name="X-API-Key", header_value=key))


def _pydantic(base_url: str, key: str, limit: float) -> Callable[[], bool]:
    api = _pydantic_api(base_url, key)
    return lambda: bool(api.get_session_status(SESSION, _request_timeout=limit).vm_alive)


def _pydantic_decoding() -> Callable[[bytes], object]:
    from peer_pydantic import SessionStatusResponse

    read: Callable[[bytes], object] = SessionStatusResponse.model_validate_json
    return read


def _vendor_client(base_url: str, key: str, limit: float, session: str) -> Any:
    from instavm import InstaVM

    client = InstaVM(key, base_url, timeout=limit, auto_start_session=False)
    client.session_id = session
    return client


def _vendor(base_url: str, key: str, limit: float) -> Callable[[], bool]:
    return _vendor_client(base_url, key, limit, SESSION).is_session_active  # type: ignore[no-any-return]


def _core_client(kind: str, base_url: str, key: str, limit: float) -> Any:
    import openai

    made: Any = getattr(openai, kind)
    return made(api_key="unused", base_url=base_url, timeout=limit, default_headers={"X-API-Key": key})


def _core_model() -> Any:
    from openai import BaseModel

    class SessionStatus(BaseModel):  # type: ignore[misc]
        session_id: str
        exists: bool
        vm_assigned: bool
        vm_status: str | None = None
        vm_id: str | None = None
        vm_alive: bool = False
        uptime_seconds: float | None = None
        expires_in_seconds: float | None = None
        created_at: datetime | None = None
        env_status: str = "none"
        env_error: str | None = None

    SessionStatus.model_rebuild(_types_namespace={"datetime": datetime})
    return SessionStatus


def _core(base_url: str, key: str, limit: float) -> Callable[[], bool]:
    client, model = _core_client("OpenAI", base_url, key, limit), _core_model()
    return lambda: bool(client.get(f"{PATH}{SESSION}", cast_to=model).vm_alive)


def _core_decoding() -> Callable[[bytes], object]:
    model = _core_model()
    return lambda body: model.construct(**json.loads(body))


async def _core_crowd(base_url: str, key: str, number: int) -> int:
    model = _core_model()
    async with _core_client("AsyncOpenAI", base_url, key, CROWD_LIMIT) as client:
        asked = (client.get(f"{PATH}s{each}", cast_to=model) for each in range(number))
        return sum(status.vm_alive for status in await asyncio.gather(*asked))


def _raw(base_url: str, key: str, limit: float) -> Callable[[], bool]:
    import httpx2

    client = httpx2.Client(timeout=limit, headers={"X-API-Key": key})

    def ask() -> bool:
        response = client.get(f"{base_url}{PATH}{SESSION}")
        response.raise_for_status()
        return bool(json.loads(response.content).get("vm_alive", False))

    return ask


async def _raw_crowd(base_url: str, key: str, number: int) -> int:
    import httpx2

    async def ask(each: int) -> bool:
        response = await client.get(f"{base_url}{PATH}s{each}")
        return bool(response.json()["vm_alive"])

    async with httpx2.AsyncClient(timeout=CROWD_LIMIT, headers={"X-API-Key": key}) as client:
        return sum(await asyncio.gather(*(ask(each) for each in range(number))))


def threads(peer: Peer, base_url: str, key: str, number: int) -> int:
    """Ask about one session as many times, from a hundred threads; return how often it was alive."""
    ask = peer.asking(base_url, key, CROWD_LIMIT)
    with ThreadPoolExecutor(CONCURRENT) as pool:
        return sum(pool.map(lambda _: ask(), range(number)))


PEERS = (
    Peer("generated_client", "generated_client", _ours, _ours_decoding, _ours_crowd),
    Peer(
        "openapi-python-client, stock",
        "peer_stock.api.default.get_session_status",
        _stock,
        _stock_decoding,
        _stock_crowd,
    ),
    Peer("openapi-generator, pydantic", "peer_pydantic", _pydantic, _pydantic_decoding, None),
    Peer("instavm", "instavm", _vendor, None, None),
    Peer("openai, the core of Stainless's clients", "openai", _core, _core_decoding, _core_crowd),
    Peer("httpx2 and json.loads", "httpx2", _raw, lambda: json.loads, _raw_crowd),
)
OURS = PEERS[0]

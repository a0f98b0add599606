"""One question, put in either way."""

import asyncio
from typing import Any, Literal, TypeAlias

from generated_client import Client, SessionStatusResponse, get_session_status

Way: TypeAlias = Literal["sync", "asyncio"]
WAYS: tuple[Way, ...] = ("sync", "asyncio")


def ask(way: Way, client: Client, session_id: str = "s", **options: Any) -> SessionStatusResponse:
    """Ask about a session; of the connections, those of the event loop are closed afterwards."""
    if way == "sync":
        return get_session_status.sync(session_id, client=client, **options)
    return asyncio.run(get_session_status.asyncio(session_id, client=client, **options))

"""The reference deployment as a web application: description by FastAPI, answers by a Behaviour."""

from __future__ import annotations

import time
from datetime import datetime  # noqa: TC003  FastAPI reads the annotations
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders

from contract_tests.reference.behaviour import Asked, Behaviour
from contract_tests.reference.control import Control

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from contract_tests.reference.storage import Storage


class SessionStatusResponse(BaseModel):
    """Response model for session status check."""

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


class Dated:
    """An application whose every answer says when it was made, errors of the framework's too.

    RFC 9110, 6.6.1, wants that of whoever has a clock; the server's own Date would not know of ours.
    """

    def __init__(self, app: ASGIApp, date: Callable[[], str]) -> None:
        """Stand before an application."""
        self._app = app
        self._date = date

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as it does."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("date", self._date())
            await send(message)

        await self._app(scope, receive, sent)


BEARER = OAuth2PasswordBearer(tokenUrl="token", auto_error=False)


def build(
    storage: Storage,
    make: Callable[[Storage, Control, Callable[[], float]], Behaviour] = Behaviour,
    clock: Callable[[], float] = time.time,
) -> ASGIApp:
    """Return the application that answers out of a storage, by a clock of POSIX seconds."""
    behaviour = make(storage, Control(storage, clock), clock)
    app = FastAPI(title="Session status reference", docs_url=None, redoc_url=None)

    @app.get("/v1/sessions/status/{session_id}", response_model=SessionStatusResponse)
    async def get_session_status(
        session_id: str,
        request: Request,
        x_api_key: Annotated[str | None, Header()] = None,  # noqa: ARG001  described here, read by the behaviour
        token: Annotated[str | None, Depends(BEARER)] = None,  # noqa: ARG001  likewise
    ) -> Response:
        asked = Asked(
            request.method, session_id, request.headers, request.url.query, request.scope.get("client")
        )
        told = await behaviour.respond(asked)
        return Response(told.body, told.status, told.headers)

    app.add_middleware(Dated, date=behaviour.date)
    return behaviour.wrap(app)

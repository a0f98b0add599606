"""The reference deployment as a web application: description by FastAPI, answers by a Behaviour."""

from __future__ import annotations

import time
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.routing import Route

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

    RFC 9110, 6.6.1, wants that of each server with a clock; uvicorn's own Date would not know of ours.
    """

    def __init__(self, app: ASGIApp, date: Callable[[], str]) -> None:
        self._app = app
        self._date = date

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as it does."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("date", self._date())
            await send(message)

        await self._app(scope, receive, sent)


# Not imported from the contract that the suite reads: the two have to agree independently.
PATH = "/v1/sessions/status/{session_id}"
BEARER = OAuth2PasswordBearer(tokenUrl="token", auto_error=False)


@cache
def description() -> dict[str, Any]:
    """Return what FastAPI publishes about the operation; the same for all applications of a process."""
    app = FastAPI(title="Session status reference")

    @app.get(PATH, response_model=SessionStatusResponse)
    async def get_session_status(
        session_id: str,
        x_api_key: Annotated[str | None, Header()] = None,
        token: Annotated[str | None, Depends(BEARER)] = None,
    ) -> None:
        del session_id, x_api_key, token  # they are described here, and read by the behaviour

    return app.openapi()


def build(
    storage: Storage,
    make: Callable[[Storage, Control, Callable[[], float]], Behaviour] = Behaviour,
    clock: Callable[[], float] = time.time,
) -> ASGIApp:
    """Return the application that answers out of a storage, by a clock of POSIX seconds."""
    behaviour = make(storage, Control(storage, clock), clock)

    async def answer(request: Request) -> Response:
        session_id = request.path_params["session_id"]
        client = request.scope.get("client")
        asked = Asked(request.method, session_id, request.headers, request.url.query, client)
        told = await behaviour.respond(asked)
        return Response(told.body, told.status, told.headers)

    app = FastAPI(docs_url=None, redoc_url=None)
    app.openapi = description  # type: ignore[method-assign]  # as FastAPI documents it
    # A plain route, since the behaviour reads all parameters itself; one of FastAPI's would read them too.
    answered = Route(PATH, answer)
    answered.methods = {"GET"}  # and not HEAD, which Starlette adds
    app.router.routes.append(answered)
    app.add_middleware(Dated, date=behaviour.date)
    return behaviour.wrap(app)

"""Faults of the doors: a status without a credential, by another way than the one that is guarded."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from starlette.responses import Response

from contract_tests.asking.questions.ids import value_of
from contract_tests.reference.behaviour import Asked, Behaviour
from contract_tests.reference.seeding import OURS
from contract_tests.reference.storage import Session, usual
from tests.faults.access.credentials import ERROR, NEAR, REQUIRED, TOKEN, Anonymous, Remembering
from tests.faults.access.told import ALIKE, KNOWN
from tests.faults.fault import fault

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


@fault(REQUIRED, "any-cookie")
class AnyCookie(Anonymous):
    """Whatever cookie of a session is sent opens."""

    def open_to(self, asked: Asked) -> bool:
        return "session=" in asked.headers.get("cookie", "")


@fault(REQUIRED, "header-of-another-api")
class AnotherHeader(Anonymous):
    """A token in a header of another API is not looked at before it opens."""

    def open_to(self, asked: Asked) -> bool:
        return "x-auth-token" in asked.headers


@fault(REQUIRED, "from-the-machine-itself")
class FromItself(Anonymous):
    """Requests that say to come from the machine itself need no credential."""

    def open_to(self, asked: Asked) -> bool:
        return asked.headers.get("x-forwarded-for", "").startswith("127.")


@fault(REQUIRED, "rewritten-by-a-proxy")
class RewrittenByAProxy(Anonymous):
    """Requests that a proxy says to have rewritten are not asked for a credential."""

    def open_to(self, asked: Asked) -> bool:
        return not {"x-original-url", "x-rewrite-url"}.isdisjoint(asked.headers)


@fault(REQUIRED, "user-of-a-proxy")
class UserOfAProxy(Anonymous):
    """A proxy's header that names a user is believed from every client."""

    def open_to(self, asked: Asked) -> bool:
        return bool(asked.headers.get("x-forwarded-user"))


class AnotherPath(Anonymous):
    """Serves the operation at another path besides, where no credential is asked for."""

    def __init__(self, *known: object) -> None:
        super().__init__(*known)  # type: ignore[arg-type]  # as they are
        self.open = False

    def usual(self, path: str) -> str:
        """Return the path as it is served."""
        return path

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Write the path as it is usually written, and remember that it was not."""
        inner = super().wrap(app)

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            usual = self.usual(path)
            self.open = usual != path
            await inner({**scope, "path": usual}, receive, send)

        return served

    def open_to(self, _asked: Asked) -> bool:
        return self.open


@fault(REQUIRED, "slash-behind")
class SlashBehind(AnotherPath):
    """The rule that protects sessions does not match a path with a slash at its end."""

    def usual(self, path: str) -> str:
        return path.removesuffix("/")


@fault(REQUIRED, "upper-case-path")
class UpperCasePath(AnotherPath):
    """The rule that protects sessions matches the path in lower case only."""

    def usual(self, path: str) -> str:
        return path.lower() if path.startswith("/V1/") else path


class OpenTo(Behaviour):
    """A method is answered before a credential is asked for: with the status, if nothing else is said."""

    method: ClassVar[str]

    def wrap(self, app: ASGIApp) -> ASGIApp:
        inner = super().wrap(app)

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            if scope.get("method") != self.method:
                await inner(scope, receive, send)
                return
            asked = Asked("GET", scope["path"].rpartition("/")[2], {})
            session = self.storage.session(usual(asked.session_id))
            body = self.unknown(asked) if session is None else self.describe(asked, session)
            await self.answer(self.render(asked, body).body, session)(scope, receive, send)

        return served

    def answer(self, body: bytes, _session: Session | None) -> Response:
        """Return what is answered in the place of a refusal."""
        return Response(body, media_type="application/json")


@fault(ALIKE, "head")
class HeadTells(OpenTo):
    """HEAD says whether a session exists before a credential is asked for."""

    method = "HEAD"

    def answer(self, _body: bytes, session: Session | None) -> Response:
        return Response(status_code=404 if session is None else 200)


@fault(ALIKE, "length-of-head")
class HeadTellsLength(OpenTo):
    """HEAD needs no credential, and tells the length of what GET would tell with one."""

    method = "HEAD"

    def answer(self, body: bytes, _session: Session | None) -> Response:
        return Response(headers={"content-length": str(len(body))})


@fault(KNOWN, "in-head")
class HeadNamesTheVm(OpenTo):
    """HEAD is refused, and a header of the refusal names the VM."""

    method = "HEAD"

    def answer(self, _body: bytes, session: Session | None) -> Response:
        vm = session.vm if session else None
        return Response(status_code=401, headers={"x-vm-id": vm.id} if vm else {})


@fault(REQUIRED, "options")
class OpenToOptions(OpenTo):
    """OPTIONS is answered with the status before a credential is asked for."""

    method = "OPTIONS"


@fault(REQUIRED, "trace")
class OpenToTrace(OpenTo):
    """TRACE is answered with the status before a credential is asked for."""

    method = "TRACE"


@fault(TOKEN, "empty", ERROR)
class EmptyToken(Behaviour):
    """A bearer token of no characters is taken for the account's."""

    def authorise(self, asked: Asked) -> int | None:
        if asked.headers.get("authorization", "").strip().lower() == "bearer":
            return OURS
        return super().authorise(asked)


@fault(TOKEN, "null", ERROR)
class NullToken(Behaviour):
    """The word that a client writes for a missing token finds the account that has none."""

    def account_of_token(self, token: str) -> int | None:
        return OURS if token in {"null", "None", "undefined"} else super().account_of_token(token)


@fault(NEAR, "last-sixteen", ERROR)
class LastSixteen(Remembering):
    """Of a key the last sixteen characters are compared."""

    def alike(self, good: str, credential: str) -> bool:
        return len(credential) >= 16 and good[-16:] == credential[-16:]


@fault(NEAR, "first-half", ERROR)
class FirstHalf(Remembering):
    """Of a key the first half is compared, and its length."""

    def alike(self, good: str, credential: str) -> bool:
        half = len(good) // 2
        return len(good) == len(credential) and good[:half] == credential[:half]


@fault(REQUIRED, "query-for-the-dead", "access.key-in-query-is-not-accepted")
class QueryForTheDead(Behaviour):
    """A request with an api_key in the address, of any value, is told of sessions whose VM is dead."""

    def authorise(self, asked: Asked) -> int | None:
        session = self.storage.session(usual(asked.session_id))
        dead = session is not None and session.vm is not None and session.vm.status == "killed"
        return OURS if dead and "api_key=" in asked.query else super().authorise(asked)


@fault(REQUIRED, "numbers")
class OpenToNumbers(Behaviour):
    """An older route, for ids that are numbers, asks for no credential."""

    def authorise(self, asked: Asked) -> int | None:
        return OURS if asked.session_id.isdecimal() else super().authorise(asked)


@fault(REQUIRED, "other-uuids")
class OpenToOtherUuids(Behaviour):
    """An older route, for UUIDs that are not random, asks for no credential."""

    def authorise(self, asked: Asked) -> int | None:
        value = value_of(asked.session_id)
        return OURS if value is not None and value.version != 4 else super().authorise(asked)

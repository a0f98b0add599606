"""Freedoms in how credentials are refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from tests.faults.variants.freedom import freedom

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Storage


def error(status: int, body: Any, **headers: str) -> Told:
    """Return an answer that is an error."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Told(status, json.dumps(body).encode(), {"content-type": "application/json"} | named)


@freedom("refused-403")
class Refused403(Behaviour):
    """Refusals are 403, without WWW-Authenticate, as older frameworks have it."""

    def refuse(self, asked: Asked) -> Told:  # noqa: ARG002  all alike
        """Refuse."""
        return error(403, {"detail": "Not authenticated"})


@freedom("refused-by-what-is-wrong")
class RefusedByWhatIsWrong(Behaviour):
    """Missing credentials are answered 401 with two challenges, wrong ones 403."""

    def refuse(self, asked: Asked) -> Told:
        """Refuse."""
        if asked.headers.get("x-api-key") or asked.headers.get("authorization"):
            return error(403, {"detail": "Could not validate credentials", "code": "forbidden"})
        return error(401, {}, www_authenticate='Bearer realm="api", ApiKey realm="api"')


@freedom("refused-with-a-page")
class RefusedWithAPage(Behaviour):
    """Refusals are pages."""

    def refuse(self, asked: Asked) -> Told:  # noqa: ARG002  all alike
        """Refuse."""
        page = b"<html><head><title>401 Authorization Required</title></head><body>nginx</body></html>"
        return Told(401, page, {"content-type": "text/html", "www-authenticate": "Basic"})


@freedom("refused-without-words")
class RefusedWithoutWords(Behaviour):
    """Refusals have no body and no media type."""

    def refuse(self, asked: Asked) -> Told:  # noqa: ARG002  all alike
        """Refuse."""
        return Told(401, b"", {"www-authenticate": "Bearer"})


@freedom("refused-by-login")
class RefusedByLogin(Behaviour):
    """A gateway redirects a request without a valid credential to a page to log in."""

    def refuse(self, _asked: Asked) -> Told:
        """Show the way."""
        return Told(302, b"", {"location": "https://login.invalid/?next=status"})


@freedom("refused-with-its-context")
class RefusedWithItsContext(Behaviour):
    """Refusals repeat the id asked for, and when they were made."""

    def refuse(self, asked: Asked) -> Told:
        """Refuse."""
        context = {"session_id": asked.session_id, "created_at": self.timestamp(self.clock()), "status": 401}
        return error(
            401, context | {"path": f"/v1/sessions/status/{asked.session_id}"}, www_authenticate="Bearer"
        )


@freedom("refused-too-often")
class RefusedTooOften(Behaviour):
    """After six wrong credentials a client is told to wait, by 429."""

    wrong = 0

    def refuse(self, asked: Asked) -> Told:
        """Refuse."""
        if asked.headers.get("x-api-key") or asked.headers.get("authorization"):
            self.wrong += 1
        if self.wrong > 6:
            return error(429, {"detail": "Too many attempts"}, retry_after="900")
        return super().refuse(asked)


@freedom(
    "limited-after-refusals",
    "access.wrong-key-is-refused",
    "access.wrong-token-is-refused",
    "access.stale-authorisation",
)
class LimitedAfterRefusals(Behaviour):
    """After ten refusals all who show no credential that is known are answered 429, for good."""

    most = 10
    refused = 0

    def authorise(self, asked: Asked) -> int | None:
        """Count refusals."""
        account = super().authorise(asked)
        self.refused += account is None
        return account

    async def respond(self, asked: Asked) -> Told:
        """Refuse to hear more of them."""
        answered = await super().respond(asked)
        return Told(429) if answered.status == 401 and self.refused > self.most else answered


@freedom("limited-wrong-credentials")
class LimitedWrongCredentials(Behaviour):
    """More than five wrong credentials in twenty seconds are answered 429, with five seconds to wait."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.met: list[float] = []

    def refuse(self, asked: Asked) -> Told:
        """Refuse, or refuse to hear more."""
        if not {"x-api-key", "authorization"}.isdisjoint(asked.headers):
            now = self.clock()
            self.met = [each for each in self.met if each > now - 20]
            if len(self.met) >= 5:
                return error(429, {"detail": "Too many failed attempts"}, retry_after="5")
            self.met.append(now)
        return super().refuse(asked)

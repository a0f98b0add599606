"""Refusals that differ from one to the next, by what has nothing to do with the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.reference.behaviour import Asked, Behaviour, Body, Told
from tests.faults.variants.access.named import Chance
from tests.faults.variants.access.refused import error
from tests.faults.variants.freedom import freedom

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference.control import Control
    from contract_tests.reference.storage import Session, Storage


class Refusing(Chance):
    """Refuses in words of its own."""

    def refuse(self, asked: Asked) -> Told:
        """Refuse."""
        self.count += 1
        return error(401, self.said(asked), www_authenticate="Bearer")

    def said(self, asked: Asked) -> Any:
        """Return what is said."""
        return {"detail": "Not authenticated", "path": f"/v1/sessions/status/{asked.session_id}"}


@freedom("refused-by-shard")
class RefusedByShard(Refusing):
    """Two releases stand behind one address, each id hashed to one; they refuse in different words."""

    def said(self, asked: Asked) -> Any:
        """Return the words of the release."""
        return {"detail": ("Not authenticated", "Missing credentials")[self.shard(asked, 2)]}


@freedom("refused-by-pod")
class RefusedByPod(Refusing):
    """Two releases stand behind one address, either may answer; one refuses by 401, the other by 403."""

    def refuse(self, asked: Asked) -> Told:
        """Refuse by either."""
        told = super().refuse(asked)
        told.status = self.chance.choice((401, 403))
        return told


@freedom("refused-in-another-language")
class RefusedInAnotherLanguage(Refusing):
    """Refusals are in the language of the pod that answers, with the moment in them, to the second."""

    def said(self, asked: Asked) -> Any:  # noqa: ARG002  alike for all
        """Return the words."""
        words = self.chance.choice(("Not authenticated", "Nicht angemeldet", "\u672a\u8ba4\u8bc1"))
        return {"detail": words, "timestamp": self.timestamp(self.clock())}


@freedom("refused-with-a-nonce")
class RefusedWithANonce(Refusing):
    """Refusals are pages with a nonce, a trace id and a cookie, and the address asked for."""

    def refuse(self, asked: Asked) -> Told:
        """Write a page."""
        nonce, trace = (f"{self.chance.getrandbits(64):016x}" for _ in range(2))
        page = f"<html><script nonce={nonce}></script><p>401 {asked.session_id}</p><i>{trace}</i></html>"
        more = {"set-cookie": f"sid={trace}; Path=/", "x-request-id": trace, "www-authenticate": "Bearer"}
        return Told(401, page.encode(), {"content-type": "text/html; charset=utf-8", **more})


@freedom("refused-and-counted")
class RefusedAndCounted(Refusing):
    """Refusals say how many there were, in words and in a rate limit's headers, and have an entity tag."""

    def refuse(self, asked: Asked) -> Told:
        """Count it."""
        told = super().refuse(asked)
        told.headers |= {"x-ratelimit-remaining": str(1000 - self.count), "etag": f'"{self.count}"'}
        return told

    def said(self, asked: Asked) -> Any:
        """Return the words."""
        return {"detail": f"Not authenticated (attempt {self.count})", "for": asked.session_id[:8]}


@freedom("refused-by-scheme")
class RefusedByScheme(Refusing):
    """The challenge follows what was sent, and no credential is refused with all challenges."""

    def refuse(self, asked: Asked) -> Told:
        """Challenge."""
        told = super().refuse(asked)
        scheme = asked.headers.get("authorization", "").partition(" ")[0]
        key = "ApiKey" if asked.headers.get("x-api-key") else ""
        told.headers["www-authenticate"] = scheme or key or 'Bearer, ApiKey realm="api"'
        return told


@freedom("refused-by-what-was-sent")
class RefusedByWhatWasSent(Refusing):
    """Words by its form, and the challenge, say what is wrong with a credential, with a request's id."""

    def refuse(self, asked: Asked) -> Told:
        """Say it."""
        told = super().refuse(asked)
        if asked.headers.get("authorization"):
            told.headers["www-authenticate"] = 'Bearer realm="api", error="invalid_token"'
        told.status = 403 if asked.headers.get("x-api-key") else 401
        return told

    def said(self, asked: Asked) -> Any:
        """Return the words."""
        sent = asked.headers.get("x-api-key") or asked.headers.get("authorization") or ""
        words = ("Not authenticated", "Invalid credential", "Malformed credential")[(len(sent) + 1) % 3]
        return {"detail": words, "request": f"{self.chance.getrandbits(64):x}"}


@freedom("refused-from-memory")
class RefusedFromMemory(Refusing):
    """A gateway remembers a refusal by its address, trace id and all, and tells it again, with its age."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.remembered: dict[str, tuple[float, Told]] = {}

    def refuse(self, asked: Asked) -> Told:
        """Remember it."""
        since, kept = self.remembered.setdefault(asked.session_id, (self.clock(), super().refuse(asked)))
        age = {"age": str(int(self.clock() - since)), "x-cache": "HIT" if self.clock() > since else "MISS"}
        return Told(kept.status, kept.body, kept.headers | age)

    def said(self, asked: Asked) -> Any:
        """Return the words."""
        return super().said(asked) | {"trace_id": f"{self.chance.getrandbits(128):032x}"}


@freedom("refused-by-a-gateway-at-last")
class RefusedByGateway(Refusing):
    """After five requests without a credential a gateway takes the caller for a robot, and answers by 403."""

    robots = 0

    def refuse(self, asked: Asked) -> Told:
        """Refuse, or let the gateway do it."""
        anonymous = not asked.headers.get("x-api-key") and not asked.headers.get("authorization")
        self.robots += anonymous
        if anonymous and self.robots > 5:
            return Told(403, b"<h1>Are you human?</h1>", {"content-type": "text/html", "cf-ray": "8f2a"})
        return super().refuse(asked)


@freedom("refused-with-a-word-of-the-cache")
class RefusedWithAWordOfTheCache(Refusing):
    """A cache in front says whether it had met the address before, and in which order it writes headers."""

    def __init__(self, storage: Storage, control: Control, clock: Callable[[], float]) -> None:
        super().__init__(storage, control, clock)
        self.met: set[str] = set()

    async def respond(self, asked: Asked) -> Told:
        """Say it, of any answer."""
        told = await super().respond(asked)
        hit = asked.session_id in self.met
        self.met.add(asked.session_id)
        named = {"x-cache": "HIT" if hit else "MISS", "cf-cache-status": "EXPIRED" if hit else "MISS"}
        fields = [*(told.headers | named).items()]
        self.chance.shuffle(fields)
        told.headers = dict(fields)
        return told


@freedom("refused-by-the-next-release")
class RefusedByTheNextRelease(Refusing):
    """A new release is rolled out after 1.5 s, and refuses in other words."""

    def said(self, asked: Asked) -> Any:
        """Return the words of the release."""
        if self.clock() - self.began < 1.5:
            return {"detail": "Not authenticated"}
        return {"error": {"code": 401, "message": "Not authenticated"}, "id": asked.session_id}


@freedom("tokens-told-in-another-way")
class TokensToldInAnotherWay(Behaviour):
    """Tokens are served by an older module: it rounds created_at up to the second, and leaves nulls out."""

    def describe(self, asked: Asked, session: Session) -> Body:
        """Write it as the module does."""
        told = super().describe(asked, session)
        created = session.created_at // 1 + 0.7
        by_key = {"created_at": self.timestamp(created) + ".7"}
        return told | (
            by_key if asked.headers.get("x-api-key") else {"created_at": self.timestamp(created + 1)}
        )

    def finish(self, asked: Asked, body: Body) -> Body:
        """Leave nulls out for tokens."""
        told = super().finish(asked, body)
        by_key = asked.headers.get("x-api-key")
        return told if by_key else {name: value for name, value in told.items() if value is not None}

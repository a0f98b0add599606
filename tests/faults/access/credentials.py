"""Faults in who may ask: credentials that ought to be refused, and are not."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, ClassVar

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from contract_tests.reference.seeding import OURS
from contract_tests.reference.storage import usual
from tests.faults.fault import fault

if TYPE_CHECKING:
    from contract_tests.reference.storage import Session

REQUIRED = "access.credentials-are-required"
KEY, TOKEN, NEAR = (
    "access.wrong-key-is-refused",
    "access.wrong-token-is-refused",
    "access.near-miss-key-is-refused",
)
STALE, QUERY, APART = (
    "access.stale-authorisation",
    "access.key-in-query-is-not-accepted",
    "access.credentials-stay-apart",
)
ERROR = "access.refusal-is-an-error"


class Anonymous(Behaviour):
    """Lets those pass who come without any credential, where `open_to` says so."""

    def authorise(self, asked: Asked) -> int | None:
        """Let anonymous requests pass."""
        bare = not asked.headers.get("x-api-key") and not asked.headers.get("authorization")
        return OURS if bare and self.open_to(asked) else super().authorise(asked)

    def open_to(self, _asked: Asked) -> bool:
        """Tell whether this request needs no credential."""
        return True

    def session(self, asked: Asked) -> Session | None:
        """Return the session asked for, of any owner."""
        return self.storage.session(usual(asked.session_id))


@fault(REQUIRED, "nobody", STALE, NEAR, QUERY, APART, ERROR)
class NoAuthentication(Anonymous):
    """No request needs a credential."""


@fault(REQUIRED, "unknown-ids", ERROR, NEAR, APART)
class UnknownForAll(Anonymous):
    """Without a credential one is told that a session does not exist."""

    def open_to(self, asked: Asked) -> bool:
        return self.session(asked) is None


@fault(REQUIRED, "dead-sessions", ERROR, APART)
class DeadForAll(Anonymous):
    """Without a credential one is told of sessions whose VM is dead."""

    def open_to(self, asked: Asked) -> bool:
        session = self.session(asked)
        return (
            session is not None and session.vm is not None and session.vm.status_at(self.clock()) == "killed"
        )


@fault(REQUIRED, "unassigned-sessions", ERROR, APART)
class UnassignedForAll(Anonymous):
    """Without a credential one is told of sessions that have no VM yet."""

    def open_to(self, asked: Asked) -> bool:
        session = self.session(asked)
        return session is not None and session.vm is None and session.on_demand is None


@fault(REQUIRED, "other-spellings", ERROR)
class SpellingsForAll(Anonymous):
    """The rule that protects sessions matches lower-case ids with dashes only."""

    def open_to(self, asked: Asked) -> bool:
        return usual(asked.session_id) != asked.session_id


@fault(REQUIRED, "not-found")
class HiddenAsMissing(Behaviour):
    """A request without a credential is answered 404, as if the endpoint were not there."""

    def refuse(self, _asked: Asked) -> Told:
        return Told(404, b'{"detail":"Not Found"}', {"content-type": "application/json"})


@fault(REQUIRED, "bad-request")
class BadRequest(Behaviour):
    """A request without a credential is answered 400."""

    def refuse(self, _asked: Asked) -> Told:
        return Told(400, b'{"detail":"Missing header"}', {"content-type": "application/json"})


@fault(KEY, "any", NEAR, ERROR)
class AnyKey(Behaviour):
    """Whatever key is sent is taken for the account's."""

    def account_of_key(self, key: str) -> int | None:
        return super().account_of_key(key) or OURS


@fault(KEY, "right-beginning", NEAR, ERROR)
class AnyKeyOfOurs(Behaviour):
    """Whatever begins as keys do is taken for one."""

    def account_of_key(self, key: str) -> int | None:
        return super().account_of_key(key) or (OURS if key.startswith("ck_") else None)


@fault(TOKEN, "any", ERROR)
class AnyToken(Behaviour):
    """Whatever bearer token is sent is accepted."""

    def account_of_token(self, token: str) -> int | None:
        return super().account_of_token(token) or OURS


class Remembering(Behaviour):
    """Remembers in clear which credentials were good; a fault needs them to compare with."""

    keys: ClassVar[tuple[str, ...]] = ()

    def authorise(self, asked: Asked) -> int | None:
        """Remember what was accepted."""
        account = super().authorise(asked)
        if account is not None:
            self.good = getattr(self, "good", {})
            for header in ("x-api-key", "authorization"):
                if asked.headers.get(header):
                    self.good.setdefault(asked.headers[header].removeprefix("Bearer "), account)
        return account

    def like(self, credential: str) -> int | None:
        """Return whose credential one is that is nearly right."""
        for good, account in getattr(self, "good", {}).items():
            if self.alike(good, credential):
                return int(account)
        return None

    def alike(self, good: str, credential: str) -> bool:
        """Tell whether a credential passes for a good one."""
        return good == credential

    def account_of_key(self, key: str) -> int | None:
        """Accept what is nearly right."""
        return super().account_of_key(key) or self.like(key)


@fault(TOKEN, "signature", ERROR)
class Unsigned(Remembering):
    """The last part of a bearer token, its signature, is not looked at."""

    def account_of_key(self, key: str) -> int | None:
        return self.storage.account_of("key", key)

    def account_of_token(self, token: str) -> int | None:
        return super().account_of_token(token) or self.like(token)

    def alike(self, good: str, credential: str) -> bool:
        return "." in good and good.rpartition(".")[0] == credential.rpartition(".")[0]


@fault(TOKEN, "case", ERROR)
class CaselessTokens(Unsigned):
    """Tokens are compared without regard to case."""

    def alike(self, good: str, credential: str) -> bool:
        return good.lower() == credential.lower()


@fault(TOKEN, "truncated", ERROR)
class PrefixOfTokens(Unsigned):
    """A token is compared as far as it was sent, so that its beginning will do."""

    def alike(self, good: str, credential: str) -> bool:
        return good.startswith(credential)


@fault(TOKEN, "extended", ERROR)
class ExtendedTokens(Unsigned):
    """A token is compared up to the length that tokens have, so that more may follow."""

    def alike(self, good: str, credential: str) -> bool:
        return credential.startswith(good)


@fault(TOKEN, "basic", ERROR)
class Basic(Behaviour):
    """Basic credentials pass, whatever they are."""

    def authorise(self, asked: Asked) -> int | None:
        return (
            OURS if asked.headers.get("authorization", "").startswith("Basic ") else super().authorise(asked)
        )


@fault(NEAR, "truncated", ERROR)
class Prefix(Remembering):
    """A key is compared as far as it was sent, so that its beginning will do."""

    def alike(self, good: str, credential: str) -> bool:
        return good.startswith(credential)


@fault(NEAR, "last-character-missing", ERROR)
class AllButLast(Remembering):
    """The last character of a key is not compared."""

    def alike(self, good: str, credential: str) -> bool:
        return len(credential) >= len(good) - 1 and good[:-1] == credential[: len(good) - 1]


@fault(NEAR, "extended", ERROR)
class Extended(Remembering):
    """A key is compared up to the length that keys have, so that more may follow."""

    def alike(self, good: str, credential: str) -> bool:
        return credential.startswith(good)


@fault(NEAR, "case", ERROR)
class Caseless(Remembering):
    """Keys are compared without regard to case."""

    def alike(self, good: str, credential: str) -> bool:
        return good.lower() == credential.lower()


@fault(NEAR, "pattern", ERROR)
class Pattern(Remembering):
    """Keys are looked up by LIKE, so that a percent sign is any."""

    def alike(self, good: str, credential: str) -> bool:
        return fnmatchcase(good, credential.replace("%", "*"))


@fault(NEAR, "empty", ERROR)
class EmptyKey(Behaviour):
    """A header without a value passes."""

    def authorise(self, asked: Asked) -> int | None:
        return OURS if asked.headers.get("x-api-key") == "" else super().authorise(asked)


@fault(NEAR, "null", ERROR)
class NullKey(Behaviour):
    """The word that a client writes for a missing key finds the account that has none."""

    def account_of_key(self, key: str) -> int | None:
        return OURS if key in {"null", "None", "undefined"} else super().account_of_key(key)


@fault(QUERY, "any", ERROR)
class QueryKey(Behaviour):
    """Whatever stands as api_key in the address authorises."""

    def authorise(self, asked: Asked) -> int | None:
        return super().authorise(asked) or (OURS if "api_key=" in asked.query else None)


@fault(STALE, "connection", REQUIRED, APART, NEAR, KEY, TOKEN, ERROR)
class PerConnection(Behaviour):
    """An authorisation is remembered for the connection."""

    def authorise(self, asked: Asked) -> int | None:
        self.known = getattr(self, "known", {})
        account = super().authorise(asked)
        if account is not None:
            self.known[asked.connection] = account
        return account or self.known.get(asked.connection)

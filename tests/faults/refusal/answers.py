"""Faults in undocumented ids: what they break, and what they find."""

from __future__ import annotations

import fnmatch
import re
import uuid
from typing import TYPE_CHECKING

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from tests.faults.fault import fault

if TYPE_CHECKING:
    from contract_tests.reference.storage import Session

CLOSED = "refusal.hostile-id-is-answered"
SURVIVED, EXACT = "refusal.hostile-id-is-survived", "refusal.only-the-exact-id-matches"
JSON = {"content-type": "application/json"}


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID in any spelling."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


class Choking(Behaviour):
    """Fails on ids that `chokes` on."""

    async def respond(self, asked: Asked) -> Told:
        """Fail, or answer."""
        if self.authorise(asked) is not None and self.chokes(asked.session_id):
            return self.choked(asked)
        return await super().respond(asked)

    def chokes(self, session_id: str) -> bool:
        """Tell whether an id makes the service fail."""
        return not is_uuid(session_id)

    def choked(self, _asked: Asked) -> Told:
        """Answer in failing."""
        return Told(500, b'{"detail":"Internal Server Error"}', JSON)


@fault(SURVIVED, "not-a-uuid")
class NoUuid(Choking):
    """An id that is no UUID makes the database driver fail."""


@fault(SURVIVED, "quote")
class Quote(Choking):
    """A quote in an id makes the query fail."""

    def chokes(self, session_id: str) -> bool:
        return "'" in session_id


@fault(SURVIVED, "nul")
class Nul(Choking):
    """A NUL in an id makes the database driver fail."""

    def chokes(self, session_id: str) -> bool:
        return "\0" in session_id


@fault(SURVIVED, "invalid-utf-8")
class InvalidUtf8(Choking):
    """Octets that are no UTF-8 make the service fail."""

    def chokes(self, session_id: str) -> bool:
        return "\N{REPLACEMENT CHARACTER}" in session_id or any(
            0xDC80 <= ord(each) <= 0xDCFF for each in session_id
        )


@fault(SURVIVED, "beyond-ascii")
class BeyondAscii(Choking):
    """Any character beyond ASCII makes the log fail."""

    def chokes(self, session_id: str) -> bool:
        return not session_id.isascii()


@fault(SURVIVED, "beyond-the-basic-plane")
class Astral(Choking):
    """A character of four octets makes the column fail that holds three."""

    def chokes(self, session_id: str) -> bool:
        return any(ord(each) > 0xFFFF for each in session_id)


@fault(SURVIVED, "long")
class Long(Choking):
    """An id longer than its column makes the query fail."""

    def chokes(self, session_id: str) -> bool:
        return len(session_id) > 64


@fault(SURVIVED, "newline")
class Newline(Choking):
    """A newline in an id makes a header fail."""

    def chokes(self, session_id: str) -> bool:
        return "\n" in session_id


@fault(SURVIVED, "percent")
class Percent(Choking):
    """A percent sign in an id makes a format string fail."""

    def chokes(self, session_id: str) -> bool:
        return "%" in session_id


@fault(SURVIVED, "braces")
class Braces(Choking):
    """Braces in an id make a format string fail."""

    def chokes(self, session_id: str) -> bool:
        return "{" in session_id and not is_uuid(session_id)


@fault(SURVIVED, "integer")
class Integer(Choking):
    """An id that is a number is looked up in another table, which is not there."""

    def chokes(self, session_id: str) -> bool:
        return session_id.isdigit() and len(session_id) < 32

    def choked(self, _asked: Asked) -> Told:
        return Told(501, b'{"detail":"not implemented"}', JSON)


@fault(SURVIVED, "version-of-the-uuid")
class Version(Choking):
    """A UUID of another version than four makes the service fail."""

    def chokes(self, session_id: str) -> bool:
        return is_uuid(session_id) and uuid.UUID(session_id).version not in {4, None}


class Finding(Behaviour):
    """Finds sessions by more than their id."""

    def find(self, session_id: str, account: int) -> Session | None:
        """Find by the exact id, or by what passes for it."""
        exact = super().find(session_id, account)
        if exact is not None or not session_id:
            return exact
        ours = (each for each in self.storage.sessions() if each.account == account)
        return next((each for each in ours if self.passes(session_id, each.id)), None)

    def passes(self, asked: str, session_id: str) -> bool:
        """Tell whether what was asked for passes for an id."""
        return asked == session_id


@fault(EXACT, "beginning")
class Beginning(Finding):
    """A session is found by the beginning of its id."""

    def passes(self, asked: str, session_id: str) -> bool:
        return len(asked) > 8 and session_id.startswith(asked)


@fault(EXACT, "more-behind")
class MoreBehind(Finding):
    """A session is found by what begins with its id."""

    def passes(self, asked: str, session_id: str) -> bool:
        return asked.startswith(session_id)


@fault(EXACT, "anywhere")
class Anywhere(Finding):
    """A session is found wherever its id stands in what was asked for."""

    def passes(self, asked: str, session_id: str) -> bool:
        return session_id in asked


@fault(EXACT, "like", "existence.unknown-session-does-not-exist")
class Like(Finding):
    """Ids are compared with LIKE, so that % and _ are wildcards."""

    def passes(self, asked: str, session_id: str) -> bool:
        pattern = re.escape(asked).replace("%", ".*").replace("_", ".")
        return re.fullmatch(pattern, session_id) is not None


@fault(EXACT, "like-of-full-length")
class LikeOfFullLength(Like):
    """Ids are compared with LIKE, if they are as long as ids are."""

    def passes(self, asked: str, session_id: str) -> bool:
        return len(asked) == len(session_id) and super().passes(asked, session_id)


@fault(EXACT, "glob")
class Glob(Finding):
    """Ids are looked up as patterns of file names."""

    def passes(self, asked: str, session_id: str) -> bool:
        return "*" in asked and fnmatch.fnmatchcase(session_id, asked.replace("[", "[[]"))


@fault(EXACT, "injection")
class Injection(Finding):
    """Ids are pasted into the query, so that one may hold a condition."""

    def passes(self, asked: str, session_id: str) -> bool:
        return "' OR '" in asked and bool(session_id)


@fault(EXACT, "nul-ends-it")
class NulEnds(Finding):
    """An id ends at its first NUL."""

    def passes(self, asked: str, session_id: str) -> bool:
        return "\0" in asked and asked.partition("\0")[0] == session_id


@fault(EXACT, "newline-ends-it")
class NewlineEnds(Finding):
    """An id ends at its first newline."""

    def passes(self, asked: str, session_id: str) -> bool:
        return "\n" in asked and asked.partition("\n")[0] == session_id


@fault(EXACT, "last-digit", "existence.unknown-session-does-not-exist")
class LastDigit(Finding):
    """The last digit of an id is not compared."""

    def passes(self, asked: str, session_id: str) -> bool:
        return len(asked) == len(session_id) and asked[:-1] == session_id[:-1]

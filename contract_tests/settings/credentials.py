"""The credentials of a run: how they are sent, what is nearly like them, how they are kept out of everything.

Nothing here has a repr that shows a credential, and nothing that is recorded leaves without `hide`.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import urllib.parse
from typing import TYPE_CHECKING

from attrs import field, frozen

from contract_tests.recording.purpose import Probe
from contract_tests.settings.option import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contract_tests.recording.observation import Credential

SHORTEST = 12
"""Characters below which a credential could not be told from ordinary content, and so not be hidden."""
SHORTEST_DERIVED = 8
"""Characters below which a part of a credential is neither sent nor hidden, for the same reason."""

KEY, TOKEN, FOREIGN = "CONTRACT_API_KEY", "CONTRACT_BEARER_TOKEN", "CONTRACT_FOREIGN_API_KEY"
_MASKED = "..."


@frozen
class Sent:
    """A credential as one request carries it: header, value, and what is recorded in its place."""

    header: str
    value: str = field(repr=False)
    recorded: str


@frozen
class Wrong:
    """A credential that ought to be refused: which kind, what it tries, and as a request carries it."""

    credential: Credential
    probe: Probe
    sent: Sent


@frozen(kw_only=True)
class Credentials:
    """What the owner of a deployment entrusted to us; each may be missing."""

    api_key: str | None = field(default=None, repr=lambda _: _MASKED)
    bearer_token: str | None = field(default=None, repr=lambda _: _MASKED)
    foreign_api_key: str | None = field(default=None, repr=lambda _: _MASKED)

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be sent, or could not be hidden."""
        for name, value in ((KEY, self.api_key), (TOKEN, self.bearer_token), (FOREIGN, self.foreign_api_key)):
            if value is None:
                continue
            if len(value) < SHORTEST:
                raise UsageError(
                    f"{name}: shorter than {SHORTEST} characters, so it could not be told from content"
                )
            if not re.fullmatch(r"[!-~]+", value):
                raise UsageError(f"{name}: holds blanks or characters outside ASCII; is it the right value?")

    def own(self) -> list[Credential]:
        """Return which credentials of one's own account there are, the preferred one first."""
        have: list[Credential] = []
        if self.api_key:
            have.append("key")
        if self.bearer_token:
            have.append("token")
        return have

    def sent(self, credential: Credential) -> Sent | None:
        """Return how a real credential is sent; None for none."""
        if credential == "key" and self.api_key:
            return Sent("X-API-Key", self.api_key, f"${KEY}")
        if credential == "token" and self.bearer_token:
            return Sent("Authorization", f"Bearer {self.bearer_token}", f"Bearer ${TOKEN}")
        if credential == "foreign" and self.foreign_api_key:
            return Sent("X-API-Key", self.foreign_api_key, f"${FOREIGN}")
        return None

    def near_misses(self) -> dict[Probe, tuple[str, str]]:
        """Return keys that are nearly right: what each tries, its value, the shell's words for it."""
        near = {
            Probe.EMPTY_KEY: ("", ""),
            Probe.KEY_NULL: ("null", "null"),
            Probe.KEY_NONE: ("None", "None"),
        }
        if self.api_key:
            key = self.api_key
            half = len(key) // 2
            near[Probe.KEY_TRUNCATED] = (key[:-1], f"${{{KEY}%?}}")
            if half >= SHORTEST_DERIVED:
                near[Probe.KEY_HALVED] = (key[:half], f'$(printf %s "${KEY}" | cut -c1-{half})')
            near[Probe.KEY_EXTENDED] = (key + "x", f"${{{KEY}}}x")
            # Hex and UUID keys may be compared without regard to case, and others hold no letters.
            if key.swapcase() != key and not re.fullmatch(r"[0-9a-fA-F{}-]+", key):
                near[Probe.KEY_CASE_SWAPPED] = (
                    key.swapcase(),
                    f'$(printf %s "${KEY}" | tr A-Za-z a-zA-Z)',
                )
        return near

    def wrong(self) -> list[Wrong]:
        """Return every credential that ought to be refused, as few as show it."""
        key, token = f"ck_{secrets.token_urlsafe(24)}", secrets.token_urlsafe(32)
        basic = base64.b64encode(f"contract:{secrets.token_urlsafe(12)}".encode()).decode()
        every = [
            Wrong("wrong-key", Probe.RANDOM_KEY, Sent("X-API-Key", key, key)),
            Wrong(
                "wrong-token", Probe.RANDOM_TOKEN, Sent("Authorization", f"Bearer {token}", f"Bearer {token}")
            ),
            Wrong("wrong-token", Probe.BASIC, Sent("Authorization", f"Basic {basic}", f"Basic {basic}")),
        ]
        if self.bearer_token:
            head, shell = _head(self.bearer_token)
            length = len(self.bearer_token) - len(head)
            random = secrets.token_urlsafe(length)[:length]
            if len(head) < SHORTEST_DERIVED:
                head, shell, random = "", "", secrets.token_urlsafe(32)
            sent = Sent("Authorization", f"Bearer {head}{random}", f"Bearer {shell}{random}")
            every.append(Wrong("wrong-token", Probe.OTHER_SIGNATURE, sent))
        for probe, (value, shell) in self.near_misses().items():
            every.append(Wrong("near-miss-key", probe, Sent("X-API-Key", value, shell)))
        return every

    def redactor(self) -> Redactor:
        """Return what replaces every credential, real or nearly so, by its placeholder."""
        named = [
            (self.api_key, f"${KEY}"),
            (self.bearer_token, f"${TOKEN}"),
            (self.foreign_api_key, f"${FOREIGN}"),
        ]
        near = [
            (value, shell) for value, shell in self.near_misses().values() if len(value) >= SHORTEST_DERIVED
        ]
        if self.bearer_token:
            head, shell = _head(self.bearer_token)
            near += [(head, shell)] if len(head) >= SHORTEST_DERIVED else []
        return Redactor([(value, name) for value, name in named if value] + near)


def _head(token: str) -> tuple[str, str]:
    """Return all but a token's last part (of a JWT, its signature), and the shell's words for that."""
    head, dot, tail = token.rpartition(".")
    if len(head) >= SHORTEST and len(tail) >= SHORTEST_DERIVED:
        return head + dot, f"${{{TOKEN}%.*}}."
    half = len(token) // 2
    return token[:half], f'$(printf %s "${TOKEN}" | cut -c1-{half})'


class Redactor:
    """Replaces credentials by placeholders, however they are written; its repr shows none of them."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """Know every credential and its placeholder."""
        self._placeholders: dict[bytes, bytes] = {}
        named = list(named)
        self._runs = [_Runs(value.encode(), placeholder.encode()) for value, placeholder in named]
        for value, placeholder in named:
            for spelling in _spellings(value):
                self._placeholders.setdefault(spelling, placeholder.encode())
        longest_first = sorted(self._placeholders, key=len, reverse=True)
        self._pattern = (
            re.compile(b"|".join(re.escape(each) for each in longest_first)) if longest_first else None
        )

    def hide(self, data: bytes) -> bytes:
        """Return the data with every credential replaced."""
        if self._pattern is None:
            return data
        data = self._pattern.sub(lambda match: self._placeholders[match[0]], data)
        for runs in self._runs:
            data = runs.hide(data)
        return data


class _Runs:
    """Runs of half a credential or more, as errors show that mask the rest."""

    def __init__(self, value: bytes, placeholder: bytes) -> None:
        """Know the credential, and the shortest run of it that is hidden."""
        self._value, self._placeholder = value, placeholder
        self._length = max(SHORTEST, (len(value) + 1) // 2)
        # Each run holds one of these blocks whole; three are looked for instead of some twenty runs.
        size = (self._length + 1) // 2
        self._blocks = [value[begin : begin + size] for begin in range(0, len(value) - size + 1, size)]

    def hide(self, data: bytes) -> bytes:
        """Return the data without any such run."""
        if len(data) < self._length or not any(block in data for block in self._blocks):
            return data
        value, length = self._value, self._length
        for begin in range(len(value) - length + 1):
            place = data.find(value[begin : begin + length])
            while place >= 0:
                end = length
                while (
                    begin + end < len(value)
                    and data[place + end : place + end + 1] == value[begin + end : begin + end + 1]
                ):
                    end += 1
                data = data[:place] + self._placeholder + data[place + end :]
                place = data.find(value[begin : begin + length], place + len(self._placeholder))
        return data


def _spellings(value: str) -> Iterator[bytes]:
    for cased in (value, value.lower(), value.upper()):
        yield cased.encode()
        yield urllib.parse.quote(cased, safe="").encode()
        yield urllib.parse.quote(cased).encode()
        yield json.dumps(cased)[1:-1].encode()
    # Base64 of a text that holds the credential depends on where in it that begins; what does not
    # depend on its neighbours is cut out.
    raw = value.encode()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(raw).rstrip(b"=")
        for before in range(3):
            encoded = encode(b"\0" * before + raw)
            inner = encoded[(0, 2, 3)[before] : (len(raw) + before) // 3 * 4]
            if len(inner) >= SHORTEST:
                yield inner

"""The credentials of a run: as requests carry them, with near misses, and kept out of all that is recorded.

Nothing here has a repr that shows a credential, and nothing that is recorded leaves without `hide`.
"""

from __future__ import annotations

import base64
import json
import re
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile

from attrs import field, frozen

from contract_tests.recording.observation import FOREIGN_KEY, KEY, TOKEN, Credential
from contract_tests.settings.keys import SHORTEST_PART, WrongCredential, wrong_credentials
from contract_tests.settings.option import UsageError

SHORTEST = 12
"""Characters below which a credential could not be told from ordinary content, and so not be hidden."""
BEARER = "Bearer "
CARRIED: dict[Credential, tuple[str, str, str]] = {
    "key": (KEY, "X-API-Key", ""),
    "token": (TOKEN, "Authorization", BEARER),
    "foreign": (FOREIGN_KEY, "X-API-Key", ""),
}
"""The variable, the header and the scheme of each kind; those of one's own account first."""


@frozen
class Sent:
    """A credential as one request carries it: header, value, and what is recorded in its place."""

    header: str
    value: str = field(repr=False)
    recorded: str


@frozen(kw_only=True)
class Credentials:
    """The credentials that the owner of a deployment entrusted to us; each may be missing."""

    api_key: str | None = field(default=None, repr=lambda _: "...")
    bearer_token: str | None = field(default=None, repr=lambda _: "...")
    foreign_api_key: str | None = field(default=None, repr=lambda _: "...")

    def __attrs_post_init__(self) -> None:
        for name, value in self.environment().items():
            if len(value) < SHORTEST:
                raise UsageError(
                    f"{name}: shorter than {SHORTEST} characters, so it could not be told from content"
                )
            if value.lower().startswith(BEARER.lower()):
                raise UsageError(f"{name}: begins with the scheme; leave {BEARER.strip()} out")
            if not re.fullmatch(r"[!-~]+", value):
                raise UsageError(f"{name}: holds blanks or characters outside ASCII; is it the right value?")
        # What another account is to be refused, our own credential is given.
        for name, own in ((KEY, self.api_key), (TOKEN, self.bearer_token)):
            if own is not None and own == self.foreign_api_key:
                raise UsageError(f"{FOREIGN_KEY}: the same as {name}; it is to be of another account")

    def refuse_in(self, text: str, place: str) -> None:
        """Refuse a text that a run shows and that holds a credential."""
        for name, value in self.environment().items():
            if value in text:
                raise UsageError(f"{name}: stands in {place}, too, which is shown; write what it is")

    def own(self) -> list[Credential]:
        """Return the kinds of credentials of one's own account that are there, the preferred one first."""
        return [kind for kind in self.given() if kind != "foreign"]

    def given(self) -> list[Credential]:
        """Return the kinds of credentials that are there, those of one's own account first."""
        return [kind for kind in CARRIED if self.sent(kind)]

    def environment(self) -> dict[str, str]:
        """Return the credentials that are there, as the environment has them."""
        values = self.api_key, self.bearer_token, self.foreign_api_key
        return {name: value for name, value in zip((KEY, TOKEN, FOREIGN_KEY), values, strict=True) if value}

    def sent(self, credential: Credential) -> Sent | None:
        """Return how a real credential is sent; None for none."""
        name, header, scheme = CARRIED.get(credential, ("", "", ""))
        value = self.environment().get(name)
        return Sent(header, f"{scheme}{value}", f"{scheme}${name}") if value else None

    def wrong(self, noise: Callable[[int], str]) -> list[WrongCredential]:
        """Return every credential that ought to be refused; `noise` returns so many random characters."""
        return list(wrong_credentials(self.api_key, self.bearer_token, noise))

    def redactor(self) -> Redactor:
        """Return what replaces every credential, real or nearly so, by its placeholder."""
        named = [(value, f"${name}") for name, value in self.environment().items()]
        # Without noise, what is kept of a credential is left. Those of each run, lest patterns grow many.
        near = [each for each in self.wrong(lambda _: "") if each.likely or each.label.endswith("in half")]
        return Redactor([*named, *derived(near)])


def derived(wrong: Iterable[WrongCredential]) -> list[tuple[str, str]]:
    """Return the values that hold a part of a real credential, without a scheme, and their placeholders."""
    parts = [(each.value.removeprefix(BEARER), each.recorded.removeprefix(BEARER)) for each in wrong]
    return [(value, shell) for value, shell in parts if "CONTRACT_" in shell and len(value) >= SHORTEST_PART]


class Redactor:
    """Replaces credentials by placeholders, however they are written; its repr shows none of them."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self._placeholders: dict[bytes, bytes] = {}
        self._runs = []
        for value, placeholder in named:
            self._runs.append(_Runs(value.encode(), placeholder.encode()))
            for spelling in _spellings(value):
                self._placeholders.setdefault(spelling, placeholder.encode())
        longest_first = sorted(self._placeholders, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(map(re.escape, longest_first)))
        self._blocks = [block for runs in self._runs for block in runs.blocks]
        self._shortest = min(
            (*map(len, self._placeholders), *(runs.length for runs in self._runs)), default=0
        )

    def hide(self, data: bytes) -> bytes:
        """Return the data with every credential replaced."""
        # Most of what is looked at are header fields, too short to hold any: so this is quick.
        if not self._runs or len(data) < self._shortest:
            return data
        data = self._pattern.sub(lambda match: self._placeholders[match[0]], data)
        if any(map(data.__contains__, self._blocks)):
            for runs in self._runs:
                data = runs.hide(data)
        return data


class _Runs:
    """Runs of half a credential or more, as errors show that mask the rest."""

    def __init__(self, value: bytes, placeholder: bytes) -> None:
        self._value, self._placeholder = value, placeholder
        self.length = max(SHORTEST, (len(value) + 1) // 2)
        # Each run holds one of these blocks whole; three are looked for instead of some twenty runs.
        size = (self.length + 1) // 2
        self.blocks = [value[begin : begin + size] for begin in range(0, len(value) - size + 1, size)]

    def hide(self, data: bytes) -> bytes:
        """Return the data without any such run."""
        value, length = self._value, self.length
        for begin in range(len(value) - length + 1):
            place = data.find(value[begin : begin + length])
            # The longest run from here on is what goes: part of a credential that stayed would be one.
            while place >= 0:
                pairs = zip(value[begin:], data[place : place + len(value)], strict=False)
                run = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
                data = data[:place] + self._placeholder + data[place + run :]
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

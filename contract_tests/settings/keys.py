"""Credentials that are nearly right, or of a scheme that was never agreed: derived from real ones by rule.

A value that differs in one place passes for every comparison that overlooks this place. Each comes with the
shell's words for it, so that it can be shown again and never be recorded; random parts come from the caller.
"""

import base64
import re
import string
from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from attrs import Factory, field, frozen

from contract_tests.recording.observation import KEY, TOKEN

SHORTEST_PART = 8
"""Characters of a part below which it is not sent: it could not be told from content, and so not hidden."""
KEPT = 16
"""Characters at an end that some look up credentials by."""
BASE64 = string.ascii_uppercase + string.ascii_lowercase + string.digits
HEXADECIMAL = re.compile(r"[0-9a-fA-F{}-]+")
"""Hex and UUID keys, which may be compared without regard to case."""
WORDS = ("null", "None", "undefined", "0", "true", "*", "%")
"""Words that clients write for a missing key, and texts that match any."""
SCHEMES = ("Digest", "Token", "ApiKey", "Negotiate", "JWT", "OAuth")
UNSIGNED = "eyJhbGciOiJub25lIn0.e30."
"""A JSON Web Token that says that it is unsigned."""

WrongKind = Literal["wrong-key", "near-miss-key", "wrong-token"]


@frozen
class WrongCredential:
    """A credential that ought to be refused, as a request carries it.

    `recorded` stands for the value in everything that is kept, and is the value unless that is derived from
    a real one. `blank` says that nothing is carried that could be wrong, so that no service counts it.
    """

    header: str
    kind: str
    label: str
    value: str = field(repr=False)
    recorded: str = field(default=Factory(lambda self: self.value, takes_self=True))
    likely: bool = field(default=False, kw_only=True)
    blank: bool = field(default=False, kw_only=True)

    @property
    def credential(self) -> WrongKind:
        """The kind of credential that a request with it carries, as the recording names it."""
        if self.header == "Authorization":
            return "wrong-token"
        return "wrong-key" if self.kind == "random" else "near-miss-key"


_key, _token = partial(WrongCredential, "X-API-Key"), partial(WrongCredential, "Authorization")


def wrong_credentials(
    api_key: str | None, bearer_token: str | None, noise: Callable[[int], str]
) -> Iterator[WrongCredential]:
    """Yield every wrong credential, each once; `noise` returns so many random characters."""
    seen = {("X-API-Key", api_key), ("Authorization", f"Bearer {bearer_token}")}
    for each in _all(api_key, bearer_token, noise):
        if (each.header, each.value) not in seen:
            seen.add((each.header, each.value))
            yield each


def _all(
    api_key: str | None, bearer_token: str | None, noise: Callable[[int], str]
) -> Iterator[WrongCredential]:
    yield _key("random", "a random key", f"ck_{noise(32)}", likely=True)
    yield _key("nothing", "an empty key", "", likely=True, blank=True)
    for word in WORDS:
        yield _key("a word for nothing", f"the key '{word}'", word, likely=word == "null")
    if api_key:
        for kind, label, value, shell in _near(api_key, KEY, noise):
            likely = label in LIKELY
            yield _key(kind, f"the key {label}", value, shell, likely=likely)
    yield _token("random", "a random token", f"Bearer {noise(43)}", likely=True)
    yield from _schemes(noise)
    if bearer_token:
        yield from _nearly_tokens(bearer_token, noise)


LIKELY = frozenset({
    "with another first character", "with another character in the middle", "with another last character",
    "without its last character", "and one character more",
})  # fmt: skip
"""By these each comparison shows that overlooks an end, a half, the middle, the case, or what is left out or
added behind."""


def other_character(character: str) -> str:
    """Return a character of the same alphabet that no decoder takes for the one given.

    Of a base64 text's last character only the upper bits may count; so the highest differs.
    """
    if character in string.digits:
        return "abcdef"[int(character) % 6]
    if character in string.hexdigits:
        return str(int(character, 16) % 10)
    if character in BASE64:
        return BASE64[BASE64.index(character) ^ 32]
    return "A"


def _near(real: str, name: str, noise: Callable[[int], str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield kind, label, value and the shell's words of what is nearly a credential."""
    length, half = len(real), len(real) // 2
    middle, hexadecimal = half, HEXADECIMAL.fullmatch(real)

    def cut(first: int, last: int | str) -> str:
        return f'$(printf %s "${name}" | cut -c{first}-{last})'

    first, inner, last = (other_character(real[place]) for place in (0, half, -1))
    # A letter in the other case shows a comparison without regard to case, too; hex digits may be read so.
    letters = [place for place in range(1, length - 1) if re.match("[g-zG-Z]", real[place])]
    if not hexadecimal and real[0].isalpha():
        first = real[0].swapcase()
    elif not hexadecimal and letters:
        middle = min(letters, key=lambda place: abs(place - half))
        inner = real[middle].swapcase()
    changed = "one character"
    yield changed, "with another first character", first + real[1:], f"{first}${{{name}#?}}"
    yield (
        changed, "with another character in the middle", real[:middle] + inner + real[middle + 1 :],
        f"{cut(1, middle)}{inner}{cut(middle + 2, '')}",
    )  # fmt: skip
    yield changed, "with another last character", real[:-1] + last, f"${{{name}%?}}{last}"
    yield "length", "without its last character", real[:-1], f"${{{name}%?}}"
    yield "length", "without its first character", real[1:], f"${{{name}#?}}"
    # To SQL's LIKE, what follows may be nothing.
    yield "length", "and one character more", f"{real}%", f"${{{name}}}%"
    yield "length", "behind one character more", f"x{real}", f"x${{{name}}}"
    yield "length", "twice", real + real, f"${{{name}}}${{{name}}}"
    if half >= SHORTEST_PART:
        yield "length", "cut in half", real[:half], cut(1, half)
        rest = noise(length - half)
        yield "kept part", "with its first half kept", real[:half] + rest, cut(1, half) + rest
        rest = noise(half)
        yield "kept part", "with its last half kept", rest + real[half:], rest + cut(half + 1, "")
        # Whatever is compared of it by one end or both, and not in the middle, is the same.
        kept = 2 * length // 5
        rest = noise(length - 2 * kept)
        yield (
            "kept part", "with both its ends kept", real[:kept] + rest + real[-kept:],
            f"{cut(1, kept)}{rest}{cut(length - kept + 1, '')}",
        )  # fmt: skip
    for kept in (KEPT, SHORTEST_PART):
        if length >= 2 * kept:
            rest = noise(length - kept)
            yield (
                "kept part", f"with its last {kept} characters kept", rest + real[-kept:],
                f"{rest}{cut(length - kept + 1, '')}",
            )  # fmt: skip
    if real.swapcase() != real and not hexadecimal:
        yield "case", "with its case swapped", real.swapcase(), f'$(printf %s "${name}" | tr A-Za-z a-zA-Z)'
    yield "order", "in reverse", real[::-1], f'$(printf %s "${name}" | rev)'
    plain = "".join(filter(str.isalnum, real))
    if plain != real and len(plain) >= SHORTEST_PART and not hexadecimal:
        yield "punctuation", "without its punctuation", plain, f'$(printf %s "${name}" | tr -cd A-Za-z0-9)'


def _schemes(noise: Callable[[int], str]) -> Iterator[WrongCredential]:
    """Yield each scheme with nothing behind it, with a word for nothing, and with a random value."""
    yield _token("nothing", "an empty Authorization", "", likely=True, blank=True)
    yield _token("nothing", "a bearer scheme with nothing behind it", "Bearer", likely=True, blank=True)
    for scheme in ("bearer", "Basic", *SCHEMES):
        yield _token("nothing", f"the scheme {scheme} with nothing behind it", scheme, blank=True)
    for word in WORDS[:3]:
        likely = word == "null"
        yield _token("a word for nothing", f"the bearer token '{word}'", f"Bearer {word}", likely=likely)
    basic = base64.b64encode(f"contract:{noise(16)}".encode()).decode()
    yield _token("scheme", "Basic credentials", f"Basic {basic}", likely=True)
    yield _token(
        "scheme", "Basic credentials without user and password", f"Basic {base64.b64encode(b':').decode()}"
    )
    for scheme in SCHEMES:
        yield _token("scheme", f"a random value of the scheme {scheme}", f"{scheme} {noise(32)}")
    yield _token("scheme", "a random value without a scheme", noise(32))
    yield _token("scheme", "a random token behind two blanks", f"Bearer  {noise(43)}")
    yield _token("unsigned", "an unsigned JSON Web Token", f"Bearer {UNSIGNED}")
    yield _token("unsigned", "three parts of noise", f"Bearer {noise(16)}.{noise(16)}.{noise(16)}")


def _nearly_tokens(token: str, noise: Callable[[int], str]) -> Iterator[WrongCredential]:
    """Yield what is nearly a bearer token; of one in parts the signature is replaced as a whole."""
    head, dot, tail = token.rpartition(".")
    half = len(token) // 2
    in_parts = dot and len(head) >= SHORTEST_PART and len(tail) >= SHORTEST_PART
    if in_parts:
        kept, shell = f"Bearer {head}.", f"Bearer ${{{TOKEN}%.*}}."
    else:
        kept, shell = f"Bearer {token[:half]}", f'Bearer $(printf %s "${TOKEN}" | cut -c1-{half})'
    if in_parts or half >= SHORTEST_PART:
        rest = noise(len(tail) if in_parts else len(token) - half)
        yield _token("signature", "the token with another last part", kept + rest, shell + rest, likely=True)
    if in_parts:
        yield _token("signature", "the token without its last part", kept, shell)
        # No decoder forgives a part too many, as it may forgive a character behind a signature.
        label, more = "the token twice, with a dot between", f".${{{TOKEN}}}"
        yield _token("signature", label, f"Bearer {token}.{token}", f"Bearer ${{{TOKEN}}}{more}", likely=True)
    for kind, label, value, shell in _near(token, TOKEN, noise):
        # A decoder may forgive what follows a signature; what it forgives elsewhere no signature does.
        if not (dot and label in {"and one character more", "with another last character"}):
            # Of a token its last part is replaced as a whole.
            likely = label in LIKELY - {"with another last character"}
            yield _token(kind, f"the token {label}", f"Bearer {value}", f"Bearer {shell}", likely=likely)

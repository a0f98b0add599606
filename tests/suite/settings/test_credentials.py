"""Credentials: what is sent, what is nearly right, and that nothing of them is ever shown."""

import base64
import json
import re
import secrets
import urllib.parse

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from contract_tests.recording.observation import FOREIGN_KEY, KEY, TOKEN
from contract_tests.settings.credentials import SHORTEST, Credentials, Redactor, derived
from contract_tests.settings.option import UsageError

# Drawn keys may be made of words out of the sources, such as the placeholders' own.
secret = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=SHORTEST, max_size=48
).filter(lambda key: "contract" not in key.lower())
word = st.from_regex(r"[A-Za-z0-9_.-]{12,40}", fullmatch=True)
around = st.binary(max_size=7)


def encoded(value: str) -> dict[str, str]:
    """Return a credential as servers, proxies and gateways write it."""
    return {
        "raw": value,
        "lower case": value.lower(),
        "upper case": value.upper(),
        "percent-encoded": urllib.parse.quote(value, safe=""),
        "percent-encoded but for slashes": urllib.parse.quote(value),
        "in JSON": json.dumps(value)[1:-1],
        "base64": base64.b64encode(value.encode()).decode(),
        "base64 for addresses": base64.urlsafe_b64encode(value.encode()).decode(),
    }


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_credential_with_its_scheme_is_refused(scheme: str) -> None:
    """It is what stands behind that."""
    with pytest.raises(UsageError) as refused:
        Credentials(bearer_token=f"{scheme} {'t' * 20}")
    assert str(refused.value) == "CONTRACT_BEARER_TOKEN: begins with the scheme; leave Bearer out"


@given(secret, around, around)
@example("ABCDEFGHIJKL", b"", b"")
def test_no_spelling_of_a_credential_survives(key: str, before: bytes, behind: bytes) -> None:
    """Whatever stands around it and however it is written, a credential becomes its placeholder."""
    hide = Credentials(api_key=key).redactor().hide
    for spelling in encoded(key).values():
        hidden = hide(before + spelling.encode() + behind)
        assert spelling.encode() not in hidden
        assert f"${KEY}".encode() in hidden or b"${CONTRACT_API_KEY" in hidden


@given(secret, around, around)
def test_base64_of_a_text_that_holds_a_credential_is_seen_through(
    key: str, before: bytes, behind: bytes
) -> None:
    """Basic credentials and the like hide a credential at any offset; what is left tells three characters."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        hidden = Credentials(api_key=key).redactor().hide(encode(before + key.encode() + behind))
        # Its neighbours may make it look like a near miss, which has a placeholder of its own.
        left, placeholder, right = re.sub(
            rb"\$\S*CONTRACT_API_KEY([%#]\?|\}x|\})*", f"${KEY}".encode(), hidden
        ).partition(f"${KEY}".encode())
        assert placeholder
        assert len((left + right).rstrip(b"=")) <= (len(before) + len(behind) + 3) * 4 / 3 + 2


@given(secret, secret, secret)
def test_each_credential_has_its_placeholder(key: str, token: str, foreign: str) -> None:
    """Three credentials become three names, also where one is part of another."""
    assume(foreign not in {key, token})
    credentials = Credentials(api_key=key, bearer_token=token, foreign_api_key=foreign)
    hidden = credentials.redactor().hide(f"{key} {token} {foreign}".encode()).decode()
    if not any(
        one in other for one in (key, token, foreign) for other in (key, token, foreign) if one != other
    ):
        assert hidden == f"${KEY} ${TOKEN} ${FOREIGN_KEY}" or len({key, token, foreign}) < 3
    assert not [each for each in (key, token, foreign) if each in hidden]


@given(word, word)
def test_nothing_shows_a_credential(key: str, token: str) -> None:
    """No repr, of the credentials, of what hides them, of how they are sent, shows more than a name."""
    assume(key[::-1] not in {key, token})
    credentials = Credentials(api_key=key, bearer_token=token, foreign_api_key=key[::-1])
    shown = repr([
        credentials,
        credentials.redactor(),
        *(credentials.sent(each) for each in ("key", "token", "foreign")),
        *credentials.wrong(secrets.token_urlsafe),
    ])  # fmt: skip
    for value in (key, token, key[::-1], key[:-1], key[1:], token[:SHORTEST]):
        assert value not in shown


def test_what_is_recorded_names_the_variable() -> None:
    """Each real credential is sent as it is and recorded as a placeholder."""
    credentials = Credentials(api_key="k" * 12, bearer_token="t" * 12, foreign_api_key="f" * 12)
    sent = [credentials.sent(each) for each in ("key", "token", "foreign", "none")]
    assert [each and (each.header, each.value, each.recorded) for each in sent] == [
        ("X-API-Key", "k" * 12, "$CONTRACT_API_KEY"),
        ("Authorization", "Bearer " + "t" * 12, "Bearer $CONTRACT_BEARER_TOKEN"),
        ("X-API-Key", "f" * 12, "$CONTRACT_FOREIGN_API_KEY"),
        None,
    ]
    assert credentials.own() == ["key", "token"]
    assert Credentials(bearer_token="t" * 12).own() == ["token"]


@pytest.mark.parametrize("name", [KEY, TOKEN, FOREIGN_KEY])
def test_what_cannot_be_hidden_is_refused(name: str) -> None:
    """A credential that is too short, or not one word of ASCII, is refused without being shown."""
    argument = {KEY: "api_key", TOKEN: "bearer_token", FOREIGN_KEY: "foreign_api_key"}[name]
    with pytest.raises(UsageError) as caught:
        Credentials(**{argument: "k" * (SHORTEST - 1)})
    assert str(caught.value) == f"{name}: shorter than 12 characters, so it could not be told from content"
    for value in ("two words here", "schlüssel-wort", "line\nline-line", "\x7f" * 12):
        with pytest.raises(UsageError) as caught:
            Credentials(**{argument: value})
        assert re.fullmatch(rf"{name}: holds blanks or characters outside ASCII; .*", str(caught.value))
        assert value not in str(caught.value)


@given(secret, secret)
def test_what_is_sent_of_a_credential_is_hidden_when_it_comes_back(key: str, token: str) -> None:
    """A server that repeats what is derived from a real credential gives no eight characters of it away."""
    credentials = Credentials(api_key=key, bearer_token=token)
    redactor = credentials.redactor()
    for each in credentials.wrong(lambda length: "~" * length):
        if "CONTRACT_" in each.recorded:
            hidden = redactor.hide(Redactor(derived([each])).hide(each.value.encode())).decode()
            for real in (key, token):
                assert not [
                    real[at : at + 8] for at in range(len(real) - 7) if real[at : at + 8] in hidden
                ], each.label


@given(word, st.integers(0, 3), st.integers(0, 3))
def test_most_of_a_credential_is_hidden_too(key: str, before: int, behind: int) -> None:
    """A credential that lacks a few characters at its ends, as masks show it, is none that may be kept."""
    part = key[before : len(key) - behind]
    if len(part) < max(SHORTEST, (len(key) + 1) // 2):
        return
    hidden = Credentials(api_key=key).redactor().hide(f'{{"detail": "bad key {part}..."}}'.encode())
    assert part.encode() not in hidden


@pytest.mark.parametrize("length", [12, 13, 23, 24, 43, 64])
def test_no_half_of_a_credential_is_left(length: int) -> None:
    """Wherever in a credential it begins, a run of half of it, or of 12 characters, is replaced."""
    key = secrets.token_urlsafe(64)[:length]
    hide = Credentials(api_key=key).redactor().hide
    half = max(SHORTEST, (length + 1) // 2)
    for begin in range(length - half + 1):
        assert key[begin : begin + half].encode() not in hide(f"...{key[begin : begin + half]}...".encode())

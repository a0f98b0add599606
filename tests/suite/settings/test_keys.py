"""Credentials that are nearly right: of every kind, reproducible by the shell, and never a right one."""

from __future__ import annotations

import os
import random
import re
import string
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.asking.questions.choosing import chosen
from contract_tests.asking.questions.doors import COOKIES, HEADERS, QUERY, doors
from contract_tests.asking.uninvited import MOST_WRONG
from contract_tests.settings.keys import SHORTEST_PART, WrongCredential, other_character, wrong_credentials

if TYPE_CHECKING:
    from collections.abc import Callable

CREDENTIAL = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=12, max_size=80)
LETTERS = st.text(st.sampled_from(string.ascii_letters + string.digits + "_-"), min_size=24, max_size=60)


def noise() -> Callable[[int], str]:
    """Return what makes the same noise each time."""
    stream = random.Random(1)  # noqa: S311  no secret
    return lambda length: "".join(stream.choices(string.ascii_letters + string.digits, k=length))


def wrong(key: str | None, token: str | None) -> list[WrongCredential]:
    """Return every wrong credential."""
    return list(wrong_credentials(key, token, noise()))


def values(key: str) -> dict[str, str]:
    """Return the near misses of a key by their label."""
    return {each.label: each.value for each in wrong(key, None)}


@given(CREDENTIAL, CREDENTIAL)
def test_no_wrong_credential_is_right_and_none_comes_twice(key: str, token: str) -> None:
    """None is the key or the token, and each header and value come once."""
    every = [(each.header, each.value) for each in wrong(key, token)]
    assert len(every) == len(set(every))
    assert ("X-API-Key", key) not in every
    assert not [
        value for header, value in every if header == "Authorization" and value.partition(" ")[2] == token
    ]


@given(LETTERS)
def test_a_key_is_changed_at_each_end_and_in_the_middle(key: str) -> None:
    """At each end and in the middle one character is another, and the rest is the key's."""
    near = values(key)
    for label, places in (
        ("the key with another first character", [0]),
        ("the key with another character in the middle", range(1, len(key) - 1)),
        ("the key with another last character", [len(key) - 1]),
    ):
        (changed,) = (at for at in range(len(key)) if near[label][at] != key[at])
        assert changed in places
        assert len(near[label]) == len(key)


@given(st.one_of(LETTERS, LETTERS.map(lambda text: "7" + text)))
def test_every_run_shows_what_overlooks_the_case_or_the_end_of_a_credential(secret: str) -> None:
    """Of keys and tokens alike: a comparison without case, of what was sent alone, or of what is known."""
    for header, key, token in (("X-API-Key", secret, None), ("Authorization", None, secret)):
        likely = [each for each in wrong(key, token) if each.likely and each.header == header]
        sent = [each.value.removeprefix("Bearer ") for each in likely]
        near = [each for each in sent if len(each) >= SHORTEST_PART]
        assert any(secret.startswith(each) for each in near)
        assert any(each.startswith(secret) for each in near)
        if re.search("[g-zG-Z]", secret[1:-1]):
            assert any(each.lower() == secret.lower() for each in near)


@given(st.permutations(string.ascii_letters + string.digits + "_-"), st.integers(24, 60))
def test_what_overlooks_a_part_of_a_key_lets_one_pass(letters: list[str], length: int) -> None:
    """Comparing either half, either end, the length, or some characters only is shown by some near miss."""
    key = "".join(letters[:length])
    near = set(values(key).values())
    for same in (
        lambda one, other: one[:8] == other[:8],
        lambda one, other: one[: len(one) // 2] == other[: len(other) // 2],
        lambda one, other: one[-16:] == other[-16:],
        lambda one, other: one[len(one) // 2 :] == other[len(other) // 2 :],
        lambda one, other: one[:6] + one[-6:] == other[:6] + other[-6:],
        lambda one, other: len(one) == len(other),
        lambda one, other: sorted(one) == sorted(other),
        lambda one, other: other.startswith(one),
        lambda one, other: other.endswith(one),
    ):
        assert any(same(key, each) for each in near)


@pytest.mark.parametrize("character", string.printable[:94])
def test_another_character_is_another_to_any_decoder(character: str) -> None:
    """It differs, and as the last of a base64 text in what counts of it; hexadecimal stays so."""
    other = other_character(character)
    assert other != character
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits
    if character in alphabet and other in alphabet:
        assert alphabet.index(character) & 0b110000 != alphabet.index(other) & 0b110000
    if character in string.hexdigits:
        assert other in string.hexdigits


def test_hex_and_uuid_keys_are_not_swapped_in_case() -> None:
    """Those may be compared without regard to case."""
    assert not [each for each in wrong("deadbeefdeadbeefdeadbeef", None) if each.kind == "case"]


def test_a_signature_is_replaced_as_a_whole() -> None:
    """Changes that a decoder may forgive at the end of a token in parts are not sent."""
    labels = {each.label for each in wrong(None, f"{'h' * 20}.{'p' * 20}.{'s' * 43}")}
    assert "the token with another last part" in labels
    assert not labels & {"the token and one character more", "the token with another last character"}


def test_a_run_has_room_for_what_is_likely() -> None:
    """The likely ones fit into a run, with room for others; and each of the others has its turn."""
    for token in (noise()(43), f"{noise()(32)}.{noise()(32)}"):
        every = [each for each in wrong(f"ck_{noise()(43)}", token) if not each.blank]
        assert sum(each.likely for each in every) < MOST_WRONG
        asked = {each.label for seed in range(120) for each in chosen(every, MOST_WRONG, seed)}
        assert asked == {each.label for each in every}


def test_what_carries_nothing_counts_as_no_credential() -> None:
    """An empty key, an empty Authorization and schemes alone are blank, and nothing else is."""
    every = wrong("k" * 20, "t" * 20)
    assert {each.label for each in every if each.blank} == {
        each.label for each in every if each.kind == "nothing"
    }
    assert all(len(each.value.split()) <= 1 for each in every if each.blank)
    assert not any(each.value.lower().startswith(("ck_", "k")) for each in every if each.blank)


def test_the_shell_makes_the_same_values() -> None:
    """A shell that knows the real credential makes the value of what is recorded."""
    key, token = "ck_" + noise()(20) + "-_$x*", f"{noise()(20)}.{noise()(12)}"
    every = wrong(key, token)
    lines = "\n".join(
        f'printf "%s\\n" "{each.recorded}"' for each in every if re.search("CONTRACT", each.recorded)
    )
    environment = os.environ | {"CONTRACT_API_KEY": key, "CONTRACT_BEARER_TOKEN": token}
    printed = subprocess.run(  # noqa: S603  our own words
        ["/bin/sh", "-c", lines], capture_output=True, text=True, check=True, env=environment
    )
    expected = [each.value for each in every if "CONTRACT" in each.recorded]
    assert printed.stdout.splitlines() == expected
    assert len(expected) > 15


def test_doors_are_of_every_kind_and_carry_no_real_credential() -> None:
    """Query, with others' headers, a proxy's headers, other method, other spelling of the path; each once."""
    every = list(doors("ID", noise()))
    assert {each.kind for each in every} == {"query", "anywhere", "trust", "at once", "method", "path"}
    asked = [(each.method, each.path, each.headers) for each in every]
    assert len(asked) == len(set(asked))
    names = {name.lower() for each in every for name, _ in each.headers}
    ours = [value for each in every for name, value in each.headers if name in {"X-API-Key", "Authorization"}]
    assert all(len(value.split()) <= 1 for value in ours)
    assert all(f"{name}=" in every[0].path for name in QUERY)
    assert all(any(f"{name}=" in value for each in every for _, value in each.headers) for name in COOKIES)
    assert {name.lower() for name in HEADERS} <= names
    assert {each.label for each in every if each.wrong} == {
        each.label for each in every if each.kind in {"query", "anywhere"}
    }

"""Ids that name no session: every class is there, and each id once."""

import unicodedata
import uuid

import pytest

from contract_tests.asking.questions.characters import TRAPS
from contract_tests.asking.questions.choosing import chosen
from contract_tests.asking.questions.hostile_ids import AT_ONCE, POWERS, WIDTHS, hostile_ids
from contract_tests.asking.questions.ids import value_of
from contract_tests.asking.scenarios import MOST_HOSTILE, parted

EVERY = list(hostile_ids())
OCTETS = {each.octets for each in EVERY}


def test_each_comes_once_under_its_own_name() -> None:
    """No id and no label comes twice, and all are the same each time."""
    assert len({each.target for each in EVERY}) == len({each.label for each in EVERY}) == len(EVERY)
    assert list(hostile_ids()) == EVERY


def test_the_likely_ones_leave_room_for_others() -> None:
    """The ids of every run leave room for some of the others."""
    assert 11 <= sum(each.likely for each in parted(EVERY)[0]) <= MOST_HOSTILE - 2


@pytest.mark.parametrize("value", [0, 2**128 - 1, 1, 2**127])
def test_the_extremes_of_uuids_are_there(value: int) -> None:
    """Nil, maximal, the first and the middle of all UUIDs."""
    assert str(uuid.UUID(int=value)).encode() in OCTETS


@pytest.mark.parametrize("width", WIDTHS)
def test_integers_of_each_width_are_there(width: int) -> None:
    """The last that fits, the first that does not, and both of the other sign."""
    assert {b"%d" % each for each in (2**width - 1, 2**width, -(2**width), -(2**width) - 1)} <= OCTETS


def test_each_reserved_and_escape_character_is_there_alone() -> None:
    """Each printable ASCII character that is no letter or digit is an id of its own."""
    wanted = {chr(code).encode() for code in range(0x20, 0x7F) if not chr(code).isalnum()}
    assert wanted <= OCTETS


def test_each_control_character_is_there() -> None:
    """C0, DEL and C1 stand inside an id each."""
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        assert f"a{chr(code)}b".encode() in OCTETS


def test_each_category_of_unicode_is_there() -> None:
    """Each category has its character, surrogates as the octets that stand for them nowhere."""
    assert {unicodedata.category(character) for character in TRAPS.values()} == set(TRAPS)
    assert {unicodedata.category(chr(code)) for code in range(0x110000)} - set(TRAPS) == {"Cs"}
    assert b"\xed\xa0\x80" in OCTETS


@pytest.mark.parametrize("power", POWERS)
def test_lengths_at_powers_and_one_beyond_are_there(power: int) -> None:
    """Each power of two and ten up to ten thousand, and one character more."""
    lengths = {len(each.octets) for each in EVERY if each.kind == "lengths"}
    assert {power, power + 1} <= lengths


def test_uuids_are_of_every_version_and_lengths_are_bounded() -> None:
    """Those that are UUIDs are of every version, and no id is longer than a gateway may take."""
    versions = {
        value.version for each in EVERY if (value := value_of(each.octets.decode("latin-1"))) is not None
    }
    assert versions >= {1, 3, 4, 5, 6, 7, 8}
    assert max(len(each.octets) for each in EVERY) <= 10_001


def test_one_is_all_at_once_that_conditions_are_about() -> None:
    """Where one question has to do, its id is long, beyond ASCII and a pattern, and no UUID."""
    (each,) = (each for each in EVERY if each.label == AT_ONCE)
    text = each.octets.decode()
    assert len(text) > 255
    assert not text.isascii()
    assert set("^$*()[]|") <= set(text)
    assert value_of(text) is None


def test_the_likeliest_are_asked_in_every_run() -> None:
    """The maximal UUID, 2**63 and 2**64, markup, and long ids."""
    likely = {"maximal UUID", "2**63", "2**64", "a blank alone", "HTML", "2,049 characters", AT_ONCE}
    for seed in range(5):
        assert likely <= {each.label for each in chosen(parted(EVERY)[0], MOST_HOSTILE, seed)}

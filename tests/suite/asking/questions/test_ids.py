"""Ids derived from a known one: near misses of every kind, and none that names it."""

import urllib.parse
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.asking.questions.characters import LIKELY, characters
from contract_tests.asking.questions.choosing import chosen
from contract_tests.asking.questions.ids import (
    Id,
    encoded,
    names,
    near_misses,
    spellings,
    written_otherwise,
)
from contract_tests.asking.scenarios import MOST_CHARACTERS, parted
from contract_tests.clauses.finding import Outcome
from contract_tests.recording.exchange import Exchange
from contract_tests.recording.observation import Context, Observation
from contract_tests.recording.purpose import Probe, Scenario
from tests.suite.building import verdict

SESSION = "550e8400-e29b-41d4-a716-446655440000"
UUIDS = st.uuids().map(str)
OTHER = st.text(st.sampled_from("abcXYZ019-_.~"), min_size=4, max_size=40)
FEW = settings(max_examples=20)
"""Each example derives hundreds of ids."""
KINDS = {each.kind for each in near_misses(SESSION)}


def test_every_kind_of_near_miss_is_derived() -> None:
    """Digits at and inside groups, the number, cuts, more, wildcards, and characters that mean something."""
    wanted = {
        "one digit at the end of a group", "one digit inside a group", "number", "cut", "wildcard",
        "a character behind", "written otherwise", "lookalike", *(kind for kind, _ in characters()),
    }  # fmt: skip
    assert wanted == KINDS


@FEW
@given(UUIDS)
def test_each_digit_is_changed_once(session_id: str) -> None:
    """For each digit there is an id that differs in this digit only, and is a UUID."""
    places = set()
    for each in near_misses(session_id):
        if each.kind.startswith("one digit"):
            changed = each.octets.decode()
            differing = [place for place in range(36) if changed[place] != session_id[place]]
            assert len(changed) == 36
            assert len(differing) == 1
            assert str(uuid.UUID(changed)) == changed
            places |= set(differing)
    assert places == {place for place in range(36) if session_id[place] != "-"}


@FEW
@given(UUIDS)
def test_every_run_changes_a_digit_of_each_group(session_id: str) -> None:
    """A comparison of some groups only is shown by every run."""
    likely = [each.octets.decode() for each in near_misses(session_id) if each.likely]
    for group in range(5):
        assert any(
            [place for place in range(5) if changed.split("-")[place] != session_id.split("-")[place]]
            == [group]
            for changed in likely
            if changed.count("-") == 4 and len(changed) == 36
        )


@FEW
@given(UUIDS)
def test_what_cuts_at_a_character_finds_the_id_before_and_behind(session_id: str) -> None:
    """One question shows both; but what follows a semicolon is forgiven."""
    octets = {each.octets.decode(errors="replace") for each in near_misses(session_id)}
    for _, character in characters():
        twice = f"{session_id}{character}{session_id}"
        if character != ";" and ";" in urllib.parse.unquote(twice):
            continue  # a percent sign before 3b is a semicolon, too
        assert (f"x{character}{session_id}" if character == ";" else twice) in octets


@FEW
@given(UUIDS)
def test_changed_digits_change_the_bits_that_comparisons_overlook(session_id: str) -> None:
    """The first digit's highest bit, the variant's, and the last digit's lowest."""
    value = uuid.UUID(session_id).int
    changed = {
        uuid.UUID(each.octets.decode()).int ^ value
        for each in near_misses(session_id)
        if each.kind == "one digit at the end of a group"
    }
    assert {1 << 127, 4 << 4 * (31 - 16), 1} <= changed


def test_runs_ask_about_all_characters_in_turn() -> None:
    """The likely ones in each run, and every other one some day."""
    _, held = parted(near_misses(SESSION))
    runs = [{each.label for each in chosen(held, MOST_CHARACTERS, seed)} for seed in range(120)]
    assert set.union(*runs) == {each.label for each in held}
    assert len(set.intersection(*runs)) == len(LIKELY)


@FEW
@given(st.one_of(UUIDS, UUIDS.map(str.upper), OTHER))
def test_no_near_miss_names_the_session_and_none_comes_twice(session_id: str) -> None:
    """No near miss is another spelling of the id, empty, or written as another one is."""
    every = list(near_misses(session_id))
    assert every
    assert not [each for each in every if names(each.octets, session_id) or not each.octets]
    targets = [each.target for each in every]
    assert len(targets) == len(set(targets))


@FEW
@given(UUIDS)
def test_near_misses_are_the_same_each_time(session_id: str) -> None:
    """Near misses are a function of the id."""
    assert list(near_misses(session_id)) == list(near_misses(session_id))


@FEW
@given(st.one_of(UUIDS, OTHER))
def test_a_target_is_one_line_of_printable_ascii(session_id: str) -> None:
    """Nothing that is written onto the request line ends it."""
    for each in near_misses(session_id):
        assert all(0x21 <= ord(character) < 0x7F for character in each.target)
        assert urllib.parse.unquote_to_bytes(each.target) == each.octets


@given(UUIDS)
def test_spellings_name_the_session(session_id: str) -> None:
    """Upper case, no dashes, braces and URN name the same session, with white space around them too."""
    every = spellings(session_id)
    assert {"no dashes", "braces", "URN"} <= set(every)
    for spelling in every.values():
        assert names(spelling.encode(), session_id)
        assert names(f" {spelling}\n".encode(), session_id)


@pytest.mark.parametrize("forgiven", ["{}/", "{};v=1", "x/../{}", "./{}", "%20{}", "\u00a0{}"])
def test_what_is_forgiven_names_the_session(forgiven: str) -> None:
    """Dot segments, parameters, white space and one more decoding name the same session."""
    assert names(forgiven.format(SESSION).encode(), SESSION)


def test_each_near_miss_is_judged() -> None:
    """The clause that an id finds a session only if it names it forgives none of them."""
    for each in near_misses(SESSION):
        assert judged(each) is Outcome.VIOLATED, each


def judged(near: Id) -> Outcome:
    """Return what the clause says where a near miss finds the session."""
    exchange = Exchange(
        number=1, method="GET", origin="http://a", target=near.target, sent=0.0, received=0.1, status=200,
        answer_headers=(("content-type", "application/json"),),
        text='{"session_id": "x", "exists": true, "vm_assigned": false}',
    )  # fmt: skip
    known = Context(
        scenario=Scenario.NEAR, subject="near", credential="key", session=SESSION,
        asked=near.octets.decode("utf-8", "backslashreplace"), probe=Probe.DRAWN_NEAR_MISS,
    )  # fmt: skip
    return verdict("refusal.only-the-exact-id-matches", [Observation(exchange, known)]).outcome


@pytest.mark.parametrize(
    "octets, target", [(b"a/b", "a%2Fb"), (b"a b", "a%20b"), (b"{'}", "{'}"), (b"\xff", "%FF")]
)
def test_octets_are_percent_encoded_where_they_must_be(octets: bytes, target: str) -> None:
    """Printable ASCII goes as it is, but for what ends a path or begins an escape."""
    assert encoded(octets) == target


@given(UUIDS | OTHER.filter(lambda session_id: session_id not in {".", ".."}))
def test_what_is_written_otherwise_names_the_session(session_id: str) -> None:
    """Each other way to write an id is another one on the request line, and may be taken for the same."""
    for written in written_otherwise(session_id).values():
        assert written != encoded(session_id.encode())
        assert names(written.encode(), session_id)

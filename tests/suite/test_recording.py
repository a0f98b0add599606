"""A recording read is what was written, and what is no recording is named by file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.exchange import Exchange
from contract_tests.observation import STATES, Credential, Known, Observation, Recording, Subject, read, write
from tests.suite.building import answer, numbered, told

if TYPE_CHECKING:
    from pathlib import Path

HEAD = Recording(base_url="http://localhost", started="2026-01-01T00:00:00+00:00")

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
headers = st.lists(st.tuples(text, text), max_size=2).map(tuple)
seconds = st.floats(0, 1000, allow_nan=False)
exchanges = st.builds(
    Exchange,
    number=st.integers(0, 10**6),
    method=text,
    origin=text,
    target=text,
    headers=headers,
    sent=seconds,
    received=seconds,
    status=st.none() | st.integers(100, 999),
    answer_headers=headers,
    text=text,
    octets=st.binary(max_size=8),
    failure=st.none() | text,
)
known = st.builds(
    Known,
    scenario=text,
    subject=st.sampled_from(get_args(Subject)),
    credential=st.sampled_from(get_args(Credential)),
    session=text,
    asked=text,
    state=st.none() | st.sampled_from(STATES),
    label=text,
    fresh=st.booleans(),
    again=st.booleans(),
    together=st.booleans(),
)


@given(st.lists(st.builds(Observation, exchanges, known), max_size=4))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, made: list[Observation]) -> None:
    """Any observation comes back as it was, bodies that are not UTF-8 included."""
    path = tmp_path_factory.mktemp("recording") / "observations.jsonl"
    write(path, HEAD, made)
    head, observations = read(path)
    assert (head, list(observations)) == (HEAD, made)
    assert len(path.read_bytes().splitlines()) == len(made) + 1


def test_a_head_carries_the_terms_of_the_run(tmp_path: Path) -> None:
    """Declared sessions, disclaimers, limits and troubles come back as they were."""
    head = Recording(
        base_url="https://example.com/a",
        started="2026-01-01T00:00:00+00:00",
        sessions=(("alive", "1"), ("foreign", "2")),
        expiry_grace=1.5,
        watch=4.0,
        disclaimed=(("a.b", "no second account"),),
        interrupted=True,
        trouble="nothing listens",
    )
    write(tmp_path / "observations.jsonl", head, [])
    found, observations = read(tmp_path / "observations.jsonl")
    assert (found, list(observations)) == (head, [])


def test_a_body_is_what_came(tmp_path: Path) -> None:
    """A body is the same octets after a recording, whether they are UTF-8 or not."""
    bodies: list[str | bytes] = ["", '{"a": "ü\u2028"}', b"\xff\x00{", "\x00"]
    write(tmp_path / "observations.jsonl", HEAD, numbered(answer(body) for body in bodies))
    found = [each.exchange.body for each in read(tmp_path / "observations.jsonl")[1]]
    assert found == [body.encode() if isinstance(body, str) else body for body in bodies]


@pytest.mark.parametrize(
    "line, place",
    [
        (b"", 2),
        (b"{}", 2),
        (b"not JSON", 2),
        (b"\xff", 2),
        (b'{"exchange": {}, "known": {}}', 2),
        (msgspec.json.encode(told("alive")).replace(b'"declared"', b'"deklared"'), 2),
        (msgspec.json.encode(told("alive"))[:-9], 2),
    ],
)
def test_a_line_that_is_no_observation_is_named(tmp_path: Path, line: bytes, place: int) -> None:
    """File, line and reason, in one line."""
    path = tmp_path / "observations.jsonl"
    path.write_bytes(msgspec.json.encode(HEAD) + b"\n" + line + b"\n")
    with pytest.raises(ValueError, match=r"not a recording of observations") as caught:
        list(read(path)[1])
    assert str(caught.value).startswith(f"{path}, line {place}: not a recording of observations (")
    assert "\n" not in str(caught.value)


def test_a_recording_is_read_line_by_line(tmp_path: Path) -> None:
    """What stands after a bad line does not matter to those before it."""
    path = tmp_path / "observations.jsonl"
    made: list[Any] = numbered([told("alive"), told("dead")])
    write(path, HEAD, made)
    path.write_bytes(path.read_bytes() + b"cut sho")
    observations = read(path)[1]
    assert [next(observations), next(observations)] == made
    with pytest.raises(ValueError, match="line 4"):
        next(observations)

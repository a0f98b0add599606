"""A recording read is what was written, and what is no recording is named by file and line."""

from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.__main__ import main
from contract_tests.recording.exchange import Connection, Exchange
from contract_tests.recording.failure import Failure, FailureKind
from contract_tests.recording.observation import (
    STATES,
    Context,
    Credential,
    NoRecording,
    Observation,
    Recording,
    Subject,
    read,
    write,
)
from contract_tests.recording.purpose import Probe, Scenario
from tests.suite.building import answer, numbered, told

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
    failure=st.none() | st.builds(Failure, st.sampled_from(FailureKind), text, st.none() | st.booleans()),
    connection=st.none() | st.builds(Connection, st.integers(1, 999), st.none() | st.booleans()),
)
context = st.builds(
    Context,
    scenario=st.sampled_from(Scenario),
    subject=st.sampled_from(get_args(Subject)),
    credential=st.sampled_from(get_args(Credential)),
    session=text,
    asked=text,
    state=st.none() | st.sampled_from(STATES),
    probe=st.sampled_from(Probe),
    again=st.booleans(),
    together=st.booleans(),
)


@given(st.lists(st.builds(Observation, exchanges, context), max_size=4))
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
        watch_expiry=9.0,
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


ALIVE = msgspec.json.encode(told("alive"))
LINES = {
    "empty": b"",
    "no members": b"{}",
    "no JSON": b"not JSON",
    "no UTF-8": b"\xff",
    "members missing": b'{"exchange": {}, "context": {}}',
    "unknown word": ALIVE.replace(b'"declared"', b'"deklared"'),
    "unknown failure": ALIVE.replace(b'"failure":null', b'"failure":{"kind":"bored","detail":"x"}'),
    "unknown probe": ALIVE.replace(b'"probe":"none"', b'"probe":"something"'),
    "failure of format 1": ALIVE.replace(b'"failure":null', b'"failure":"the connection was dropped"'),
    "cut short": ALIVE[:-9],
    "a number too large": ALIVE.replace(b'"sent":0.0', b'"sent":1e999'),
    "not a number": ALIVE.replace(b'"sent":0.0', b'"sent":NaN'),
    "a member twice": ALIVE.replace(b'"sent":0.0', b'"sent":0.0,"sent":1.0'),
    "nested deeply": ALIVE.replace(b'"sent":0.0', b'"sent":0.0,"more":' + b"[" * 5000 + b"]" * 5000),
}


@pytest.mark.parametrize("made", [pytest.param(HEAD, id="2"), pytest.param({"format": 1}, id="1")])
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_line_that_is_no_observation_is_named(tmp_path: Path, line: bytes, made: Any) -> None:
    """File, line, reason and remedy, in one line, in whatever format the recording is."""
    if made != HEAD:
        made = {**msgspec.to_builtins(HEAD), **made}
        if line == LINES["failure of format 1"]:
            line = LINES["empty"]
        line = line.replace(b'"probe":"something"', b'"label":{"a":1}')
    path = tmp_path / "observations.jsonl"
    path.write_bytes(msgspec.json.encode(made) + b"\n" + line + b"\n")
    with pytest.raises(NoRecording) as caught:
        list(read(path)[1])
    assert str(caught.value).startswith(f"{path}, line 2: not a recording of observations (")
    assert str(caught.value).endswith("); name observations.jsonl, as --report wrote it")
    assert "\n" not in str(caught.value)


WROTE, INSTEAD = "not a recording of observations (", "); name observations.jsonl, as --report wrote it"


def head(**changed: Any) -> bytes:
    """Return a head with members changed."""
    return msgspec.json.encode({**msgspec.to_builtins(HEAD), **changed})


HEADS = {
    "a report": (b"{\n", WROTE, INSTEAD),
    "no members": (b"{}", WROTE, INSTEAD),
    "a list": (b"[1]", WROTE, INSTEAD),
    "a newer format in words": (b'{"format": "3"}', WROTE, INSTEAD),
    "an older format": (b'{"format": 0, "base_url": "x", "started": "x"}', WROTE, INSTEAD),
    "no JSON": (b"PNG\x00\xff", WROTE, INSTEAD),
    "a later format": (head(format=3), "format 3, which this version does not know; update it", ""),
    "no time": (head(started="yesterday"), f"{WROTE}Invalid isoformat string: 'yesterday'", INSTEAD),
}


@pytest.mark.parametrize("line, begins, ends", HEADS.values(), ids=HEADS)
def test_what_is_no_recording_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: bytes, begins: str, ends: str
) -> None:
    """Judging it ends with 4, and one line that names file and line, and what to name or do instead."""
    path = tmp_path / "observations.jsonl"
    path.write_bytes(line)
    assert main(["judge", str(path)]) == 4
    told_so = capsys.readouterr()
    assert told_so.out == ""
    (only,) = told_so.err.splitlines()
    assert only.startswith(f"{path}, line 1: {begins}")
    assert only.endswith(ends)


def test_a_recording_that_was_cut_short_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Judging it ends with 4, and names the line at which it ends; one without any is empty."""
    path = tmp_path / "observations.jsonl"
    write(path, HEAD, numbered([told("alive"), told("dead")]))
    lines = path.read_bytes().splitlines(keepends=True)
    for cut, words in (
        (b"".join(lines)[:-20], "is cut off at line 3"),
        (lines[0][:-20], "is cut off at line 1"),
        (b"", "is empty"),
    ):
        path.write_bytes(cut)
        assert main(["judge", str(path)]) == 4
        (only,) = capsys.readouterr().err.splitlines()
        assert only == f"{path}: {words}; name observations.jsonl, as --report wrote it"


def test_a_recording_is_read_line_by_line(tmp_path: Path) -> None:
    """A bad line does not matter to those before it."""
    path = tmp_path / "observations.jsonl"
    made: list[Any] = numbered([told("alive"), told("dead")])
    write(path, HEAD, made)
    path.write_bytes(path.read_bytes() + b"cut sho")
    observations = read(path)[1]
    assert [next(observations), next(observations)] == made
    with pytest.raises(ValueError, match="line 4"):
        next(observations)

"""Recordings of format 1 are judged as the version judged them that wrote them; three of them are kept."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract_tests.__main__ import main
from contract_tests.recording import observation
from contract_tests.recording.exchange import Connection
from contract_tests.recording.failure import Failure, FailureKind
from contract_tests.recording.observation import Observation, Recording
from contract_tests.recording.purpose import Probe, Scenario
from contract_tests.verdict.judging import EVERY, report_of
from tests.suite.building import told

KEPT = Path(__file__).parent / "recordings" / "format1"
"""Each beside the verdicts that the last version of format 1 gave it: each clause's level and outcome.

good: a correct deployment whose token expires once. faults: nine faults at once, of ids, credentials,
methods and clocks. dropped: connections dropped upon hostile ids, and answers that never come.
"""
HEAD = Recording(base_url="http://localhost", started="2026-01-01T00:00:00+00:00")

each_kept = pytest.mark.parametrize("name", ["good", "faults", "dropped"])


def judged(path: Path, name: str) -> dict[str, Any]:
    """Return the verdicts by the clauses that there were when it was made, and the exit status."""
    clauses = [clause for clause in EVERY if clause.id in expected(name)]
    recording, _ = observation.read(path)
    report = report_of(recording, lambda: observation.read(path)[1], clauses=clauses)
    verdicts = {each.clause.id: [each.clause.level, str(each.outcome)] for each in report.verdicts}
    return {"exit_status": report.exit_status, **verdicts}


def expected(name: str) -> dict[str, Any]:
    """Return the verdicts of the last version of format 1, and its exit status."""
    kept: dict[str, Any] = json.loads((KEPT / f"{name}.verdicts.json").read_bytes())
    return kept


@each_kept
def test_a_kept_recording_is_judged_as_it_was(name: str) -> None:
    """Each clause comes out as it did, and the exit status is the same."""
    assert judged(KEPT / f"{name}.jsonl", name) == expected(name)


@each_kept
def test_a_kept_recording_is_written_again_in_the_newer_format(name: str, tmp_path: Path) -> None:
    """The recording that the command line writes beside the report is judged the same, to the same status."""
    status = main(["judge", str(KEPT / f"{name}.jsonl"), "--report", str(tmp_path)])
    again = tmp_path / "observations.jsonl"
    assert msgspec.json.decode(again.read_bytes().splitlines()[0])["format"] == observation.FORMAT
    assert main(["judge", str(again)]) == status
    assert judged(again, name) == expected(name)


def test_what_is_kept_has_every_kind_of_word() -> None:
    """Failures, probes of all families, an expired token and a shared connection are among what is kept."""
    kept = [each for path in KEPT.glob("*.jsonl") for each in observation.read(path)[1]]
    failures = {each.exchange.failure.kind for each in kept if each.exchange.failure}
    assert failures == {FailureKind.DROPPED, FailureKind.TIMED_OUT}
    probes = {each.context.probe for each in kept}
    drawn = {Probe.DERIVED, Probe.DRAWN, Probe.DRAWN_NEAR_MISS}
    assert set(Probe) - probes <= {Probe.OTHER, Probe.CHARACTERS_10000, *drawn}
    assert probes & drawn
    assert Probe.OTHER not in probes
    scenarios = {each.context.scenario for each in kept}
    assert (len(scenarios), scenarios & {Scenario.LOAD, Scenario.OTHER}) == (18, set())
    assert {each.context.credential for each in kept} >= {"expired-token", "key", "token"}


def as_format_1(tmp_path: Path, *observations: dict[str, Any]) -> list[Observation]:
    """Return observations of format 1 as they are read: each as a plain answer, but for what is named."""
    path = tmp_path / "observations.jsonl"
    plain = json.loads(msgspec.json.encode(told("alive")))
    plain["known"] = plain.pop("context")
    plain["known"] |= {"label": "", "fresh": False}
    del plain["known"]["probe"]
    lines = [{**msgspec.to_builtins(HEAD), "format": 1}]
    for each in observations:
        context = {name: value for name, value in each.items() if name in plain["known"]}
        exchange = {name: value for name, value in each.items() if name in plain["exchange"]}
        lines.append({"exchange": plain["exchange"] | exchange, "known": plain["known"] | context})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    head, read = observation.read(path)
    assert head == HEAD
    return list(read)


@pytest.mark.parametrize(
    "words, kind",
    [
        ("the connection was dropped", FailureKind.DROPPED),
        ("no answer within 0.5 s", FailureKind.TIMED_OUT),
        ("no trust in the certificate of a:443 (self-signed certificate)", FailureKind.UNTRUSTED),
        ("no TLS with a:443 (WRONG_VERSION_NUMBER)", FailureKind.NO_TLS),
        ("the host name a does not resolve", FailureKind.UNRESOLVED),
        ("nothing listens at a:80", FailureKind.NOTHING_LISTENS),
        ("no connection to a:80", FailureKind.NO_CONNECTION),
        ("the answer is longer than 4 MB", FailureKind.TOO_LONG),
        ("the request cannot be sent over HTTP/1.1", FailureKind.UNSENDABLE),
        ("the moon was full", FailureKind.OTHER),
    ],
)
def test_a_failure_keeps_its_words_and_gets_its_kind(tmp_path: Path, words: str, kind: FailureKind) -> None:
    """It is not known if its answer had begun."""
    (read,) = as_format_1(tmp_path, {"status": None, "failure": words})
    assert read.exchange.failure == Failure(kind, words, None)


@pytest.mark.parametrize(
    "subject, label, probe",
    [
        ("hostile", "braces", Probe.BRACES),
        ("spelling", "braces", Probe.IN_BRACES),
        ("spelling", "no dashes", Probe.NO_DASHES),
        ("declared", "another connection", Probe.NONE),
        ("hostile", "10,000 characters", Probe.CHARACTERS_10000),
        ("near", "generated near miss", Probe.DRAWN_NEAR_MISS),
        ("odd", "a word of another version", Probe.OTHER),
    ],
)
def test_a_label_becomes_a_probe(tmp_path: Path, subject: str, label: str, probe: Probe) -> None:
    """The braces around an id are another probe than braces alone; all others stand in what is kept."""
    (read,) = as_format_1(tmp_path, {"subject": subject, "label": label})
    assert read.context.probe is probe


def test_a_scenario_of_another_version_is_called_so(tmp_path: Path) -> None:
    """All others keep their names."""
    read = as_format_1(tmp_path, {"scenario": "dancing"}, {"scenario": "asked again"})
    assert [each.context.scenario for each in read] == [Scenario.OTHER, Scenario.ASKED_AGAIN]


def test_an_expired_token_is_told_by_its_credential(tmp_path: Path) -> None:
    """Format 1 called such a request odd; it was about a declared session, or about an unused id."""
    odd = {"credential": "token", "subject": "odd", "label": "expired token"}
    read = as_format_1(tmp_path, {**odd, "state": "alive"}, {**odd, "state": None})
    assert [(each.context.credential, each.context.subject) for each in read] == [
        ("expired-token", "declared"),
        ("expired-token", "unknown"),
    ]


def test_connections_are_known_as_far_as_format_1_told_them(tmp_path: Path) -> None:
    """Of two requests in a row that one was the other's; of no other request anything."""
    first = {"scenario": "stale", "credential": "key"}
    then = {"scenario": "stale", "credential": "none"}
    read = as_format_1(
        tmp_path,
        first,
        then | {"label": "same connection"},
        first | {"credential": "token"},
        then | {"label": "another connection"},
        then,
        first | {"status": None, "failure": "the connection was dropped"},
        {"scenario": "resting"},
    )
    one, two = Connection(1, None), Connection(2, None)
    assert [each.exchange.connection for each in read] == [one, one, two, None, None, None, None]

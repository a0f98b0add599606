"""A plan says what the run then does, and does none of it."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import sys
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.__main__ import main
from contract_tests.clauses import CATALOGUE
from contract_tests.items.plan import lines, plan, selected
from contract_tests.recording.purpose import Scenario
from contract_tests.reference import running
from contract_tests.run import conclude, gather, prepare
from contract_tests.settings.option import UsageError
from contract_tests.settings.settings import Settings
from tests.suite.commands import ended, refused

if TYPE_CHECKING:
    from contract_tests.items.plan import Plan
    from contract_tests.reference import Seeded

UUID = "550e8400-e29b-41d4-a716-446655440000"
KEY = {"CONTRACT_API_KEY": "k" * 20}
MEANINGS = tuple(each.meaning for each in Scenario if each.meaning)
DIFFERENT = 2
"""Requests of one scenario by which a run may differ: a watch looks once more where the machine is slow."""
SOONER = 1.0
"""Seconds by which a run may end before its plan: the expiring session has been there for a while by then."""


def everything(seeded: Seeded) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return sessions in all states, and all credentials."""
    return seeded.declared, seeded.environment()


def one_session(seeded: Seeded) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return one session, and a key."""
    return everything(seeded)[0][:1], {"CONTRACT_API_KEY": seeded.api_key}


def nothing_declared(seeded: Seeded) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return no session, and a token."""
    return (), {"CONTRACT_BEARER_TOKEN": seeded.bearer_token}


@pytest.mark.parametrize(
    "configuration", [everything, one_session, nothing_declared], ids=lambda each: each.__name__
)
def test_a_run_does_what_its_plan_says(configuration: Any) -> None:
    """Scenarios ask as often, the same clauses stay untested for the same reasons, and it takes no less."""
    with running("--prefix", "/staging") as seeded:
        sessions, environ = configuration(seeded)
        settings = Settings(base_url=seeded.base_url, session=sessions, seed=1)
        planned = plan(settings, environ)
        prepared = prepare(settings, environ)
        evidence = gather(prepared)
    report = conclude(evidence, prepared)
    asked = Counter(each.context.scenario for each in evidence.observations())
    assert asked.keys() == planned.requests.keys()
    assert {
        name: count for name, count in asked.items() if abs(count - planned.requests[name]) > DIFFERENT
    } == {}
    assert abs(sum(asked.values()) - sum(planned.requests.values())) <= 2 * DIFFERENT
    assert report.groups == planned.report.groups
    assert [each.outcome for each in report.verdicts] == [each.outcome for each in planned.report.verdicts]
    assert planned.report.seconds <= report.seconds + SOONER


@cache
def planned_for(*sessions: str) -> Plan:
    """Return the plan of a run with one key."""
    return plan(Settings(base_url="http://localhost:1/x", session=sessions), KEY)


def test_nothing_is_sent_and_no_command_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """No socket is opened, no process started, no folder made; what commands provide counts as there."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a plan sends nothing")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(subprocess, "Popen", refused)
    sources = {"foreign-api-key": {"command": "cat key"}}
    settings = Settings(
        base_url="https://staging.example.com", token_command="get",  # noqa: S106  a command, and no token
        provision="make them",
        report=tmp_path / "report", sources=sources,
    )  # fmt: skip
    made = plan(settings, KEY)
    told = " ".join(" ".join(lines(made)).split())
    assert "a run would judge https://staging.example.com" in told
    for variable, how in (
        ("API_KEY", "in the environment"),
        ("BEARER_TOKEN", "by --token-command"),
        ("FOREIGN_API_KEY", "by credentials.foreign-api-key (command)"),
    ):
        assert f"CONTRACT_{variable} set, {how}" in told
    assert "--token-command would be run first" in told
    assert "--provision would be run first" in told
    assert not (tmp_path / "report").exists()


def test_the_credentials_of_the_reference_are_made_for_it() -> None:
    """Nobody set them."""
    told = " ".join(lines(plan(Settings(reference=True), {})))
    assert (told.count("set, made for it"), "in the environment" in told) == (3, False)


def test_it_fits_a_terminal_and_counts_what_it_tells() -> None:
    """Numbers add up, each scenario is explained, and each untested clause is counted once."""
    made = planned_for(f"alive={UUID}")
    told = list(lines(made))
    assert max(map(len, told)) <= 80
    (requests,) = [line for line in told if line.startswith("requests ")]
    assert requests.split()[1] == f"{made.report.requests},"
    explained = [line.split() for line in told if line.endswith(MEANINGS)]
    assert {words[1]: int(words[0]) for words in explained} == {
        scenario.partition(" ")[0]: count for scenario, count in made.requests.items()
    }
    untested = [clause.id for group in made.report.groups for clause in group.clauses]
    assert f"{len(untested)} of {len(CATALOGUE)} clauses would stay untested:" in told
    assert len(set(untested)) == len(untested)


@pytest.mark.parametrize("expression", ["liveness", "LIVENESS and not dead", "contract", "expiry or watch"])
def test_it_plans_the_clauses_that_a_run_selects(expression: str) -> None:
    """By pytest's rules, as pytest itself collects them; and counts no others."""
    _, collected, _ = ended(f"run --base-url=http://x -- --collect-only -q -k {shlex.quote(expression)}")
    chosen = selected(expression)
    assert [each.id for each in chosen] == re.findall(r"::test_clause\[(.*)\]", collected)
    made = plan(Settings(base_url="http://localhost:1"), KEY, expression)
    assert [each.clause for each in made.report.verdicts] == list(chosen)


@pytest.mark.parametrize("terminal", [True, False])
def test_it_says_on_a_terminal_what_takes_so_long(
    terminal: bool,  # noqa: FBT001  a parameter
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a line of its own, beside the plan; programs get the plan alone."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    assert main(["plan", "--base-url", "http://localhost:1", "-k", "alive"]) == 0
    assert capsys.readouterr().err == "rehearsing the run, for some seconds\n" * terminal


@pytest.mark.parametrize("expression", ["nonsense", "and", "a b"])
def test_what_selects_nothing_is_refused(expression: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, with exit status 4."""
    said = refused(capsys, "plan", "--base-url", "http://localhost:1", "-k", expression)
    assert said.startswith(f"-k {expression}: ")


def test_spellings_of_one_id_are_one_session() -> None:
    """An id that is declared in two spellings is planned as a session that both name."""
    assert planned_for(f"alive={UUID}", f"alive={UUID.upper()}").report.blocking == ()


def test_the_reference_deployment_is_planned_as_it_is() -> None:
    """It leaves nothing untested, and knows what each scenario is for."""
    made = plan(Settings(reference=True), {})
    assert (made.report.groups, made.report.exit_status) == ((), 0)
    assert made.requests.keys() == {each for each in Scenario if each.meaning}
    assert next(lines(made)) == "a run would judge the built-in reference deployment"


@pytest.mark.parametrize(
    "arguments", ["", "--reference --base-url http://localhost", "--base-url x", "--pace 0", "--x", "x"]
)
def test_it_refuses_what_a_run_refuses(arguments: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, with exit status 4."""
    assert refused(capsys, "plan", *arguments.split())


def test_a_missing_source_is_refused_by_name() -> None:
    """A variable that a deployment file names is looked for, as in a run."""
    settings = Settings(base_url="http://localhost:1", sources={"api-key": {"environment": "MINE"}})
    with pytest.raises(UsageError, match=r"^credentials\.api-key: MINE is not set; set it"):
        plan(settings, {})

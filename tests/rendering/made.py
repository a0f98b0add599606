"""Reports that hold everything a report can hold, with any text in every place that a deployment fills."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.finding import Outcome, broken
from contract_tests.recording.exchange import Exchange
from contract_tests.recording.observation import Context, Observation, Recording
from contract_tests.recording.purpose import Probe, Scenario
from contract_tests.verdict.report import Report
from contract_tests.verdict.verdict import Verdict
from tests.suite import building

if TYPE_CHECKING:
    from contract_tests.clauses import Clause
    from contract_tests.recording.observation import Subject

OURS = {(Context, "state"), (Context, "subject"), (Context, "credential")}
"""Fields that hold words of ours alone: a recording that says anything else there is refused when read."""

ANSWERED: tuple[tuple[int, Subject], ...] = ((404, "hostile"), (500, "near"), (200, "spelling"))
"""The answers to undocumented ids, by status and subject."""

HARMLESS = "so it is"

HOSTILE = (
    "<script>window.ran=1</script>",
    '"><img src=x onerror="window.ran=1">',
    "'><svg onload=window.ran=1>",
    "</script></style></title></textarea><script>window.ran=1</script>",
    "--><script>window.ran=1</script><!--",
    "]]><iframe srcdoc='<script>parent.ran=1</script>'>",
    "javascript:window.ran=1",
    "{{ 7 * 7 }}{% raw %}{# no #}",
    "&lt;b&gt; &amp; &#x3c;",
    "a\r\n::error::ran\n\n# a heading\n- [ ] a task\n![i](https://example.com/i.png)",
    "`code` ``` ```` @everyone #1 | <details> **bold** [link](https://example.com) https://example.com",
    "nul \0 escape \x1b[31m bell \a turned \u202eevil\u2066 lone \ud800 wide \U0001f984",
    "x" * 10_000,
    " ",
    "",
)
"""Texts that would be more than text, were they not escaped."""


def observations(said: str = "active") -> list[Observation]:
    """Return observations of every kind that the page draws; the deployment says `said` where it may."""
    alive = [
        building.told("alive", at=at, uptime_seconds=100 + at, expires_in_seconds=200 - at, vm_status=said)
        for at in (0.0, 0.5, 1.0, 2.0)
    ]
    others = [
        building.told("alive", at=3.0, uptime_seconds=150, expires_in_seconds=900, vm_id=said or None),
        building.told("dead", at=4.0, env_error=said),
        *(
            building.answer(
                said, at=5.0, code=code, subject=subject, scenario=Scenario.HOSTILE, probe=Probe.HTML
            )
            for code, subject in ANSWERED
        ),
        building.answer(at=6.0, failure=building.SILENT, subject="hostile"),
    ]
    return building.numbered([*alive, *others])


def verdict(clause: Clause, number: int, said: str) -> Verdict:
    """Return a verdict on a clause: violated, untested, disclaimed, known or upheld, in turn."""
    witnesses = (broken(said, said, 1, 10), broken(said, said, 7), broken(said, said))
    violated = Verdict(clause=clause, outcome=Outcome.VIOLATED, exercised=9, witnesses=witnesses)
    return (
        violated,
        violated,
        Verdict(clause=clause, outcome=Outcome.UNTESTED, reason=said),
        Verdict(clause=clause, outcome=Outcome.INAPPLICABLE, reason=f"disclaimed: {said}"),
        attrs.evolve(violated, baselined=said),
        Verdict(clause=clause, outcome=Outcome.UPHELD, exercised=3),
    )[number % 6]


def full(said: str = HARMLESS) -> tuple[Report, list[Observation]]:
    """Return a report on all clauses and its observations, with one text wherever a deployment, its owner
    or a recording may have put it."""
    every = [poisoned(each, said) for each in observations(said)]
    recording = Recording(
        base_url="http://localhost:8000",
        started="2026-01-01T00:00:00+00:00",
        disclaimed=((said, said),),
        trouble=said,
    )
    report = Report(
        recording=attrs.evolve(poisoned(recording, said), sessions=(("alive", said), ("expiring", said))),
        verdicts=tuple(verdict(clause, place, said) for place, clause in enumerate(CATALOGUE.values())),
        seen={"alive": 5, "dead": 1, "unassigned": 0, "unknown": 0},
        requests=len(every),
        seconds=6.5,
        exchanges={each.exchange.number: each.exchange for each in every},
        promises=(said, said),
        stale=(said,),
    )
    return report, every


def poisoned(value: Any, said: str) -> Any:
    """Return a value with every text in it replaced, but for words of ours and bodies that are drawn."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return said
    if isinstance(value, tuple):
        return tuple(poisoned(each, said) for each in value)
    if not attrs.has(type(value)):
        return value
    changed = {
        field.name: poisoned(getattr(value, field.name), said)
        for field in attrs.fields(type(value))
        if (type(value), field.name) not in OURS
    }
    if isinstance(value, Exchange) and is_status(value.text):
        changed["text"] = value.text
    return attrs.evolve(value, **changed)


def is_status(text: str) -> bool:
    """Tell whether a body is a status; it holds the text already, as JSON."""
    try:
        return isinstance(json.loads(text), Mapping)
    except ValueError:
        return False

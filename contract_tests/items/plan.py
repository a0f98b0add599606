"""The plan of a run: what it would ask and leave untested, and how long it would take at least.

It is the run itself, rehearsed: the reference deployment answers in this process, knows sessions and
credentials such as those declared, and time passes only when all wait for it. So nothing is sent, no command
is run, and a plan differs from its run in nothing but what the real deployment does.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from contract_tests.asking.gathering import RealWorld
from contract_tests.asking.sending.virtual import VirtualWorld
from contract_tests.recording.observation import VARIABLES
from contract_tests.recording.purpose import Scenario
from contract_tests.reference.app import build
from contract_tests.reference.seeding import fill, new
from contract_tests.reference.storage import Storage, usual
from contract_tests.rendering.terminal.lines import item
from contract_tests.rendering.terminal.screen import group_lines
from contract_tests.run import conclude, gather, only_one, prepare
from contract_tests.settings.file import SECRETS
from contract_tests.settings.option import UsageError, variable_of
from contract_tests.verdict.judging import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.types import ASGIApp

    from contract_tests.clauses import Clause
    from contract_tests.reference import Seeded
    from contract_tests.run import Evidence, Prepared
    from contract_tests.settings.deployment import Deployment
    from contract_tests.settings.settings import Settings
    from contract_tests.verdict.report import Report

REHEARSED = "http://rehearsal.invalid"


@frozen(kw_only=True)
class Plan:
    """A rehearsal's report, and its requests by scenario.

    `deployment` is what the run would ask. `set_by` says for each variable of a credential that is there
    where it comes from; `commands` names the options whose commands the run would begin with.
    """

    deployment: Deployment
    set_by: Mapping[str, str]
    commands: tuple[str, ...]
    requests: Mapping[Scenario, int]
    report: Report


def selected(expression: str) -> tuple[Clause, ...]:
    """Return the clauses that a run with `-k expression` judges, all without one. Raises UsageError."""
    if not expression:
        return tuple(EVERY)
    from _pytest.mark.expression import Expression  # what pytest selects by has no other name

    def named(clause: Clause, word: str, /, **_: object) -> bool:
        return any(word.lower() in name for name in (f"test_clause[{clause.id}]", "test_contract.py"))

    try:
        wanted = Expression.compile(expression)
        found = tuple(each for each in EVERY if wanted.evaluate(partial(named, each)))
    except SyntaxError as error:
        raise UsageError(f"-k {expression}: {error}; write words, joined by and, or, not") from None
    if not found:
        raise UsageError(f"-k {expression}: selects no clause; session-status-contract list names all")
    return found


def plan(settings: Settings, environ: Mapping[str, str], selection: str = "") -> Plan:
    """Rehearse a run with `-k selection`. Raises UsageError as it would, but for what its commands do."""
    clauses = selected(selection)
    only_one(settings)
    seeded = new()
    if settings.reference:
        settings = evolve(settings, reference=False, base_url=REHEARSED, session=seeded.declared, sources={})
        environ = seeded.environment()
    uncommanded = {name: source for name, source in settings.sources.items() if "command" not in source}
    quiet = evolve(settings, provision=None, token_command=None, report=None, sources=uncommanded)
    deployment = prepare(quiet, environ).deployment
    assert deployment is not None
    made_up = deployment.base_url == REHEARSED
    set_by = dict.fromkeys(environ, "made for it") if made_up else _set_by(settings, environ, deployment)
    # The real credentials have nothing to do here: such as were made up are asked with as often.
    known = {name: value for name, value in seeded.environment().items() if name in set_by}
    turn = RealWorld().now().toordinal() if quiet.seed is None else quiet.seed
    rehearsed = prepare(evolve(quiet, base_url=REHEARSED, seed=turn, sources={}), known)
    declared = {usual(each.id): each.state for each in deployment.sessions}
    evidence = _rehearse(
        rehearsed, evolve(seeded, sessions=tuple((state, name) for name, state in declared.items()))
    )
    commands = {"--token-command": settings.token_command, "--provision": settings.provision}
    return Plan(
        deployment=deployment,
        set_by=set_by,
        commands=tuple(flag for flag, command in commands.items() if command),
        requests=Counter(each.context.scenario for each in evidence.observations()),
        report=conclude(evidence, rehearsed, clauses),
    )


def _rehearse(prepared: Prepared, seeded: Seeded) -> Evidence:
    """Run against a reference deployment that knows these accounts and sessions."""
    with closing(Storage()) as storage:

        def reference(clock: Callable[[], float]) -> ASGIApp:
            fill(storage, seeded, clock)
            return build(storage, clock=clock)

        return gather(prepared, VirtualWorld(reference))


def _set_by(settings: Settings, environ: Mapping[str, str], deployment: Deployment) -> dict[str, str]:
    """Return where each credential comes from that a run has, by its variable of the environment."""
    found = {}
    for name in SECRETS:
        variable = variable_of(name)
        kind = VARIABLES[variable]
        how = next(iter(settings.sources.get(name, {})), "")
        if kind == "token" and settings.token_command:
            found[variable] = "by --token-command"
        elif environ.get(variable, "").strip():
            found[variable] = "in the environment"
        elif how == "command" or deployment.credentials.sent(kind):
            found[variable] = f"by credentials.{name} ({how})"
    return found


def lines(made: Plan) -> Iterator[str]:
    """Yield a plan in words, for a terminal of 80 columns."""
    report, requests, where = made.report, made.requests, made.deployment.base_url
    yield f"a run would judge {'the built-in reference deployment' if where == REHEARSED else where}"
    yield ""
    sessions = Counter(each.state for each in made.deployment.sessions)
    told = [f"{count} {state}" for state, count in sessions.items()] or ["none declared"]
    yield from item("sessions", ", ".join(told))
    for command in made.commands:
        yield from item("", f"{command} would be run first; what it would provide is not known yet")
    for number, variable in enumerate(VARIABLES):
        set_by = made.set_by.get(variable)
        yield from item(
            "" if number else "credentials", f"{variable} {f'set, {set_by}' if set_by else 'not set'}"
        )
    yield from item("requests", f"{sum(requests.values())}, at most {made.deployment.pace:g} a second:")
    for scenario, count in requests.items():
        yield from item("", f"{count:>3} {scenario:<11}  {scenario.meaning}")
    yield from item("time", f"at least {report.seconds:.1f} s")
    yield ""
    number = sum(len(group.clauses) for group in report.groups)
    yield f"{number} of {len(report.verdicts)} clauses would stay untested" + (":" if number else "")
    for group in report.groups:
        yield from group_lines(group)

"""From a recording to a report: in a run, offline, and wherever else observations come from."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from attrs import evolve

from contract_tests.asking.recognition import Recognition
from contract_tests.clauses import CATALOGUE, Clause, Tolerances
from contract_tests.clauses.finding import Finding
from contract_tests.recording.exchange import Exchange
from contract_tests.recording.observation import Observation, Recording
from contract_tests.verdict.baseline import Baseline
from contract_tests.verdict.grouping import Provided, explained
from contract_tests.verdict.pacing import GatewayErrors, Pacing, Passed
from contract_tests.verdict.report import Report
from contract_tests.verdict.verdict import Judging, Verdict

EVERY = tuple(CATALOGUE.values())


def report_of(  # noqa: PLR0913  a report has that many origins
    recording: Recording,
    observations: Callable[[], Iterable[Observation]],
    *,
    clauses: Sequence[Clause] = EVERY,
    baseline: Baseline | None = None,
    strict_should: bool = False,
    allow_untested: bool = False,
) -> Report:
    """Judge a recording, and return the report on it.

    `observations` is called twice, and returns them in the order in which they were made: once to judge
    each, and once to fetch the few exchanges that witnesses name; so nothing has to be held in memory.
    """
    started = datetime.fromisoformat(recording.started)
    judging = Judging(_tolerances(recording), clauses, recording.smallest, started)
    judging.obstacles.credentials.update(recording.credentials)
    voided = frozenset(recording.voided)
    pacing, errors, passed = Pacing(), GatewayErrors(), Passed(voided=voided)
    recognition = Recognition(recording.base_url)
    requests, seconds = 0, 0.0
    tried: dict[str, dict[str, None]] = defaultdict(dict)
    ended = recording.lockout.since if recording.lockout else math.inf
    lapsed = {each.credential: each.since for each in recording.lapses}
    for observation in observations():
        pacing.step(observation)
        errors.step(observation)
        passed.step(observation)
        requests += 1
        # Of requests in flight at once, the last one asked for need not be the last one answered.
        seconds = max(seconds, observation.exchange.received)
        if observation.exchange.number in voided:
            judging.step_passed(observation)
            continue
        if observation.exchange.sent < min(ended, lapsed.get(observation.context.credential, math.inf)):
            judging.step(observation)
        recognition.step(observation)
        if observation.context.tried:
            tried[str(observation.context.subject)][observation.context.tried] = None
    provided = Provided(tuple(state for state, _ in recording.sessions), judging.obstacles.variables)
    verdicts = tuple(explained(each, provided) for each in judging.finish(dict(recording.disclaimed)))
    # The day of the run, not of today: judged again, a recording is to get the same verdicts.
    verdicts, stale = (baseline or Baseline("")).applied(verdicts, started.date())
    promises = [str(each) for each in judging.promises.broken()]
    if recognition.trouble:
        # It is another API, or none, that answered: nothing is said of this one.
        recording = evolve(recording, trouble=recording.trouble or recognition.trouble)
        verdicts, stale, promises = (), (), []
    exchanges = _witnessed(verdicts, observations)
    verdicts = tuple(_showing_locations(verdict, exchanges) for verdict in verdicts)
    return Report(
        recording=recording,
        verdicts=verdicts,
        seen=judging.seen,
        requests=requests,
        seconds=seconds,
        advice=pacing.advice,
        errors="; ".join(filter(None, (errors.told, passed.told))),
        tried={kind: tuple(each) for kind, each in tried.items()},
        exchanges=exchanges,
        promises=tuple(promises),
        provided=provided,
        stale=stale,
        strict_should=strict_should,
        allow_untested=allow_untested,
    )


def _tolerances(recording: Recording) -> Tolerances:
    return Tolerances(
        grace=recording.expiry_grace, watch=recording.watch, watch_expiry=recording.watch_expiry
    )


def _witnessed(
    verdicts: Iterable[Verdict], observations: Callable[[], Iterable[Observation]]
) -> dict[int, Exchange]:
    """Return the exchanges that witnesses name, by number."""
    named = {number for verdict in verdicts for witness in verdict.witnesses for number in witness.exchanges}
    return {
        observation.exchange.number: observation.exchange
        for observation in (observations() if named else ())
        if observation.exchange.number in named
    }


def _showing_locations(verdict: Verdict, exchanges: Mapping[int, Exchange]) -> Verdict:
    """Return a verdict whose proofs by a redirect say where that leads."""

    def shown(finding: Finding) -> Finding:
        last = exchanges.get(finding.exchanges[-1]) if finding.exchanges else None
        if last is None or last.status is None or not 300 <= last.status < 400:
            return finding
        where = last.shown("location")
        return evolve(finding, seen=f"{finding.seen}, Location: {where}") if where else finding

    return evolve(verdict, witnesses=tuple(shown(each) for each in verdict.witnesses))

"""A run, from what the owner said to a report. This is where to begin reading.

Settings are understood, a deployment is asked, what it answered becomes a recording, the recording is judged,
and the report is written. `run` is all of it. The command line and pytest take the same steps, with one item
for each clause; `judge` begins with a recording that there is already.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from contract_tests.clauses import CATALOGUE, Tolerances
from contract_tests.clauses.needs import CREDENTIAL
from contract_tests.recording import observation
from contract_tests.recording.observation import Recording
from contract_tests.rendering.artefacts import folder, summarise, write
from contract_tests.settings.deployment import deployment_of
from contract_tests.settings.option import UsageError
from contract_tests.settings.provisioners.protocol import NAMED
from contract_tests.verdict import baseline
from contract_tests.verdict.judging import EVERY, report_of
from contract_tests.verdict.verdict import Judging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from contract_tests.asking.gathering import Gathering, World
    from contract_tests.asking.generation import Drawn
    from contract_tests.clauses import Clause
    from contract_tests.recording.observation import Observation
    from contract_tests.reference import Started
    from contract_tests.settings.deployment import Deployment
    from contract_tests.settings.settings import Settings
    from contract_tests.verdict.baseline import Baseline
    from contract_tests.verdict.report import Report


@frozen(kw_only=True)
class Prepared:
    """A run that is about to begin: all that the owner said has been understood.

    `deployment` is None where the `reference` deployment is judged, which starts meanwhile, and where a
    recording is. `environ` is the environment.
    """

    settings: Settings
    environ: Mapping[str, str]
    disclaimed: Mapping[str, str] = field(factory=dict)
    baseline: Baseline | None = None
    folder: Path | None = None
    deployment: Deployment | None = None
    reference: Started | None = None

    def stop(self) -> None:
        """End the reference deployment and the provisioner, if they were started."""
        if self.reference is not None:
            self.reference.stop()
        if self.deployment is not None:
            self.deployment.close()


@frozen
class Evidence:
    """A recording's head, and its observations in the order in which they were made.

    `observations` is called anew for each pass, so that a long recording need not be held in memory.
    """

    recording: Recording
    observations: Callable[[], Iterable[Observation]]


@frozen
class Result:
    """A report on a run; `notes` are about the generated client, and no verdict rests on them.

    `unwritten` are lines about what could not be written.
    """

    report: Report
    notes: tuple[str, ...] = ()
    unwritten: tuple[str, ...] = ()

    @property
    def exit_status(self) -> int:
        """The status that the process ends with."""
        return self.report.exit_status


def run(settings: Settings, environ: Mapping[str, str], world: World | None = None) -> Result:
    """Judge a deployment. `world` replaces the clock and the wire. Raises UsageError."""
    prepared = prepare(settings, environ)
    evidence = gather(prepared, world)
    report = conclude(evidence, prepared)
    unwritten = publish(report, evidence, prepared)
    return Result(report, disagreements(evidence.observations()), unwritten)


def judge(path: Path, settings: Settings) -> Result:
    """Judge a recording again, in constant memory. Raises UsageError, ValueError and OSError."""
    prepared = understood(settings, {})
    recording, _ = observation.read(path)
    evidence = Evidence(recording, lambda: observation.read(path)[1])
    report = conclude(evidence, prepared)
    return Result(report, unwritten=publish(report, evidence, prepared))


def prepare(settings: Settings, environ: Mapping[str, str]) -> Prepared:
    """Understand all that was said, before anything is sent; UsageError says what to write instead."""
    only_one(settings)
    prepared = understood(settings, environ)
    if not settings.reference:
        deployment = deployment_of(settings, environ)
        # A provisioner of ours makes a session for each account that there is a key of.
        alone = settings.provision in NAMED and not deployment.declared("foreign")
        disclaimed = {**(baseline.of_one_account() if alone else {}), **prepared.disclaimed}
        prepared = evolve(prepared, deployment=deployment, disclaimed=disclaimed)
        try:
            refuse_credentials(prepared)
        except UsageError:
            prepared.stop()
            raise
        return prepared
    from contract_tests.reference import Started  # only a run that asks for it needs it

    # It takes as long to start as pytest takes to load and to collect; so it starts at once.
    return evolve(prepared, reference=Started())


def refuse_credentials(prepared: Prepared) -> None:
    """Refuse a credential in the owner's other words, which reports repeat."""
    assert prepared.deployment is not None
    refuse_in, settings = prepared.deployment.credentials.refuse_in, prepared.settings
    for reason in prepared.disclaimed.values():
        refuse_in(reason, "--not-applicable")
    refuse_in(str(settings.report), "--report")
    refuse_in(str(settings.baseline), "--baseline")
    for known in prepared.baseline.entries if prepared.baseline else ():
        refuse_in(known.reason, f"{settings.baseline}, line {known.line}")


def understood(settings: Settings, environ: Mapping[str, str]) -> Prepared:
    """Return what runs and recordings have in common: the files and clauses that settings name."""
    return Prepared(
        settings=settings,
        environ=environ,
        disclaimed=baseline.disclaimed(settings.not_applicable),
        baseline=baseline.read(settings.baseline) if settings.baseline else None,
        folder=folder(settings.report),
    )


def only_one(settings: Settings) -> None:
    """Refuse settings that name two deployments."""
    if settings.reference and settings.base_url:
        raise UsageError("--reference and --base-url name two deployments; pass one of them")


def begin(prepared: Prepared, world: World | None = None) -> Gathering:
    """Start asking the deployment named, or the reference deployment as soon as that listens."""
    from contract_tests.asking.gathering import Gathering, RealWorld  # HTTP takes long to load

    deployment = prepared.deployment
    if prepared.reference is not None:
        seeded = prepared.reference.ready()
        said = evolve(
            prepared.settings, base_url=seeded.base_url, session=seeded.declared, provision=None, sources={}
        )
        deployment = deployment_of(said, seeded.environment())
    assert deployment is not None
    return Gathering(deployment, world or RealWorld())


def gather(prepared: Prepared, world: World | None = None) -> Evidence:
    """Ask everything, and return what was observed until the end, or until it was interrupted."""
    interrupted, searched = False, Searched()
    try:
        gathering = begin(prepared, world)
        try:
            searched = search(gathering, prepared.disclaimed)
            observations = gathering.finish()
        except KeyboardInterrupt:
            interrupted = True
            observations = gathering.stop()
    finally:
        prepared.stop()
    return evidence_of(gathering, observations, prepared, searched, interrupted=interrupted)


@frozen
class Searched:
    """A search's end: the number of the `smallest` request that broke a clause, or why it was `skipped`."""

    smallest: int | None = None
    skipped: str = ""


def search(gathering: Gathering, disclaimed: Mapping[str, str]) -> Searched:
    """Search for a generated request that breaks a MUST clause by its answer alone, and shrink it."""
    deployment = gathering.deployment
    if not deployment.credentials.own():
        return Searched(skipped=f"needs {CREDENTIAL}")
    if not deployment.budget:
        return Searched(skipped="--budget 0 leaves nothing to generate")
    trouble = gathering.arrive()
    if trouble:
        return Searched(skipped=f"no verdict: {trouble}")
    # It takes long to load, and a run that can judge nothing ends without it.
    from contract_tests.asking import generation
    from contract_tests.asking.client import Gone

    strategy = generation.requests(deployment.declared("alive", "dead", "unassigned"))
    binding = [each for each in CATALOGUE.values() if each.level == "MUST" and each.by_one_answer]
    clauses = [each for each in binding if each.id not in disclaimed]
    judging = Judging(Tolerances(), clauses, started=gathering.started)
    for known in gathering.client.observations:
        judging.step(known)

    def breaks(drawn: Drawn) -> int | None:
        try:
            observation = gathering.ask(drawn)
        except Gone:
            return None
        return observation.exchange.number if judging.step(observation) else None

    return Searched(generation.search(strategy, deployment.budget, deployment.seed, breaks))


def evidence_of(
    gathering: Gathering,
    observations: Sequence[Observation],
    prepared: Prepared,
    searched: Searched,
    *,
    interrupted: bool = False,
) -> Evidence:
    """Return what was gathered, with all that its judgement rests on."""
    deployment = gathering.deployment
    recording = Recording(
        base_url=deployment.base_url,
        started=gathering.started.isoformat(timespec="milliseconds"),
        sessions=tuple((each.state, each.id) for each in deployment.sessions),
        credentials=tuple(deployment.credentials.given()),
        expiry_grace=deployment.expiry_grace,
        watch=deployment.watch,
        watch_expiry=deployment.watch_expiry,
        disclaimed=tuple(prepared.disclaimed.items()),
        interrupted=interrupted,
        trouble=gathering.trouble,
        seed=deployment.seed,
        lockout=gathering.client.lockout,
        lapses=gathering.client.lapses.proved(),
        voided=tuple(sorted(gathering.client.doubts.voided)),
        smallest=searched.smallest,
    )
    return Evidence(recording, lambda: observations)


def conclude(evidence: Evidence, prepared: Prepared, clauses: Sequence[Clause] = EVERY) -> Report:
    """Judge what was recorded, by all clauses or some."""
    return report_of(
        evidence.recording,
        evidence.observations,
        clauses=clauses,
        baseline=prepared.baseline,
        strict_should=prepared.settings.strict_should,
        allow_untested=prepared.settings.allow_untested,
    )


def publish(report: Report, evidence: Evidence, prepared: Prepared) -> tuple[str, ...]:
    """Write the renderings that were asked for, and the summary of a step on GitHub.

    Returns a line for each that could not be written: no verdict rests on that.
    """
    wanted: dict[str, Callable[[], None]] = {}
    if prepared.folder is not None:
        wanted[f"--report {prepared.folder}"] = partial(write, report, evidence.observations, prepared.folder)
    if prepared.environ.get("GITHUB_ACTIONS") == "true":
        step = prepared.environ.get("GITHUB_STEP_SUMMARY")
        wanted[f"GITHUB_STEP_SUMMARY {step}"] = partial(summarise, report, step)
    unwritten = []
    for place, written in wanted.items():
        try:
            written()
        except OSError as error:
            unwritten.append(f"{place}: {error.strerror}; nothing is written there")
    return tuple(unwritten)


def disagreements(observations: Iterable[Observation]) -> tuple[str, ...]:
    """Return in words where the generated client reads answers otherwise than the schema does."""
    from contract_tests.verdict.client_reading import differences  # a run has been asking for a while by now

    return differences(observations)

"""The fold of all findings of one clause into a verdict."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import define, evolve, frozen

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.clause import Clause, Fold, OfAnswer, Tolerances
from contract_tests.clauses.finding import Finding, FindingKind, Outcome, undecided
from contract_tests.clauses.needs import Needs
from contract_tests.recording.observation import Observation
from contract_tests.recording.reading import Reading
from contract_tests.verdict.obstacles import UNREADABLE, Obstacles
from contract_tests.verdict.promises import BrokenPromise, Promises


@frozen(kw_only=True)
class Verdict:
    """The verdict of a run on one clause.

    `exercised` counts the findings that it holds or is broken; `reason` says why it is untested or
    inapplicable, and `lacking` is what was not to be had, where that is why; `witnesses` are at most
    three findings that it is broken. `baselined` is the reason that the owner gave for a violation
    already known.
    """

    clause: Clause
    outcome: Outcome
    exercised: int = 0
    reason: str | None = None
    lacking: Needs | BrokenPromise | None = None
    witnesses: tuple[Finding, ...] = ()
    baselined: str | None = None


@define
class Tally:
    """The findings of one clause so far."""

    exercised: int = 0
    unoffered: bool = False
    undecided: Finding | None = None
    witnesses: tuple[Finding, ...] = ()
    harmless: bool = False
    """True if a request with a harmless id shows that it is broken."""

    def add(
        self, finding: Finding, reading: Reading | None = None, smallest: int | None = None
    ) -> Finding | None:
        """Count one finding, about this answer unless it names others; return it where it is broken.

        The `smallest` request is shown first, unless its id is an odd one and a harmless one shows the same.
        """
        if finding.kind is FindingKind.HOLDS:
            self.exercised += 1
        elif finding.kind is FindingKind.NOT_OFFERED:
            self.unoffered = True
        elif finding.kind is FindingKind.UNDECIDED:
            self.undecided = finding
        else:
            self.exercised += 1
            first = False
            if reading is not None:
                finding = evolve(finding, exchanges=finding.exchanges or (reading.number,))
                harmless = reading.context.is_harmless
                first = reading.number == smallest and (harmless or not self.harmless)
                self.harmless |= harmless
            shown = (finding, *self.witnesses) if first else (*self.witnesses, finding)
            self.witnesses = shown[:3]
            return finding
        return None


class Judging:
    """Observations judged one by one, in the order in which they were made, and the verdicts at the end."""

    def __init__(
        self,
        tolerances: Tolerances,
        clauses: Iterable[Clause] = tuple(CATALOGUE.values()),
        smallest: int | None = None,
        started: datetime | None = None,
    ) -> None:
        """Begin with nothing judged, of a run that `started` then by our own clock, if that is known.

        Of what breaks a clause, the `smallest` request is shown first: see `Tally.add`.
        """
        self._smallest, self._started = smallest, started
        self._answers: list[tuple[Clause, OfAnswer, Tally]] = []
        self._folds: list[tuple[Clause, Fold, Tally]] = []
        self.tallies: dict[str, tuple[Clause, Tally]] = {}
        self.promises = Promises()
        self.obstacles = Obstacles()
        self.seen = {"alive": 0, "dead": 0, "unassigned": 0, "unknown": 0}
        for clause in clauses:
            tally = Tally()
            self.tallies[clause.id] = (clause, tally)
            if clause.judge is not None:
                self._answers.append((clause, clause.judge, tally))
            elif clause.fold is not None:
                fold = clause.fold()
                fold.tolerances = tolerances
                self._folds.append((clause, fold, tally))

    def step(self, observation: Observation) -> list[tuple[Clause, Finding]]:
        """Judge one observation; return the clauses that it breaks alone.

        The state does not grow with the number of observations, so that a recording of any length is judged.
        """
        reading = Reading(observation, self._started)
        self.promises.step(reading)
        self.obstacles.step(reading)
        if reading.status is not None:
            self.seen[reading.status.kind] += 1
        broken = []
        for clause, judge, tally in self._answers:
            finding = judge(reading)
            # To a clause about bodies, one that cannot be read here looks like a wrong one.
            if finding and reading.coded and not clause.by_head:
                finding = undecided(reading.unreadable, UNREADABLE)
            if finding is not None and (shown := tally.add(finding, reading, self._smallest)):
                broken.append((clause, shown))
        for clause, fold, tally in self._folds:
            # A fold cannot take back what it kept of an answer, so it gets none that cannot be read.
            if reading.coded and not clause.by_head:
                continue
            for finding in fold.step(reading):
                shown = tally.add(finding, reading, self._smallest)
                if shown and fold.alone:
                    broken.append((clause, shown))
        return broken

    def step_passed(self, observation: Observation) -> None:
        """Judge what an answer told that passed when the question was put again; it upholds nothing."""
        reading = Reading(observation, self._started)
        for clause, tally in self.tallies.values():
            if reading.coded or not clause.is_leak:
                continue
            # A fold of its own: what passed is compared with nothing.
            found = (
                [clause.judge(reading)]
                if clause.judge
                else clause.fold().step(reading)
                if clause.fold
                else ()
            )
            for finding in found:
                if finding and finding.kind is FindingKind.BROKEN:
                    tally.add(finding, reading)

    def finish(self, disclaimed: Mapping[str, str] | None = None) -> tuple[Verdict, ...]:
        """Return the verdicts, in the order of the catalogue; `disclaimed` gives reasons by clause id."""
        for _, fold, tally in self._folds:
            for finding in fold.finish():
                tally.add(finding)
        reasons = disclaimed or {}
        return tuple(
            self._verdict(clause, tally, reasons.get(clause.id)) for clause, tally in self.tallies.values()
        )

    def _verdict(self, clause: Clause, tally: Tally, disclaimed: str | None) -> Verdict:
        # The owner's no goes before all that was seen, and one witness before any number that held.
        verdict = Verdict(clause=clause, outcome=Outcome.UPHELD, exercised=tally.exercised)
        if disclaimed is not None:
            return Verdict(clause=clause, outcome=Outcome.INAPPLICABLE, reason=f"disclaimed: {disclaimed}")
        if tally.witnesses:
            return evolve(verdict, outcome=Outcome.VIOLATED, witnesses=tally.witnesses)
        if tally.exercised:
            return verdict
        # What was seen and not decided may have been a violation: a freedom elsewhere does not excuse it.
        if tally.undecided is None and tally.unoffered:
            return evolve(verdict, outcome=Outcome.INAPPLICABLE, reason=f"not offered: {clause.unoffered}")
        reason, lacking = self._cause(clause, tally.undecided)
        return evolve(verdict, outcome=Outcome.UNTESTED, reason=reason, lacking=lacking)

    def _cause(self, clause: Clause, undecided: Finding | None) -> tuple[str, Needs | BrokenPromise | None]:
        """Return why a clause is untested, and what was not to be had where that is why."""
        if undecided is not None:
            return f"{undecided.seen}; {undecided.right}", None
        met, broken = self.obstacles.reason(clause), self.promises.behind(clause.needs.states)
        if met:
            return "; ".join(map(str, filter(None, (met, broken)))), broken
        if broken:
            return f"{broken}; {broken.remedy}", broken
        return f"needs {clause.needs}", clause.needs

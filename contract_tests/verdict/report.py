"""A run's report: its identity, its verdicts, how complete it is, and THE exit status and headline."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib import metadata
from typing import Any

from attrs import field, frozen

from contract_tests.clauses.finding import Finding, Outcome
from contract_tests.recording import contract
from contract_tests.recording.exchange import Exchange
from contract_tests.recording.observation import Recording
from contract_tests.verdict.grouping import Group, Provided, grouped
from contract_tests.verdict.verdict import Verdict


class Conclusion(StrEnum):
    """The conclusion of a run: the headline's first word."""

    UPHELD = "UPHELD"
    VIOLATED = "VIOLATED"
    INCOMPLETE = "INCOMPLETE"
    ERRORED = "ERRORED"


GOOD, RED, INTERRUPTED, ERRORED, NOTHING = 0, 1, 2, 3, 5
"""Exit statuses; bad usage, 4, is refused before there is a report."""
EARLY = "INCOMPLETE interrupted before anything was asked"
"""The headline of a run that was over before there could be a report."""

NAMED = 3
"""Clauses that a headline names before it says how many more there are."""


@frozen(kw_only=True)
class Report:
    """All that a run found out.

    `seen` counts answers by the state they showed; `seconds` is the run's length; `exchanges` holds those
    that witnesses name, by number; `promises` are declared sessions that were not as declared, in words;
    `provided` is what the run had to exercise clauses with; `stale` says what no longer holds of the
    baseline, `advice` which pace was borne, `errors` what gateways answered, and what passed; `tried` are the
    ids, credentials and doors that were asked with out of the many that rules yield, by kind of request.
    """

    recording: Recording
    verdicts: tuple[Verdict, ...]
    seen: Mapping[str, int]
    requests: int
    seconds: float
    exchanges: Mapping[int, Exchange]
    promises: tuple[str, ...] = ()
    provided: Provided = field(factory=Provided)
    stale: tuple[str, ...] = ()
    advice: str = ""
    errors: str = ""
    tried: Mapping[str, Sequence[str]] = field(factory=dict)
    strict_should: bool = False
    allow_untested: bool = False

    def is_blocking(self, verdict: Verdict) -> bool:
        """Tell whether a verdict makes the run red."""
        binding = verdict.clause.level == "MUST" or (self.strict_should and verdict.clause.level == "SHOULD")
        return verdict.outcome is Outcome.VIOLATED and binding and verdict.baselined is None

    def with_outcome(self, outcome: Outcome) -> tuple[Verdict, ...]:
        """Return the verdicts that came out so."""
        return tuple(verdict for verdict in self.verdicts if verdict.outcome is outcome)

    @property
    def blocking(self) -> tuple[Verdict, ...]:
        """The violations of binding clauses that the baseline does not excuse."""
        return tuple(verdict for verdict in self.verdicts if self.is_blocking(verdict))

    @property
    def remarks(self) -> tuple[Verdict, ...]:
        """The violations that do not make the run red."""
        return tuple(each for each in self.with_outcome(Outcome.VIOLATED) if not self.is_blocking(each))

    @property
    def untested(self) -> tuple[Verdict, ...]:
        """The MUST clauses that nothing exercised."""
        return tuple(each for each in self.with_outcome(Outcome.UNTESTED) if each.clause.level == "MUST")

    @property
    def groups(self) -> tuple[Group, ...]:
        """The clauses of all levels that nothing exercised, by what would."""
        untested = self.with_outcome(Outcome.UNTESTED)
        return grouped(untested, self.provided, ended=not self.recording.interrupted)

    @property
    def complete(self) -> bool:
        """True if every MUST clause was exercised, or does not apply, in a run that came to its end."""
        return not (self.untested or self.recording.trouble or self.recording.interrupted)

    @property
    def trouble(self) -> str:
        """The reason why there is no verdict: trouble, or a lock-out that left clauses untested."""
        lockout = self.recording.lockout
        return self.recording.trouble or (lockout.words if lockout and self.untested else "")

    @property
    def exit_status(self) -> int:
        """The status that the process ends with."""
        return self._concluded[0]

    @property
    def conclusion(self) -> Conclusion:
        """The headline's first word."""
        return self._concluded[1]

    @property
    def found(self) -> str:
        """The rest of the headline: violations, or what is missing, and the run's size."""
        return self._concluded[2]

    @property
    def headline(self) -> str:
        """The run in one line: its conclusion, and what that rests on."""
        return f"{self.conclusion} {self.found}"

    @property
    def _concluded(self) -> tuple[int, Conclusion, str]:  # noqa: PLR0911  one return for each line of the precedence
        # Trouble says of gateways what there is to say.
        size, errors = f"{self.requests} requests, {self.seconds:.1f} s", "" if self.trouble else self.errors
        told = "; ".join(filter(None, (size, self.advice, errors)))
        upheld = len(self.with_outcome(Outcome.UPHELD))
        untested = f"{len(self.untested)} MUST untested: {_names(self.untested)}" if self.untested else ""
        if self.blocking:
            found = f"{len(self.blocking)} of {len(self.verdicts)} clauses: {_names(self.blocking)}; {told}"
            return (INTERRUPTED if self.recording.interrupted else RED), Conclusion.VIOLATED, found
        if self.recording.interrupted:
            return INTERRUPTED, Conclusion.INCOMPLETE, f"interrupted; {upheld} upheld so far; {told}"
        if trouble := self.trouble:
            return ERRORED, Conclusion.ERRORED, f"{trouble}; {told}"
        if self.stale:
            return RED, Conclusion.VIOLATED, f"baseline: {self.stale[0]}; {told}"
        if not self.verdicts:
            return NOTHING, Conclusion.INCOMPLETE, f"no clause was selected; {told}"
        if untested:
            status = GOOD if self.allow_untested else RED
            return status, Conclusion.INCOMPLETE, f"{upheld} upheld, {untested}; {told}"
        inapplicable = len(self.with_outcome(Outcome.INAPPLICABLE))
        remarks = f", {len(self.remarks)} worth a look" if self.remarks else ""
        clauses = f"{upheld} clause{'s' * (upheld != 1)}"
        return GOOD, Conclusion.UPHELD, f"{clauses}, {inapplicable} not applicable{remarks}; {told}"

    def curl(self, finding: Finding) -> str:
        """Return the curl line of the exchange that shows a violation, or nothing where there is none."""
        exchange = self.exchanges.get(finding.exchanges[-1]) if finding.exchanges else None
        return exchange.curl() if exchange else ""

    def as_json(self) -> dict[str, Any]:
        """Return the report as `report.json` has it; the format is stable."""
        return {
            "format": 1,
            "headline": self.headline,
            "complete": self.complete,
            "red": bool(self.blocking),
            "exit_status": self.exit_status,
            "suite": {"version": version()},
            "contract": {"sha256": contract.sha256()},
            "deployment": {"base_url": self.recording.base_url},
            "started": self.recording.started,
            "seed": self.recording.seed,
            "seen": dict(self.seen),
            "requests": self.requests,
            "seconds": round(self.seconds, 2),
            "trouble": self.trouble or None,
            "promises": list(self.promises),
            "stale": list(self.stale),
            "tried": {kind: list(tried) for kind, tried in self.tried.items()},
            "verdicts": [self._verdict_as_json(verdict) for verdict in self.verdicts],
        }

    def _verdict_as_json(self, verdict: Verdict) -> dict[str, Any]:
        return {
            "clause": verdict.clause.id,
            "level": verdict.clause.level,
            "basis": verdict.clause.basis.kind,
            "outcome": str(verdict.outcome),
            "exercised": verdict.exercised,
            "reason": verdict.reason,
            "baselined": verdict.baselined,
            "witnesses": [
                {
                    "message": f"seen: {witness.seen}; right: {witness.right}",
                    "seen": witness.seen,
                    "right": witness.right,
                    "curl": self.curl(witness),
                    "exchanges": list(witness.exchanges),
                }
                for witness in verdict.witnesses
            ],
        }


def _names(verdicts: tuple[Verdict, ...]) -> str:
    named = ", ".join(verdict.clause.id for verdict in verdicts[:NAMED])
    return named + (f" and {len(verdicts) - NAMED} more" if len(verdicts) > NAMED else "")


def version() -> str:
    """Return the version of the suite that is installed."""
    return metadata.version("session-status-contract")

"""The owner's word on clauses: which are disclaimed, and which violations are known until their review.

A baseline file holds one table for each known violation: `[[known]]` with `clause`, `reason`, `review` (a
date), perhaps `issue`, which is for its readers alone.
"""

import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from attrs import evolve, frozen

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.finding import Outcome
from contract_tests.recording.observation import FOREIGN_KEY
from contract_tests.settings.file import text_of
from contract_tests.settings.option import UsageError
from contract_tests.verdict.verdict import Verdict

REQUIRED = {"clause": str, "reason": str, "review": date}


@frozen(kw_only=True)
class KnownViolation:
    """One violation that the owner knows; `line` is where its table begins in the file."""

    clause: str
    reason: str
    review: date
    line: int


@frozen
class Baseline:
    """All violations that the owner knows, and the file that says so."""

    path: str
    entries: tuple[KnownViolation, ...] = ()

    def applied(
        self, verdicts: Iterable[Verdict], today: date
    ) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
        """Return the verdicts with known violations excused, and what is stale about the baseline."""
        by_clause = {entry.clause: entry for entry in self.entries}
        stale = [
            f"{self.path}, line {entry.line}: there is no clause {entry.clause}; "
            "correct the id or remove the entry"
            for entry in self.entries
            if entry.clause not in CATALOGUE
        ]
        judged = []
        for verdict in verdicts:
            entry, excuse = by_clause.get(verdict.clause.id), None
            where = f"{self.path}, line {entry.line}: {entry.clause}" if entry else ""
            # What was not reviewed in time excuses nothing, so that no entry outlives its reason.
            if entry and entry.review < today:
                stale.append(f"review of {where} was due on {entry.review}; mend it, or set a new date")
            elif entry and verdict.outcome is Outcome.VIOLATED:
                excuse = entry.reason
            # An untested clause leaves open whether the violation is still there: its entry stays.
            elif entry and verdict.outcome is Outcome.UPHELD:
                stale.append(f"{where} is upheld now; remove the entry")
            judged.append(evolve(verdict, baselined=excuse))
        return tuple(judged), tuple(stale)


def disclaimed(written: Iterable[str]) -> dict[str, str]:
    """Return the reasons by clause id, as written by `--not-applicable CLAUSE=REASON`."""
    reasons = {}
    for each in written:
        clause, _, reason = each.partition("=")
        if clause not in CATALOGUE:
            raise UsageError(
                f"--not-applicable {each}: there is no clause {clause}; see session-status-contract list"
            )
        if not reason.strip():
            raise UsageError(f"--not-applicable {each}: no reason; write {clause}=REASON")
        reasons[clause] = reason.strip()
    return reasons


def of_one_account() -> dict[str, str]:
    """Return the clauses that an owner of one account disclaims, each with the reason."""
    reason = f"one account only; {FOREIGN_KEY} has another one judged"
    return {each.id: reason for each in CATALOGUE.values() if FOREIGN_KEY in each.needs.variables}


def read(path: Path) -> Baseline:
    """Return the baseline in a file; UsageError names the line that is wrong, and what to write there.

    ::

    [[known]]
    clause = "lifetime.dead-has-no-uptime"
    reason = "the job that clears it runs at night"
    review = 2027-01-31
    """
    try:
        text = text_of(path)
        document = tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"--baseline {path}: cannot be read ({why}); name a readable TOML file") from error
    # The reader of TOML keeps no line numbers; each table's is that of its heading.
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[known]]"]
    known = document.pop("known", [])
    if document or not isinstance(known, list) or len(lines) != len(known):
        raise UsageError(f"--baseline {path}: write one [[known]] table for each violation, and nothing else")
    entries: dict[str, KnownViolation] = {}
    for line, table in zip(lines, known, strict=True):
        entry = _entry(path, line, table)
        first = entries.setdefault(entry.clause, entry)
        if first is not entry:
            where = f"--baseline {path}, line {line}"
            raise UsageError(f"{where}: {entry.clause} stands in line {first.line} too; keep one of them")
    return Baseline(str(path), tuple(entries.values()))


def _entry(path: Path, line: int, table: dict[str, object]) -> KnownViolation:
    where = f"--baseline {path}, line {line}"
    unknown = sorted(set(table) - {*REQUIRED, "issue"})
    if unknown:
        raise UsageError(f"{where}: {unknown[0]} is not known here; write clause, reason, review, issue")
    for name, kind in REQUIRED.items():
        value = table.get(name)
        # To Python a datetime is a date too, and a review is due on a day.
        if not isinstance(value, kind) or isinstance(value, datetime) or not value:
            wanted = "a date such as 2027-01-31" if kind is date else "a text in quotes"
            raise UsageError(f"{where}: {name} is missing or wrong; write {wanted}")
    if not isinstance(table.get("issue"), str | None):
        raise UsageError(f"{where}: issue is wrong; write a text in quotes")
    return KnownViolation(**{name: table[name] for name in REQUIRED}, line=line)  # type: ignore[arg-type]  # every type was looked at above

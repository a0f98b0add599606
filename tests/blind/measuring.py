"""One composed fault on trial: the end of its run, and the answers that could have shown it.

A fault is caught where a MUST or a SHOULD is violated, and only noticed where a run ends without that and not
green either. What none of far more questions than a run asks can show is set aside as equivalent to the
reference.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from contract_tests.clauses.finding import Outcome
from tests.blind import probing
from tests.blind.deployed import deployed
from tests.blind.reasons import reason
from tests.matrix.conduct import conduct
from tests.matrix.outcomes import BY_CHOICE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_tests.verdict.report import Report
    from tests.blind.operators.operated import Composed

Ending = Literal["red", "should", "note", "incomplete", "no verdict", "crashed", "green"]
CAUGHT: tuple[Ending, ...] = ("red", "should")
TURNS = 21
"""Seeds tried, one after the other: as many days."""


@frozen
class Trial:
    """One composed fault, how its run ended, and what shows it where that did not catch it; seconds.

    `reason` says why no read-only run can see what shows it, where that is so; `turn` is the first --seed
    that catches it where the usual requests do not.
    """

    name: str
    against: tuple[str, ...]
    ending: Ending
    violated: tuple[str, ...]
    visible: str | None
    seconds: float
    reason: str | None = None
    turn: int | None = None

    @property
    def caught(self) -> bool:
        """True where a clause that counts was violated."""
        return self.ending in CAUGHT


def tried(fault: Composed) -> Trial:
    """Judge a fault, and find out whether it can be seen where no clause saw it."""
    began = time.perf_counter()
    promises, refused = False, False
    try:
        _, report, _ = conduct(lambda seeded, clock: deployed(fault, seeded, clock))
        ending, violated = ended(report)
        promises, refused = bool(report.promises), ending == "no verdict" and bool(report.recording.trouble)
    except Exception as error:  # noqa: BLE001  whatever a fault does, a run has to come to a report
        ending, violated = "crashed", (repr(error)[:100],)
    seconds = time.perf_counter() - began
    visible = "" if ending in CAUGHT else probing.differs(fault)
    incomplete = ending == "incomplete"
    why = reason(fault, broken_promise=promises, refused=refused, incomplete=incomplete) if visible else None
    turn = None if not visible or why else next(filter(partial(_caught_by, fault), range(1, TURNS)), None)
    return Trial(fault.name, fault.operator.against, ending, violated, visible, seconds, why, turn)


def _caught_by(fault: Composed, seed: int) -> bool:
    """Tell whether the requests of another day catch a fault."""
    with contextlib.suppress(Exception):
        _, report, _ = conduct(lambda seeded, clock: deployed(fault, seeded, clock), seed=seed)
        return ended(report)[0] in CAUGHT
    return False


def ended(report: Report) -> tuple[Ending, tuple[str, ...]]:
    """Return how a run ended, and the clauses that it found violated."""
    broken = [
        each.clause
        for each in report.verdicts
        if each.outcome is Outcome.VIOLATED and each.clause.id not in BY_CHOICE
    ]
    levels = {clause.level for clause in broken}
    ending: Ending = "green"
    if report.recording.trouble and not report.blocking:
        ending = "no verdict"
    elif "MUST" in levels:
        ending = "red"
    elif "SHOULD" in levels:
        ending = "should"
    elif report.untested:
        ending = "incomplete"
    elif levels:
        ending = "note"
    return ending, tuple(clause.id for clause in broken)


def told(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield the lines that say what came of the trials: survivors first, the figure last."""
    unseen = [each for each in trials if not each.caught and each.visible and each.reason]
    survivors = [each for each in trials if not each.caught and each.visible and not each.reason]
    later = [each for each in survivors if each.turn]
    survivors = [each for each in survivors if not each.turn]
    equivalent = sum(not each.caught and each.visible is None for each in trials)
    for each in survivors:
        yield f"{each.name}: {each.ending}{''.join(f' {one}' for one in each.violated)}"
        yield f"    ought to be seen by {' or '.join(each.against)}"
        yield f"    shows in {each.visible}"
    for why, count in Counter(each.reason for each in unseen).most_common():
        yield f"{count} set aside: {why}"
        yield from (f"    {each.name}: {each.ending}" for each in unseen if each.reason == why)
    if later:
        yield f"{len(later)} caught by the requests of another day, of which there are more than a run holds"
        yield from (f"    {each.name}: --seed {each.turn}" for each in later)
    blind = Counter(each.against[0] for each in survivors)
    if blind:
        yield "clauses that were blind:"
        yield from (f"{count:5}  {clause}" for clause, count in blind.most_common())
    endings = Counter(each.ending for each in trials if each.caught or (each.visible and not each.reason))
    yield "observable faults by how the run ended: " + ", ".join(
        f"{name} {count}" for name, count in endings.most_common()
    )
    observable = len(trials) - equivalent - len(unseen)
    caught = observable - len(survivors) - len(later)
    share = 100 * caught / observable if observable else 100.0
    seconds = sum(each.seconds for each in trials) / len(trials)
    yield (
        f"{caught} of {observable} observable faults caught ({share:.1f} %), and {len(later)} more by the "
        f"requests of another day; {equivalent} of {len(trials)} "
        f"cannot be told from the reference, and {len(unseen)} not by a read-only run; "
        f"{seconds:.2f} s for each run"
    )

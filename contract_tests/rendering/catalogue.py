"""The clauses in words: the list of them, and one explained."""

import difflib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from contract_tests.clauses import CATALOGUE, Clause
from contract_tests.recording.strict_json import decode_own
from contract_tests.rendering.terminal.lines import Line, folded, item, show
from contract_tests.settings.option import UsageError

FAULT_TABLE = Path(__file__).parents[1] / "reference" / "faults.json"
"""Generated: each fault of the reference by name, with its sentence and the clauses that it is to break."""
FAMILIES = tuple(dict.fromkeys(each.family for each in CATALOGUE.values()))
LEAST, ALIKE = 4, 0.6
"""Characters of a part of a name that tell which it is of, and from where on names are alike."""


def list_clauses(clauses: Iterable[Clause] = CATALOGUE.values()) -> None:
    """Print clauses: id, level, basis, sentence; one line to programs, several on a terminal."""
    width = max(map(len, CATALOGUE))
    for clause in clauses:
        head = f"{clause.id:<{width}}  {clause.level:<6}  {clause.basis.kind:<9}"
        rows = [f"{head}  {clause.says}"]
        if sys.stdout.isatty():
            rows = [head.rstrip(), *folded(clause.says, "    ", "    ")]
        show(map(Line, rows))


def explain(names: Sequence[str]) -> None:
    """Print clauses one by one, and of a family the list of its clauses."""
    if not names:
        raise UsageError("explain: name a clause or a family; see session-status-contract list")
    for name in names:
        if name not in CATALOGUE and name not in FAMILIES:
            near = nearest(name)
            meant = f"; did you mean {near}?" if near else "; see session-status-contract list"
            raise UsageError(f"explain: there is no clause {name!r}{meant}")
    for place, name in enumerate(names):
        if place:
            show([Line()])
        if name in FAMILIES:
            list_clauses(each for each in CATALOGUE.values() if each.family == name)
        else:
            _explain(CATALOGUE[name])


def nearest(written: str) -> str:
    """Return the clause or family that a name is most like, or a part of, if it is like any."""
    family, dot, name = written.rpartition(".")

    def likeness(one: str, other: str) -> float:
        if len(one) >= LEAST and one in other:
            return 1.0 if other.startswith(one) else 0.9
        return difflib.SequenceMatcher(None, one, other).ratio()

    ratios = {each: likeness(name, each) for each in FAMILIES if not dot}
    for each in CATALOGUE.values():
        whole = likeness(name, each.id.partition(".")[2])
        ratios[each.id] = min(whole, likeness(family, each.family)) if dot else whole
    best = max(ratios, key=ratios.__getitem__)
    return best if ratios[best] >= ALIKE else ""


def _explain(clause: Clause) -> None:
    """Print one clause: its sentence, what it rests on, how it is judged, which faults break it."""
    basis = clause.basis
    show(map(Line, [f"{clause.id}  {clause.level}", "", *folded(clause.says, rest=""), ""]))
    said = [
        ("rests on", f"{basis.kind}: {basis.quoted}"),
        ("", basis.pointer or basis.source),
        ("predicate", clause.predicate),
        ("needs", str(clause.needs)),
        ("not offered", f"where {clause.unoffered}" if clause.unoffered else ""),
    ]
    faults = decode_own(FAULT_TABLE.read_bytes()).items()
    said += [
        ("fault", f"{name}: {told['sentence']}") for name, told in faults if clause.id in told["clauses"]
    ]
    for name, words in said:
        if words:
            show(map(Line, item(name, words)))

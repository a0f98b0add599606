"""The clauses in words: the list of them, and one explained."""

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from contract_tests.clauses import CATALOGUE
from contract_tests.recording.strict_json import decode_own
from contract_tests.rendering.terminal.lines import Line, folded, item, show
from contract_tests.settings.option import UsageError

FAULT_TABLE = Path(__file__).parents[1] / "reference" / "faults.json"
"""Generated: each fault of the reference by name, with its sentence and the clauses that it is to break."""


def list_clauses() -> None:
    """Print every clause: id, level, basis, sentence; one line to programs, several on a terminal."""
    width = max(map(len, CATALOGUE))
    for clause in CATALOGUE.values():
        head = f"{clause.id:<{width}}  {clause.level:<6}  {clause.basis.kind:<9}"
        rows = [f"{head}  {clause.says}"]
        if sys.stdout.isatty():
            rows = [head.rstrip(), *folded(clause.says, "    ", "    ")]
        show(map(Line, rows))


def explain(arguments: Sequence[str]) -> None:
    """Print one clause: its sentence, what it rests on, how it is judged, which faults break it."""
    if len(arguments) != 1:
        raise UsageError("explain: name one clause; see session-status-contract list")
    name = arguments[0]
    clause = CATALOGUE.get(name)
    if clause is None:
        near = difflib.get_close_matches(name, CATALOGUE, n=1)
        meant = f"; did you mean {near[0]}?" if near else "; see session-status-contract list"
        raise UsageError(f"explain: there is no clause {name!r}{meant}")
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

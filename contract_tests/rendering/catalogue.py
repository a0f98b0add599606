"""The clauses in words: the list of them, and one explained."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from contract_tests.clauses import CATALOGUE
from contract_tests.recording.strict_json import decode_own
from contract_tests.settings.option import UsageError

FAULT_TABLE = Path(__file__).parents[1] / "reference" / "faults.json"
"""Generated: each fault of the reference by name, with its sentence and the clauses that it is to break."""


def list_clauses() -> None:
    """Print every clause: id, level, basis, sentence."""
    width = max(map(len, CATALOGUE))
    for clause in CATALOGUE.values():
        print(f"{clause.id:<{width}}  {clause.level:<6}  {clause.basis.kind:<9}  {clause.says}")


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
    print(f"{clause.id}  {clause.level}\n\n{clause.says}\n")
    print(f"rests on     {basis.kind}: {basis.quoted}")
    if basis.pointer or basis.source:
        print(f"             {basis.pointer or basis.source}")
    print(f"predicate    {clause.predicate}\nneeds        {clause.needs}")
    if clause.unoffered:
        print(f"not offered  where {clause.unoffered}")
    for fault, told in decode_own(FAULT_TABLE.read_bytes()).items():
        if clause.id in told["clauses"]:
            print(f"fault        {fault}: {told['sentence']}")

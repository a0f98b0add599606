"""Write the generated tables: options, clauses, faults, and the matrix of what runs said of each fault.

python scripts/document.py                    all of them; the matrix takes minutes
python scripts/document.py options clauses    only these
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the matrix is drawn by the tests of this repository

from contract_tests.__main__ import NAME, tree  # noqa: E402  ours, found by the line above
from contract_tests.clauses import CATALOGUE  # noqa: E402  likewise
from contract_tests.rendering.catalogue import FAULT_TABLE  # noqa: E402  likewise
from contract_tests.rendering.terminal.lines import WIDTH  # noqa: E402  likewise
from contract_tests.rendering.terminal.screen import screen  # noqa: E402  likewise
from contract_tests.settings.settings import OPTIONS  # noqa: E402  likewise
from tests.faults import FAULTS, VARIANTS  # noqa: E402  likewise
from tests.matrix.example import example  # noqa: E402  likewise
from tests.matrix.outcomes import Row, outcome_of  # noqa: E402  likewise

if TYPE_CHECKING:
    from collections.abc import Sequence

README = ROOT / "README.md"
SUITE = ROOT / "contract_tests" / "README.md"
MATRIX = ROOT / "tests" / "matrix" / "README.md"
PROCESSES = 2
"""More help little: each run imports all that a run imports."""


def command_table() -> str:
    """Return every command as a Markdown table, with the first sentence of its help."""
    told = {name: (each.help or "").partition("\n")[0] for name, each in tree.commands.items()}
    rows = [f"| `{name}` | {words} |\n" for name, words in told.items()]
    return "".join([f"| `{NAME}` | |\n", "|---|---|\n", *rows])


def option_table() -> str:
    """Return every option as a Markdown table."""
    lines = ["| option | environment | meaning |", "|---|---|---|"]
    lines += [
        f"| `{f'{each.flag} {each.metavar}'.strip()}` | `{each.variable}` | {each.explained} |"
        for each in OPTIONS
    ]
    return "\n".join(lines) + "\n"


def clause_table() -> str:
    """Return every clause as a Markdown table."""
    lines = ["| clause | level | basis | sentence |", "|---|---|---|---|"]
    lines += [
        f"| {each.id} | {each.level} | {each.basis.kind} | {each.says} |" for each in CATALOGUE.values()
    ]
    return "\n".join(lines) + "\n"


def fault_table() -> str:
    """Return every fault as JSON, a line each: `explain` reads it, as a wheel has no faults."""
    lines = [
        f'"{each.name}": {json.dumps({"sentence": each.sentence, "clauses": each.clauses})}'
        for each in FAULTS.values()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def matrix(rows: Sequence[Row]) -> str:
    """Return what runs said of all faults and variants as Markdown: figures first, then two tables."""
    faults = [row for row in rows if row.name in FAULTS]
    variants = [row for row in rows if row.name in VARIANTS]
    caught = [row for row in faults if set(row.violated) & set(FAULTS[row.name].clauses)]
    different = {(row.violated, FAULTS[row.name].steps) for row in faults}
    blamed = [row for row in variants if any(CATALOGUE[each].level == "MUST" for each in row.violated)]
    requests, seconds = (median(getattr(row, name) for row in rows) for name in ("requests", "seconds"))
    lines = [
        f"- faults caught by a clause made for them: {len(caught)} of {len(faults)}",
        f"- faults that differ in the step they break or in the clauses that catch them: {len(different)}",
        f"- correct variants blamed: {len(blamed)} of {len(variants)}",
        f"- median of a run: {requests:.0f} requests, {seconds:.1f} s of the deployment's time",
        "",
        "| fault | what is broken | caught by |",
        "|---|---|---|",
        *(row.as_markdown() for row in faults),
        "",
        "| variant | what is unusual about it | shown, and not held against it |",
        "|---|---|---|",
        *(row.as_markdown() for row in variants),
    ]
    return "\n".join(lines) + "\n"


def judged() -> list[Row]:
    """Judge every fault and every variant, politely, in processes of their own."""
    kinds = [*FAULTS, *VARIANTS]
    rows = []
    with get_context("spawn").Pool(PROCESSES, os.nice, (10,)) as pool:
        for row in pool.imap(_judged, kinds, chunksize=4):
            rows.append(row)
            print(f"\r{len(rows)} of {len(kinds)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return rows


def _judged(name: str) -> Row:
    return outcome_of(FAULTS.get(name) or VARIANTS[name])


def violated() -> str:
    """Return what a run prints of a deployment with a fault, as a block of Markdown."""
    report, _ = example()
    with patch.dict(os.environ, COLUMNS=str(WIDTH)):
        lines = [line.text for line in screen(report)]
    return "```text\n" + "".join(f"{each}\n" for each in lines) + "```\n"


TABLES = {
    "violated": (README, violated),
    "commands": (README, command_table),
    "options": (SUITE, option_table),
    "clauses": (SUITE, clause_table),
    "faults": (FAULT_TABLE, fault_table),
    "matrix": (MATRIX, lambda: matrix(judged())),
}


def document(name: str) -> tuple[Path, str]:
    """Return a table's document, and its text with that table made anew."""
    path, made = TABLES[name]
    if path.suffix == ".json":
        return path, made()
    before, begin, rest = path.read_text("utf-8").partition(f"<!-- {name}: begin -->\n")
    _, end, after = rest.partition(f"<!-- {name}: end -->")
    return path, before + begin + made() + end + after


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the tables named, or all; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"one of {', '.join(TABLES)}")
    named = parser.parse_args(arguments).tables or list(TABLES)
    unknown = [name for name in named if name not in TABLES]
    if unknown:
        print(f"unknown table {unknown[0]!r}; known are {', '.join(TABLES)}", file=sys.stderr)
        return 4
    for name in named:
        path, text = document(name)
        path.write_text(text, "utf-8")
        print(f"{path.relative_to(ROOT)}: {name} written")
        if name == "matrix":
            print(*(line for line in text.splitlines() if line.startswith("- ")), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Families of clauses: the cases of each, and its sentences as they are written, not as they are programmed.

A module of a family holds `CASES`, and sentences by clause: `STATUSES` of one status body, `ANSWERS` of one
answer, `HISTORIES` of several answers. A new module is found here by itself.
"""

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from tests.suite.clauses.cases import Case
from tests.suite.clauses.drawn.drawn_answers import OfAnswer
from tests.suite.clauses.drawn.drawn_histories import Histories
from tests.suite.clauses.drawn.drawn_statuses import OfStatus

FOUND = walk_packages([str(Path(__file__).parent)], f"{__package__}.")
MODULES = [vars(import_module(each.name)) for each in FOUND]


def _collected(name: str) -> dict[str, Any]:
    return {clause: says for module in MODULES for clause, says in module.get(name, {}).items()}


CASES: list[Case] = [case for module in MODULES for case in module.get("CASES", ())]
STATUSES: dict[str, OfStatus] = _collected("STATUSES")
ANSWERS: dict[str, OfAnswer] = _collected("ANSWERS")
HISTORIES: dict[str, Histories] = _collected("HISTORIES")

"""What each module of the suite may know, read from its imports; and how large a module may be."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SUITE = ROOT / "contract_tests"

KNOWS = {
    "finding": "",
    "options": "",
    "exchange": "",
    "pace": "",
    "schema": "",
    "observation": "exchange",
    "credentials": "options observation",
    "deployment": "options credentials observation",
    "wire": "exchange",
    "transport": "exchange pace wire credentials deployment",
    "hostile": "observation",
    "subjects": "deployment observation",
    "watching": "deployment inquiry observation subjects",
    "scenarios": "deployment transport inquiry observation exchange hostile subjects watching",
    "generation": "deployment observation hostile schema",
    "reading": "exchange observation schema",
    "promises": "observation reading",
    "schema_diff": "schema",
    "clauses": "finding observation exchange reading schema schema_diff clauses",
    "verdict": "finding observation reading promises clauses",
    "baseline": "finding options clauses verdict",
    "report": "finding observation exchange schema verdict",
    "rendering": "finding observation exchange verdict report rendering",
    "reference": "reference",
}
"""Each module or package, and all of ours that it may import, be it for types only."""

PURE = ("clauses", "verdict", "baseline", "report", "rendering", "judging")
"""What is a function of observations; with all that it imports."""

IMPURE = {
    "asyncio", "fastapi", "httpcore", "httpx", "hypothesis", "logging", "pytest", "random", "schemathesis",
    "secrets", "selectors", "signal", "socket", "ssl", "subprocess", "threading", "time", "urllib.request",
    "uvicorn",
}  # fmt: skip

SHARED = {"brackets", "clause", "needs", "history", "lives", "countdown"}
"""Modules of `clauses` that belong to no family."""

LONGEST = 300


@frozen
class Import:
    """One import: the module imported, whether it is for types only, and the line."""

    name: str
    typing: bool
    line: int


def modules() -> dict[str, Path]:
    """Return every module of the suite by its dotted name."""
    paths = sorted(SUITE.rglob("*.py"))
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in paths
    }


MODULES = modules()


def imports(path: Path) -> Iterator[Import]:
    """Yield everything that a module imports, wherever in it that stands."""
    yield from _imports(ast.parse(path.read_text()), typing=False)


def _imports(node: ast.AST, *, typing: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            yield from _imports(child, typing=True)
        elif isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, typing, child.lineno)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0
            for alias in child.names:
                inner = f"{child.module}.{alias.name}"
                yield Import(inner if inner in MODULES else child.module or "", typing, child.lineno)
        else:
            yield from _imports(child, typing=typing)


def part(name: str) -> str:
    """Return which row of the table a module of ours belongs to: the word after `contract_tests.`."""
    return name.split(".")[1] if "." in name else ""


def closure(*parts: str) -> set[str]:
    """Return the modules of these parts, and all of ours that they import in the end, types aside."""
    found: set[str] = set()
    todo = [name for name in MODULES if part(name) in parts]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += [each.name for each in imports(MODULES[name]) if each.name in MODULES and not each.typing]
    return found


@pytest.mark.parametrize("name", MODULES)
def test_no_module_knows_what_it_must_not(name: str) -> None:
    """Each module imports what the table allows and nothing else of ours, be it for types only."""
    allowed = KNOWS.get(part(name))
    known = {part(each.name) for each in imports(MODULES[name]) if each.name.startswith("contract_tests.")}
    if allowed is not None:
        assert known <= {*allowed.split(), part(name)}
    assert not [each for each in imports(MODULES[name]) if each.name.startswith("generated_client")] or (
        name == "contract_tests.test_client_agrees"
    )


def test_the_table_has_no_stale_row() -> None:
    """Every row and every entry of the table names a module or a package."""
    parts = {part(name) for name in MODULES}
    assert set(KNOWS) <= parts
    assert {word for allowed in KNOWS.values() for word in allowed.split()} <= parts


def test_no_imports_run_in_a_circle() -> None:
    """The modules can be put in an order in which each imports only earlier ones."""
    graph = {
        name: {each.name for each in imports(path) if each.name in MODULES and not each.typing} - {name}
        for name, path in MODULES.items()
    }
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


def test_what_judges_has_no_clock_no_network_and_no_test_runner() -> None:
    """Nothing that a judgement is made with can wait, ask anybody, or tell what time it is."""
    for name in closure(*PURE):
        source = MODULES[name]
        assert not {each.name for each in imports(source)} & IMPURE, name
        named = {
            each.attr for each in ast.walk(ast.parse(source.read_text())) if isinstance(each, ast.Attribute)
        }
        assert not named & {"now", "today", "utcnow", "monotonic", "perf_counter"}, name


def test_families_of_clauses_do_not_know_each_other() -> None:
    """A clause imports its own family, and what belongs to none."""
    for name in MODULES:
        if part(name) == "clauses" and name.count(".") == 2:
            own = family(name)
            others = {
                each.name
                for each in imports(MODULES[name])
                if each.name.startswith("contract_tests.clauses.")
            }
            assert {family(other) for other in others} - {own} <= SHARED, name


def family(name: str) -> str:
    """Return the family that a module of clauses belongs to."""
    word = name.rpartition(".")[2].removesuffix("_history")
    return {"expiry": "lifetime"}.get(word, word)


def test_only_generation_imports_schemathesis_and_only_wire_opens_sockets() -> None:
    """The heavy and the outward each have one door; the reference deployment is a world of its own."""
    for word, door in (("schemathesis", "generation"), ("httpcore", "wire"), ("socket", "wire")):
        found = {
            part(name) for name, path in MODULES.items() if word in {each.name for each in imports(path)}
        }
        assert found - {"reference"} == {door}


def test_modules_are_small() -> None:
    """No module is longer than 300 lines."""
    lengths = {
        str(path): len(path.read_text().splitlines())
        for folder in ("contract_tests", "scripts", "tests")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}

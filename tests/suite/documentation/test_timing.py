"""Times stand in one module: nothing else waits for, or grants, a fraction of a second of its own."""

import ast
from pathlib import Path

import pytest

import contract_tests

SUITE = Path(contract_tests.__file__).parent
NO_TIME = {
    "rendering/catalogue.py": {0.6, 0.9, 1.0},
    "settings/command_line.py": {0.75},
    "settings/settings.py": {0.9},
    "recording/published.py": {0.5},
}
"""Measures of how alike two words have to be, and a number that is none of seconds."""
DRAWINGS = {"rendering/html/plot.py", "rendering/html/latency.py"}
MODULES = [
    name
    for name in (path.relative_to(SUITE).as_posix() for path in sorted(SUITE.rglob("*.py")))
    if name not in {"recording/timing.py", "asking/sending/virtual.py", *DRAWINGS}
    and not name.startswith("reference/")
]
"""All but drawings, and the reference deployment and a world that is not real, whose times are their own."""


@pytest.mark.parametrize("name", MODULES)
def test_every_constant_of_time_stands_in_one_module(name: str) -> None:
    """Outside the module of times no module of the suite holds a float but 0.0."""
    nodes = ast.walk(ast.parse((SUITE / name).read_text("utf-8")))
    fractions = {
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)
    }
    assert fractions - {0.0} == NO_TIME.get(name, set())


def test_every_constant_has_its_reason_beside_it() -> None:
    """Every constant in the module is followed by words."""
    body = ast.parse((SUITE / "recording" / "timing.py").read_text("utf-8")).body
    constants = [place for place, node in enumerate(body) if isinstance(node, ast.Assign)]
    assert all(isinstance(body[place + 1], ast.Expr) for place in constants)

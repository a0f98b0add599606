"""Modules stay small enough to be read at a sitting; what they may import stands in pyproject.toml."""

from pathlib import Path

ROOT = Path(__file__).parents[3]
LONGEST = 300


def test_modules_are_small() -> None:
    """No module is longer than 300 lines."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for folder in ("contract_tests", "scripts", "tests")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert lengths
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}

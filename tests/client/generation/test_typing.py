"""Type checkers accept what users write, and the generated code itself, for both contracts."""

import subprocess
import sys
from pathlib import Path

import pytest

USES = Path(__file__).with_name("typical_uses.py")


def test_mypy_is_content(library_folder: Path) -> None:
    """mypy, strict, finds nothing in typical uses, nor in a second generated client."""
    pytest.importorskip("mypy", reason="mypy is not installed: run this through nox -s tests")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(USES), "generated_client"]
    for extra in ([], [str(library_folder / "library_client")]):
        checked = command if not extra else [*command[:5], *extra]
        done = subprocess.run(checked, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_pyright_is_content() -> None:
    """pyright finds nothing in typical uses, which ask it to be strict, nor in the generated code."""
    pytest.importorskip("pyright", reason="pyright is not installed: run this through nox -s tests")
    pyright = [sys.executable, "-m", "pyright"]
    started = subprocess.run([*pyright, "--version"], capture_output=True, text=True, check=False)
    if started.returncode != 0:
        pytest.skip(f"pyright cannot be started (it fetches itself at first): {started.stderr[-200:]}")
    command = [*pyright, "--pythonpath", sys.executable, str(USES), "generated_client"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 errors" in done.stdout


def test_pyrefly_is_content() -> None:
    """pyrefly finds nothing in typical uses."""
    pytest.importorskip("pyrefly", reason="pyrefly is not installed: run this through nox -s tests")
    command = [
        sys.executable,
        "-m",
        "pyrefly",
        "check",
        "--python-interpreter-path",
        sys.executable,
        str(USES),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

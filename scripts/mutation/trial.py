"""One mutant put in its module's place, in a process of its own, and the pure tests run on it."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.util
import os
import signal
import sys
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType

PATIENCE = 60
"""Seconds after which a mutant that never ends counts as noticed."""
QUIETLY = (
    "-q",
    "-x",
    "--no-header",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "-p",
    "no:sybil",
    "-W",
    "ignore",
)
PASSED = {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}


class Mutated(SourceFileLoader):
    """Loads a module from its usual place, but with another text."""

    text = ""

    def get_code(self, fullname: str) -> CodeType:
        """Return the other text, compiled."""
        return compile(self.text, self.get_filename(fullname), "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the mutant in place of the one module."""

    def __init__(self, module: str, path: str, text: str) -> None:
        """Stand in for this module."""
        self.module, self.loader = module, Mutated(module, path)
        self.loader.text = text

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return where the module is loaded from, if it is the one."""
        del path, target
        if fullname != self.module:
            return None
        return importlib.util.spec_from_loader(fullname, self.loader)


def begin(module: str, path: str, text: str, tests: Sequence[str], first: str) -> int:
    """Start a trial and return its process; it ends with 0 where the tests notice nothing.

    Tests whose names hold the word `first` are run before all others, since they most likely notice.
    """
    process = os.fork()
    if process:
        return process
    # Whatever happens here has to end here: this is a copy of a process that goes on.
    status = 1
    try:
        signal.alarm(PATIENCE)
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123  a descriptor is all that is wanted
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        sys.meta_path.insert(0, Finder(module, path, text))
        hypothesis.settings.register_profile("trial", derandomize=True, database=None, max_examples=20)
        hypothesis.settings.load_profile("trial")
        with contextlib.suppress(BaseException):
            status = _status([*QUIETLY, "-k", first, *tests]) or _status([*QUIETLY, *tests])
    finally:
        os._exit(status)


def _status(arguments: list[str]) -> int:
    return 0 if pytest.main(arguments) in PASSED else 1

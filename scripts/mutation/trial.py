"""One mutant put in its module's place, in a process of its own, and the pure tests run on it."""

from __future__ import annotations

import contextlib
import gc
import importlib
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
    from pathlib import Path
    from types import CodeType

PATIENCE = 90
"""Seconds of computing after which a mutant that never ends counts as noticed; one that survives takes 30."""
QUIETLY = (
    *("-q", "-x", "--no-header", "--assert=plain", "-W", "ignore"),
    *(part for name in ("cacheprovider", "xdist", "sybil", "schemathesis") for part in ("-p", f"no:{name}")),
)
"""Nothing is kept, the first failure is enough, and plugins without a use take longer than most tests."""
OURS = ("contract_tests", "tests")


class Mutated(SourceFileLoader):
    """Loads a module from its usual place, but with another text."""

    text = ""

    def get_code(self, fullname: str) -> CodeType:
        """Return the other text, compiled."""
        return compile(self.text, self.get_filename(fullname), "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the mutant in place of the one module."""

    def __init__(self, module: str, path: str, text: str) -> None:
        self.module, self.loader = module, Mutated(module, path)
        self.loader.text = text

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return where the module is loaded from, if it is the one."""
        del path, target
        if fullname != self.module:
            return None
        return importlib.util.spec_from_loader(fullname, self.loader)


class Order:
    """Runs first the tests that most likely notice, and last those that draw what they try, slowly."""

    def __init__(self, first: str) -> None:
        self.first = first

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort the tests; those alike keep their order."""
        items.sort(key=lambda item: ("drawn" in item.nodeid, f"{self.first}." not in item.nodeid))


def prepare(root: Path, tests: Sequence[str]) -> None:
    """Import what the tests import from elsewhere, so that no trial has to."""
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "trial", deadline=None, derandomize=True, database=None, max_examples=20, phases=phases
    )
    hypothesis.settings.load_profile("trial")
    sys.path.insert(0, str(root))
    for name in tests:
        for path in sorted((root / name).rglob("*.py")) if (root / name).is_dir() else [root / name]:
            importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    # The trials share the memory of what is here, for as long as no collection touches it.
    gc.freeze()


def begin(module: str, path: str, text: str, tests: Sequence[str]) -> int:
    """Start a trial and return its process; it ends with 0 where the tests notice nothing."""
    process = os.fork()
    if process:
        return process
    # Whatever happens here has to end here: this is a copy of a process that goes on.
    status = 1
    try:
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123  a descriptor is all that is wanted
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        sys.meta_path.insert(0, Finder(module, path, text))
        order = Order(module.rpartition(".")[2].removesuffix("_history"))
        with contextlib.suppress(BaseException):
            status = 0 if pytest.main([*QUIETLY, *tests], plugins=[order]) == pytest.ExitCode.OK else 1
    finally:
        os._exit(status)

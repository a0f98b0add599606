"""The endpoint written anew in frameworks from PyPI and npm."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import asdict

from contract_tests.reference.seeding import new
from tests.wild.processes import PYTHON, free_port, placed, started
from tests.wild.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.wild.row import Headline, Place

HERE = Path(__file__).parent / "frameworks"
INTERNALS = "refusal.error-tells-no-internals"


@contextmanager
def served(folder: Path, script: str, debug: str = "") -> Iterator[Place]:
    """Serve the endpoint by a script, in an environment of its own."""
    port, seeded = free_port(), new()
    environment = {"WILD": json.dumps(asdict(seeded)), "PORT": str(port), "PATH": os.environ["PATH"]}
    environment |= {"DEBUG": debug} if debug else {"NODE_ENV": "production"}
    command = ["env", *(f"{name}={value}" for name, value in environment.items())]
    if script.endswith(".mjs"):
        # Modules of npm are looked for beside the script, and above it.
        for each in HERE.glob("*.mjs"):
            (folder / each.name).write_text(each.read_text())
        (folder / "node_modules").symlink_to(Path(os.environ["WILD_NPM"]) / "node_modules")
        command += ["node", str(folder / script)]
    else:
        command += [PYTHON, str(HERE / script)]
    with started(folder, port, *command):
        yield placed(seeded, port)


def _row(name: str, script: str, right: Headline, why: str, *shows: str, debug: str = "") -> Row:
    program = "node" if script.endswith(".mjs") else PYTHON
    start = partial(served, script=script, debug=debug)
    return Row(name=name, program=program, start=start, right=right, why=why, shows=frozenset(shows))


CORRECT = "written by the documentation"
DEBUG = "its page for developers is shown to everybody"

ROWS = (
    _row("Flask", "on_flask.py", "UPHELD", CORRECT),
    _row("Django", "on_django.py", "UPHELD", CORRECT),
    _row("Sanic, which sends no Date", "on_sanic.py", "UPHELD", "Date is not promised"),
    _row("aiohttp", "on_aiohttp.py", "UPHELD", CORRECT),
    _row("Litestar", "on_litestar.py", "UPHELD", CORRECT),
    _row("Falcon", "on_falcon.py", "UPHELD", CORRECT),
    _row("Express", "on_express.mjs", "UPHELD", CORRECT),
    _row("Fastify", "on_fastify.mjs", "UPHELD", CORRECT),
    _row("Flask with its debugger", "on_flask.py", "VIOLATED", DEBUG, INTERNALS, debug="1"),
    _row("Django with DEBUG", "on_django.py", "VIOLATED", DEBUG, INTERNALS, debug="1"),
    _row("Express in development", "on_express.mjs", "VIOLATED", DEBUG, INTERNALS, debug="1"),
)

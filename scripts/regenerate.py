"""Write generated_client from openapi.json, or say with --check what would change.

python scripts/regenerate.py            write it; stale files go
python scripts/regenerate.py --check    write nothing; exit 1 with a diff where a byte differs
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib.metadata
import inspect
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from client_templates.preparation import prepare
from client_templates.questions import UnsupportedError, questions, rename_parameters
from client_templates.sources import errors
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import GeneratorData

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "openapi.json"
PACKAGE = ROOT / "generated_client"
GENERATOR = f"openapi-python-client {importlib.metadata.version('openapi-python-client')}"
HEADER = f"# Generated from {{contract}} by {GENERATOR}. Do not edit: run `nox -s regenerate`.\n"
TEMPLATES = ROOT / "scripts" / "client_templates"
SOURCES = TEMPLATES / "sources"
# Settings of the project around must not reach the generated code: hence isolated, and with fixed steps.
OUR_SETTINGS = ("--isolated", "--no-cache", "--quiet", "--line-length=110")
TIDYING = (("check", "--fix-only", "--select", "I,F401,F811"), ("format",))


class RegenerationError(Exception):
    """The generator refused the contract or warned about it; the message says why."""


def generate(contract: Path, package: Path) -> None:
    """Write the client for ``contract`` into the folder ``package``, which must not exist yet."""
    prepared = prepare(json.loads(contract.read_bytes()))
    settings = ConfigFile(post_hooks=[], package_name_override=package.name)
    config = Config.from_sources(
        settings, MetaType.NONE, contract, "utf-8", overwrite=False, output_path=package
    )
    parsed = GeneratorData.from_dict(prepared.document, config=config)
    if isinstance(parsed, GeneratorError):
        raise RegenerationError(f"{contract}: {parsed.header}: {parsed.detail}")
    rename_parameters(parsed, config)
    kinds = [each for each in vars(errors).values() if inspect.isclass(each)]
    project = Project(openapi=parsed, config=config, custom_template_path=TEMPLATES)
    project.env.globals.update(
        **questions(parsed),
        contract_name=contract.name,
        credentials=prepared.credentials,
        error_names=sorted(each.__name__ for each in kinds if issubclass(each, errors.ApiError)),
    )
    try:
        with contextlib.redirect_stdout(None):  # it tells the name of a temporary folder
            problems = project.build()
    except UnsupportedError as error:
        raise RegenerationError(f"{contract}: {error}") from error
    if problems:
        raise RegenerationError("\n".join(f"{contract}: {each.header}: {each.detail}" for each in problems))
    (package / "py.typed").touch()
    shutil.copytree(SOURCES, package, dirs_exist_ok=True, ignore=_no_source)
    tidy(package)
    prune(package)
    header = HEADER.format(contract=contract.name)
    for source in package.rglob("*.py"):
        source.write_text(header + source.read_text("utf-8"), "utf-8")


def _no_source(folder: str, names: list[str]) -> set[str]:
    return {"__pycache__", *(["__init__.py"] if Path(folder) == SOURCES else [])} & set(names)


def tidy(package: Path) -> None:
    """Sort imports, drop those not needed and format, all with settings of our own."""
    for step in TIDYING:
        ruff = [sys.executable, "-m", "ruff", *step, *OUR_SETTINGS, package]
        # Not from within: the package has a module called types, as the standard library has.
        subprocess.run(ruff, cwd=package.parent, check=True)


def prune(package: Path) -> None:
    """Delete each source that no other module names: a contract without GET has nothing to poll."""
    modules = {path: path.read_text("utf-8") for path in package.rglob("*.py")}
    for source in (package / "_runtime").glob("[a-z]*.py"):
        if not any(
            re.search(rf"\.{source.stem} import|import {source.stem}\b", text)
            for path, text in modules.items()
            if path != source
        ):
            source.unlink()


def contents(package: Path) -> dict[str, str]:
    """Path within the package to text, for every file that is the generator's to write."""
    files = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(package).as_posix(): path.read_text("utf-8") for path in sorted(files)}


def difference(there: dict[str, str], wanted: dict[str, str]) -> str:
    """Return the changes that regenerating would make, as a unified diff; empty if none."""
    lines: list[str] = []
    for name in sorted(there.keys() | wanted.keys()):
        before, after = there.get(name), wanted.get(name)
        if before == after:
            continue
        lines += difflib.unified_diff(
            (before or "").splitlines(keepends=True),
            (after or "").splitlines(keepends=True),
            f"{PACKAGE.name}/{name} as it is" if before is not None else "missing",
            f"{PACKAGE.name}/{name} regenerated" if after is not None else "stale, would be removed",
        )
    return "".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 0 if the package is, or now is, what the contract says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a byte differs")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, PACKAGE.name)
        try:
            generate(CONTRACT, fresh)
        except RegenerationError as error:
            print(error, file=sys.stderr)
            return 1
        if options.check:
            if changes := difference(contents(PACKAGE), contents(fresh)):
                print(
                    changes,
                    "generated_client is not what openapi.json gives: run `nox -s regenerate`.",
                    sep="\n",
                )
                return 1
            print("generated_client is byte for byte what openapi.json gives.")
            return 0
        shutil.rmtree(PACKAGE, ignore_errors=True)
        shutil.copytree(fresh, PACKAGE)
    print(f"{PACKAGE.name}: {len(contents(PACKAGE))} files written.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

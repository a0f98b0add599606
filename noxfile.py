"""Everything that one does here: judge a deployment, test this repository, regenerate the client."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["regenerate", "lint", "typing", "tests"]

# Tests start hundreds of processes. Where nothing compiled is kept, as uv and containers often have it, each
# compiles all that it imports, and takes twice as long.
os.environ["PYTHONDONTWRITEBYTECODE"] = ""
os.environ["PYTHONPYCACHEPREFIX"] = str(Path(".nox", "compiled").absolute())

PYPROJECT = nox.project.load_toml("pyproject.toml")
LOCK = ("-c", "requirements.lock")


def install(session: nox.Session, *groups: str, extras: str = "") -> None:
    """Install this project as it stands, with the locked versions of what the named groups need."""
    project = ("-e", f".[{extras}]" if extras else ".")
    wanted = (*LOCK, *project, *nox.project.dependency_groups(PYPROJECT, *groups))
    # What is installed already, from the same files, is not installed again: that takes longer than to look.
    facts = "".join(Path(each).read_text("utf-8") for each in ("pyproject.toml", "requirements.lock"))
    told = Path(session.virtualenv.location) / "installed.txt"
    written = f"{wanted}\n{facts}"
    if told.is_file() and told.read_text("utf-8") == written:
        return
    told.unlink(missing_ok=True)
    session.install("-q", *wanted)
    told.write_text(written, "utf-8")


def status_of(session: nox.Session, *command: str) -> None:
    """Run a command of Python's and end with its status, which says more than the 1 that nox makes of all."""
    status = None
    with subprocess.Popen([f"{session.bin}/python", *command]) as process:
        while status is None:
            # Ctrl-C reaches the command, too, which has a report to write then, and sessions to end.
            with suppress(KeyboardInterrupt):
                status = process.wait()
    if status:
        raise SystemExit(status)


@nox.session
def contract(session: nox.Session) -> None:
    """Judge a deployment; without arguments the reference deployment, and it says so."""
    install(session, extras="suite,instavm")  # so that --provision instavm works wherever it is written
    arguments = session.posargs
    if not arguments:
        session.log("no arguments: judging the built-in reference deployment (--reference)")
        arguments = ["--reference"]
    status_of(session, "-m", "contract_tests", "run", *arguments)


@nox.session
def gallery(session: nox.Session) -> None:
    """Serve the reference deployment, and each of its faults and variants, until Ctrl-C."""
    install(session, extras="suite,instavm")
    status_of(session, "-m", "contract_tests", "serve", "--faults", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run this repository's own tests."""
    install(session, "tests", "regenerate", "typing", "mutation", extras="suite,load")
    # For half of their time tests wait, for pauses, sockets and processes of their own: so two for each core.
    session.run("pytest", "-n", str(2 * (os.cpu_count() or 1)), *session.posargs)


@nox.session
def regenerate(session: nox.Session) -> None:
    """Write generated_client from openapi.json; with --check only say what would change."""
    install(session, "regenerate")
    # In the default sessions nothing is ever written: they prove that the bytes are the generator's.
    arguments = session.posargs or (["--check"] if "regenerate" not in sys.argv else [])
    session.run("python", "scripts/regenerate.py", *arguments)


@nox.session
def document(session: nox.Session) -> None:
    """Write the generated tables: options, clauses, and the matrix of faults, which takes minutes."""
    install(session, "tests", extras="suite")
    session.run("python", "scripts/document.py", *session.posargs)


@nox.session
def matrix(session: nox.Session) -> None:
    """Judge every fault and every variant, and write what came of it into the documentation."""
    install(session, "tests", extras="suite")
    session.run("python", "scripts/document.py", "matrix")
    session.run("pytest", "tests/reference/telling.py")


@nox.session
def pin(session: nox.Session) -> None:
    """Compare a deployment's openapi.json (URL or file) with the pinned one; with --write pin it."""
    install(session, extras="suite")
    status_of(session, "scripts/pin.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Lint, compare the formatting, and hold the imports against the contracts in pyproject.toml."""
    session.install("-q", *LOCK, *nox.project.dependency_groups(PYPROJECT, "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports", "--no-cache", "--no-logo")


@nox.session
def typing(session: nox.Session) -> None:
    """Check all types strictly, the generated code's too."""
    install(session, "tests", "regenerate", "typing", "browser", extras="suite,load")
    session.run("mypy")


@nox.session
def browser(session: nox.Session) -> None:
    """Open the report in headless Chromium: nothing runs, nothing overflows, everybody can read it."""
    install(session, "tests", "browser", extras="suite")
    session.run("pytest", "tests/rendering/html/browsing.py", *session.posargs)


@nox.session
def load(session: nox.Session) -> None:
    """Poll a deployment with many users, and judge every answer as it arrives; --help says how."""
    install(session, extras="suite,load,instavm")
    status_of(session, "scripts/load.py", *session.posargs)


@nox.session
def vendor(session: nox.Session) -> None:
    """Let the vendor's own SDK read the reference, and make sessions at a stand-in for its service."""
    install(session, extras="suite,instavm")
    session.run("pytest", "tests/parties/vendor.py", "tests/parties/provisioning.py", *session.posargs)


@nox.session
def prism(session: nox.Session) -> None:
    """Judge Prism's mock of the contract, and let Prism judge reference and client; needs Node."""
    if shutil.which("npm") is None:
        session.error("npm is missing: install Node 20 or newer, from https://nodejs.org")
    install(session, extras="suite")
    folder = session.create_tmp()
    wanted = PYPROJECT["tool"]["parties"]["prism"]
    quietly = ("--no-audit", "--no-fund", "--silent")
    session.run("npm", "install", "--prefix", folder, *quietly, wanted, external=True)
    command = str(Path(folder) / "node_modules" / ".bin" / "prism")
    session.run("pytest", "tests/parties/prism.py", *session.posargs, env={"PRISM": command})


@nox.session
def wild(session: nox.Session) -> None:
    """Judge the reference behind real gateways, and the endpoint in real frameworks; 10 minutes at most."""
    wanted = PYPROJECT["tool"]["wild"]
    # An environment of its own, without the lock: frameworks want older versions of what others share.
    session.install("-q", "-e", ".[suite]", *wanted["pypi"])
    folder = session.create_tmp()
    if shutil.which("npm"):
        quietly = ("--no-audit", "--no-fund", "--silent")
        session.run("npm", "install", "--prefix", folder, *quietly, *wanted["npm"], external=True)
    else:
        session.log(
            "npm is missing, so the rows of Node's frameworks are skipped; it is at https://nodejs.org"
        )
    session.run("python", "-m", "tests.wild", *session.posargs, env={"WILD_NPM": folder})


@nox.session
def schemathesis(session: nox.Session) -> None:
    """Let plain `st run`, with the clauses as its checks, find what the suite finds."""
    install(session, extras="suite")
    session.run("pytest", "tests/parties/stateless.py", *session.posargs)


@nox.session
def mutation(session: nox.Session) -> None:
    """Change clauses and verdict in one place each, and see whether pure tests notice; 15 minutes, idle."""
    install(session, "tests", "mutation", extras="suite")
    session.run("python", "scripts/mutate.py", *session.posargs)


@nox.session
def blind(session: nox.Session) -> None:
    """Compose faults by rule, and count those that the suite catches; minutes, --help says how."""
    install(session, "tests", extras="suite")
    session.run("python", "-m", "tests.blind", *session.posargs)


@nox.session
def packaging(session: nox.Session) -> None:
    """Build wheel and sdist, look into them, and install them into empty environments."""
    session.install("-q", *LOCK, "uv", *nox.project.dependency_groups(PYPROJECT, "tests"))
    session.run("pytest", "tests/parties/installing.py", *session.posargs)


@nox.session(python=nox.project.python_versions(PYPROJECT))
def lowest(session: nox.Session) -> None:
    """Judge the reference, and try the client, with the lowest versions that pyproject.toml allows."""
    session.install("-q", "uv")
    how = ("--resolution", "lowest-direct", "--python", session.virtualenv.location)
    project = ("-e", ".[suite]", *nox.project.dependency_groups(PYPROJECT, "tests", "regenerate", "typing"))
    session.run("uv", "pip", "install", "-q", *how, *project)
    session.run("python", "-m", "contract_tests", "run", "--reference")
    session.run("pytest", "tests/client", "tests/suite", "-n", "auto", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure how fast recordings are judged, and compare the generated client with its peers; needs Java."""
    # An environment of its own: the peers bring what must not reach the others.
    session.install("-q", "-e", ".[suite]", *nox.project.dependency_groups(PYPROJECT, "bench"))
    session.run("python", "scripts/bench_judging.py")
    session.run("python", "scripts/bench_client.py", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write requirements.lock, the constraints of every session, anew with the newest versions allowed."""
    session.install("-q", "uv")
    lowest = PYPROJECT["project"]["requires-python"].removeprefix(">=")
    everything = ("--all-extras", *(f"--group={each}" for each in PYPROJECT["dependency-groups"]))
    # For all supported Pythons at once; without addresses, so that any index will do.
    how = ("-q", "--universal", "--upgrade", "--no-annotate", "--custom-compile-command", "nox -s lock")
    where = ("--python-version", lowest, "--output-file", "requirements.lock", "pyproject.toml")
    session.run("uv", "pip", "compile", *how, *everything, *where)

"""Wheel and sdist, installed into empty environments; run by `nox -s packaging`, as it takes long."""

import json
import os
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NAME = f"{PROJECT['name'].replace('-', '_')}-{PROJECT['version']}"
COMMAND = "session-status-contract"
ABOUT = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
PACKAGES = ("contract_tests", "generated_client")
CLIENT_NEEDS = {
    "anyio", "attrs", "h11", "httpcore2", "httpx2", "idna", "msgspec", "session-status-contract",
    "truststore", "typing-extensions",
}  # fmt: skip
"""The client's requirements, and theirs; anyio needs typing-extensions on older Pythons."""
LONG = 300.0
"""Seconds after which a command that hangs is ended."""


def run(*command: str | Path, folder: Path, status: int = 0) -> str:
    """Run a command in a folder that is none of ours, and return what it prints."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CONTRACT_", "PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(  # noqa: S603  our own words
        list(map(str, command)),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def tracked(*folders: str) -> set[str]:
    """Return the files that belong to this repository, below some folders."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", *folders, folder=ROOT)
    return {name for name in listed.splitlines() if (ROOT / name).is_file()}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the sdist; the wheel is built out of the sdist."""
    folder = tmp_path_factory.mktemp("built")
    run("uv", "build", "--quiet", "--out-dir", folder, folder=ROOT)
    return folder


def environment(folder: Path, *wanted: str | Path) -> Path:
    """Install what is wanted into an empty environment, with the locked versions; return its Python."""
    run("uv", "venv", "--quiet", folder / "venv", folder=folder)
    python = folder / "venv" / "bin" / "python"
    lock = ROOT / "requirements.lock"
    run("uv", "pip", "install", "--quiet", "--python", python, "-c", lock, *wanted, folder=folder)
    return python


def test_the_wheel_holds_the_packages_and_nothing_else(built: Path) -> None:
    """The wheel holds all files of both packages, the contract beside the suite, and metadata."""
    with zipfile.ZipFile(built / f"{NAME}-py3-none-any.whl") as wheel:
        names = set(wheel.namelist())
    assert not [name for name in names if "/faults/" in name or name.startswith("tests/")]
    about = {f"{NAME}.dist-info/{name}" for name in ABOUT}
    assert names == tracked(*PACKAGES) | about | {"contract_tests/openapi.json"}


def test_the_sdist_holds_what_the_packages_are_made_of(built: Path) -> None:
    """The sdist holds the packages, the contract, and what says how it is built, licensed and used."""
    with tarfile.open(built / f"{NAME}.tar.gz") as sdist:
        names = {member.name.removeprefix(f"{NAME}/") for member in sdist if member.isfile()}
    beside = {
        ".gitignore",
        "CHANGELOG.md",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "openapi.json",
        "pyproject.toml",
    }
    assert names == tracked(*PACKAGES) | beside


def test_the_client_alone_brings_only_what_it_needs(built: Path, tmp_path: Path) -> None:
    """Installed without extras, the client can be imported, and nothing of the suite's has come along."""
    python = environment(tmp_path, built / f"{NAME}-py3-none-any.whl")
    listed = run("uv", "pip", "list", "--python", python, "--format", "json", folder=tmp_path)
    installed = {each["name"] for each in json.loads(listed)}
    assert installed - CLIENT_NEEDS == set()
    run(python, "-c", "from generated_client import Client, get_session_status", folder=tmp_path)
    run(python.with_name(COMMAND), "list", folder=tmp_path, status=4)


def test_the_suite_runs_from_the_wheel_in_any_folder(built: Path, tmp_path: Path) -> None:
    """With its extra, the suite judges the reference from another folder, and explains without the faults."""
    wheel = built / f"{NAME}-py3-none-any.whl"
    python = environment(tmp_path, f"{PROJECT['name']}[suite] @ {wheel.as_uri()}")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    printed = run(python, "-m", "contract_tests", "run", "--reference", folder=folder)
    assert printed.splitlines()[-1].startswith("UPHELD")
    assert run(python.with_name(COMMAND), "list", folder=folder).startswith("liveness.")
    assert list(folder.iterdir()) == []
    explained = run(
        python, "-m", "contract_tests", "explain", "liveness.alive-implies-assigned", folder=folder
    )
    assert "\nfault        liveness.alive-implies-assigned.not-assigned: " in explained
    run(python, "-m", "contract_tests", "serve", "--faults", folder=folder, status=4)
    assert "--faults" not in run(python, "-m", "contract_tests", "serve", "--help", folder=folder)


def test_sessions_are_made_from_the_wheel_with_an_extra_of_its_own(built: Path, tmp_path: Path) -> None:
    """`--provision instavm` is in the wheel, and says what to install; installed, it says what it needs."""
    wheel = built / f"{NAME}-py3-none-any.whl"
    words = ("-m", "contract_tests.settings.provisioners.instavm")
    for extras, said in (("suite", "the vendor's SDK is missing; "), ("suite,instavm", "a key is needed ")):
        folder = tmp_path / extras
        folder.mkdir()
        python = environment(folder, f"{PROJECT['name']}[{extras}] @ {wheel.as_uri()}")
        assert run(python, *words, folder=folder, status=4).startswith(f"failed {said}")

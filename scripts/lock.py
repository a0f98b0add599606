"""Write requirements.lock: one version of everything that this project can be used or tested with.

It holds versions and no addresses, and serves as constraints, so that any index will do.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
HEAD = (
    "# One version of everything, for all supported Pythons; used as constraints. Made anew by: nox -s lock\n"
)


def main() -> int:
    """Resolve all extras and groups together, for the lowest supported Python and all above."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lowest = project["project"]["requires-python"].removeprefix(">=")
    groups = [word for group in project["dependency-groups"] for word in ("--group", group)]
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--no-header", "--no-annotate", "--upgrade"]
    where = [
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--python-version",
        lowest,
        "--all-extras",
        *groups,
    ]
    done = subprocess.run(
        [*command, *where, "pyproject.toml"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        return done.returncode
    LOCK.write_text(HEAD + done.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())

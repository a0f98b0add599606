"""The sessions of nox: what they leave to the command that they run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTED = "import noxfile, types; noxfile.status_of(types.SimpleNamespace(bin={bin!r}), {path!r})"
SLOW = """
import pathlib, time
try:
    print(flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(1)
    pathlib.Path(__file__).with_name("done").touch()
    raise SystemExit(2)
"""


def test_a_command_that_is_interrupted_is_waited_for(tmp_path: Path) -> None:
    """Ctrl-C reaches both; the command writes its report, and its status is the session's."""
    path = tmp_path / "slow.py"
    path.write_text(SLOW)
    started = STARTED.format(bin=str(Path(sys.executable).parent), path=str(path))
    run = subprocess.Popen(  # noqa: S603  our own words
        [sys.executable, "-c", started],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with run:
        assert run.stdout is not None
        run.stdout.readline()
        os.killpg(run.pid, signal.SIGINT)
    assert ((tmp_path / "done").exists(), run.returncode) == (True, 2)

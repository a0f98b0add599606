"""The file that a CI server reads of a run that came to no verdict."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.suite.asking.broken import answering, listening


def test_a_run_without_a_verdict_is_an_error_in_junit(tmp_path: Path) -> None:
    """It has one error, which is the headline, and names the deployment; the screen has no table."""
    with listening(answering(404, b'{"detail":"Not Found"}')) as server:
        ended = subprocess.run(  # noqa: S603  our own words
            [
                sys.executable,
                "-m",
                "contract_tests",
                "run",
                "--base-url",
                server.base_url,
                "--",
                f"--junitxml={tmp_path}/junit.xml",
            ],
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
            env=os.environ | {"CONTRACT_API_KEY": "sesame-open-to-me", "PYTHONPROFILEIMPORTTIME": "1"},
        )
    lines = ended.stdout.splitlines()
    assert ended.returncode == 3
    suite = ET.parse(tmp_path / "junit.xml").getroot()[0]  # noqa: S314  our own file
    assert (suite.attrib["errors"], suite.attrib["failures"]) == ("1", "0")
    assert [each.attrib["message"] for each in suite.iter("error")] == [lines[-1]]
    assert suite.attrib["name"].endswith(server.base_url)
    assert [(each.attrib["name"], each.attrib["value"]) for each in suite[0]] == [
        ("deployment", server.base_url)
    ]
    assert not [line for line in lines if "untested" in line or "VIOLATED" in line]
    # What only generates is not loaded for a deployment that is not asked any further.
    assert "contract_tests.asking.gathering" in ended.stderr
    assert not [line for line in ended.stderr.splitlines() if "hypothesis" in line or "schemathesis" in line]

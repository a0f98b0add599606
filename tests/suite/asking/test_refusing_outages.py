"""A gateway that refuses all while the API restarts costs time, and no verdict."""

import pytest

from tests.matrix.conduct import conduct
from tests.suite.asking.test_passing import passing


@pytest.mark.parametrize("status", [404, 403, 302, 200, 0])
@pytest.mark.parametrize("begin", [0.3, 2.0, 4.0, 6.6, 7.7])
@pytest.mark.parametrize("seconds", [1.0, 5.0, 9.0])
def test_a_restart_behind_a_gateway_that_refuses_is_waited_for(
    begin: float, seconds: float, status: int
) -> None:
    """The run takes as much longer, and is complete and green; the watch of what expires goes on."""
    refused = (status, b"<h1>default backend</h1>" if status else b"", "text/html")
    _, report, observations = conduct(passing(refused, "all", (begin, seconds)))
    assert report.conclusion == "UPHELD", report.headline
    assert report.seconds < 14 + seconds
    assert len(observations) < 340

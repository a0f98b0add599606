"""What passed is told in the headline, and blamed by what it tells."""

import re

import pytest

from contract_tests.reference.behaviour import Behaviour
from tests.faults import VARIANTS
from tests.matrix.conduct import behaving, conduct


@pytest.mark.parametrize(
    "name, said",
    [
        ("route-read-anew", r"answered 404 that passed, (from|at) 2\.\d s"),
        ("firewall-limits-by-403", r"were answered 403 that passed, from \d"),
    ],
)
def test_what_passed_is_told(name: str, said: str) -> None:
    """An owner whose gateway refuses now and then is told UPHELD, and that."""
    status, report, _ = conduct(behaving(VARIANTS[name].behaviour))
    assert status == 0
    assert re.search(said, report.headline), report.headline


def test_nothing_is_told_where_nothing_passed() -> None:
    """As in a usual run."""
    assert "passed" not in conduct(behaving(Behaviour))[1].headline

"""What passed is told in the headline, and blamed by what it tells."""

import re

import pytest

from contract_tests.reference.behaviour import Asked, Behaviour, Told
from tests.faults import VARIANTS
from tests.faults.variants.access.passing import HTML, AuthorisationUnavailable
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


@pytest.mark.parametrize("status", [200, 302, 400, 404, 500, 503])
def test_what_a_gateway_tells_strangers_amid_an_outage_blames_no_one(status: int) -> None:
    """A page, and no status: they are asked for once more, as all is that is unlike its like."""

    class Away(AuthorisationUnavailable):
        """Has a page for those who show no credential, too."""

        begin = 2.5

        def refuse(self, asked: Asked) -> Told:
            return Told(status, b"<h1>Back soon</h1>", HTML) if self.lasts else super().refuse(asked)

    _, report, observations = conduct(behaving(Away))
    assert report.conclusion == "UPHELD", report.headline
    amid = [
        each for each in observations if 2.5 < each.exchange.sent < 3.5 and each.context.credential == "none"
    ]
    assert {each.exchange.status for each in amid} == {status}

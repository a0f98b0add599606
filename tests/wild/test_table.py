"""The table of deployments in the wild: enough of each, and nothing misspelled."""

from collections import Counter

import pytest

from contract_tests.clauses import CATALOGUE
from tests.wild import __main__ as wild
from tests.wild import endpoints
from tests.wild.row import Row

LEAST = 6
"""Configurations of each gateway, and frameworks."""


def test_each_gateway_is_there_in_six_configurations() -> None:
    """Every gateway stands in six configurations at least, and the endpoint in six frameworks."""
    counts = Counter(row.program for row in wild.ROWS if row not in endpoints.ROWS)
    assert set(counts) == {"nginx", "haproxy", "varnishd", "apache2"}
    assert min(counts.values()) >= LEAST
    assert sum(row.right == "UPHELD" for row in endpoints.ROWS) >= LEAST


def test_rows_are_told_apart_and_give_their_reasons() -> None:
    """No name stands twice, each row says why, and each clause that it shows is one of the catalogue."""
    names = [row.name for row in wild.ROWS]
    assert sorted(names) == sorted(set(names))
    assert [row.name for row in wild.ROWS if not row.why or not row.shows <= set(CATALOGUE)] == []
    assert [row.name for row in wild.ROWS if row.shows and row.right != "VIOLATED"] == []


@pytest.mark.parametrize(
    "got, violated, output, verdict",
    [
        ("VIOLATED", {"a"}, "locked out", "right"),
        ("VIOLATED", {"b"}, "locked out", "wrong"),
        ("VIOLATED", {"a"}, "", "wrong"),
        ("UPHELD", {"a"}, "locked out", "wrong"),
        ("too long", set(), "", "wrong"),
    ],
)
def test_a_verdict_is_right_only_with_its_reason(
    got: str, violated: set[str], output: str, verdict: str
) -> None:
    """Headline, violated clause and words are all to be there."""
    shown = frozenset({"a"})
    row = Row(
        name="x",
        program="x",
        start=lambda _: NotImplemented,
        right="VIOLATED",
        why="x",
        shows=shown,
        says="Locked out",
    )
    assert wild.Outcome(got, frozenset(violated), output, 0).is_right(row) is (verdict == "right")


def test_what_is_missing_is_named() -> None:
    """A row whose program or address is not there is skipped with a reason."""
    row = Row(name="x", program="no-such-program", start=lambda _: NotImplemented, right="UPHELD", why="x")
    assert "no-such-program is missing" in wild.missing(row)
    there = Row(
        name="x", program="sh", start=lambda _: NotImplemented, right="UPHELD", why="x", host="192.0.2.1"
    )
    assert wild.missing(there) == "this machine has no address 192.0.2.1"

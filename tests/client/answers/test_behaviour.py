"""The forty answers that all peers are compared by."""

import re
from pathlib import Path

import pytest

from tests.client import peers
from tests.client.peers.answers import Case, cases
from tests.client.peers.behaviour import Reading, readings
from tests.client.peers.peers import OURS, PEERS
from tests.client.peers.scripted import serving

DOCUMENTED = (Path(peers.__file__).parent / "README.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in re.findall(r"^\|.*\|$", DOCUMENTED.partition("<!-- end of behaviour -->")[0], re.MULTILINE)[
        2:
    ]
]


@pytest.fixture(scope="module")
def ours() -> list[tuple[Case, list[Reading]]]:
    """What the generated client makes of each."""
    return readings([OURS])


def test_the_client_reads_all_forty_rightly(ours: list[tuple[Case, list[Reading]]]) -> None:
    """No answer is taken for another, and no key reaches another host."""
    wrong = {
        case.name: reading.said
        for case, [reading] in ours
        if reading != Reading(case.right, key_sent_on=False)
    }
    assert (len(ours), wrong) == (40, {})


def test_the_documented_table_is_of_these_answers(ours: list[tuple[Case, list[Reading]]]) -> None:
    """The table in the documentation has these answers, these peers and our readings."""
    assert [row[:3] for row in ROWS[:-1]] == [
        [case.name, case.right, reading.said] for case, [reading] in ours
    ]
    assert all(f"| {peer.name} |" in DOCUMENTED for peer in PEERS)
    assert ROWS[-1][2] == "0"


def test_the_answers_differ() -> None:
    """Each of the forty is there once, and each of the three readings is right for some."""
    with serving() as one, serving() as other:
        told = cases(one, other)
    assert len({case.name for case in told}) == 40
    assert {case.right for case in told} == {"alive", "not alive", "could not tell"}

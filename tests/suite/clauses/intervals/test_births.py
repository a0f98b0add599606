"""The birth of a VM that is restarted, or paused, once; and of one that only seems so."""

import pytest

from contract_tests.clauses.intervals.births import Birth
from contract_tests.clauses.intervals.samples import Sample

STEADY = [(at, 100.0 + at, 200.0 - at) for at in (0.0, 1.0, 2.0)]
"""When asked, uptime and time left of a VM that nothing happens to."""


def born(*told: tuple[float, float, float | None]) -> Birth:
    """Return the birth that answers tell."""
    samples = [Sample(at, at, uptime, left, 0, 0) for at, uptime, left in told]
    birth = Birth.of(samples[0])
    for each in samples:
        birth.take(each)
    return birth


EXCUSED = {
    "restarted": [(3.0, 0.5, 197.0), (4.0, 1.5, 196.0), (9.0, 6.5, 191.0)],
    "restarted, as a late replica does not know": [(3.0, 0.5, 197.0), (3.5, 103.5, 196.5), (4.0, 1.5, 196.0)],
    "paused": [*((2.0 + at, 102.0, 198.0) for at in (1.0, 2.0, 2.9)), (8.0, 105.0, 195.0)],
    "paused between two reads": [(5.1, 102.1, 197.9), (8.0, 105.0, 195.0)],
    "paused at last, and not to the end": [(4.0, 102.0, 198.0), (7.0, 104.0, 196.0)],
}
BLAMED: dict[str, list[tuple[float, float, float | None]]] = {
    "restarted, and then to more than passed": [(3.0, 0.5, 197.0), (7.0, 4.5, 193.0), (8.0, 1.2, 192.0)],
    "back to the time before a restart": [(3.0, 0.5, 197.0), (5.0, 2.5, 195.0), (6.0, 106.0, 194.0)],
    "fallen, and not to a restart": [(3.0, 90.0, 197.0)],
    "standing still to the end": [(2.0 + at, 102.0, 198.0) for at in (1.0, 2.0, 2.9)],
    "kept in a cache, and then asked anew": [(5.0, 102.0, 198.0), (5.1, 105.1, 194.9)],
    "paused too long": [(9.0, 102.1, 197.9), (10.0, 103.1, 196.9)],
    "paused twice": [(5.1, 102.1, 197.9), (8.5, 102.4, 197.6)],
    "uptime alone paused": [*((2.0 + at, 102.0, 198.0 - at) for at in (1.0, 2.0, 2.9)), (8.0, 105.0, 192.0)],
    "paused, without a time left": [(5.1, 102.1, None), (8.0, 105.0, None)],
}


@pytest.mark.parametrize("name", EXCUSED)
def test_a_birth_may_move_on_once(name: str) -> None:
    """By a restart, or by a pause that is seen to end."""
    assert born(*STEADY, *EXCUSED[name]).contradiction is None


@pytest.mark.parametrize("name", BLAMED)
def test_all_else_contradicts_it(name: str) -> None:
    """Again and again, back, by something else than what passed, without an end, or one clock alone."""
    assert born(*STEADY, *BLAMED[name]).contradiction is not None


def test_a_vm_that_restarts_again_and_again_is_told_from_an_uptime_that_does() -> None:
    """Where three answers in a row kept time the VM restarts; each read beginning it anew is no restart."""
    loop = born(*STEADY, *((at, at % 1.5, 200.0 - at) for at in (2.2, 2.8, 3.0, 3.2, 6.01, 9.5, 9.7)))
    assert (loop.contradiction, loop.restarts) == (None, True)
    gaps = [0.1, 0.0, 0.2, 0.3, 0.0, 0.25, 2.7, 0.0, 2.7, 0.2]
    anew = born(*((sum(gaps[: place + 1]), gap, 100.0) for place, gap in enumerate(gaps)))
    assert (anew.contradiction is None, anew.restarts) == (False, False)


def test_what_never_went_on_is_not_paused() -> None:
    """A clock that stands still from the first answer on is wrong."""
    assert born(*((at, 100.0, 200.0) for at in (0.0, 1.0, 2.0, 3.0))).contradiction is not None

"""All faults and variants on one server, each under a path of its own with a state of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults import FAULTS, VARIANTS, gallery
from tests.reference.asking import STATUS, Asking, correct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

    from contract_tests.reference import Seeded

EXTENDING = "/faults/lifetime.reading-does-not-extend.by-a-lifetime"
KIND = "/variants/no-date"


def everything(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
    """Return the gallery around the reference."""
    return gallery(correct(seeded, clock), seeded, clock)


@pytest.fixture
def shown() -> Iterator[Asking]:
    """Yield the gallery, in this process and in virtual time."""
    asking = Asking(everything)
    yield asking
    asking.close()


def told(shown: Asking, prefix: str, state: str) -> dict[str, Any]:
    """Return what the deployment under a prefix tells of a session."""
    answer = shown.run(shown.sent(prefix + STATUS + shown.session(state), shown.key()))
    body: dict[str, Any] = json.loads(answer.body)
    return body


def test_each_has_a_state_of_its_own(shown: Asking) -> None:
    """A fault changes its own deployment's sessions and no other's."""
    before = [told(shown, prefix, "alive") for prefix in (EXTENDING, "", KIND)]
    for _ in range(3):
        told(shown, EXTENDING, "alive")
    after = [told(shown, prefix, "alive") for prefix in (EXTENDING, "", KIND)]
    moved = [
        later["expires_in_seconds"] > earlier["expires_in_seconds"]
        for earlier, later in zip(before, after, strict=True)
    ]
    assert moved == [True, False, False]
    assert len({each["vm_id"] for each in after}) == 3


def test_lives_begin_with_the_first_question(shown: Asking) -> None:
    """The VM that dies soon does so after it was first asked about there, however long the server ran."""
    told(shown, "", "expiring")
    shown.wait(60)
    assert told(shown, "", "expiring")["vm_alive"] is False
    assert told(shown, KIND, "expiring")["vm_alive"] is True


def test_all_are_listed(shown: Asking) -> None:
    """/faults lists the path of each with its sentence."""
    listed = shown.run(shown.sent("/faults")).body.decode().splitlines()
    every = {f"/faults/{name}  {kind.sentence}" for name, kind in FAULTS.items()}
    assert set(listed) == every | {f"/variants/{name}  {kind.sentence}" for name, kind in VARIANTS.items()}


def test_what_is_not_there_is_not_found(shown: Asking) -> None:
    """An unknown name is 404, and the reference itself is still there."""
    paths = ("/faults/nothing", "/faults/", "/variants", KIND + "x")
    answers = [
        shown.run(shown.sent(path + STATUS + shown.session("alive"), shown.key())).status for path in paths
    ]
    assert answers == [404] * 4
    assert told(shown, "", "alive")["vm_alive"] is True

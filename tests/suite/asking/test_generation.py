"""Generated requests: the same stream each time, the smallest one that breaks, and no more than allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.asking import generation
from contract_tests.asking.generation import Drawn, requests, search
from contract_tests.settings.sessions import DeclaredSession

if TYPE_CHECKING:
    from collections.abc import Callable

ALIVE = DeclaredSession("alive", "550e8400-e29b-41d4-a716-446655440000")
DEAD = DeclaredSession("dead", "7c9e6679-7425-40de-944b-e07fc1f90ae7")
BUDGET = 40


def asked(stream: int | None = None, breaks: Callable[[Drawn], bool] = lambda _: False) -> list[Drawn]:
    """Return what a search asks for, in order."""
    every: list[Drawn] = []

    def judged(drawn: Drawn) -> str | None:
        every.append(drawn)
        return "broken" if breaks(drawn) else None

    search(requests((ALIVE, DEAD)), BUDGET, stream, judged)
    return every


@pytest.mark.parametrize("stream", [None, 7])
def test_a_stream_is_the_same_each_time(stream: int | None) -> None:
    """The same requests are asked for again, whether they are drawn anew or were drawn before."""
    first = asked(stream)
    generation._stream.cache_clear()  # noqa: SLF001  as if in another process
    assert asked(stream) == asked(stream) == first
    assert len(first) > BUDGET / 2


def test_another_stream_is_another_one() -> None:
    """A number chooses a stream of its own."""
    assert asked(7) != asked(8) != asked()


def test_every_kind_of_request_is_asked() -> None:
    """Declared sessions are asked about, their spellings, near misses of them, and ids from the contract."""
    assert {each.subject for each in asked()} == {"declared", "spelling", "near", "hostile"}


@pytest.mark.parametrize("stream", [None, 7])
def test_the_smallest_request_that_breaks_is_told(stream: int | None) -> None:
    """Until one breaks the stream is the usual one; of those that break the simplest is told."""
    every: list[Drawn] = []

    def breaks(drawn: Drawn) -> str | None:
        every.append(drawn)
        return repr(drawn) if drawn.subject == "spelling" else None

    words = search(requests((ALIVE, DEAD)), BUDGET, stream, breaks)
    broken = next(place for place, each in enumerate(every) if each.subject == "spelling")
    assert every[: broken + 1] == asked(stream)[: broken + 1]
    (told,) = (each for each in every if repr(each) == words)
    assert (told.session, told.subject, told.with_key) == (ALIVE, "spelling", False)


def test_no_more_is_asked_than_the_budget_allows() -> None:
    """Shrinking counts: where most requests break something, no more are sent, and none twice."""
    every = asked(breaks=lambda drawn: drawn.subject != "declared")
    assert len(every) == len(set(every)) <= BUDGET

"""What meets a question for a while or now and then, and not when that is put again, blames no one.

The cases are derived: kinds of answer, whom they meet, since when, how long or how often.
"""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from contract_tests.reference.app import build
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.faults.variants.wire import drop
from tests.matrix.conduct import SEEDED, conduct
from tests.suite.building import examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference import Seeded
    from tests.matrix.conduct import Make

PAGE, JSON = "text/html", "application/json"
OWN_WORDS = (401, b'{"detail":"Not authenticated"}', JSON)
FAILED = (500, b"Internal Server Error", "text/plain")
CLOSED = (0, b"", "")
ANSWERS = (
    OWN_WORDS,
    FAILED,
    CLOSED,
    (401, b"<h1>401</h1>", PAGE),
    (403, b"<h1>Forbidden</h1>", PAGE),
    (403, b'{"message":"Forbidden"}', JSON),
    (404, b"<h1>default backend</h1>", PAGE),
    (404, b'{"detail":"Not Found"}', JSON),
    (302, b"", PAGE),
    (200, b"<h1>Back soon</h1>", PAGE),
    (400, b"<h1>Bad Request</h1>", PAGE),
    (503, b"<h1>Unavailable</h1>", PAGE),
)

KNOWN = SEEDED.environment()
CREDENTIALS = {
    KNOWN["CONTRACT_API_KEY"]: "key",
    f"Bearer {KNOWN['CONTRACT_BEARER_TOKEN']}": "token",
    KNOWN["CONTRACT_FOREIGN_API_KEY"]: "foreign",
    "": "none",
}
DECLARED = tuple(each.partition("=")[2] for each in SEEDED.declared)
MET = ("all", *CREDENTIALS.values(), "wrong", "declared", "others")
"""Whom an answer meets: all, who shows one credential, or who asks about declared ids, or about others."""

Moment = tuple[float, float]
SPELLS: tuple[Moment, ...] = tuple(product((0.1, 0.5, 1.0, 2.0, 3.3, 4.0, 5.0, 6.6), (0.05, 0.3, 1.0)))
LONG: tuple[Moment, ...] = ((0.5, 5.0), (1.0, 3.0), (2.0, 4.0), (2.5, 10.0))
OFTEN: tuple[Moment, ...] = ((25.0, 0.0), (15.0, 0.0), (40.0, 0.0))


def meets(met: str, scope: Scope) -> bool:
    """Tell whether a request is one of those that are met."""
    sent = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
    shown = sent.get("x-api-key", "") or sent.get("authorization", "")
    declared = scope["path"].endswith(DECLARED)
    about = "declared" if declared else "others"
    return met in {"all", about, CREDENTIALS.get(shown, "wrong")}


def passing(answer: tuple[int, bytes, str], met: str, moment: Moment) -> Make:
    """Return what makes the reference behind a gateway that answers so.

    It does from `begin` on, for `seconds`; where these are 0, to more than `begin` requests a second, and
    where they are below 0, to each `begin`th request.
    """
    (status, body, media), (begin, seconds) = answer, moment

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        fill(storage, seeded, clock)
        api, began = build(storage, clock=clock), clock()
        page = Response(body, status or 404, {"location": "/login"} if status == 302 else {}, media)
        left, latest, turn = 5.0, began, 0

        def is_met(scope: Scope) -> bool:
            nonlocal left, latest, turn
            if scope["type"] != "http" or not meets(met, scope):
                return False
            if seconds < 0:
                turn += 1
                return turn % begin == 0
            if seconds:
                return begin <= clock() - began < begin + seconds
            left, latest = min(5.0, left + (clock() - latest) * begin), clock()
            limited = left < 1
            left -= not limited
            return limited

        async def gateway(scope: Scope, receive: Receive, send: Send) -> None:
            if not is_met(scope):
                await api(scope, receive, send)
            elif status:
                await page(scope, receive, send)
            else:
                await drop(send)

        return gateway

    return make


def drawn(cases: list[tuple[tuple[int, bytes, str], str, Moment]], number: int) -> list[object]:
    """Return some of all cases, always the same ones unless more are hunted for, with names."""
    chosen = random.Random(14).sample(cases, min(len(cases), number))  # noqa: S311  for cases, not for secrets
    return [
        pytest.param(*case, id=f"{case[0][0]}-{case[0][2].partition('/')[2]}-{case[1]}-{case[2]}")
        for case in chosen
    ]


MANY = examples(60).max_examples
FOREIGN = [each for each in ANSWERS if each not in {OWN_WORDS, FAILED}]
"""An error, or the API's own word, that comes again and again is how the API answers."""


@pytest.mark.parametrize(
    "answer, met, moment",
    drawn([*product(ANSWERS, MET, SPELLS)], MANY) + drawn([*product(ANSWERS, MET, LONG)], MANY // 3),
)
def test_a_spell_blames_no_one(answer: tuple[int, bytes, str], met: str, moment: Moment) -> None:
    """The same question is answered well before, or afterwards."""
    _, report, _ = conduct(passing(answer, met, moment))
    assert not report.blocking, report.headline


@pytest.mark.parametrize(
    "answer, met, moment",
    # An error, or the API's own word, that comes again and again is how the API answers.
    drawn(
        [*product([each for each in ANSWERS if each not in (OWN_WORDS, FAILED)], ("all",), OFTEN)], MANY // 4
    ),
)
def test_a_limit_blames_no_one(answer: tuple[int, bytes, str], met: str, moment: Moment) -> None:
    """What is more than so many requests a second is answered so."""
    _, report, _ = conduct(passing(answer, met, moment))
    assert not report.blocking, report.headline


@pytest.mark.parametrize("answer", [OWN_WORDS, FAILED])
def test_what_comes_again_and_again_is_blamed(answer: tuple[int, bytes, str]) -> None:
    """The API's own refusal, or an error, of some questions of all, is no chance."""
    _, report, _ = conduct(passing(answer, "key", (15.0, 0.0)))
    assert report.blocking, report.headline


@pytest.mark.parametrize("turns", [4.0, 11.0])
# What is dropped, or answered as a gateway answers, is asked again by rule.
@pytest.mark.parametrize(
    "answer",
    [each for each in FOREIGN if each[0] not in {0, 503}],
    ids=lambda each: f"{each[0]}-{each[2].rpartition('/')[2]}",
)
def test_what_comes_by_turns_is_blamed(answer: tuple[int, bytes, str], turns: float) -> None:
    """One of several servers that is another application answers as no gateway's limit would."""
    _, report, _ = conduct(passing(answer, "all", (turns, -1.0)))
    assert report.blocking, report.headline


@pytest.mark.parametrize("answer", [OWN_WORDS, (403, b'{"message":"Forbidden"}', JSON)], ids=["401", "403"])
@pytest.mark.parametrize("met", ["none", "wrong", "all"])
def test_what_comes_by_turns_does_not_keep_the_run_asking(answer: tuple[int, bytes, str], met: str) -> None:
    """Two releases, each of which answers every other question, are asked at most twice as much."""
    _, report, _ = conduct(passing(answer, met, (2.0, -1.0)))
    assert report.requests < 400, report.headline
    assert bool(report.blocking) == (met == "all"), report.headline

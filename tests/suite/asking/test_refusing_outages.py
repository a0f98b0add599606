"""A gateway that refuses all while the API restarts costs time, and no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from contract_tests.reference.app import build
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from tests.faults.variants.wire import drop
from tests.matrix.conduct import conduct

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference import Seeded
    from tests.matrix.conduct import Make


def refusing(begin: float, seconds: float, status: int) -> Make:
    """Return what makes the reference behind a gateway that refuses all for a while; 0 closes connections."""

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        fill(storage, seeded, clock)
        api, began = build(storage, clock=clock), clock()
        page = Response("<h1>default backend</h1>", status or 404, {"location": "/login"}, "text/html")

        async def gateway(scope: Scope, receive: Receive, send: Send) -> None:
            if not begin <= clock() - began < begin + seconds:
                await api(scope, receive, send)
            elif status:
                await page(scope, receive, send)
            else:
                await drop(send)

        return gateway

    return make


@pytest.mark.parametrize("status", [404, 403, 302, 200, 0])
@pytest.mark.parametrize("begin", [0.3, 2.0, 4.0, 6.6, 7.7])
@pytest.mark.parametrize("seconds", [1.0, 5.0, 9.0])
def test_a_restart_behind_a_gateway_that_refuses_is_waited_for(
    begin: float, seconds: float, status: int
) -> None:
    """The run takes as much longer, and is complete and green; the watch of what expires goes on."""
    _, report, observations = conduct(refusing(begin, seconds, status))
    assert report.conclusion == "UPHELD", report.headline
    assert report.seconds < 14 + seconds
    assert len(observations) < 340

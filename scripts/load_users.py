"""The users of a load: each polls one declared session, and judges every answer as it arrives."""

from __future__ import annotations

import itertools
import logging
import os
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import gevent  # type: ignore[import-untyped]
from attrs import evolve, frozen
from locust import FastHttpUser, events, task

from contract_tests.asking.client import HEADERS
from contract_tests.asking.contexts import about
from contract_tests.asking.questions.ids import encoded
from contract_tests.clauses import CATALOGUE, Tolerances
from contract_tests.recording.contract import BEFORE_ID
from contract_tests.recording.exchange import Exchange
from contract_tests.recording.observation import Context, Observation
from contract_tests.recording.purpose import Scenario
from contract_tests.verdict.verdict import Judging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locust.contrib.fasthttp import FastResponse
    from locust.env import Environment

    from contract_tests.clauses import Clause
    from contract_tests.clauses.finding import Finding
    from contract_tests.settings.credentials import Redactor
    from contract_tests.settings.deployment import Deployment
    from contract_tests.verdict.promises import BrokenPromise

LOG = logging.getLogger("contract")


class NotAsDeclared(Exception):  # noqa: N818  likewise
    """A declared session was never seen in its state, so that what is said of that state was not judged."""


class ClauseViolated(Exception):  # noqa: N818  a finding, and no error of ours
    """An answer, or several, violated a clause; the message is the clause's sentence.

    It says nothing that differs from answer to answer, since Locust counts what is alike.
    """


@frozen
class Load:
    """The deployment that all users of this process poll, and the clauses they judge by. `pause` is seconds
    between two questions."""

    deployment: Deployment
    pause: float
    clauses: tuple[Clause, ...]
    redactor: Redactor

    @classmethod
    def of(cls, deployment: Deployment, pause: float, *, strict_should: bool) -> Load:
        """Return the load of a deployment; a violation counts where it would make a run red."""
        levels = {"MUST", "SHOULD"} if strict_should else {"MUST"}
        clauses = tuple(clause for clause in CATALOGUE.values() if clause.level in levels)
        return cls(deployment, pause, clauses, deployment.credentials.redactor())


class Jury:
    """One user's judging. A user asks one question after the other, so that its answers are in order."""

    def __init__(self, load: Load, context: Context) -> None:
        terms = Tolerances(grace=load.deployment.expiry_grace)
        # Exchanges are timed by the monotonic clock itself.
        began = datetime.now(UTC) - timedelta(seconds=time.monotonic())  # noqa: TID251  no judgement
        self._judging = Judging(terms, load.clauses, started=began)
        self._context = context
        self._tallies = tuple(self._judging.tallies.values())
        self._folds = tuple((clause, tally) for clause, tally in self._tallies if clause.fold is not None)
        self._reported = [0] * len(self._folds)

    def take(self, exchange: Exchange) -> Iterator[tuple[Clause, Finding]]:
        """Judge the next answer; yield what it violates, by itself or with those before it."""
        yield from self._judging.step(Observation(exchange, self._context))
        yield from self._broken_folds()

    def finish(self) -> Iterator[tuple[Clause, Finding]]:
        """Yield what only the end shows."""
        self._judging.finish()
        yield from self._broken_folds()

    def exercised(self) -> Counter[str]:
        """Return how often each clause held or broke."""
        return Counter({clause.id: tally.exercised for clause, tally in self._tallies if tally.exercised})

    def broken(self) -> list[BrokenPromise]:
        """Return the promises that were not kept."""
        return self._judging.promises.broken()

    def _broken_folds(self) -> Iterator[tuple[Clause, Finding]]:
        # A tally keeps a few witnesses and no more; so what lasts is told a few times by each user.
        for place, (clause, tally) in enumerate(self._folds):
            reported, self._reported[place] = self._reported[place], len(tally.witnesses)
            for finding in tally.witnesses[reported:]:
                yield clause, finding


class Watcher(FastHttpUser):
    """Polls one declared session; users share out the sessions."""

    insecure = False
    max_redirects = 0
    abstract = True
    load: Load
    """The load of this process, set before the first user exists."""
    turns = itertools.count()
    # What follows is shared by all users of a process on purpose.
    violated: Counter[str] = Counter()  # noqa: RUF012
    exercised: Counter[str] = Counter()  # noqa: RUF012
    broken: Counter[str] = Counter()  # noqa: RUF012
    """Declared sessions that were something else."""

    def __init__(self, environment: Environment) -> None:
        deployment = self.load.deployment
        self.network_timeout = self.connection_timeout = deployment.time_limit
        super().__init__(environment)
        polled = deployment.declared("alive", "unassigned", "dead", "expiring")
        self.session = polled[(os.getpid() + next(self.turns)) % len(polled)]
        credential = deployment.credentials.own()[0]
        self.polled = evolve(about(self.session, Scenario.LOAD, credential), asked=self.session.id)
        sent = deployment.credentials.sent(credential)
        assert sent is not None
        self.sent_headers = dict([*HEADERS, (sent.header, sent.value)])
        self.recorded_headers = ((sent.header, sent.recorded), *HEADERS)
        self.target = deployment.prefix + BEFORE_ID + encoded(self.session.id.encode())
        self.url = deployment.origin + self.target
        self.jury = Jury(self.load, self.polled)
        self.count = 0

    def wait_time(self) -> float:
        """Return the seconds until the next question."""
        return self.load.pause

    @task
    def poll(self) -> None:
        """Ask once, and judge the answer."""
        sent = time.monotonic()
        response = self.client.get(
            self.url, name=BEFORE_ID + self.session.state, headers=self.sent_headers, allow_redirects=False
        )
        if response.status_code:
            self.count += 1
            exchange = self.exchange(response, sent, time.monotonic())
            self.tell(self.jury.take(exchange), exchange)

    def exchange(self, response: FastResponse, sent: float, received: float) -> Exchange:
        """Return the question and its answer, free of secrets."""
        hide = self.load.redactor.hide
        body = hide(response.content or b"")
        try:
            text, octets = body.decode(), b""
        except UnicodeDecodeError:
            text, octets = "", body
        written = "\0".join(f"{name}\0{value}" for name, value in (response.headers or {}).items())
        words = hide(written.encode("latin-1", "replace")).decode("latin-1").split("\0")
        return Exchange(
            number=self.count,
            method="GET",
            origin=self.load.deployment.origin,
            target=self.target,
            headers=self.recorded_headers,
            sent=sent,
            received=received,
            status=response.status_code,
            answer_headers=tuple(zip(words[::2], words[1::2], strict=True)),
            text=text,
            octets=octets,
        )

    def on_stop(self) -> None:
        """Judge what only the end shows."""
        self.tell(self.jury.finish(), None)
        self.exercised.update(self.jury.exercised())
        for promise in self.jury.broken():
            self.broken[f"{promise}; {promise.remedy}"] += 1
            self.fail("DECLARED", promise.state, NotAsDeclared("not seen so; the log says what was seen"))

    def tell(self, found: Iterator[tuple[Clause, Finding]], exchange: Exchange | None) -> None:
        """Let each violation stand in the statistics under its clause's id, and the first in the log."""
        for clause, finding in found:
            self.fail("CLAUSE", clause.id, ClauseViolated(clause.says))
            if not self.violated[clause.id]:
                where = exchange.curl() if exchange else f"session {self.session.id}"
                LOG.error("%s: seen %s; right %s; %s", clause.id, finding.seen, finding.right, where)
            self.violated[clause.id] += 1

    def fail(self, kind: str, name: str, why: Exception) -> None:
        """Count a failure in the statistics, of whatever machine, which make the exit status 1."""
        self.environment.events.request.fire(
            request_type=kind, name=name, response_time=None, response_length=0, context={}, exception=why
        )


def conclude(**_: object) -> None:
    """Log what this process judged, so that no silence is taken for a yes."""
    for promise in Watcher.broken:
        LOG.error("%s", promise)
    if Watcher.exercised:
        LOG.info(
            "judged %d clauses of %d, %d violated; run judges the others",
            len(Watcher.exercised),
            len(Watcher.load.clauses),
            len(Watcher.violated),
        )


def set_clock(**_: object) -> None:
    """Tell gevent the time: its own is from before the imports, and --run-time would count from there."""
    gevent.get_hub().loop.update_now()


events.init.add_listener(set_clock)  # type: ignore[no-untyped-call]  # it has no types
events.quitting.add_listener(conclude)  # type: ignore[no-untyped-call]  # it has no types

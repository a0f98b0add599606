"""From some moment on all are answered alike: a lock-out or an outage, by refusals or gateways' errors."""

import math

from attrs import frozen

from contract_tests.recording.exchange import FAILED_GATEWAY, GATEWAY, Exchange
from contract_tests.recording.failure import FailureKind
from contract_tests.recording.observation import HONEST, OWN, Context, Lockout, Observation
from contract_tests.recording.reading import REQUIRED
from contract_tests.recording.strict_json import NotJson, decode
from contract_tests.recording.timing import OUTAGE, REPLICAS, RESTART

Look = tuple[int, str]
CLOSED: Look = (0, "")
MOST_ALIKE = 8
"""Gateways' errors in a row that make an outage, where enough of them met honest questions."""
OWN_AMONG_THEM = 3
FEWEST_ERRORS = 3
"""Client errors that come before a lock-out; what refuses earlier, refuses for another reason."""


def look_of(exchange: Exchange) -> Look | None:
    """Return a refusal's status and media type, 0 where the connection was closed; None for other answers.

    Some refuse by a redirect, or by a page or an object that says so with status 200.
    """
    if exchange.failure is not None:
        return CLOSED if exchange.failure.kind is FailureKind.DROPPED else None
    status, media = exchange.status or 0, (exchange.header("content-type") or "").lower()
    refused = 300 <= status < 500 and status not in GATEWAY
    return (status, media) if refused or (status < 300 and not _tells(exchange, media)) else None


def _tells(exchange: Exchange, media: str) -> bool:
    """Tell whether an answer may be a status, be it a wrong one."""
    try:
        value, _ = decode(exchange.body)
    except NotJson:
        return "html" not in media
    return isinstance(value, dict) and not REQUIRED.isdisjoint(value)


def place_of(context: Context) -> tuple[str, str]:
    """Return the credential, and the session or kind of id, that a request was about."""
    return context.credential, context.session if context.subject == "declared" else context.subject


def _is_own(context: Context) -> bool:
    return context.subject in {"declared", "unknown"} and context.credential in OWN


def _is_client_error(exchange: Exchange) -> bool:
    return exchange.status is not None and 400 <= exchange.status < 500


@frozen
class Outage:
    """Refusals of one look, and nothing else, for a while; seconds since the run began."""

    look: Look
    since: float
    until: float

    def holds(self, exchange: Exchange) -> bool:
        """Tell whether a refusal is of it; replicas that go one after the other are, too."""
        alike = look_of(exchange) == self.look
        return alike and self.since - REPLICAS <= exchange.sent <= self.until + REPLICAS


class Lockouts:
    """The latest refusals in a row, by when they were asked for; seconds since the run began.

    They are an outage if real answers come back, and a lock-out if none has by the time that outages last.
    """

    def __init__(self, patience: float) -> None:
        """Begin; for `patience` seconds refusals are waited for to end."""
        self._patience = patience
        self._errors = 0
        self._before = 0
        self._look: Look | None = None
        self._since = 0.0
        self._heard = 0.0
        self._latest = 0.0
        self._own = 0
        self._places: set[tuple[str, str]] = set()
        self._answered: set[tuple[str, str]] = set()
        self._arrived = False
        self._ordinary: set[Look] = set()
        self._pending: set[Look] = set()
        self._lost = 0.0
        self._over: list[Outage] = []

    def step(self, observation: Observation) -> None:
        """Take what was observed next."""
        exchange, context = observation.exchange, observation.context
        look = look_of(exchange)
        if exchange.status in GATEWAY or (look is None and exchange.failure is not None):
            return
        self._errors += _is_client_error(exchange)
        own, place = _is_own(context), place_of(context)
        if own and look is None:
            self._answered.add(place)
            # What has answered by errors alone may be another API, and is not asked again and again.
            self._arrived |= (exchange.status or 0) < 500
        # What was in flight when a row began tells nothing of it.
        if exchange.sent < (self._since if look == self._look else self._heard):
            return
        if look is None or look != self._look:
            self._begin(look, exchange)
        if look is None:
            return
        self._latest = max(self._latest, exchange.sent)
        self._places.add(place)
        self._own += own and place in self._answered
        if context.subject == "unknown" or (context.subject == "declared" and context.credential == "none"):
            self._pending.add(look)

    def _begin(self, look: Look | None, exchange: Exchange) -> None:
        if self._met_by_all and self._look is not None:
            self._over.append(Outage(self._look, self._since, self._latest))
            self._lost += self._latest - self._since
        elif not self._own:
            # What meets unused ids, and those who say nothing of themselves, while others are answered.
            self._ordinary |= self._pending
        self._pending = set()
        self._look, self._since = look, exchange.sent
        self._heard = exchange.received if look else exchange.sent
        self._before = self._errors - _is_client_error(exchange)
        self._own = 0
        self._places = set()

    @property
    def _met_by_all(self) -> bool:
        """True if the latest refusals met all that our own credentials were answered before."""
        return self._look not in self._ordinary and self._own >= OWN_AMONG_THEM and len(self._places) > 1

    def knows(self, context: Context) -> bool:
        """Tell whether a credential of our own was answered when it asked about that."""
        return self._arrived and _is_own(context) and place_of(context) in self._answered

    def refuses(self, observation: Observation) -> bool:
        """Tell whether an answer is a refusal, or a failure, of what was answered before."""
        exchange, context = observation.exchange, observation.context
        refused = look_of(exchange) or (exchange.status or 0) >= 500
        return (
            self.knows(context)
            and bool(refused)
            and exchange.failure is None
            and exchange.status not in GATEWAY
        )

    def suspects(self, observation: Observation) -> bool:
        """Tell whether an answer is one of the latest refusals, to what was answered otherwise before."""
        exchange, context = observation.exchange, observation.context
        if self._look is None or look_of(exchange) != self._look or self._look in self._ordinary:
            return False
        # A service that restarts closes connections too, and each question is asked again for a while.
        lasting = self._look != CLOSED or exchange.sent > self._since + 2 * RESTART
        return self.knows(context) and lasting and exchange.sent >= self._since

    def is_expected_back(self, now: float) -> bool:
        """Tell whether a restart may still last, for which all outages of a run together are waited."""
        return now <= self._since + self._patience - self._lost

    def lasted(self, now: float) -> float:
        """Return for how many seconds the latest refusals have been met."""
        return now - self._since

    def outlasted(self, now: float) -> Lockout | None:
        """Return the lock-out that the latest refusals are if they do not end."""
        if not self._met_by_all or self._before < FEWEST_ERRORS or self.is_expected_back(now):
            return None
        own = OWN.intersection(credential for credential, _ in self._places)
        # By 401 a credential is refused that has lapsed; two do not at once.
        if self._look is not None and self._look[0] == 401 and len(own) == 1:
            return None
        shown = "a closed connection" if self._look == CLOSED else f"status {(self._look or CLOSED)[0]}"
        words = (
            f"locked out since {self._since:.1f} s, to the end at {now:.1f} s, after {self._before} client "
            f"errors; all that asks gets {shown}; exempt this address, or lower --pace, which spreads errors"
        )
        return Lockout(self._since, words)

    def over(self) -> list[Outage]:
        """Return the outages that have ended, each once."""
        ended, self._over = self._over, []
        return ended


class Outages:
    """The latest gateways' errors in a row, by when they were asked for; seconds since the run began."""

    def __init__(self) -> None:
        self._answered: set[tuple[str, str]] = set()
        self._arrived = False
        self._heard = -math.inf
        self._errors: list[tuple[float, int]] = []
        self._plain = 0

    @property
    def is_out(self) -> bool:
        """True if what the API answered before meets a gateway's error, and nothing was answered since."""
        return self._plain > 0

    def step(self, observation: Observation) -> Lockout | None:
        """Take what was observed next; return the outage that it proves, once a restart would be over."""
        exchange, context = observation.exchange, observation.context
        plain = context.subject in {"declared", "unknown"} and context.credential in HONEST
        if exchange.failure is not None or exchange.status == 429:
            return None
        if exchange.status not in FAILED_GATEWAY:
            self._heard = max(self._heard, exchange.sent)
            self._errors = [each for each in self._errors if each[0] > self._heard]
            self._plain *= bool(self._errors)
            if plain:
                self._answered.add(place_of(context))
        elif exchange.sent > self._heard:
            self._errors.append((exchange.sent, exchange.status or 0))
            self._plain += plain and place_of(context) in self._answered
        return self._proved()

    def _proved(self) -> Lockout | None:
        if len(self._errors) < MOST_ALIKE or self._plain < OWN_AMONG_THEM:
            return None
        (since, _), (latest, _) = min(self._errors), max(self._errors)
        if latest <= since + OUTAGE:
            return None
        shown = " or ".join(str(status) for status in sorted({status for _, status in self._errors}))
        return Lockout(since, f"no answer but a gateway's {shown} since {since:.1f} s; is the API up?")

"""From some moment on all are answered alike: a lock-out by a refusal, or an outage by a gateway's error."""

from __future__ import annotations

import math

from contract_tests.recording.exchange import FAILED_GATEWAY, GATEWAY, Exchange
from contract_tests.recording.failure import FailureKind
from contract_tests.recording.observation import HONEST, OWN, Context, Lockout, Observation
from contract_tests.recording.reading import REQUIRED
from contract_tests.recording.strict_json import NotJson, decode
from contract_tests.recording.timing import OUTAGE, RESTART

Look = tuple[int, str]
CLOSED: Look = (0, "")
MOST_ALIKE = 8
"""Refusals in a row, all alike, that make a lock-out, where enough of them met our own credentials."""
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


def _is_client_error(exchange: Exchange) -> bool:
    return exchange.status is not None and 400 <= exchange.status < 500


class Lockouts:
    """The latest refusals in a row, by when they were asked for; seconds since the run began."""

    def __init__(self) -> None:
        self._errors = 0
        self._before = 0
        self._look: Look | None = None
        self._since = 0.0
        self._alike = 0
        self._own = 0
        self._places: set[tuple[str, str]] = set()
        self._answered: set[tuple[str, str]] = set()
        self._anonymous: set[Look] = set()
        self._pending: set[Look] = set()

    def step(self, observation: Observation) -> Lockout | None:
        """Take what was observed next; return the lock-out that it proves."""
        exchange, context = observation.exchange, observation.context
        look = look_of(exchange)
        if exchange.status in GATEWAY or (look is None and exchange.failure is not None):
            return None
        self._errors += _is_client_error(exchange)
        if self._look is not None and exchange.sent < self._since:
            return None
        documented = context.subject in {"declared", "unknown"}
        own = documented and context.credential in OWN
        place = place_of(context)
        if look is None or look != self._look:
            self._begin(look, exchange)
        if own and look is None:
            self._answered.add(place)
        if look is None:
            return None
        self._alike += 1
        self._places.add(place)
        self._own += own and place in self._answered
        if documented and context.credential == "none":
            self._pending.add(look)
        # A service that restarts closes connections too, for a while.
        lasting = look != CLOSED or exchange.sent > self._since + 2 * RESTART
        enough = self._alike >= MOST_ALIKE and self._own >= OWN_AMONG_THEM
        return self.proved() if enough and lasting else None

    def _begin(self, look: Look | None, exchange: Exchange) -> None:
        # What meets those who say nothing of themselves, while others are answered, is no lock-out.
        self._anonymous |= self._pending
        self._pending = set()
        self._look, self._since = look, exchange.sent
        self._before = self._errors - _is_client_error(exchange)
        self._alike = self._own = 0
        self._places = set()

    def proved(self) -> Lockout | None:
        """Return the lock-out that the latest refusals show, where our own credentials met one of them."""
        if self._look is None or self._look in self._anonymous or not self._own:
            return None
        if len(self._places) < 2 or self._before < FEWEST_ERRORS:
            return None
        shown = "a closed connection" if self._look == CLOSED else f"status {self._look[0]}"
        words = (
            f"locked out since {self._since:.1f} s, after {self._before} client errors: {shown} from then "
            "on, whoever asks; lower --pace, which spreads them, or exempt this address"
        )
        return Lockout(self._since, words)


class Outages:
    """The latest gateways' errors in a row, by when they were asked for; seconds since the run began."""

    def __init__(self) -> None:
        self._answered: set[tuple[str, str]] = set()
        self._heard = -math.inf
        self._errors: list[tuple[float, int]] = []
        self._plain = 0

    @property
    def is_out(self) -> bool:
        """Whether what the API answered before meets a gateway's error, and nothing was answered since."""
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

"""What was answered in the place of a status: limits, with the pace that was borne, gateways' errors, and
what passed."""

import math
from collections import deque

from attrs import define, field

from contract_tests.recording.exchange import FAILED_GATEWAY, GATEWAY, Exchange
from contract_tests.recording.observation import HONEST, Observation
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import BORNE_FOR

NO_CHANCE = 3
"""Limited answers from which on it is no chance that all were to those without a credential."""


@define
class Pacing:
    """Answers to honest questions, counted from the first 429 on; times are seconds since the run began."""

    answered: bool = False
    """True if any was answered otherwise: else the pace is not why."""
    limited: int = 0
    anonymous: int = 0
    """Those of the limited that were without a credential."""
    served: deque[float] = field(factory=deque)
    """When those were sent that were answered otherwise: the latest, for as long as no 429 came between."""
    most: int = 0
    """The most of them at any time."""

    def step(self, observation: Observation) -> None:
        """Take what was observed next; wrong credentials are limited for another reason."""
        exchange, context = observation.exchange, observation.context
        if context.credential not in HONEST or context.scenario is Scenario.WRONG or exchange.status is None:
            return
        if exchange.status == 429:
            self.limited += 1
            self.anonymous += context.credential == "none"
            self.served.clear()
            return
        self.answered = True
        if self.limited:
            self.served.append(exchange.sent)
            while self.served[0] <= exchange.sent - BORNE_FOR:
                self.served.popleft()
            self.most = max(self.most, len(self.served))

    @property
    def advice(self) -> str:
        """Return in words how often we were limited, and which pace was not, if we were."""
        if not self.limited:
            return ""
        if self.limited == self.anonymous >= NO_CHANCE:
            # Refusals may be what is counted, and those are as many at any pace.
            words = counted(self.limited, " without a credential")
            return f"{words} answered 429, lower --pace or exempt this address"
        borne = int(self.most / BORNE_FOR)
        lower = ", lower --pace" if self.answered else ""
        remedy = f", --pace {borne} was borne" if borne else lower
        return f"{counted(self.limited)} answered 429{remedy}"


@define
class Answers:
    """Answers of one sort so far: how many, which statuses, and from when to when they were asked for, in
    seconds since the run began."""

    count: int = 0
    statuses: set[int] = field(factory=set)
    since: float = math.inf
    until: float = 0.0

    def add(self, exchange: Exchange) -> None:
        """Take one more."""
        self.count += 1
        self.statuses.add(exchange.status or 0)
        self.since, self.until = min(self.since, exchange.sent), max(self.until, exchange.sent)

    def words(self, which: str = "") -> str:
        """Return them in words."""
        since, statuses = f"{self.since:.1f} s", " or ".join(map(_shown, sorted(self.statuses)))
        span = f"at {since}" if self.count == 1 else f"from {since} to {self.until:.1f} s"
        return f"{counted(self.count)} answered {statuses}{which}, {span}"


@define
class GatewayErrors(Answers):
    """Gateways' errors so far."""

    plain: bool = False
    """True if an ordinary question met one: firewalls answer so to what they take for an attack."""

    def step(self, observation: Observation) -> None:
        """Take what was observed next."""
        exchange, context = observation.exchange, observation.context
        if exchange.status in FAILED_GATEWAY:
            self.add(exchange)
            self.plain |= context.subject in {"declared", "unknown"} and context.credential in HONEST

    @property
    def told(self) -> str:
        """Return them in words, if ordinary questions met any."""
        return self.words() if self.plain else ""


@define
class Passed(Answers):
    """Refusals and failures so far that were not met when the question was put again."""

    voided: frozenset[int] = frozenset()
    """The numbers of their exchanges; of closed connections, too, which are no answers."""

    def step(self, observation: Observation) -> None:
        """Take what was observed next."""
        exchange = observation.exchange
        if exchange.number in self.voided and exchange.status not in {None, *GATEWAY}:
            self.add(exchange)

    @property
    def told(self) -> str:
        """Return them in words, if there were any."""
        return self.words(" that passed") if self.count else ""


def _shown(status: int) -> str:
    # Some fail with a page, or an object, that says so with status 200.
    return f"{status} with no status" if status < 300 else str(status)


def counted(number: int, which: str = "") -> str:
    """Return a number of answers as the beginning of a sentence."""
    return f"{number}{which} {'was' if number == 1 else 'were'}"

"""The pace that a deployment would have borne, by how it limited ours."""

from attrs import define

from contract_tests.recording.observation import HONEST, Observation
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import BORNE


@define
class Pacing:
    """Answers from the first 429 to an honest question on: `served` are those that were none; times are
    seconds since the run began."""

    limited: int = 0
    served: int = 0
    since: float = 0.0
    until: float = 0.0

    def step(self, observation: Observation) -> None:
        """Take what was observed next; wrong credentials are limited for another reason."""
        exchange, context = observation.exchange, observation.context
        if context.credential not in HONEST or context.scenario is Scenario.WRONG or exchange.status is None:
            return
        if exchange.status == 429:
            self.since = self.since if self.limited else exchange.sent
            self.limited += 1
        elif self.limited:
            self.served += 1
            self.until = max(self.until, exchange.received)

    @property
    def advice(self) -> str:
        """Return in words how often we were limited, and which pace would have been right, if we were."""
        if not self.limited:
            return ""
        times = "1 was" if self.limited == 1 else f"{self.limited} were"
        borne = int(BORNE * self.served / (self.until - self.since)) if self.until > self.since else 0
        return (
            f"{times} answered 429, --pace {borne} fits" if borne else f"{times} answered 429, lower --pace"
        )

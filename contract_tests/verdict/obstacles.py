"""Questions that were asked, and met something else than the API's answer: why clauses are untested then."""

import json
from collections import Counter

from attrs import define, evolve, field

from contract_tests.clauses.clause import Clause
from contract_tests.recording import contract
from contract_tests.recording.observation import OWN, VARIABLES, Observation
from contract_tests.recording.reading import Reading

UNREADABLE = "it cannot be read here"
"""The end of the sentence about an answer in a content coding that is not known."""


def _hindered(reading: Reading) -> str:
    """Return in words what a question met, and what to do; nothing where it was the API that answered."""
    exchange, context, status = reading.exchange, reading.context, reading.exchange.status
    if reading.coded:
        return f"{reading.unreadable}; {UNREADABLE}"
    if exchange.failure is not None:
        return f"asked, and not answered: {exchange.failure.detail}"
    if status == 429:
        exempt = "" if context.credential in OWN else ", or exempt this address from that limit"
        return f"was answered 429; lower --pace{exempt}"
    if status is not None and 300 <= status < 400:
        return f"was redirected by {status} to {exchange.shown('location') or 'nowhere'}"
    return f"was answered {status}, as gateways do"


@define
class Obstacles:
    """The questions so far that met an obstacle, one of each kind; the credentials that any were put with."""

    met: dict[tuple[str | None, ...], Observation] = field(factory=dict)
    credentials: set[str] = field(factory=set)

    def step(self, reading: Reading) -> None:
        """Take what was observed next."""
        exchange, context = reading.exchange, reading.context
        self.credentials.add(context.credential)
        redirected = exchange.status is not None and 300 <= exchange.status < 400
        # Bounded, so that a recording of any length is judged in the same memory.
        if (reading.code is None or redirected or reading.coded) and len(self.met) < 200:
            kind = (context.subject, context.credential, context.state, context.probe, _hindered(reading))
            self.met.setdefault(kind, reading.observation)

    @property
    def variables(self) -> set[str]:
        """The variables of the environment that the credentials came from."""
        return {variable for variable, credential in VARIABLES.items() if credential in self.credentials}

    def reason(self, clause: Clause) -> str | None:
        """Return what a clause's questions met, if they were asked and met an obstacle, most often."""
        words = Counter(kind[-1] for kind, each in self.met.items() if _concerns(each, clause))
        return words.most_common(1)[0][0] if words else None


def _concerns(observation: Observation, clause: Clause) -> bool:
    """Tell whether an answer of the API would have concerned a clause."""
    needs, context = clause.needs, observation.context
    # One session that met an obstacle is not why two were not seen.
    if needs.count > 1 or (needs.states and context.state not in needs.states):
        return False
    # It is asked what it would have said of each documented answer.
    if clause.judge is not None:
        return any(clause.judge(Reading(each)) is not None for each in _instead(observation))
    wanted = {VARIABLES[each] for each in needs.variables}
    return Reading(observation).is_documented_request and (not wanted or context.credential in wanted)


def _instead(observation: Observation) -> list[Observation]:
    """Return what might have been observed, had the API answered."""
    examples = contract.at(f"{contract.RESPONSES}/200/content/application~1json/examples")
    bodies = [json.dumps(each["value"]) for each in examples.values()]
    answers = [(401, "{}"), (422, "{}"), *((200, each) for each in bodies)]
    return [
        evolve(
            observation,
            exchange=evolve(observation.exchange, status=code, text=text, octets=b"", failure=None),
        )
        for code, text in answers
    ]

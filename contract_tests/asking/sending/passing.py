"""Answers that pass: refusals and failures which a question does not meet when it is put again."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from attrs import define, field, frozen

from contract_tests.asking.lockout import CLOSED, Look, look_of
from contract_tests.asking.sending.limits import may_explain
from contract_tests.recording.exchange import GATEWAY, NOT_FOUND, REFUSED, Exchange
from contract_tests.recording.observation import OWN, Context, Observation
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.timing import REPLICAS

Kind = tuple[str, str]
PLAIN = frozenset({"declared", "unknown", "foreign", "plain"})
KNOWN = frozenset({("own", "declared"), ("own", "foreign"), ("foreign", "foreign"), ("foreign", "declared")})
"""Kinds of questions about sessions that an API may have lost sight of."""
MANY = 15
"""Answers that passed, after each so many of which it is looked whether more can."""
ODD = frozenset({"spelling", "near", "hostile", "odd"})


def mark_of(exchange: Exchange) -> Look | None:
    """Return the look of a refusal or of a server's error; None for other answers."""
    status = exchange.status or 0
    if status >= 500 and status not in GATEWAY:
        return status, (exchange.header("content-type") or "").lower()
    return look_of(exchange)


def kind_of(context: Context) -> Kind:
    """Return the kind of a question: its like is answered alike, as all are who may not be told."""
    if context.credential in OWN:
        return "own", context.subject
    who = "foreign" if context.credential == "foreign" else "stranger"
    return who, "plain" if who == "stranger" and context.subject in PLAIN else context.subject


@frozen
class Marked:
    """An observation, the kind of its question, and the look of its refusal."""

    observation: Observation
    kind: Kind
    mark: Look | None

    @property
    def number(self) -> int:
        """The number of its exchange."""
        return self.observation.exchange.number

    @property
    def credential(self) -> str:
        """The credential that it carried."""
        return self.observation.context.credential

    @property
    def asked(self) -> tuple[str, str]:
        """Who asked about what."""
        return self.credential, self.observation.context.subject

    @property
    def sent(self) -> float:
        """When it was sent, in seconds since the run began."""
        return self.observation.exchange.sent

    def meets(self, other: "Marked") -> bool:
        """Tell whether two of one credential were in flight together, and meant to be."""
        one, another = self.observation, other.observation
        together = one.context.together and another.context.together and self.credential == other.credential
        return (
            together and one.exchange.sent < another.exchange.received and other.sent < one.exchange.received
        )

    def is_near(self, other: "Marked") -> bool:
        """Tell whether two of one credential were sent at nearly one time."""
        return self.credential == other.credential and abs(self.sent - other.sent) <= REPLICAS


@define
class Passing:
    """What passed, of all that was observed so far."""

    _rest: dict[int, Marked] = field(factory=dict)
    _passed: dict[int, Marked] = field(factory=dict)
    _again: set[int] = field(factory=set)
    """Numbers of answers to what was put again, after a pause: they say nothing of when one is refused."""
    lasting: set[Look] = field(factory=set)
    """Looks that came again and again while it was asked: to put such a question again shows nothing more."""

    def __len__(self) -> int:
        return len(self._passed)

    def step(self, observation: Observation) -> None:
        """Take what was observed next."""
        marked = Marked(observation, kind_of(observation.context), mark_of(observation.exchange))
        self._rest[marked.number] = marked

    def take(self, passed: Iterable[Observation]) -> None:
        """Take answers that passed."""
        for each in passed:
            if marked := self._rest.pop(each.exchange.number, None):
                self._passed[marked.number] = marked
        # Seldom, as each answer is compared with all others then.
        self.lasting.update(
            look
            for look, passed in self._alike().items()
            if len(passed) % MANY == 0 and self._is_how_it_answers(look, passed)
        )

    def foreign(self) -> set[Look]:
        """Return the looks of answers that passed and are none of the API's own words."""
        return {look for look, passed in self._alike().items() if not self._is_own_word(look, passed)}

    def _alike(self) -> dict[Look, list[Marked]]:
        alike = defaultdict(list)
        for each in self._passed.values():
            if each.mark:
                alike[each.mark].append(each)
        return alike

    def in_doubt(self) -> list[Marked]:
        """Return what was refused, or failed, where that is not how all of its like is answered."""
        passed, looks = self._alike(), self._looks()
        return [
            each
            for each in self._rest.values()
            if each.kind[1] != "contract" and (each.mark in passed or _is_odd(each, looks[each.kind]))
        ]

    def _looks(self) -> dict[Kind, Counter[Look | None]]:
        looks: dict[Kind, Counter[Look | None]] = defaultdict(Counter)
        for each in self._rest.values():
            if each.observation.exchange.status not in GATEWAY:
                looks[each.kind][each.mark] += 1
        return looks

    def passes(self, doubted: Observation, exchange: Exchange) -> bool:
        """Tell whether a question is answered now as its like may well be, and not as before."""
        self._again.add(exchange.number)
        mark, before, kind = mark_of(exchange), mark_of(doubted.exchange), kind_of(doubted.context)
        if exchange.status in GATEWAY or mark in {CLOSED, before, *self.foreign()}:
            return False
        if mark is None or mark[0] >= 500:
            return mark is None and kind[0] != "stranger"
        if kind[0] == "stranger":
            usual = self._looks()[kind].most_common(1)[0][0]
            return mark[0] in REFUSED or (mark == usual and before is not None and before[0] not in REFUSED)
        return kind[1] != "declared" and mark[0] >= 400 and mark[0] not in REFUSED

    def void(self) -> set[int]:
        """Return the numbers of answers that passed and tell nothing of the API, and of others alike.

        Of its own words, and of errors, one spell is chance, and several are how it answers; of others,
        those are that come again and again however little is asked.
        """
        void: set[int] = set()
        for look, passed in self._alike().items():
            if self._is_how_it_answers(look, passed):
                continue
            same = [each for each in self._rest.values() if each.mark == look]
            if self._is_own_word(look, passed):
                same = [each for each in same if any(each.is_near(other) for other in passed)]
            void.update(each.number for each in (*passed, *same))
        return void

    def _is_how_it_answers(self, look: Look, passed: list[Marked]) -> bool:
        if self._is_own_word(look, passed):
            return self._recurs(look, passed)
        both = (*self._rest.values(), *self._passed.values())
        every = [each for each in both if each.number not in self._again]
        # What meets strangers alone, say, is held against what else strangers met.
        met = {who for who, _ in (each.kind for each in passed)}
        answered = [each.observation.exchange for each in every if each.mark != look and each.kind[0] in met]
        refused = [*passed]
        if look in self.lasting:
            kinds = {each.kind for each in passed}
            refused += [each for each in self._rest.values() if each.mark == look and each.kind in kinds]
        return not may_explain([each.observation.exchange for each in refused], answered)

    def _is_own_word(self, look: Look, passed: list[Marked]) -> bool:
        """Tell whether the API itself may have said so: as it mostly does elsewhere, or of what it lost."""
        plain = [looks for (_, what), looks in self._looks().items() if what in PLAIN]
        told = [None if None in looks else looks.most_common(1)[0][0] for looks in plain]
        lost = KNOWN.issuperset(each.kind for each in passed)
        return _is_error(look) or look in told or (lost and look[0] in NOT_FOUND)

    def _recurs(self, look: Look, passed: list[Marked]) -> bool:
        """Tell whether its like was answered as usual between two that passed, or in company with one."""
        asked = {each.asked for each in passed}
        good = [
            each for each in self._rest.values()
            if each.asked in asked and (each.mark is None if each.credential in OWN else each.mark != look)
        ]  # fmt: skip
        for credential in {each.credential for each in passed}:
            met = sorted(each.sent for each in passed if each.credential == credential)
            rest = [each.sent for each in good if each.credential == credential]
            for before, after in pairwise(met):
                if after > before + REPLICAS and any(before < sent < after for sent in rest):
                    return True
        return _is_error(look) and any(each.meets(other) for each in passed for other in good)


def _is_error(look: Look) -> bool:
    """Tell whether a server failed, as some tell with status 200 and an object."""
    status, media = look
    return status >= 500 or (200 <= status < 300 and "json" in media)


def _is_odd(marked: Marked, looks: Counter[Look | None]) -> bool:
    """Tell whether a refusal is one that its like, which met these looks, need not have met."""
    (who, what), mark, context = marked.kind, marked.mark, marked.observation.context
    if mark is None or mark == CLOSED:
        # Of what is dropped, only that is judged which was dropped again.
        return mark is not None and context.again
    status, _ = mark
    if status >= 500 or (who, what) == ("own", "declared"):
        return True
    if status in REFUSED and mark == looks.most_common(1)[0][0] and who != "own":
        return False
    if what in ODD:
        return (status in REFUSED or status < 400) and (who == "own" or len(looks) > 1)
    # That our key is no token is no refusal of it.
    trespass = who == "own" and context.scenario is Scenario.WRONG
    return what in PLAIN and not trespass and len(looks) > 1

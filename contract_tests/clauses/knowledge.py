"""Knowledge: the texts that statuses told about one session, and that tell others about it.

An answer may name whatever gave it: a pod, a shard that the id is hashed to, a release. What tells of a
session is the name of its VM, and what every answer about it told, and none about another, in a member that
is empty for sessions that do not exist.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from attrs import define, field

from contract_tests.clauses.showing import TELLING, Parts, shown, values
from contract_tests.recording import contract
from contract_tests.recording.reading import FIELDS

PLENTY = 64
REPEATED = 2
"""Answers, or sessions, from which on something is seen not to change from one to the next."""
NO_CHANCE = 3
"""Sessions besides which a text told of one more is no chance."""


@define
class Knowledge:
    """The texts that statuses told, each with the sessions that it was told about, and how often."""

    told: dict[str, Counter[str]] = field(factory=lambda: defaultdict(Counter))
    members: dict[str, set[str]] = field(factory=lambda: defaultdict(set))
    """The members that told a text."""
    names: dict[str, set[str]] = field(factory=lambda: defaultdict(set))
    """The names of VMs, each with the sessions that had it."""
    states: dict[str, set[str]] = field(factory=lambda: defaultdict(set))
    """The sessions, each with what their VM's status was."""
    answers: Counter[str] = field(factory=Counter)
    filled: set[str] = field(factory=set)
    """The members that answers about unknown sessions fill."""
    unknown: bool = False
    """True if there were such answers."""

    def add(self, session: str, status: dict[str, Any], *, exists: bool) -> None:
        """Take a status."""
        if not exists:
            self.unknown = True
            if len(self.filled) < PLENTY:
                self.filled |= {member for member, value in status.items() if value}
            return
        if len(self.told) >= PLENTY:
            self._forget()
        self.answers[session] += 1
        for member, value in status.items():
            if member == "vm_id":
                if isinstance(value, str) and TELLING.fullmatch(value) and len(self.names) < PLENTY:
                    self.names[value].add(session)
            elif member != "session_id":
                self._tell(session, member, value)

    def _tell(self, session: str, member: str, value: object) -> None:
        if member == "vm_status" and isinstance(value, str):
            self.states[session].add(value)
        for text in set(values(value)):
            # A time is the session's own only where it is that of its creation.
            own = member == "created_at" or contract.instant(text) is None
            if own and (text in self.told or len(self.told) < PLENTY):
                self.told[text][session] += 1
                self.members[text].add(member)

    def _forget(self) -> None:
        """Forget what one answer told, as a trace id, and another one about the same session did not."""
        for text, about in list(self.told.items()):
            if len(about) == 1 and all(times < self.answers[each] for each, times in about.items()):
                del self.told[text], self.members[text]

    def names_of(self, session: str | None = None) -> frozenset[str]:
        """Return the names of VMs, or of those that one session had alone; what stands in an id is none."""
        ids = " ".join(f"{each} {each.replace('-', '')}".lower() for each in self.answers)
        ours = {name: sessions for name, sessions in self.names.items() if name.lower() not in ids}
        return frozenset(name for name, sessions in ours.items() if session is None or sessions == {session})

    def texts_of(self, session: str | None = None) -> frozenset[str]:
        """Return the other texts that tell of one session and no other, of which there are some."""
        # Where no unknown session is described, nothing shows whether others' members are filled for all.
        few = len(self.answers) <= NO_CHANCE and session is None
        return frozenset(
            text
            for text, about in self.told.items()
            if not few and len(about) == 1 and session in {None, *about}
            if not self.members[text] & self.filled and (self.unknown or self.members[text] <= {*FIELDS})
            if all(REPEATED <= times == self.answers[each] for each, times in about.items())
        )

    def states_shown(
        self, session: str, answer: Parts, others: Sequence[tuple[str, Parts]]
    ) -> dict[str, str]:
        """Return the parts of an answer that show its VM's status, a word that no answer shows about sessions
        of which it is not told."""
        found = {}
        for word in self.states.get(session, ()):
            strange = [told for other, told in others if word not in self.states.get(other, ())]
            pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
            for part, text in answer.items() if len(strange) > NO_CHANCE else ():
                if pattern.search(text) and not any(pattern.search(each.get(part, "")) for each in strange):
                    found[part] = word
        return found


def shows(
    answer: Parts, names: frozenset[str], others: frozenset[str], usual: Sequence[Parts]
) -> dict[str, str]:
    """Return the parts of an answer that show something known, each with it.

    `usual` are answers of that kind about sessions that do not exist: what stands in any of them is nothing
    known, and what differs between them is nothing of a session's, unless it names a VM.
    """
    if len(usual) < REPEATED:
        return shown(answer, names)
    # As of hosts that serve the API, and are named as VMs are.
    common = {text for text in names | others if any(shown(each, {text}) for each in usual)}
    steady = {part: text for part, text in answer.items() if len({each.get(part) for each in usual}) == 1}
    return shown(answer, names - common) or shown(steady, others - common)

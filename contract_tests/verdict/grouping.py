"""Untested clauses in groups, each with the one thing that would exercise it, the most rewarding first."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from attrs import evolve, frozen

from contract_tests.clauses.clause import Clause
from contract_tests.clauses.needs import Needs
from contract_tests.recording.observation import FOREIGN_KEY, KEY, TOKEN, State
from contract_tests.verdict.verdict import Verdict

SESSION_WORDS: dict[State, str] = {
    "alive": "session whose VM is alive",
    "unassigned": "session without a VM",
    "dead": "session whose VM is dead",
    "expiring": "session that is alive and dies soon",
    "foreign": "session of another account",
}


@frozen
class Provided:
    """The means of a run: a state for each declared session, and the variables of credentials."""

    states: tuple[State, ...] = ()
    variables: AbstractSet[str] = frozenset()


@frozen
class Remedy:
    """One thing to do, in words, and what to type for it; nothing where that depends."""

    what: str
    how: str = ""


ANY_CREDENTIAL = Remedy("set a credential", f"{KEY} or {TOKEN}")
BY_VARIABLE = {
    KEY: Remedy("set an API key", KEY),
    TOKEN: Remedy("set a bearer token", TOKEN),
    FOREIGN_KEY: Remedy("set another account's API key", FOREIGN_KEY),
}


@frozen
class Group:
    """Untested clauses that the same remedies, done together, would exercise."""

    remedies: tuple[Remedy, ...]
    clauses: tuple[Clause, ...]

    @property
    def what(self) -> str:
        """The remedies in words."""
        return " and ".join(each.what for each in self.remedies)

    @property
    def how(self) -> str:
        """The text to type, or nothing."""
        return " and ".join(each.how for each in self.remedies if each.how)

    def __str__(self) -> str:
        """Return it in one line: `17 clauses (15 MUST): declare a session ...: --session alive=ID`."""
        number, binding = len(self.clauses), sum(clause.level == "MUST" for clause in self.clauses)
        counted = f"{number} clause{'s' if number > 1 else ''}"
        counted += "" if binding == number else f" ({binding or 'no'} MUST)"
        return ": ".join(filter(None, (counted, self.what, self.how)))


def grouped(untested: Iterable[Verdict], provided: Provided, *, ended: bool = True) -> tuple[Group, ...]:
    """Return verdicts that are untested in groups; `ended` is False for a run that was interrupted."""
    needing: list[tuple[Clause, Needs]] = []
    others: dict[Remedy, list[Clause]] = {}
    for verdict in untested:
        if isinstance(verdict.lacking, Needs) and lacks(verdict.lacking, provided):
            needing.append((verdict.clause, verdict.lacking))
        else:
            # What was there and not seen has another reason; an end that came too soon goes before it.
            what = verdict.reason or "not exercised" if ended else "let the run come to its end"
            others.setdefault(Remedy(what), []).append(verdict.clause)
    groups = [*_by_remedy(needing, provided), *(Group((each,), tuple(of)) for each, of in others.items())]
    # Without a credential, nothing else is worth much.
    return tuple(sorted(groups, key=lambda each: (ANY_CREDENTIAL not in each.remedies, -len(each.clauses))))


def explained(verdict: Verdict, provided: Provided) -> Verdict:
    """Return a verdict; one that is untested although what it needs was there does not ask for that."""
    needs = verdict.lacking
    if not isinstance(needs, Needs) or lacks(needs, provided):
        return verdict
    # What has to be done besides, or cannot be declared, may not have been there.
    there = (needs.states or needs.variables) and not needs.also
    words = f"{', though there was' if there else '; it takes'} {needs.what}"
    reason = ", ".join(filter(None, (f"no answer exercised it{words}", needs.also)))
    return evolve(verdict, reason=reason, lacking=None)


def lacks(needs: Needs, provided: Provided) -> bool:
    """Tell whether a session or a variable is missing."""
    return all(_ways(needs, provided))


def _by_remedy(needing: list[tuple[Clause, Needs]], provided: Provided) -> list[Group]:
    """Group greedily: what is a single remedy, and the one of most clauses, is done first."""
    done: set[Remedy] = set()
    groups = []
    while needing:
        lacking = [{way - done for way in _ways(needs, provided)} for _, needs in needing]
        counts = Counter(way for ways in lacking for way in ways)
        best = min(counts, key=lambda way: (len(way), -counts[way], sorted(each.what for each in way)))
        done |= best
        clauses = tuple(clause for (clause, _), ways in zip(needing, lacking, strict=True) if best in ways)
        groups.append(Group(tuple(sorted(best, key=lambda each: each.what)), clauses))
        needing = [each for each, ways in zip(needing, lacking, strict=True) if best not in ways]
    return groups


def _ways(needs: Needs, provided: Provided) -> list[frozenset[Remedy]]:
    """Return the remedies that are missing, in each way in which a need may be met."""
    missing = frozenset(needs.variables) - provided.variables
    if not needs.states:
        # Without a session, any one of the variables will do.
        if len(missing) < len(needs.variables) or not missing:
            return [frozenset()]
        return [frozenset({BY_VARIABLE[each] for each in missing} if len(missing) == 1 else {ANY_CREDENTIAL})]
    besides = {BY_VARIABLE[each] for each in missing}
    # A declared session shows nothing without a credential to ask with.
    if not needs.variables and not provided.variables & {KEY, TOKEN}:
        besides = {ANY_CREDENTIAL}
    return [frozenset({*besides, *_sessions(state, needs.count, provided)}) for state in needs.states]


def _sessions(state: State, count: int, provided: Provided) -> list[Remedy]:
    """Return a remedy for each session of a state that is missing."""
    how = f"--session {state}=ID"
    return [
        Remedy(
            f"declare another {SESSION_WORDS[state]}" if before else f"declare a {SESSION_WORDS[state]}", how
        )
        for before in range(provided.states.count(state), count)
    ]

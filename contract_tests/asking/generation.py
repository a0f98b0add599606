"""Inputs drawn from the pinned contract and the declared ids; the only module that imports Schemathesis.

Schemathesis makes ids and header values out of `openapi.json`. By themselves these would never reach a
session, so the declared ids are mixed in, their other spellings, and near misses of them. Near misses and
hostile ids come from the rules that scenarios choose from, so a larger budget goes deeper and not elsewhere.
"""

from __future__ import annotations

import urllib.parse
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

import schemathesis
from attrs import frozen
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from contract_tests.asking.questions.hostile_ids import hostile_ids
from contract_tests.asking.questions.ids import near_misses, spellings
from contract_tests.recording import contract
from contract_tests.recording.purpose import Probe, probe_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.asking.questions.ids import Id
    from contract_tests.recording.observation import Subject
    from contract_tests.settings.sessions import DeclaredSession

T = TypeVar("T")


class Found(Exception):  # noqa: N818  an outcome, and no error of ours
    """A request broke something; the first argument says what."""


@frozen
class Drawn:
    """One request that was drawn: an id, whom it is about, and whether the contract's header comes with it.

    Where it does the request carries the API key, else the bearer token: another value would be a wrong
    credential, and of those only a few are ever sent, last.
    """

    octets: bytes
    subject: Subject
    probe: Probe
    session: DeclaredSession | None = None
    with_key: bool = True
    tried: str = ""
    target: str = ""
    """The id as the request line has it, where that is not as usual."""


@cache
def requests(sessions: tuple[DeclaredSession, ...]) -> st.SearchStrategy[Drawn]:
    """Return a strategy for requests; more than a third are about a declared session, if there is one."""
    from_contract = _from_contract()
    if not sessions:
        return from_contract
    session, with_key = st.sampled_from(sessions), st.booleans()
    declared = st.builds(_declared, session, with_key)
    spelled = st.builds(_spelled, session, st.integers(0, 3), with_key)
    near = st.builds(_near, session, st.integers(0, 36), st.text(max_size=4), st.integers(0, 2), with_key)
    # By number, since Hypothesis writes down all that may be sampled, and the rules yield hundreds.
    which = st.integers(0, 2**16)
    ruled = st.builds(_by_rule, session, which, with_key)
    hostile = st.builds(partial(_by_rule, None), which, with_key)
    return st.one_of(declared, from_contract, declared, near, spelled, ruled, declared, hostile)


@cache
def _from_contract() -> st.SearchStrategy[Drawn]:
    """Return a strategy for requests by the pinned contract alone; the same for all runs of a process."""
    operation = schemathesis.openapi.from_dict(contract.document())[contract.PATH]["GET"]
    return operation.as_strategy().map(_from_case)


def _from_case(case: Any) -> Drawn:
    octets = urllib.parse.unquote_to_bytes(str(case.path_parameters["session_id"]))
    return Drawn(octets, "hostile", Probe.DRAWN, with_key="X-API-Key" in (case.headers or {}))


def _declared(session: DeclaredSession, with_key: bool) -> Drawn:  # noqa: FBT001  drawn, not passed by hand
    return Drawn(session.id.encode(), "declared", Probe.DRAWN, session, with_key)


def _spelled(session: DeclaredSession, which: int, with_key: bool) -> Drawn:  # noqa: FBT001  drawn, not passed by hand
    every = list(spellings(session.id).items())
    if not every:
        return _declared(session, with_key)
    label, spelling = every[which % len(every)]
    return Drawn(spelling.encode(), "spelling", probe_of(label), session, with_key, label)


def _by_rule(session: DeclaredSession | None, which: int, with_key: bool) -> Drawn:  # noqa: FBT001  likewise
    every = _ids_by_rule(session and session.id)
    each = every[which % len(every)]
    subject: Subject = "near" if session else "hostile"
    return Drawn(each.octets, subject, Probe.DERIVED, session, with_key, each.label, each.written)


@cache
def _ids_by_rule(session_id: str | None) -> tuple[Id, ...]:
    """Return the near misses of an id, or the hostile ids where there is none."""
    return tuple(hostile_ids() if session_id is None else near_misses(session_id))


def _near(session: DeclaredSession, place: int, text: str, kept: int, with_key: bool) -> Drawn:  # noqa: FBT001  drawn, not passed by hand
    """Put a text into the id, in the place of up to two of its characters."""
    place = min(place, len(session.id))
    changed = session.id[:place] + text + session.id[place + kept :]
    octets = changed.encode("utf-8", "surrogatepass")
    if changed == session.id:
        return _declared(session, with_key)
    return Drawn(octets, "near", Probe.DRAWN_NEAR_MISS, session, with_key)


def search(
    strategy: st.SearchStrategy[Drawn], budget: int, stream: int | None, breaks: Callable[[Drawn], T | None]
) -> T | None:
    """Draw requests until one breaks a clause, and return what is said of the smallest such one.

    `breaks` sends and judges, and says something of what breaks; it is called at most `budget` times,
    shrinking included. The stream of requests is always the same one, unless another is asked for by its
    number.
    """
    answers: dict[Drawn, T | None] = {}

    def judged(drawn: Drawn) -> T | None:
        # Shrinking asks again and again; the answer that was judged counts, so that nothing is flaky.
        if drawn not in answers:
            if len(answers) >= budget:
                return None
            answers[drawn] = breaks(drawn)
        return answers[drawn]

    # Of what breaks nothing Hypothesis need not know; it draws the same again where it is to shrink.
    if not any(judged(drawn) for drawn in _stream(strategy, budget, stream)):
        return None
    return _falsified(strategy, budget, stream, judged)


@cache
def _stream(strategy: st.SearchStrategy[Drawn], budget: int, stream: int | None) -> tuple[Drawn, ...]:
    """Return what is drawn while nothing breaks a clause; the same for all runs of a process."""
    drawn: list[Drawn] = []
    _falsified(strategy, budget, stream, drawn.append)
    return tuple(drawn)


def _falsified(
    strategy: st.SearchStrategy[Drawn], budget: int, stream: int | None, judged: Callable[[Drawn], T | None]
) -> T | None:
    """Return what is said of the smallest request that something is said of."""

    @settings(
        max_examples=max(1, budget),
        database=None,
        deadline=None,
        derandomize=stream is None,
        # What the last phase would explain is shown by no message of ours, and costs requests.
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        print_blob=False,
    )
    @given(strategy)
    def breaks_nothing(drawn: Drawn) -> None:
        said = judged(drawn)
        if said is not None:
            raise Found(said)

    property_test = breaks_nothing if stream is None else seed(stream)(breaks_nothing)
    try:
        property_test()
    except Found as found:
        said: T = found.args[0]
        return said
    return None

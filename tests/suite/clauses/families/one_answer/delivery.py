"""Over the wire, and requests with something odd in them: cases."""

import copy
from collections.abc import Callable
from typing import Any

from contract_tests.recording import contract
from contract_tests.recording.failure import Failure, FailureKind
from contract_tests.recording.observation import Observation
from contract_tests.recording.purpose import Probe
from tests.suite.building import DROPPED, FRESH, NOTHING_LISTENS, OTHER, SESSION, SILENT, answer, body, told
from tests.suite.clauses.cases import not_offered, sentence, silent, upheld, violated
from tests.suite.clauses.drawn.drawn_answers import CACHES, OfAnswer
from tests.suite.clauses.drawn.drawn_histories import Histories, Scene

NO_ERROR, ANSWERED = "delivery.no-server-error", "delivery.every-request-is-answered"
APART, CACHED = "delivery.concurrent-answers-stay-apart", "delivery.status-is-not-cached"
PUBLISHED = "delivery.published-contract-agrees"
OVERRIDE, QUERY = "refusal.method-override-is-ignored", "refusal.unknown-query-is-ignored"
ACCEPT = "refusal.accept-does-not-crash"

ALIVE, UNKNOWN = told("alive"), told("unknown")
ANONYMOUS = answer({}, code=401, credential="none")
TOO_LONG = Failure(FailureKind.TOO_LONG, "the answer is longer than 4 MB", begun=True)


def failed(failure: Failure = DROPPED, *, again: bool = True, **known: Any) -> Any:
    """Return a request that got no answer."""
    return answer(failure=failure, again=again, **known)


def many(count: int) -> list[Any]:
    """Return answers about a living session, a fifth of a second apart."""
    return [told("alive", at=each / 5 + 0.1) for each in range(count)]


def gateway(at: float, code: int = 502) -> Any:
    """Return a gateway's answer about a dead session."""
    return answer("", code=code, at=float(at), session=OTHER, state="dead")


ANSWERED_CASES = (
    upheld(ANSWERED, ALIVE, failed(again=False), answer("", code=503)),
    violated(ANSWERED, ALIVE, failed(again=False), failed()),
    violated(ANSWERED, failed(SILENT), UNKNOWN),
    upheld(ANSWERED, ALIVE, failed(NOTHING_LISTENS), failed(TOO_LONG)),
    silent(ANSWERED, failed(again=False), failed(), failed(SILENT)),
    upheld(ANSWERED, ALIVE, *(failed(again=False, at=1 + at / 10) for at in range(9))),
    upheld(ANSWERED, *many(99), *(failed(again=False, at=float(at)) for at in range(9))),
    violated(ANSWERED, *many(9), *(failed(again=False, at=float(at)) for at in range(5))),
    violated(ANSWERED, *many(9), *(gateway(at) for at in range(6))),
    upheld(ANSWERED, *many(9), *(gateway(at) for at in range(5))),
    upheld(ANSWERED, *many(9), *(gateway(at / 4) for at in range(9))),
    upheld(ANSWERED, *many(9), *(gateway(at, 429) for at in range(9))),
    upheld(ANSWERED, *many(9), *(gateway(at) for at in range(6)), told("dead", session=OTHER, at=9)),
    upheld(ANSWERED, ALIVE, *(gateway(at + 1) for at in range(9))),
    violated(
        ANSWERED, *many(9), *(answer("", code=503, at=float(at), credential="token") for at in range(9))
    ),
    silent(ANSWERED, *(answer("", code=code) for code in (429, 502, 503, 504)), failed()),
    silent(ANSWERED, failed(), ANONYMOUS, failed(credential="none"), failed(subject="hostile")),
)


def concurrent(state: str = "alive", at: float = 3.0, **changed: Any) -> Any:
    """Return an answer about the session among many in flight."""
    return answer(body(state) | changed, at=at, together=True)


EARLY, LATE = told("alive", at=0), told("alive", at=6)
ELSEWHERE = told("alive", at=1, session=OTHER, vm_id="theirs")
NOBODYS = answer(body("alive", FRESH, vm_id="theirs"), at=1, session=FRESH, subject="unknown")

APART_CASES = (
    upheld(APART, EARLY, concurrent(), LATE),
    upheld(APART, answer(body("unknown", FRESH), session=FRESH, subject="unknown", together=True)),
    violated(APART, concurrent(session_id=OTHER)),
    violated(APART, concurrent(session_id=FRESH)),
    violated(APART, answer(body("unknown", OTHER), session=FRESH, subject="unknown", together=True)),
    violated(APART, EARLY, ELSEWHERE, concurrent(vm_id="theirs"), LATE),
    violated(APART, EARLY, ELSEWHERE, concurrent(at=1.2, vm_id="theirs"), LATE),
    violated(APART, EARLY, concurrent("unassigned"), LATE),
    silent(APART, EARLY, concurrent(vm_id="new"), told("alive", at=6, vm_id="new")),
    silent(APART, EARLY, concurrent("unassigned", at=0.5), LATE),
    silent(APART, EARLY, NOBODYS, concurrent(at=1.2, vm_id="theirs"), LATE),
    silent(APART, EARLY, LATE, ELSEWHERE, concurrent(at=7), ANONYMOUS, failed()),
    silent(APART, answer(body("alive", OTHER), together=True, credential="none"), answer("x", together=True)),
)


def caching(told_in: str, **known: Any) -> Any:
    """Return an answer with that Cache-Control."""
    headers = (("Content-Type", "application/json"), ("cache-control", told_in))
    return answer(body("alive"), headers=headers, **known)


HARMLESS = ("no-store", "private, max-age=5", "max-age=59", "no-store, max-age=600", "x-s-maxage=9")
HARMFUL = ("public", "max-age=60", "S-MAXAGE=1", 'max-age="3600"', "max-age = 86400")

CACHED_CASES = (
    upheld(CACHED, ALIVE, UNKNOWN, *(caching(each) for each in HARMLESS)),
    *(violated(CACHED, caching(each)) for each in HARMFUL),
    silent(CACHED, caching("public", code=404), caching("public", subject="hostile"), ANONYMOUS, failed()),
)


def published(change: Callable[[dict[str, Any]], object], code: int = 200) -> Any:
    """Return a published description that differs from the pin."""
    document = copy.deepcopy(contract.document())
    change(document)
    return answer(document, code=code, subject="contract", credential="none")


def members(document: dict[str, Any]) -> dict[str, Any]:
    """Return the members of a status body that a description names."""
    found: dict[str, Any] = document["components"]["schemas"]["SessionStatusResponse"]["properties"]
    return found


PUBLISHED_CASES = (
    upheld(PUBLISHED, published(lambda _: None)),
    upheld(PUBLISHED, published(lambda document: members(document).update({"more": {"type": "string"}}))),
    violated(PUBLISHED, published(lambda document: members(document).pop("vm_alive"))),
    violated(PUBLISHED, published(lambda document: members(document).update({"exists": {"type": "string"}}))),
    not_offered(PUBLISHED, published(lambda document: document.pop("paths"))),
    not_offered(PUBLISHED, published(lambda document: members(document).update({"exists": {"$ref": "x"}}))),
    not_offered(PUBLISHED, published(lambda _: None, 404), answer("<html>", subject="contract")),
    not_offered(PUBLISHED, answer([1], subject="contract", credential="none")),
    silent(PUBLISHED, ALIVE, UNKNOWN, published(lambda _: None, 503), failed(subject="contract")),
)

MISSING = answer({"detail": "Not Found"}, code=404, session=FRESH, subject="unknown")


def odd(probe: Probe, code: int = 200, content: Any = None, **known: Any) -> Any:
    """Return an answer to a request with something odd in it."""
    content = body("unknown", FRESH) if content is None else content
    return answer(content, code=code, session=FRESH, probe=probe, **{"subject": "odd"} | known)


ODD = ((OVERRIDE, Probe.OVERRIDE), (QUERY, Probe.QUERY), (ACCEPT, Probe.ACCEPT))
ODD_CASES = (
    *(upheld(clause, UNKNOWN, odd(probe)) for clause, probe in ODD),
    *(upheld(clause, MISSING, odd(probe, 404, {})) for clause, probe in ODD),
    upheld(ACCEPT, UNKNOWN, odd(Probe.ACCEPT, 406, "")),
    violated(OVERRIDE, UNKNOWN, odd(Probe.OVERRIDE, 405, {})),
    violated(QUERY, UNKNOWN, odd(Probe.QUERY, 400, {})),
    silent(QUERY, UNKNOWN, odd(Probe.QUERY, 403, {}, asked=f"{FRESH}?unknown=1&session_id={SESSION}")),
    violated(QUERY, UNKNOWN, odd(Probe.QUERY, 500, {}, asked=f"{FRESH}?unknown=1&session_id={SESSION}")),
    *(violated(clause, UNKNOWN, odd(probe, 500, "")) for clause, probe in ODD),
    *(violated(clause, UNKNOWN, odd(probe, 200, body("unassigned", FRESH))) for clause, probe in ODD),
    *(silent(clause, odd(probe, 500), ALIVE, ANONYMOUS) for clause, probe in ODD),
    *(
        silent(clause, UNKNOWN, odd(probe, 503), odd(probe, 500, credential="none"), failed())
        for clause, probe in ODD
    ),
    *(silent(clause, UNKNOWN, odd(Probe.METHOD, 500), odd(Probe.NONE, 500)) for clause, _ in ODD),
    *(silent(clause, UNKNOWN, odd(probe, subject="near")) for clause, probe in ODD),
    *(silent(clause, UNKNOWN, odd(probe, subject="spelling")) for clause, probe in ODD),
)

CASES = (
    *ANSWERED_CASES, *APART_CASES, *CACHED_CASES, *PUBLISHED_CASES, *ODD_CASES,
)  # fmt: skip


def _odd(scene: Scene, probe: Probe, code: int, state: str = "unknown") -> list[Observation]:
    return [scene.fresh(0), scene.fresh(1, state, code, subject="odd", probe=probe)]


def _failed(scene: Scene, *, again: bool) -> list[Observation]:
    known: dict[str, Any] = {"session": scene.session, "credential": scene.credential, "again": again}
    return [scene.told(0), answer(failure=DROPPED, at=scene.at(1), **known)]


ANSWERS: dict[str, OfAnswer] = {
    NO_ERROR: sentence(lambda it: it.plain, lambda it: it.code < 500),
    CACHED: sentence(lambda it: it.plain and it.code == 200, lambda it: CACHES[it.cache]),
}

HISTORIES: dict[str, Histories] = {
    OVERRIDE: (
        lambda scene: _odd(scene, Probe.OVERRIDE, 200),
        lambda scene: _odd(scene, Probe.OVERRIDE, scene.pick(204, 400, 404, 405, 500)),
    ),
    QUERY: (
        lambda scene: _odd(scene, Probe.QUERY, 200),
        lambda scene: _odd(scene, Probe.QUERY, *scene.pick((200, "unassigned"), (400,), (404,), (500,))),
    ),
    ACCEPT: (
        lambda scene: _odd(scene, Probe.ACCEPT, scene.pick(200, 406)),
        lambda scene: _odd(scene, Probe.ACCEPT, scene.pick(400, 404, 415, 500)),
    ),
    ANSWERED: (lambda scene: _failed(scene, again=False), lambda scene: _failed(scene, again=True)),
    APART: (
        lambda scene: scene.company(body("alive", scene.session, vm_id=scene.vm)),
        lambda scene: scene.company(body("alive", scene.pick(scene.other, scene.session[::-1]))),
    ),
}

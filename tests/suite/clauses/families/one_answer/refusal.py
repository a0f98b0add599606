"""Undocumented ids, and other methods: cases."""

from typing import Any

from attrs import evolve

from contract_tests.recording.failure import Failure
from contract_tests.recording.observation import Observation
from contract_tests.recording.purpose import Probe
from tests.suite.building import DROPPED, FRESH, NOTHING_LISTENS, SESSION, SILENT, answer, body, told
from tests.suite.clauses.cases import Says, sentence, silent, upheld, violated, yes
from tests.suite.clauses.drawn.drawn_answers import Drawn, OfAnswer
from tests.suite.clauses.drawn.drawn_histories import DETAIL, Histories, Scene

SURVIVED, PLAIN = "refusal.hostile-id-is-survived", "refusal.plain-invalid-id-is-documented"
EXACT, METHODS = "refusal.only-the-exact-id-matches", "refusal.other-methods-are-refused"
ANSWERED, MARKUP_ID = "refusal.hostile-id-is-answered", "<script>alert(1)</script>"
ORDINARY = (told("alive"), told("unknown"), answer({}, code=401, credential="none"))


def hostile(code: int = 200, content: Any = None, asked: str = "not-a-uuid", **known: Any) -> Any:
    """Return an answer about a hostile id."""
    content = body("unknown", asked) if content is None else content
    about: dict[str, Any] = {"session": "", "subject": "hostile"} | known
    return answer(content, code=code, asked=asked, **about)


def near(asked: str, content: Any = None, code: int = 200, **known: Any) -> Any:
    """Return an answer about an id derived from the session's: the session's own answer, unless told."""
    about: dict[str, Any] = {"subject": "near"} | known
    return answer(body("alive") if content is None else content, code=code, asked=asked, **about)


def longer(observation: Any, octets: int) -> Any:
    """Return the same about an id of so many octets."""
    return evolve(observation, exchange=evolve(observation.exchange, target="/" + "a" * octets))


def failed(failure: Failure, *, again: bool = True) -> Any:
    """Return a request about a hostile id that got no answer."""
    return answer(failure=failure, asked="x", subject="hostile", again=again)


SURVIVED_CASES = (
    *(
        upheld(SURVIVED, hostile(code), near("x", {}, code))
        for code in (200, 301, 400, 403, 404, 414, 422, 431)
    ),
    upheld(SURVIVED, hostile(200, subject="spelling", credential="token")),
    *(violated(SURVIVED, hostile(code)) for code in (500, 501, 505, 599)),
    upheld(SURVIVED, hostile(404, credential="none")),
    violated(SURVIVED, hostile(500, credential="none")),
    *(violated(SURVIVED, failed(failure)) for failure in (DROPPED, SILENT)),
    violated(SURVIVED, longer(failed(DROPPED), 7999)),
    silent(SURVIVED, longer(failed(DROPPED), 8000)),
    silent(SURVIVED, failed(DROPPED, again=False), longer(failed(DROPPED), 9000), failed(NOTHING_LISTENS)),
    silent(SURVIVED, *(hostile(code) for code in (429, 502, 503, 504)), *ORDINARY, answer("", code=500)),
    silent(
        SURVIVED,
        hostile(500, credential="none", subject="spelling"),
        hostile(500, credential="query"),
        hostile(500, subject="odd"),
        hostile(500, subject="contract"),
    ),
)


def unanswered(failure: Failure, asked: str, **known: Any) -> Any:
    """Return a request about an id that got no answer, nor did the one before."""
    about: dict[str, Any] = {"subject": "hostile", "again": True} | known
    return answer(failure=failure, asked=asked, **about)


BEGUN, CLOSED = evolve(DROPPED, begun=True), evolve(DROPPED, begun=False)
ATTACKS = (
    MARKUP_ID,
    "' OR 1=1",
    "../../etc/passwd",
    "a" * 256,
    "{{7*7}}",
    "a\\x00",
    "100%",
    "é",
    "{" + FRESH + "}",
)
HARMLESS = ("status", "12345", FRESH, FRESH[:-1], "e" * 255, "two words", f"urn:uuid:{FRESH}", "")
ANSWERED_CASES = (
    *(violated(ANSWERED, unanswered(CLOSED, asked)) for asked in ATTACKS),
    *(violated(SURVIVED, unanswered(CLOSED, asked)) for asked in HARMLESS),
    *(silent(SURVIVED, unanswered(CLOSED, asked)) for asked in ATTACKS),
    *(silent(ANSWERED, unanswered(CLOSED, asked)) for asked in HARMLESS),
    *(violated(SURVIVED, unanswered(failure, MARKUP_ID)) for failure in (BEGUN, DROPPED)),
    *(silent(ANSWERED, unanswered(failure, MARKUP_ID)) for failure in (BEGUN, DROPPED)),
    # A firewall drops packets as well as connections.
    violated(ANSWERED, unanswered(SILENT, MARKUP_ID)),
    silent(SURVIVED, unanswered(SILENT, MARKUP_ID)),
    violated(SURVIVED, unanswered(CLOSED, FRESH.upper(), subject="spelling")),
    silent(SURVIVED, unanswered(CLOSED, "{" + FRESH + "}", subject="spelling")),
    upheld(ANSWERED, hostile(403, asked=MARKUP_ID), near("'", {}, 200)),
    silent(ANSWERED, hostile(403), hostile(503, asked=MARKUP_ID), unanswered(CLOSED, "'", again=False)),
    silent(ANSWERED, unanswered(CLOSED, "'", credential="none"), longer(unanswered(CLOSED, "'"), 8000)),
)

FORGIVEN = (
    SESSION, f" {SESSION} ", SESSION.upper(), f"{{{SESSION}}}", f"a/../{SESSION}", f"./{SESSION}",
    f"{SESSION};v=1", f"urn:uuid:{SESSION}", SESSION.replace("-", ""), SESSION.replace("5", "%35"),
)  # fmt: skip
NOT_NAMING = (
    SESSION + "0", SESSION[:-1], SESSION[:-1] + "1", SESSION + "' OR '1'='1", SESSION[:-1] + "%",
    f"{SESSION}\x00x", f"{SESSION},{FRESH}", "*", f"0{SESSION}", f"{SESSION}/x", "",
)  # fmt: skip
FOUND = body("alive", FRESH)

NEIGHBOUR, ANOTHER = SESSION[:-1] + "1", {"vm_id": "vm-9", "created_at": "2020-02-02T02:02:02Z"}
BARE = body("unassigned", NEIGHBOUR) | {"created_at": None}
NEIGHBOURS, NUMBERED = told("unassigned", session=NEIGHBOUR), told("alive", session="1043")

EXACT_CASES = (
    *(upheld(EXACT, near(asked, body("unknown", asked)), near(asked, {}, 404)) for asked in NOT_NAMING),
    *(violated(EXACT, near(asked)) for asked in NOT_NAMING),
    *(silent(EXACT, near(asked)) for asked in FORGIVEN),
    violated(EXACT, near(f"x/a/../{SESSION}")),
    *(violated(EXACT, hostile(200, FOUND, asked)) for asked in ("a-b-c-d-e", "x" * 36)),
    *(violated(EXACT, hostile(200, FOUND, asked)) for asked in ("%", "*", "12345", " ", "' OR '1'='1")),
    violated(EXACT, hostile(200, {"exists": True}, credential="token")),
    upheld(EXACT, hostile(), hostile(422, {}), hostile(200, "x"), hostile(404, FOUND)),
    silent(
        EXACT, *ORDINARY, near("x", credential="none"), near("x", code=503), near("x", subject="spelling")
    ),
    silent(EXACT, hostile(200, FOUND, FRESH), hostile(200, FOUND, probe=Probe.DRAWN)),
    silent(EXACT, hostile(200, FOUND, subject="odd")),
    # Another session's own VM and time; or, where it has none of either, one that was declared.
    silent(EXACT, told("alive"), near(NEIGHBOUR, body("alive", NEIGHBOUR, **ANOTHER))),
    violated(EXACT, told("alive"), near(NEIGHBOUR, body("alive", NEIGHBOUR, vm_id="vm-9"))),
    silent(EXACT, NEIGHBOURS, near(NEIGHBOUR, BARE)),
    violated(EXACT, told("alive"), near(NEIGHBOUR, BARE)),
    silent(EXACT, NUMBERED, hostile(200, body("alive", "12345", **ANOTHER), "12345")),
    violated(EXACT, told("alive"), hostile(200, body("alive", "12345", **ANOTHER), "12345")),
)


CASES = (
    *SURVIVED_CASES,
    *ANSWERED_CASES,
    upheld(PLAIN, hostile(422, probe=Probe.PLAIN_INTEGER)),
    *EXACT_CASES,
)


def only_get(it: Drawn) -> Says:
    """Only GET is served, and a 405 says so."""
    if it.probe is not Probe.METHOD or not it.answered:
        return "silent"
    return yes((400 <= it.code < 500 or it.code == 501) and (it.code != 405 or it.allow))


def _near(scene: Scene, content: Any) -> list[Observation]:
    return [scene.told(0), scene.seen(1, content, asked="550e8400", subject="near")]


ANSWERS: dict[str, OfAnswer] = {
    SURVIVED: sentence(
        lambda it: (
            it.answered
            and (it.odd if it.credential == "none" else it.real and (it.odd or it.subject == "spelling"))
        ),
        lambda it: it.code < 500,
    ),
    ANSWERED: sentence(lambda it: it.real and it.answered and it.attacks, lambda _: True),
    PLAIN: sentence(
        lambda it: it.real and it.answered and it.probe is Probe.PLAIN_WORD, lambda it: it.code in {200, 422}
    ),
    METHODS: only_get,
}

HISTORIES: dict[str, Histories] = {
    EXACT: (
        lambda scene: _near(scene, scene.pick(body("unknown"), DETAIL)),
        lambda scene: _near(scene, body("alive", scene.session, vm_id=scene.vm)),
    )
}

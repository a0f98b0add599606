"""Answers drawn with every credential, subject, status and header, and what each clause's sentence says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import frozen
from hypothesis import strategies as st

from contract_tests.recording.purpose import Probe
from tests.suite.building import FRESH, NOW, SESSION, answer, body

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.recording.exchange import Headers
    from contract_tests.recording.observation import Observation
    from tests.suite.clauses.cases import Says

WRONG = ("wrong-key", "wrong-token", "near-miss-key")
GATEWAYS = {429, 502, 503, 504}
CODES = (
    200, 201, 204, 299, 300, 301, 307, 399, 400, 401, 403, 404, 405, 410, 422, 429, 499, 500, 501, 502,
    503, 504, 507,
)  # fmt: skip
MARKUP = "<script>alert(1)</script>"
INVALID = json.dumps({"detail": [{"loc": ["path", "session_id"], "msg": "not a UUID", "type": "uuid"}]})
BODIES = {
    json.dumps(body("alive")): "status",
    json.dumps(body("unknown", session=FRESH)): "absent",
    INVALID: "invalid",
    INVALID[:-1]: "half",
    '{"detail": [{"loc": "path", "msg": "no", "type": "uuid"}]}': "invalid in another way",
    '{"detail": "no", "detail": "twice"}': "twice",
    '{"detail": NaN}': "half",
    b'\\ufeff{"detail": "no"}'.decode("unicode_escape"): "half",
    '{"detail": "$CONTRACT_API_KEY"}': "credential",
    '{"error": {"vm_status": "active"}}': "member",
    f"<p>{MARKUP}</p>": "markup",
    'Traceback (most recent call last):\\n  File "/srv/app/main.py", line 3'.replace(
        "\\n", "\n"
    ): "traceback",
    "sqlite3.OperationalError: SELECT vm_id FROM sessions WHERE id = 1": "query",
    "gone": "half",
}
"""Texts of bodies, and what is to be said of them."""
READABLE = {"status", "absent", "invalid", "invalid in another way", "twice", "credential", "member"}
CACHES = {
    "": True,
    "no-store": True,
    "max-age=5": True,
    "public": False,
    "max-age=600": False,
    "s-maxage=1": False,
}
KINDS = ("application/json", "Application/JSON; charset=utf-8", "text/html", "application/problem+json")


@frozen
class Drawn:
    """One answer: all that was drawn, so that sentences can be read by it."""

    credential: str
    subject: str
    probe: Probe
    method: str
    code: int
    kind: str
    cache: str
    challenge: bool
    allow: bool
    text: str

    @property
    def observation(self) -> Observation:
        """The answer as it would have been observed."""
        headers: Headers = (("Content-Type", self.kind), ("Date", NOW))
        headers += (("Cache-Control", self.cache),) if self.cache else ()
        headers += (("WWW-Authenticate", "Bearer"),) if self.challenge else ()
        headers += (("Allow", "GET"),) if self.allow else ()
        session = FRESH if self.subject == "unknown" else SESSION
        asked = {"near": f"{SESSION}0", "hostile": MARKUP}.get(self.subject, session)
        asked = MARKUP if self.probe is Probe.HTML else asked
        known: dict[str, Any] = {"credential": self.credential, "subject": self.subject, "probe": self.probe}
        return answer(
            self.text, code=self.code, headers=headers, method=self.method, session=session, asked=asked,
            **known,
        )  # fmt: skip

    @property
    def body(self) -> str:
        """What is to be said of the body."""
        return BODIES[self.text]

    @property
    def real(self) -> bool:
        """Whether a real credential of one's own asked."""
        return self.credential in {"key", "token"}

    @property
    def plain(self) -> bool:
        """Whether a real credential asked about a declared or an unknown session, and the API answered."""
        return self.real and self.subject in {"declared", "unknown"} and self.answered

    @property
    def answered(self) -> bool:
        """Whether the API itself answered."""
        return self.code not in GATEWAYS

    @property
    def attacks(self) -> bool:
        """Whether the id looks like an attack: all with markup in them do."""
        return self.subject == "hostile" or (
            self.subject in {"near", "spelling"} and self.probe is Probe.HTML
        )

    @property
    def unauthorised(self) -> bool:
        """Whether somebody asked about a session who may not."""
        return self.answered and ((self.wrong and not self.odd) or self.unused_context)

    @property
    def wrong(self) -> bool:
        """Whether a credential was wrong."""
        return self.credential in {"wrong-key", "wrong-token", "near-miss-key"}

    @property
    def odd(self) -> bool:
        """Whether the id was no session's, and no plain one."""
        return self.subject in {"near", "hostile"}

    @property
    def unused_context(self) -> bool:
        """Whether a session was asked about without credentials."""
        return self.credential == "none" and self.subject in {"declared", "unknown", "spelling"}


answers = st.builds(
    Drawn,
    credential=st.sampled_from(
        ["key", "token", "none", "wrong-key", "wrong-token", "near-miss-key", "query"]
    ),
    subject=st.sampled_from(["declared", "unknown", "spelling", "near", "hostile", "odd"]),
    probe=st.sampled_from([Probe.NONE, Probe.PLAIN_WORD, Probe.HTML, Probe.METHOD]),
    method=st.sampled_from(["GET", "DELETE"]),
    code=st.sampled_from([*CODES, 200, 200, 200, 401, 422]),
    kind=st.sampled_from(KINDS),
    cache=st.sampled_from([*CACHES]),
    challenge=st.booleans(),
    allow=st.booleans(),
    text=st.sampled_from([*BODIES]),
)


def yes(holds: bool) -> Says:  # noqa: FBT001  a sentence holds, or it does not
    """Return what is said by a sentence of what concerns it."""
    return "upheld" if holds else "violated"


def refused(credential: str) -> Callable[[Drawn], Says]:
    """A request with this credential meets no success; what redirects or breaks down refuses nothing."""

    def says(it: Drawn) -> Says:
        if it.credential != credential or it.odd or it.code >= 500 or 300 <= it.code < 400 or not it.answered:
            return "silent"
        return yes(it.code >= 400)

    return says


def required(it: Drawn) -> Says:
    """Nobody is told anything; how a malformed id is refused first is left open."""
    if it.odd and (it.credential in {"none", "query"} or it.wrong) and it.answered:
        if it.code < 300 and it.body in {"status", "absent", "member"}:
            return "violated"
        return "upheld" if 400 <= it.code < 500 else "silent"
    if not it.unused_context or not it.answered or it.code >= 500:
        return "silent"
    return yes(it.code in {401, 403} or (it.subject == "spelling" and 400 <= it.code < 500))


def scheme(it: Drawn) -> Says:
    """A 401 says how to authenticate."""
    if not it.unauthorised or it.code not in {401, 403}:
        return "silent"
    return yes(it.challenge) if it.code == 401 else "not offered"


def reveals(it: Drawn) -> Says:
    """A refusal tells nothing."""
    if not (it.unauthorised or (it.wrong and it.answered)) or it.code < 300:
        return "silent"
    return yes(it.body not in ({"credential"} if it.odd else {"status", "absent", "member", "credential"}))


def media(it: Drawn) -> Says:
    """Both documented bodies are JSON, and say so; about any other id, without a slash, what says so is."""
    if it.real and it.subject in {"spelling", "near", "hostile"} and it.code == 200 and not it.attacks:
        says = it.kind.lower().startswith("application/json")
        return "violated" if says and it.body not in READABLE else "silent"
    if not it.plain or it.code not in {200, 422}:
        return "silent"
    return yes(it.kind.lower().startswith("application/json") and it.body in READABLE)


def invalid(it: Drawn) -> Says:
    """A 422 has the documented body, in which nothing is required."""
    if not it.real or not it.answered:
        return "silent"
    if it.code != 422:
        return "not offered" if it.subject == "hostile" else "silent"
    return yes(it.body in {"invalid", "status", "absent", "member"})


def absent(it: Drawn) -> Says:
    """Nobody's session does not exist."""
    if not it.plain or it.subject != "unknown":
        return "silent"
    if 400 <= it.code < 500:
        return "not offered"
    return yes(it.body == "absent") if it.code == 200 and it.body in {"status", "absent"} else "silent"


def internals(it: Drawn) -> Says:
    """Errors tell nothing of what went wrong inside."""
    return "not offered" if it.code < 400 else yes(it.body not in {"traceback", "query"})


def markup(it: Drawn) -> Says:
    """Markup out of an id is not served as a page."""
    if it.probe is not Probe.HTML:
        return "silent"
    if it.code < 400 or it.body != "markup":
        return "not offered"
    return yes("html" not in it.kind)


def method(it: Drawn) -> Says:
    """Only GET is served, and a 405 says so."""
    if it.probe is not Probe.METHOD or not it.answered:
        return "silent"
    return yes((400 <= it.code < 500 or it.code == 501) and (it.code != 405 or it.allow))


def where(concerned: Callable[[Drawn], bool], holds: Callable[[Drawn], bool]) -> Callable[[Drawn], Says]:
    """Return what is said by a sentence that concerns some answers, and holds of some of these."""
    return lambda it: yes(holds(it)) if concerned(it) else "silent"


SENTENCES: dict[str, Callable[[Drawn], Says]] = {
    "shape.body-is-json": media,
    "shape.members-are-unique": where(
        lambda it: it.plain and it.code in {200, 422} and it.body in READABLE, lambda it: it.body != "twice"
    ),
    "shape.status-body-matches-schema": where(
        lambda it: it.plain and it.code == 200 and it.body in READABLE,
        lambda it: it.body in {"status", "absent"},
    ),
    "shape.validation-error-matches-schema": invalid,
    "existence.unknown-session-does-not-exist": absent,
    "existence.unknown-session-is-answered-200": where(
        lambda it: it.plain and it.subject == "unknown" and it.code != 401, lambda it: it.code == 200
    ),
    "access.credentials-are-required": required,
    "access.wrong-key-is-refused": refused("wrong-key"),
    "access.wrong-token-is-refused": refused("wrong-token"),
    "access.near-miss-key-is-refused": refused("near-miss-key"),
    "access.refusal-reveals-nothing": reveals,
    "access.refusal-is-an-error": where(lambda it: it.unauthorised, lambda it: 400 <= it.code < 500),
    "access.refusal-names-the-scheme": scheme,
    "access.key-in-query-is-not-accepted": where(
        lambda it: it.credential == "query" and it.answered, lambda it: it.code >= 300
    ),
    "refusal.hostile-id-is-survived": where(
        lambda it: (
            it.answered
            and (it.odd if it.credential == "none" else it.real and (it.odd or it.subject == "spelling"))
        ),
        lambda it: it.code < 500,
    ),
    "refusal.hostile-id-is-answered": where(
        lambda it: it.real and it.answered and it.attacks, lambda _: True
    ),
    "refusal.plain-invalid-id-is-documented": where(
        lambda it: it.real and it.answered and it.probe is Probe.PLAIN_WORD, lambda it: it.code in {200, 422}
    ),
    "refusal.error-tells-no-internals": internals,
    "refusal.error-repeats-no-markup": markup,
    "refusal.other-methods-are-refused": method,
    "delivery.no-server-error": where(lambda it: it.plain, lambda it: it.code < 500),
    "delivery.status-is-not-cached": where(
        lambda it: it.plain and it.code == 200, lambda it: CACHES[it.cache]
    ),
}
"""Each clause about one answer, as it is written, and not as it is programmed."""

"""Answers drawn with every credential, subject, status and header."""

import json
from collections.abc import Callable
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from contract_tests.recording.exchange import Headers
from contract_tests.recording.observation import Observation
from contract_tests.recording.purpose import Probe
from tests.suite.building import FRESH, NOW, SESSION, answer, body
from tests.suite.clauses.cases import Says

OfAnswer = Callable[["Drawn"], Says]

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
        """The body's description."""
        return BODIES[self.text]

    @property
    def real(self) -> bool:
        """True if a real credential of one's own asked."""
        return self.credential in {"key", "token"}

    @property
    def plain(self) -> bool:
        """True if a real credential asked about a declared or an unknown session, and the API answered."""
        return self.real and self.subject in {"declared", "unknown"} and self.answered

    @property
    def answered(self) -> bool:
        """True if the API itself answered."""
        return self.code not in GATEWAYS

    @property
    def attacks(self) -> bool:
        """True if the id looks like an attack: all with markup in them do."""
        return self.subject == "hostile" or (
            self.subject in {"near", "spelling"} and self.probe is Probe.HTML
        )

    @property
    def unauthorised(self) -> bool:
        """True if a request about a session carried no valid credential."""
        return self.answered and ((self.wrong and not self.odd) or self.unused_context)

    @property
    def wrong(self) -> bool:
        """True if a credential was wrong."""
        return self.credential in {"wrong-key", "wrong-token", "near-miss-key"}

    @property
    def odd(self) -> bool:
        """True if the id was no session's, and no plain one."""
        return self.subject in {"near", "hostile"}

    @property
    def unused_context(self) -> bool:
        """True if a session was asked about without credentials."""
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

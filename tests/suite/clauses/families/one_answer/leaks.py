"""Errors that tell more than they should: cases."""

from typing import Any

from contract_tests.asking.questions.hostile_ids import MARKUP
from contract_tests.recording.exchange import Headers
from contract_tests.recording.purpose import Probe
from tests.suite.building import DROPPED, answer, told
from tests.suite.clauses.cases import Says, not_offered, silent, upheld, violated, yes
from tests.suite.clauses.drawn.drawn_answers import Drawn, OfAnswer
from tests.suite.clauses.families.one_answer.refusal import ORDINARY, failed, hostile

INTERNALS, NO_MARKUP = "refusal.error-tells-no-internals", "refusal.error-repeats-no-markup"
HTML: Headers = (("Content-Type", "text/html; charset=utf-8"),)
PLAIN: Headers = (("Content-Type", "text/plain"),)

TRACES = (
    'Traceback (most recent call last):\n  File "x.py", line 1',
    'File "/srv/api.py", line 12, in get',
    "/app/api/main.py",
    "java.lang.X\n\tat com.example.Api.get(Api.java:12)",
    "at Object.get (/x/index.js:10:5)",
    "goroutine 1 [running]:",
    "SELECT * FROM sessions WHERE id = 'x'",
    "SQLSTATE[42000]",
    "sqlite3.OperationalError: x",
    "psycopg2.errors.X",
    'syntax error at or near "x"',
    "at Api.Get(String id) in C:\\src\\Api.cs:line 12",
    "app/models/session.rb:12:in `find'",
    "/etc/nginx/nginx.conf",
    "sqlalchemy.exc.DataError",
    "ORA-01722",
    "traceback (most recent call last)",
    "sqlState",
    "SELECT *\nFROM sessions",
)
INNOCENT = (
    "Not authenticated",
    "Not Found",
    "no session x",
    "Internal Server Error",
    "https://example.com/docs/errors",
    "use /v1/sessions/status/{session_id}",
    "x is not a UUID",
    "<h1>404 Not Found</h1><hr>nginx/1.25.3",
    "12:34:56",
    "at 12:34, on the 3rd",
)
REPEATED = ("SELECT a FROM b WHERE c", "/etc/x.conf", 'a"b\nSQLSTATE')

REMAINING = (
    ("no session ORA-12345", "ORA-"),
    ('O\\"xyRA-12345', 'O"xy'),
    ('xy\\"ORA-12345', 'xy"O'),
    (r"C:\\abcx\y.conf", r"\abc"),
)
"""Errors that tell nothing once the id is taken out of them, however they spell it."""

INTERNALS_CASES = (
    *(upheld(INTERNALS, hostile(400, {"detail": text}), hostile(500, text)) for text in INNOCENT),
    *(violated(INTERNALS, hostile(500, text)) for text in TRACES),
    *(violated(INTERNALS, answer({"detail": text}, code=401, credential="none")) for text in TRACES),
    *(upheld(INTERNALS, hostile(404, {"detail": f"no {text}"}, text)) for text in REPEATED),
    *(upheld(INTERNALS, hostile(400, text, asked)) for text, asked in REMAINING),
    *(violated(INTERNALS, hostile(400, "no session ORA-12345", asked)) for asked in ("x", "ORA")),
    violated(INTERNALS, hostile(502, TRACES[0])),
    not_offered(INTERNALS, hostile(200, TRACES[0]), told("alive", vm_id="/app/x.py")),
    silent(INTERNALS, answer(TRACES[0], code=404, subject="contract"), failed(DROPPED)),
)

MARKED: dict[str, Any] = {"asked": MARKUP, "probe": Probe.HTML}

NO_MARKUP_CASES = (
    upheld(NO_MARKUP, hostile(404, {"detail": f"no {MARKUP}"}, **MARKED)),
    upheld(NO_MARKUP, hostile(400, MARKUP, headers=PLAIN, **MARKED)),
    violated(NO_MARKUP, hostile(404, f"<p>{MARKUP}", headers=HTML, **MARKED)),
    violated(NO_MARKUP, hostile(500, MARKUP, headers=(), **MARKED)),
    not_offered(NO_MARKUP, hostile(404, "<p>&lt;script&gt;", headers=HTML, **MARKED)),
    not_offered(NO_MARKUP, hostile(200, MARKUP, headers=HTML, **MARKED)),
    silent(
        NO_MARKUP, hostile(404, MARKUP, headers=HTML), *ORDINARY, answer(failure=DROPPED, probe=Probe.HTML)
    ),
)

CASES = (*INTERNALS_CASES, *NO_MARKUP_CASES)


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


ANSWERS: dict[str, OfAnswer] = {INTERNALS: internals, NO_MARKUP: markup}

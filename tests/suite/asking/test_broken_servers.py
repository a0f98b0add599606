"""A run against whatever may listen: an exit status, one line that explains it, a report.

Some are judged by the real command line, the others by `run` in this process: over sockets all of them.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from attrs import frozen

from contract_tests.rendering.terminal.screen import screen
from contract_tests.run import run
from contract_tests.settings.settings import Settings
from tests.suite.asking import broken
from tests.suite.asking.broken import HALF, answer, answering, listening, once

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.suite.asking.broken import Listening, Way

CREDENTIALS = {
    "CONTRACT_API_KEY": "ck_0123456789.the-key-that-nobody-may-see",
    "CONTRACT_BEARER_TOKEN": "eyJhbGciOi.the-token-that-nobody-may-see",
    "CONTRACT_FOREIGN_API_KEY": "ck_9876543210.the-key-of-somebody-else",
}
SESSION = "alive=550e8400-e29b-41d4-a716-446655440000"
QUICK: dict[str, float] = {"time_limit": 0.5, "watch": 1.0, "patience": 2.0, "pace": 200.0, "budget": 0}
HANGS = 60
"""Seconds after which something hangs."""
UNREAD = 30_000_000
"""Octets of an answer that may leave a server before nobody reads on; most of them wait in the sockets."""
OURS = ("CONTRACT_", "GITHUB_", "SSL_CERT_", "REQUESTS_CA_", "CURL_CA_")

BLANKS = b" " * 60_000_000
PAGE = b"<!doctype html><title>Sign in</title><!-- HEAD --><form></form>"
UP = "is URL the right address before /v1, and is it up?"
SILENT = "is URL the right address before /v1, is it up, and does it speak http?"
SPEAKS = "is URL the right address before /v1, and does it speak http?"
TLS = "is URL the right address before /v1, and does it speak https, not http?"


Judged = Callable[..., "Ran"]


@frozen
class Ran:
    """What a run left behind: its exit status, the lines it printed, and its report."""

    status: int
    lines: list[str]
    report: dict[str, Any]


def direct() -> dict[str, str]:
    """Return the environment without what the suite reads, and without proxies."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {name: value for name, value in usual.items() if not name.lower().endswith("_proxy")}


def commanded(base_url: str, folder: Path, *sessions: str, manners: Any = QUICK, **environment: str) -> Ran:
    """Run the command line as anybody would; nothing it says or writes holds a credential or a traceback."""
    command = (sys.executable, "-m", "contract_tests", "run", "--base-url", base_url, "--report", str(folder))
    options = [f"--{name.replace('_', '-')}={value}" for name, value in manners.items()]
    ended = subprocess.run(  # noqa: S603  our own words
        (*command, *options, *(f"--session={each}" for each in sessions)),
        env=direct() | environment,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    assert ended.stderr == ""
    return ran(ended.returncode, ended.stdout.splitlines(), folder, environment)


def called(base_url: str, folder: Path, *sessions: str, manners: Any = QUICK, **environment: str) -> Ran:
    """Call `run` in this process, which takes a tenth of the time."""
    settings = Settings(base_url=base_url, session=sessions, report=folder, **manners)
    with mock.patch.dict(os.environ, direct(), clear=True):
        report = run(settings, environment).report
    return ran(report.exit_status, [line.text for line in screen(report, folder)], folder, environment)


def ran(status: int, lines: list[str], folder: Path, secrets: dict[str, str]) -> Ran:
    """Return what a run left behind, in which there is no credential and no traceback."""
    written = [*lines, *(each.read_text("utf-8") for each in folder.iterdir())]
    assert not [text for text in written if "Traceback" in text or "INTERNALERROR" in text]
    for secret in [secret for name, secret in secrets.items() if name in CREDENTIALS]:
        halves = (secret[: len(secret) // 2], secret[len(secret) // 2 :])
        assert not [half for half in halves for text in written if half in text]
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert (report["exit_status"], report["headline"]) == (status, lines[-1])
    return Ran(status, lines, report)


def upheld(ran: Ran, *families: str) -> list[str]:
    """Return the clauses of these families, or of all, that a run found upheld."""
    found = [each["clause"] for each in ran.report["verdicts"] if each["outcome"] == "upheld"]
    return [each for each in found if each.startswith(families or "")]


def judged_at(
    there: AbstractContextManager[Listening], folder: Path, judged: Judged = called
) -> tuple[Ran, Listening]:
    """Run against a server, quickly, with every credential and one declared session."""
    with there as server:
        return judged(server.base_url, folder, SESSION, **CREDENTIALS), server


def at(way: Way, scheme: str = "http") -> AbstractContextManager[Listening]:
    """Return a broken server; it does not listen yet."""
    return listening(way, scheme)


RIGHT = "is the address before /v1/sessions/status/ right, with its path prefix, if it has one?"
ERRORED = {
    "nothing-listens": (broken.unused_context(), f"nothing listens at PLACE; {UP}", 2),
    "no-such-host": (
        broken.unused_context("nobody.invalid"), f"the host name nobody.invalid does not resolve; {UP}", 2
    ),
    "silence": (at(broken.silence), f"no answer within 0.5 s; {SILENT}", 4),
    "hangs-up": (at(broken.hanging_up), f"the connection was dropped; {SPEAKS}", 4),
    "noise": (at(once(broken.NOISE)), f"the connection was dropped; {SPEAKS}", 4),
    "less-than-announced": (
        at(once(answer(200, HALF, content_length="600"))), f"the connection was dropped; {SPEAKS}", 4
    ),
    "endless": (at(broken.endless), f"the answer is longer than 4 MB; {UP}", 4),
    "60-MB": (at(answering(200, BLANKS)), f"the answer is longer than 4 MB; {UP}", 4),
    "60-MB-in-few": (
        at(answering(200, gzip.compress(BLANKS), content_encoding="gzip")),
        f"the answer is longer than 4 MB; {UP}",
        4,
    ),
    "dripping": (at(broken.dripping), f"no answer within 0.5 s; {SILENT}", 4),
    "gateway-502": (
        at(answering(502, PAGE, content_type="text/html")),
        "URL answers 502 only, as gateways do; is the API up?",
        8,
    ),
    "gateway-503": (at(answering(503)), "URL answers 503 only, as gateways do; is the API up?", 8),
    "come-back-later": (
        at(answering(429, b"{}", retry_after="3600")),
        "the deployment asks to wait 3600 s; ask again then, or raise --patience",
        2,
    ),
    "refused": (
        at(answering(401, b'"HEAD"')),
        ("URL refuses CONTRACT_API_KEY and CONTRACT_BEARER_TOKEN (401), and paths that do not exist too; "
        "renew what is old, or ask whether a gateway before the API wants another credential"),
        9,
    ),
    "login-page": (at(answering(200, PAGE)), f"URL answers 200 with a web page, and no JSON; {RIGHT}", 8),
    "no-tls": (
        at(broken.plain_http, "https"),
        f"no TLS with PLACE (WRONG_VERSION_NUMBER); {TLS}",
        2,
    ),
}  # fmt: skip
"""Who is there, the trouble and the remedy as the headline has them, and the requests sent at most."""

VIOLATED = {
    "half-a-body": (
        at(once(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + HALF)),
        "shape.body-is-json",
        f"-> 200 {HALF.decode()}",
    ),
}
"""Who is there, a clause that is violated, and how that is shown."""
MOST = 150
"""Requests of a whole run about one session, at most."""


BESIDE = 2
"""Requests more where answers are late, as on a busy machine: the other credential is tried besides."""
ANSWERED = ("delivery.no-server-error", "delivery.every-request-is-answered")
"""What even an API that refuses everything upholds."""


def errored(ran: Ran, server: Listening, trouble: str, most: int) -> None:
    """Assert that a run came to no verdict, and said once and at last why."""
    place = server.base_url.partition("//")[2]
    said = trouble.replace("URL", server.base_url).replace("PLACE", place)
    assert ran.lines[-1].startswith(f"ERRORED {said}; {ran.report['requests']} requests, ")
    assert [line for line in ran.lines if said.partition(";")[0] in line] == ran.lines[-1:]
    told = {name: ran.report[name] for name in ("exit_status", "complete", "red", "trouble")}
    assert told == {"exit_status": 3, "complete": False, "red": False, "trouble": said}
    # A refusal and a gateway's page are errors too; nothing else is learned from them.
    assert set(upheld(ran)) <= {"refusal.error-tells-no-internals", *ANSWERED}
    assert len(server.heads) <= ran.report["requests"] <= most + BESIDE
    assert server.most_sent < UNREAD


COMMANDED = ("nothing-listens", "come-back-later", "refused", "login-page")
"""Whom the command line judges; each takes a process of its own."""


def way(name: str) -> Judged:
    """Return how it is judged."""
    return commanded if name in COMMANDED else called


@pytest.mark.parametrize("name", ERRORED)
def test_nobody_to_be_judged(name: str, tmp_path: Path) -> None:
    """Where no API answers the run ends early with 3, and its last line names the trouble and a remedy."""
    there, trouble, most = ERRORED[name]
    # On a busy machine, megabytes take longer than a limit that others are to meet soon.
    manners = QUICK | {"time_limit": 10.0} if name.startswith("60-MB") else QUICK
    errored(*judged_at(there, tmp_path, partial(way(name), manners=manners)), trouble, most)


def violated(ran: Ran, server: Listening, clause: str, shown: str) -> None:
    """Assert that a run was red for this clause, and has seen no session."""
    assert (ran.status, ran.report["red"], ran.report["trouble"]) == (1, True, None)
    assert ran.lines[-1].startswith("VIOLATED ")
    assert clause in ran.lines[-1]
    assert shown in " ".join(line.strip() for line in ran.lines)
    assert upheld(ran, "liveness.", "lifetime.", "environment.", "existence.absent", "access.valid") == []
    assert len(server.heads) <= ran.report["requests"] <= MOST


@pytest.mark.parametrize("name", VIOLATED)
def test_answers_that_say_nothing(name: str, tmp_path: Path) -> None:
    """Where no answer has a status in it the run is red, shows such an answer, and upholds nothing of it."""
    there, clause, shown = VIOLATED[name]
    violated(*judged_at(there, tmp_path, way(name)), clause, shown)


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    """Where every answer is a redirect the run ends early, and nobody connects to where it points."""
    with listening(answering(200)) as elsewhere:
        location = f"{elsewhere.base_url}/login?next={CREDENTIALS['CONTRACT_API_KEY']}"
        ran, server = judged_at(listening(answering(307, location=location)), tmp_path)
    said = (
        f"URL redirects everything to {elsewhere.base_url}/login; is a login before the API? "
        "name an address that needs none"
    )
    errored(ran, server, said, 8)
    assert elsewhere.connections == 0

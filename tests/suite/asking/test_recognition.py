"""Deployments that are not this operation: each is told by one line, and no clause says anything of it."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from contract_tests.reference.app import build
from contract_tests.reference.seeding import fill
from contract_tests.reference.storage import Storage
from contract_tests.rendering.artefacts import write
from contract_tests.run import conclude, gather, judge, prepare
from contract_tests.settings.settings import Settings
from tests.matrix.conduct import BASE_URL, SEEDED, conduct, world_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract_tests.reference import Seeded
    from contract_tests.verdict.report import Report

PAGE = "<!doctype html><title>Welcome</title>"
OTHERS: tuple[dict[str, object], ...] = ({"status": "ok"}, {"id": 1, "state": "running"}, {"data": {}})
FAILURE = JSONResponse({"detail": "Internal Server Error"}, 500)
MISSING = JSONResponse({"detail": "Not Found"}, 404)
LETTERS = str.maketrans("0123456789", "ghijklmnop")
BOTH = "CONTRACT_API_KEY and CONTRACT_BEARER_TOKEN"
SEEN = "renew what is old, or ask whether a gateway before the API lets this address and the agent"
RENEW = "renew what is old, or ask whether a gateway before the API wants another credential"
LOGIN = "is a login before the API? name an address that needs none"
WHERE = "is the address before /v1/sessions/status/ right, with its path prefix, if it has one?"
ANOTHER = "answers 200 with JSON without session_id, exists and vm_assigned, as another API does; " + WHERE


def redirect(to: str) -> Callable[[Request], Response]:
    """Return what redirects everything; {path} stands for what was asked for."""
    return lambda request: Response(status_code=307, headers={"location": to.format(path=request.url.path)})


def keyed(answer: Response) -> Callable[[Request], Response]:
    """Return what refuses those without a credential, and answers all others so."""
    return lambda request: (
        answer if {"x-api-key", "authorization"} & {*request.headers} else Response(status_code=401)
    )


STRANGERS: dict[str, tuple[Callable[[Request], Response], str]] = {
    "no such path": (lambda _: MISSING, f"answers 404 to everything asked; {WHERE}"),
    "no such path, which is named": (
        lambda request: PlainTextResponse(f"Cannot GET {request.url.path}", 404),
        f"answers 404 to everything asked; {WHERE}",
    ),
    "no such path, at a time": (
        lambda request: JSONResponse({"path": request.url.path, "id": str(id(request))}, 404),
        f"answers 404 to everything asked; {WHERE}",
    ),
    "no such path, behind a check": (keyed(MISSING), f"answers 404 to everything asked; {WHERE}"),
    "gone": (lambda _: PlainTextResponse("Gone", 410), f"answers 410 to everything asked; {WHERE}"),
    "login": (
        redirect("/login?next={path}"),
        f"redirects everything to {BASE_URL}/login; {LOGIN}",
    ),
    "login elsewhere": (
        redirect("https://login.invalid/start"),
        f"redirects everything to https://login.invalid/start; {LOGIN}",
    ),
    "https": (
        redirect("https://deployment.invalid{path}"),
        "redirects everything to https://deployment.invalid; write --base-url https://deployment.invalid",
    ),
    "no address": (
        redirect("http://["),
        "redirects everything to http://[, which is no address; is a proxy before the API?",
    ),
    "no address that could be shown": (
        redirect("https://[x\x1b[31mevil/" + 300 * "A"),
        (
            rf"redirects everything to https://[x\x1b[31mevil/{97 * 'A'}, which is no address; "
            "is a proxy before the API?"
        ),
    ),
    "a host that could not be shown": (
        redirect("https://x\x1b[31mevil/"),
        r"redirects everything to https://x\x1b[31mevil/, which is no address; is a proxy before the API?",
    ),
    "another host": (
        redirect("http://www.deployment.invalid{path}"),
        "redirects everything to http://www.deployment.invalid; write --base-url http://www.deployment.invalid",
    ),
    "moved to another host": (
        lambda _: Response(status_code=301, headers={"location": "https://staging.invalid/"}),
        (
            "redirects everything to https://staging.invalid/; "
            "write --base-url https://staging.invalid, if that is where the API is now"
        ),
    ),
    "a slash": (
        redirect("{path}/"),
        (
            "redirects everything to the same path with a slash at its end; "
            "the operation has none, so serve it without"
        ),
    ),
    "page": (
        lambda _: Response(PAGE, media_type="text/html"),
        f"answers 200 with a web page, and no JSON; {WHERE}",
    ),
    "text": (lambda _: PlainTextResponse("ok"), f"answers 200 with text that is no JSON; {WHERE}"),
    "another API": (lambda _: JSONResponse({"status": "ok"}), ANOTHER),
    "a list": (lambda _: JSONResponse([]), ANOTHER),
    **{f"another API behind the same key: {body}": (keyed(JSONResponse(body)), ANOTHER) for body in OTHERS},
    "a console behind the same key": (
        keyed(Response(PAGE, media_type="text/html")),
        f"answers 200 with a web page, and no JSON; {WHERE}",
    ),
    "empty": (lambda _: Response(), f"answers 200 without a body; {WHERE}"),
    "no content": (lambda _: Response(status_code=204), f"answers 204 without a body; {WHERE}"),
    "nothing in other words each time": (
        lambda _: PlainTextResponse(f"Not found {secrets.token_hex(8).translate(LETTERS)}", 404),
        f"answers 404 to everything asked; {WHERE}",
    ),
    "a bucket's key": (
        lambda request: Response(
            f"<?xml version='1.0'?><Error><Key>{request.url.path[1:]}</Key></Error>", 404
        ),
        f"answers 404 to everything asked; {WHERE}",
    ),
    "a bucket": (
        lambda _: Response("<?xml version='1.0'?><ListBucketResult/>", media_type="application/xml"),
        f"answers 200 with XML, and no JSON; {WHERE}",
    ),
    "no method": (
        lambda _: JSONResponse({"errors": [{"message": "Must provide query string."}]}, 400),
        f"answers 400 to everything asked; {WHERE}",
    ),
    "always 500": (lambda _: FAILURE, f"answers 500 to everything; is the API up, and {WHERE}"),
    "unpaid": (
        lambda _: JSONResponse({"detail": "Payment Required"}, 402),
        "answers 402 to everything asked; payment is required: is the account's plan paid?",
    ),
    "embargoed": (
        lambda _: Response(PAGE, 451),
        (
            "answers 451 to everything asked; a law, or an embargo, is given as the reason: "
            "is this address let through?"
        ),
    ),
    "a proxy's": (
        lambda _: Response(PAGE, 407),
        (
            "answers 407 to everything asked; a proxy wants credentials: "
            "write them into HTTPS_PROXY or HTTP_PROXY, or this host into NO_PROXY"
        ),
    ),
    "a network's": (
        lambda _: Response(PAGE, 511),
        (
            "answers 511 to everything asked; the network between wants a login: "
            "log in by a browser, and run again"
        ),
    ),
    "not modified": (lambda _: Response(status_code=304), f"answers 304 to everything asked; {WHERE}"),
    "TLS": (
        lambda _: PlainTextResponse("Client sent an HTTP request to an HTTPS server.", 400),
        f"speaks https; write --base-url {BASE_URL.replace('http:', 'https:')}",
    ),
    "a circle": (
        redirect("{path}?again=1"),
        (
            "redirects everything to where it is, for ever; "
            "is a login, or a proxy that asks for https, before the API?"
        ),
    ),
    "no GET": (lambda _: Response(status_code=405), f"answers 405 to GET; {WHERE}"),
    "refused": (
        lambda _: JSONResponse({"detail": "No"}, 401),
        f"refuses {BOTH} (401), and paths that do not exist too; {RENEW}",
    ),
    "refused by itself": (
        lambda request: JSONResponse({}, 401) if "/sessions/" in request.url.path else MISSING,
        f"refuses {BOTH} (401); renew them",
    ),
    "refused with a page": (
        lambda _: Response(PAGE, 403, media_type="text/html"),
        f"refuses {BOTH} (403), and paths that do not exist too; {SEEN} session-status-contract through",
    ),
}


def serving(answer: Callable[[Request], Response]) -> ASGIApp:
    """Return a deployment that answers everything so."""
    from starlette.requests import Request as Made

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(Made(scope))(scope, receive, send)

    return application


def judged(report: Report, line: str) -> None:
    """Hold a report against the one line that it may consist of."""
    assert (report.exit_status, str(report.conclusion), report.verdicts) == (3, "ERRORED", ())
    assert report.recording.trouble == f"{report.recording.base_url} {line}"
    assert len(report.headline.splitlines()) == 1


@pytest.mark.parametrize("declared", [True, False], ids=["with sessions", "without"])
@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_is_told_by_one_line(name: str, declared: bool, tmp_path: Path) -> None:  # noqa: FBT001  a parameter
    """In a run, and from its recording, with sessions declared and without, after few requests."""
    answer, line = STRANGERS[name]
    sessions = tuple(f"{state}={each}" for state, each in SEEDED.sessions) if declared else ()
    prepared = prepare(Settings(base_url=BASE_URL, session=sessions), SEEDED.environment())
    evidence = gather(prepared, world_of(lambda *_: serving(answer), SEEDED))
    report = conclude(evidence, prepared)
    judged(report, line)
    assert report.requests <= 16
    write(report, evidence.observations, tmp_path)
    judged(judge(tmp_path / "observations.jsonl", Settings()).report, line)


@pytest.mark.parametrize(
    "ending", ["/v1", "/v1/", "/v1/sessions", "/v1/sessions/status", "/v1/sessions/status/{id}"]
)
@pytest.mark.parametrize("prefix", ["", "/staging"])
def test_a_base_url_with_a_part_of_the_path_is_corrected(ending: str, prefix: str) -> None:
    """Which base URL to write is said, and proved by one question."""

    def make(seeded: Seeded, clock: Callable[[], float]) -> ASGIApp:
        storage = Storage()
        fill(storage, seeded, clock)
        application = build(storage, clock=clock)

        async def prefixed(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope["path"].removeprefix(prefix)
            await application({**scope, "path": path, "raw_path": path.encode()}, receive, send)

        return prefixed

    sessions = tuple(f"{state}={each}" for state, each in SEEDED.sessions)
    written = f"{BASE_URL}{prefix}{ending.format(id=SEEDED.sessions[0][1])}"
    prepared = prepare(Settings(base_url=written, session=sessions), SEEDED.environment())
    report = conclude(gather(prepared, world_of(make, SEEDED)), prepared)
    judged(
        report,
        f"answers 404 to everything asked; write --base-url {BASE_URL}{prefix}, where it answers",
    )


def told(request: Request) -> dict[str, object]:
    """Return a status of what was asked for."""
    return {"session_id": request.url.path[-36:], "exists": False, "vm_assigned": False}


BROKEN: dict[str, Callable[[Request], Response]] = {
    "wrong types": lambda _: JSONResponse({"session_id": 1, "exists": "no", "vm_assigned": None}),
    "declared sessions missing": lambda request: (
        MISSING
        if any(each in request.url.path for _, each in SEEDED.sessions)
        else JSONResponse(told(request))
    ),
    "anonymous let in": lambda request: JSONResponse(told(request)),
    "no session found": lambda request: (
        JSONResponse({"detail": "Session not found"}, 404)
        if request.url.path.startswith("/v1/sessions/status/")
        else MISSING
    ),
    "wrapped": lambda request: JSONResponse({"data": told(request)}),
    "in camels": lambda request: JSONResponse({"sessionId": request.url.path[-36:], "vmAssigned": False}),
    "encoded twice": lambda request: JSONResponse(json.dumps(told(request))),
    "in UTF-16": lambda request: Response(json.dumps(told(request)).encode("utf-16")),
    "as Python has it": lambda request: PlainTextResponse(str(told(request))),
    "as XML": lambda _: Response("<?xml version='1.0'?><status><exists>true</exists></status>"),
    "no session is a valid one": lambda request: (
        JSONResponse({"detail": []}, 422) if "/sessions/" in request.url.path else MISSING
    ),
    "always 500 for those with a key": keyed(FAILURE),
    "always 500 for sessions": lambda request: (
        FAILURE if request.url.path.startswith("/v1/sessions/status/") else MISSING
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_api_is_violated(name: str) -> None:
    """What has a required member, or answers differently where it differs, is judged, and not excused."""
    status, report, _ = conduct(lambda *_: serving(BROKEN[name]), budget=0)
    assert (status, str(report.conclusion)) == (1, "VIOLATED")

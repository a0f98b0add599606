"""Operators on who may ask: what passes for a credential, whose it is, and what refusals tell."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from contract_tests.reference.behaviour import JSON, Told
from contract_tests.reference.seeding import OURS, THEIRS
from tests.blind.operators.operated import Operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.reference.behaviour import Asked
    from tests.blind.operators.operated import Operated

REQUIRED, VALID = "access.credentials-are-required", "access.valid-credentials-are-accepted"
KEY, TOKEN = "access.wrong-key-is-refused", "access.wrong-token-is-refused"
NEAR = "access.near-miss-key-is-refused"
FOREIGN, REVEALS = "access.foreign-session-shows-nothing", "access.refusal-reveals-nothing"
STALE, QUERY = "access.stale-authorisation", "access.key-in-query-is-not-accepted"
ERROR, SCHEME = "access.refusal-is-an-error", "access.refusal-names-the-scheme"

Alike = dict[str, "Callable[[str, str], bool]"]

COMPARED: Alike = {
    "its first 8 characters": lambda good, sent: good[:8] == sent[:8],
    "its first half": lambda good, sent: good[: len(good) // 2] == sent[: len(good) // 2],
    "all but its first character": lambda good, sent: good[1:] == sent[1:],
    "all but its middle character": lambda good, sent: _without_middle(good) == _without_middle(sent),
    "all but its last character": lambda good, sent: good[:-1] == sent[:-1],
    "its last 16 characters": lambda good, sent: good[-16:] == sent[-16:],
    "its last half": lambda good, sent: good[len(good) // 2 :] == sent[len(good) // 2 :],
    "both its ends": lambda good, sent: good[:6] + good[-6:] == sent[:6] + sent[-6:],
    "its length": lambda good, sent: len(good) == len(sent),
    "its characters, in any order": lambda good, sent: sorted(good) == sorted(sent),
    "its letters, in any case": lambda good, sent: good.lower() == sent.lower(),
    "its letters and digits": lambda good, sent: _alphanumeric(good) == _alphanumeric(sent),
    "what was sent, as far as that goes": lambda good, sent: good.startswith(sent),
    "what was sent, if it stands anywhere": lambda good, sent: sent in good,
    "its own length of what was sent": lambda good, sent: sent.startswith(good),
    "the end of what was sent": lambda good, sent: sent.endswith(good),
    "its first 72 octets, none where there are none": lambda good, sent: good[:72] == sent[:72] or not sent,
}
"""Parts of a good credential that are compared with the one sent."""


def _without_middle(text: str) -> str:
    return text[: len(text) // 2] + "?" + text[len(text) // 2 + 1 :]


def _alphanumeric(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _comparing(kind: str, alike: Callable[[str, str], bool]) -> Callable[..., int | None]:
    def account(deployed: Operated, usual: Callable[[], int | None], sent: str) -> int | None:
        seeded = deployed.seeded
        good = {"key": {seeded.api_key: OURS, seeded.foreign_api_key: THEIRS}}.get(
            kind, {seeded.bearer_token: OURS}
        )
        # The right one goes before the near miss, so that nothing but refusals differs.
        return usual() or next((whose for each, whose in good.items() if alike(each, sent)), None)

    return account


def _another(_deployed: Operated, usual: Callable[[], int | None], *_: object) -> int | None:
    account = usual()
    return None if account is None else OURS + THEIRS - account


def _no_account(*_: object) -> None:
    return None


def _admitted(passes: Callable[[Asked], bool]) -> Callable[..., int | None]:
    """Return a step that lets those pass as the owner whom the usual one does not know."""

    def account(_deployed: Operated, usual: Callable[[], int | None], asked: Asked) -> int | None:
        known = usual()
        return OURS if known is None and passes(asked) else known

    return account


def _remembered(key: Callable[[Asked], object]) -> Callable[..., int | None]:
    """Return a step that takes a caller without an account for the one before, by some key."""

    def account(deployed: Operated, usual: Callable[[], int | None], asked: Asked) -> int | None:
        found = usual()
        before = deployed.kept.get(key(asked))
        if found is not None:
            deployed.kept[key(asked)] = found
        return before if found is None else found

    return account


def _swapped(deployed: Operated, usual: Callable[[], int | None], _asked: Asked) -> int | None:
    found = usual()
    before, deployed.kept["account"] = deployed.kept.get("account", found), found
    return before if found is not None else None


def _scheme(asked: Asked) -> tuple[str, str]:
    scheme, _, value = asked.headers.get("authorization", "").partition(" ")
    return scheme.lower(), value


DOORS: dict[str, tuple[Callable[[Asked], bool], tuple[str, ...]]] = {
    "no credential passes": (lambda asked: not _any_credential(asked), (REQUIRED, STALE)),
    "an empty key passes": (lambda asked: asked.headers.get("x-api-key") == "", (NEAR,)),
    "a blank key passes": (
        lambda asked: "x-api-key" in asked.headers and not asked.headers["x-api-key"].strip(),
        (NEAR,),
    ),
    "a key that is a word for nothing passes": (
        lambda asked: asked.headers.get("x-api-key") in {"null", "None", "undefined", "0", "false"},
        (NEAR,),
    ),
    "Basic credentials pass": (lambda asked: _scheme(asked)[0] == "basic", (TOKEN,)),
    "Digest credentials pass": (lambda asked: _scheme(asked)[0] == "digest", (TOKEN,)),
    "any scheme but bearer passes": (lambda asked: _scheme(asked)[0] not in {"", "bearer"}, (TOKEN,)),
    "a bearer token without a value passes": (lambda asked: _scheme(asked) == ("bearer", ""), (TOKEN,)),
    "a blank bearer token passes": (
        lambda asked: _scheme(asked)[0] == "bearer" and not _scheme(asked)[1].strip(),
        (TOKEN,),
    ),
    "a bearer token that is a word for nothing passes": (
        lambda asked: _scheme(asked) in {("bearer", "null"), ("bearer", "undefined"), ("bearer", "None")},
        (TOKEN,),
    ),
    "an Authorization without a scheme passes": (
        lambda asked: bool(asked.headers.get("authorization")) and not _scheme(asked)[1],
        (TOKEN,),
    ),
    "any three-part bearer token passes": (lambda asked: _scheme(asked)[1].count(".") >= 1, (TOKEN,)),
    "any key of the usual form passes": (
        lambda asked: asked.headers.get("x-api-key", "").startswith("ck_"),
        (KEY, NEAR),
    ),
    "any key passes beside a bearer scheme": (
        lambda asked: bool(asked.headers.get("x-api-key")) and _scheme(asked)[0] == "bearer",
        (KEY, TOKEN),
    ),
    "?api_key= passes": (lambda asked: "api_key=" in asked.query, (QUERY,)),
    "?token= or ?access_token= passes": (lambda asked: "token=" in asked.query, (QUERY,)),
    "any query passes": (lambda asked: bool(asked.query) and not _any_credential(asked), (QUERY,)),
    "any cookie passes": (lambda asked: "cookie" in asked.headers, (REQUIRED,)),
    "a header of a proxy's passes": (
        lambda asked: any(
            each in asked.headers for each in ("x-forwarded-user", "x-remote-user", "x-original-user")
        ),
        (REQUIRED,),
    ),
    "a caller said to be local passes": (
        lambda asked: asked.headers.get("x-forwarded-for", "").startswith("127."),
        (REQUIRED,),
    ),
}
"""Callers whom a weakened condition lets pass, and the clauses that ought to see it."""


def _any_credential(asked: Asked) -> bool:
    return "x-api-key" in asked.headers or bool(asked.headers.get("authorization"))


REFUSALS = (200, 204, 302, 400, 403, 404, 422, 500, 503)


def _status(code: int) -> Callable[..., Told]:
    def refused(_deployed: Operated, usual: Callable[[], Told], _asked: Asked) -> Told:
        told = usual()
        told.status = code
        if code == 302:
            told.headers["location"] = "https://login.example.com/"
        return told

    return refused


def _shown(deployed: Operated, asked: Asked) -> dict[str, Any]:
    session = deployed.known(asked.session_id)
    return {} if session is None else deployed.describe(asked, session)


def _in_header(name: str, member: str) -> Callable[..., Told]:
    def refused(deployed: Operated, usual: Callable[[], Told], asked: Asked) -> Told:
        told, value = usual(), _shown(deployed, asked).get(member)
        if value is not None:
            told.headers[name] = str(value)
        return told

    return refused


def _in_detail(words: Callable[[dict[str, Any]], object]) -> Callable[..., Told]:
    def refused(deployed: Operated, usual: Callable[[], Told], asked: Asked) -> Told:
        told, shown = usual(), _shown(deployed, asked)
        if shown:
            told.body = f'{{"detail":"Not authenticated","context":"{words(shown)}"}}'.encode()
        return told

    return refused


def _repeating(where: str) -> Callable[..., Told]:
    def refused(_deployed: Operated, usual: Callable[[], Told], asked: Asked) -> Told:
        told = usual()
        sent = asked.headers.get("x-api-key") or asked.headers.get("authorization")
        if not sent:
            return told  # nothing is repeated where nothing was sent
        if where == "header":
            told.headers["x-refused"] = sent
        else:
            told.body = f'{{"detail":"refused: {sent}"}}'.encode()
        return told

    return refused


def _challenge(deployed: Operated, usual: Callable[[], Told], _asked: Asked) -> Told:
    told = usual()
    return Told(told.status, told.body, dict(JSON)) if deployed else told


def operators() -> Iterator[Operator]:
    """Yield every operator on credentials."""
    for words, alike in COMPARED.items():
        yield Operator(
            "account_of_key", f"compares {words}", _comparing("key", alike), (NEAR, KEY), narrow=True
        )
        yield Operator(
            "account_of_token", f"compares {words}", _comparing("token", alike), (TOKEN,), narrow=True
        )
    for place in ("account_of_key", "account_of_token", "authorise"):
        yield Operator(place, "another account", _another, (VALID, FOREIGN))
        yield Operator(place, "no account", _no_account, (VALID,))
    for words, (passes, against) in DOORS.items():
        yield Operator("authorise", words, _admitted(passes), against, narrow=True)
    yield Operator(
        "authorise", "remembers by connection", _remembered(lambda asked: asked.connection), (STALE, REQUIRED)
    )
    yield Operator(
        "authorise", "remembers by session", _remembered(lambda asked: asked.session_id), (STALE, REQUIRED)
    )
    yield Operator("authorise", "the account of the request before", _swapped, (FOREIGN, VALID))
    for code in REFUSALS:
        yield Operator("refuse", f"status {code}", _status(code), (REQUIRED, ERROR, REVEALS))
    yield Operator("refuse", "no challenge", _challenge, (SCHEME,))
    for name, member in (
        ("x-vm", "vm_id"), ("x-vm-status", "vm_status"), ("location", "vm_id"), ("etag", "created_at"),
    ):  # fmt: skip
        yield Operator("refuse", f"{member} in the header {name}", _in_header(name, member), (REVEALS,))
    for member in ("vm_id", "vm_status", "created_at", "uptime_seconds", "expires_in_seconds"):
        yield Operator(
            "refuse",
            f"{member} in an error's text",
            _in_detail(itemgetter(member)),
            (REVEALS,),
        )
    yield Operator(
        "refuse", "existence in an error's text", _in_detail(lambda _: "no access to this one"), (REVEALS,)
    )
    for where in ("header", "body"):
        yield Operator("refuse", f"the credential repeated in the {where}", _repeating(where), (REVEALS,))

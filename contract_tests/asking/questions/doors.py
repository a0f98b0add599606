"""Other places where a credential might be accepted, or its absence overlooked; no real one is sent there.

One request tries all names of one place at once: whichever of them opens, a status comes back.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from attrs import frozen

QUERY = (
    "api_key", "apikey", "api-key", "key", "x-api-key", "token", "access_token", "auth", "jwt", "signature",
)  # fmt: skip
COOKIES = ("session", "sessionid", "token", "access_token", "api_key", "auth", "jwt")
HEADERS = (
    "Api-Key", "X-Auth-Token", "X-Access-Token", "X-Token", "X-Session-Token", "Proxy-Authorization",
    "X-Forwarded-Access-Token", "X-Amz-Security-Token",
)  # fmt: skip
"""Headers that carry credentials elsewhere."""
TRUSTED = (
    ("X-Forwarded-User", "admin"), ("X-Remote-User", "admin"), ("X-Original-User", "admin"),
    ("X-User-Id", "1"), ("X-Account-Id", "1"), ("X-Authenticated", "true"), ("X-Internal", "true"),
)  # fmt: skip
"""Headers by which a proxy says who asks."""
LOCAL = (
    ("X-Forwarded-For", "127.0.0.1"), ("X-Real-IP", "127.0.0.1"), ("X-Client-IP", "127.0.0.1"),
    ("Forwarded", "for=127.0.0.1"), ("X-Forwarded-Host", "localhost"),
)  # fmt: skip
"""Headers by which a proxy says from where."""
ANYWHERE = "random values in the address, in cookies and in headers of other APIs"
NOTHING = ("Bearer", "Basic", "Digest", "Token", "ApiKey")
"""Schemes with nothing behind them."""
SAFE = ("PROPFIND", "QUERY", "REPORT", "SEARCH")
"""Methods of extensions that change nothing, as HEAD, OPTIONS and TRACE do not."""
BEFORE = "/v1/sessions/status/"

Place = Literal["query", "anywhere", "trust", "at once", "method", "path"]


@frozen
class Door:
    """A way of asking that carries no credential where the contract wants one.

    `path` is what stands on the request line behind the prefix, its query included. `wrong` says that values
    are carried that a service may count as wrong credentials.
    """

    kind: Place
    label: str
    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    wrong: bool = False
    likely: bool = False


def doors(target: str, noise: Callable[[int], str]) -> Iterator[Door]:
    """Yield every door to a session; `target` is its id as the request line has it."""
    path = BEFORE + target
    query = "&".join(f"{name}={noise(24)}" for name in QUERY)
    cookies = "; ".join(f"{name}={noise(24)}" for name in COOKIES)
    elsewhere = ("Cookie", cookies), *((name, noise(24)) for name in HEADERS)
    yield Door("query", "random values in the address", f"{path}?{query}", wrong=True)
    yield Door("anywhere", ANYWHERE, f"{path}?{query}", headers=elsewhere, wrong=True)
    yield Door("trust", "headers of a proxy that knows who asks", path, headers=(*TRUSTED, *LOCAL))
    rewritten = (("X-Original-URL", path), ("X-Rewrite-URL", path))
    for scheme in ("", *NOTHING):
        label = f"an empty key, {scheme or 'no scheme'} with nothing behind it, and headers of a proxy"
        nothing = (("X-API-Key", ""), *((("Authorization", scheme),) if scheme else ()))
        yield Door("at once", label, path, headers=(*nothing, *TRUSTED, *LOCAL, *rewritten))
    label, disguised = "headers of a proxy that rewrites", (("X-Original-Method", "OPTIONS"),)
    yield Door("trust", label, path, headers=(*rewritten, *disguised))
    for method in ("HEAD", "OPTIONS", "TRACE", *SAFE):
        yield Door("method", method, path, method, likely=method not in SAFE)
    yield Door(
        "method", "GET in the disguise of OPTIONS", path, headers=(("X-HTTP-Method-Override", "OPTIONS"),)
    )
    for label, spelled in {
        "a slash behind": f"{path}/",
        "a slash doubled": f"/{path}",
        "a slash doubled before the id": f"{BEFORE}/{target}",
        "a dot segment": f"/v1/./sessions/status/{target}",
        "a dot segment that goes back": f"/v1/public/../sessions/status/{target}",
        "a parameter behind": f"{path};x=1",
        "a parameter before the id": f"/v1/sessions/status;x=1/{target}",
        "a suffix of files": f"{path}.json",
        "an upper-case path": f"/V1/Sessions/Status/{target}",
        "a letter percent-encoded": f"/v1/sessions/%73tatus/{target}",
        "a query of nothing": f"{path}?",
    }.items():
        yield Door("path", label, spelled, likely=label in {"a slash behind", "an upper-case path"})

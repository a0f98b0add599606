# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""What callers pass: each function returns a value that works, or says what to write instead."""

from __future__ import annotations

import base64
import operator
import os
import re
import ssl
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import httpx2

from .errors import ApiError, InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What is passed on to httpx2; of the others, why it is not.
PASSED_ON = frozenset(
    {"cert", "event_hooks", "http1", "http2", "limits", "mounts", "proxy", "transport", "trust_env", "verify"}
)
REFUSED = {
    "headers": "pass headers= to the client itself",
    "cookies": 'pass headers={"Cookie": ...} to the client itself',
    "auth": "pass a credential to the client itself",
    "timeout": "pass timeout= to the client itself",
    "base_url": "pass base_url to the client itself",
    "params": "queries are the operations' own",
    "follow_redirects": "redirects are never followed",
    "max_redirects": "redirects are never followed",
    "default_encoding": "bodies are decoded as the contract says",
}
FRAMING = frozenset({"connection", "content-length", "transfer-encoding", "upgrade"})
TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")


def seconds(name: str, value: object, *, endless: bool = True) -> float:
    """Return a time in seconds: of a number, a timedelta, or a Timeout of httpx2 with equal parts."""
    refuse_old(name, value)
    given = value
    if isinstance(value, httpx2.Timeout):
        value = value.read if len(set(value.as_dict().values())) == 1 else None
    if isinstance(value, timedelta):
        value = value.total_seconds()
    try:
        found = 0.0 if isinstance(value, str | bytes | bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        found = 0.0
    if not found > 0 or (found == float("inf") and not endless):
        raise InvalidArgumentError(
            f"{name} is {given!r}: write a positive number of seconds, as {name}=5, or a timedelta"
        )
    return found


def count(name: str, value: Any) -> int:
    """Return a whole number that is not negative."""
    try:
        found = -1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        found = -1
    if found < 0:
        raise InvalidArgumentError(f"{name} is {value!r}: write a whole number, at least 0")
    return found


@contextmanager
def calling(name: str) -> Iterator[None]:
    """Tell the failure of a caller's own function as an error of this family."""
    try:
        yield
    except ApiError:
        raise
    except Exception as error:
        raise InvalidArgumentError(f"{name} raised {type(error).__name__}; nothing was sent") from error


def header(name: str, value: object) -> str:
    """Return what fits into a header, or raise an `InvalidArgumentError` that does not repeat it."""
    if not isinstance(value, str):
        raise InvalidArgumentError(
            f"{name} is a {type(value).__name__}: pass a string, or a function of none"
        )
    if not (value.isascii() and value.isprintable() and value == value.strip() != ""):
        raise InvalidArgumentError(f"{name} is empty or not printable ASCII; pass None to send none")
    return value


def extra_headers(values: Any, own: Mapping[str, str]) -> dict[str, Any]:
    """Return headers by name; ``own`` maps those that belong to other arguments to these."""
    found = _mapping("headers", values)
    for name in found:
        if not isinstance(name, str) or not name or not TOKEN.issuperset(name.lower()):
            raise InvalidArgumentError(f"headers: {name!r} is no name of a header")
        if (owner := own.get(name.lower())) is not None:
            raise InvalidArgumentError(f"headers: {name} is sent for {owner}=; leave it out")
        if name.lower() in FRAMING:
            raise InvalidArgumentError(f"headers: {name} is for the connection to choose; leave it out")
    return found


def base(url: Any) -> str:
    """Return a base URL without its last slash."""
    refuse_old("base_url", url)
    if not isinstance(url, str | httpx2.URL):
        raise InvalidArgumentError(f"base_url is {url!r}: write it like https://api.example.com")
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise InvalidArgumentError(f"base_url is no URL: {error}") from None
    if parsed.userinfo or "@" in str(url).partition("//")[2].partition("/")[0]:
        raise InvalidArgumentError("base_url holds a user or password: leave them out")
    port = 1 if parsed.port is None else parsed.port
    named = re.fullmatch(rb"[\w.:-]+", parsed.raw_host)
    if parsed.scheme not in {"http", "https"} or not named or not 0 < port < 65536:
        raise InvalidArgumentError(f"base_url is {url!r}: write it like https://api.example.com")
    if "?" in str(url) or "#" in str(url):
        raise InvalidArgumentError(f"base_url is {url!r}: leave out what follows the path")
    return str(parsed).rstrip("/")


def http_args(given: Any) -> dict[str, Any]:
    """Return arguments for httpx2 that can work, certificates made into one context."""
    args = _mapping("httpx_args", given)
    for name, value in args.items():
        if name not in PASSED_ON:
            told = REFUSED.get(name, f"known are {', '.join(sorted(PASSED_ON))}")
            raise InvalidArgumentError(f"httpx_args: {name} has no effect here; {told}")
        refuse_old(f"httpx_args: {name}", value)
    transports = {"transport": args.get("transport"), **_mapping("httpx_args: mounts", args.get("mounts"))}
    for name, value in transports.items():
        refuse_old(f"httpx_args: {name}", value)
        if not isinstance(value, httpx2.BaseTransport | httpx2.AsyncBaseTransport | None):
            raise InvalidArgumentError(f"httpx_args: {name} is {value!r}, and no transport of httpx2")
    for name, hooks in _mapping("httpx_args: event_hooks", args.get("event_hooks")).items():
        if name not in {"request", "response"} or not all(map(callable, hooks)):
            raise InvalidArgumentError(
                "httpx_args: event_hooks maps request and response to lists of functions"
            )
    if isinstance(verify := args.get("verify", True), str | os.PathLike) or args.get("cert"):
        with refusing("httpx_args: verify, cert"):
            args["verify"] = _context(verify, args.pop("cert", None), trust_env=args.get("trust_env", True))
    elif not isinstance(verify, bool | ssl.SSLContext):
        raise InvalidArgumentError(f"httpx_args: verify is {verify!r}: pass a path, a context, True or False")
    return args


def _context(verify: Any, cert: Any, *, trust_env: bool) -> ssl.SSLContext:
    if isinstance(verify, str | os.PathLike):
        # pathlib would cost an import
        where: Any = {"capath" if os.path.isdir(verify) else "cafile": verify}  # noqa: PTH112
        context = ssl.create_default_context(**where)
    else:
        context = httpx2.create_ssl_context(verify, trust_env=trust_env)
    if cert:
        parts: Any = [cert] if isinstance(cert, str | os.PathLike) else cert
        context.load_cert_chain(*parts)
    return context


def _mapping(name: str, given: Any) -> dict[str, Any]:
    try:
        return dict(given or {})
    except (TypeError, ValueError):
        raise InvalidArgumentError(f"{name} is no mapping: pass names and values") from None


def http_client(given: Any) -> Any:
    """Return a whole client of httpx2, or None."""
    refuse_old("http_client", given)
    if not isinstance(given, httpx2.Client | httpx2.AsyncClient | None):
        raise InvalidArgumentError(f"http_client is {given!r}: pass an httpx2.Client or httpx2.AsyncClient")
    return given


def proxy_secrets(proxy: Any, proxies: Mapping[str, str]) -> Iterator[str]:
    """Yield the passwords in the URLs of proxies, and what is sent for them."""
    for each in (proxy, *proxies.values()):
        with suppress(ValueError):
            parts = urlsplit(str(getattr(each, "url", each)))
            user, password = getattr(each, "auth", None) or (parts.username or "", parts.password or "")
            if password:
                plain = f"{unquote(user)}:{unquote(password)}"
                yield unquote(password)
                yield base64.b64encode(plain.encode()).decode()


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """Tell what httpx2 says against its arguments as an `InvalidArgumentError`."""
    try:
        yield
    except ImportError as error:
        extra = "socks" if "SOCKS" in str(error) else "http2"
        raise InvalidArgumentError(
            f"{name}: a package is missing: pip install 'httpx2[{extra}]'"
            f"{', or unset the proxy in the environment' if extra == 'socks' else ''}"
        ) from error
    except (TypeError, ValueError, AttributeError, OSError, httpx2.InvalidURL) as error:
        raise InvalidArgumentError(f"{name} cannot be used: {type(error).__name__}") from error


def refuse_old(name: str, value: object) -> None:
    """Refuse objects of httpx, the library before httpx2: they look alike and do not work together."""
    if any(each.__module__.partition(".")[0] == "httpx" for each in type(value).__mro__):
        raise InvalidArgumentError(
            f"{name} is a {type(value).__name__} of httpx: import httpx2, and make it of httpx2 instead"
        )

# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The checks of arguments: each function returns a value that works, or says what to write instead.

No message repeats a text that was passed: it may be a credential in the wrong place.
"""

from __future__ import annotations

import base64
import inspect
import operator
import os
import re
import ssl
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx2

from ..errors import ApiError, InvalidArgumentError, NoAnswerError

# What is passed on to httpx2: what it may be, and how that is written; of the others, why they are not.
FLAG = ((bool,), "write True or False")
TRANSPORT = ((httpx2.BaseTransport, httpx2.AsyncBaseTransport, type(None)), "pass a transport of httpx2")
PASSED_ON: dict[str, tuple[tuple[Any, ...], str]] = {
    "cert": ((str, os.PathLike, tuple, list, type(None)), "write a path, or those of certificate and key"),
    "event_hooks": ((Mapping, type(None)), 'write {"request": [function], "response": [function]}'),
    "http1": FLAG,
    "http2": FLAG,
    "limits": ((httpx2.Limits,), "write httpx2.Limits(...)"),
    "mounts": ((Mapping, type(None)), 'write {"https://": transport}'),
    "proxy": ((str, httpx2.URL, httpx2.Proxy, type(None)), "write it like http://proxy.example.com:3128"),
    "transport": TRANSPORT,
    "trust_env": FLAG,
    "verify": ((bool, str, os.PathLike, ssl.SSLContext), "write a path, a context, True or False"),
}
REFUSED = {
    "auth": "pass a credential to the client itself",
    "cookies": 'pass headers={"Cookie": ...} to the client itself',
    "params": "queries are the operations' own",
    "default_encoding": "bodies are decoded as the contract says",
    **dict.fromkeys(("base_url", "headers", "timeout"), "pass it to the client itself"),
    **dict.fromkeys(("follow_redirects", "max_redirects"), "redirects are never followed"),
}
FRAMING = frozenset({"connection", "content-length", "transfer-encoding", "upgrade"})
TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")


def kind_of(name: str, value: Any, kinds: tuple[Any, ...], remedy: str) -> Any:
    """Return what is of one of these types; objects of httpx look alike, and are refused by name."""
    if any(each.__module__.partition(".")[0] == "httpx" for each in type(value).__mro__):
        raise InvalidArgumentError(
            f"{name} is {shown(value)} of httpx: import httpx2, and make it of httpx2 instead"
        )
    if not isinstance(value, kinds):
        raise InvalidArgumentError(f"{name} is {shown(value)}: {remedy}")
    return value


def shown(value: object) -> str:
    """Return what an argument is, as a message says it."""
    if value is None or isinstance(value, float | bool) or (type(value) is int and abs(value) < 1e9):
        return repr(value)
    name = type(value).__name__
    return f"{'an' if name[0] in 'AEIOaeio' else 'a'} {name}"


def seconds(name: str, value: Any, *, endless: bool = True) -> float:
    """Return a time in seconds: of a number, a timedelta, or a Timeout of httpx2 with equal parts."""
    given: Any = kind_of(name, value, (object,), "")
    told = shown(value)
    if isinstance(value, httpx2.Timeout):
        given = value.read
        if len(set(value.as_dict().values())) > 1:
            given, told = None, f"{told} of unequal parts, where one time counts for the whole"
    if isinstance(value, timedelta):
        given = value.total_seconds()
    try:
        found = 0.0 if isinstance(given, str | bytes | bool) else float(given)
    except (TypeError, ValueError, OverflowError):
        found = 0.0
    if not found > 0 or (found == float("inf") and not endless):
        remedy = f"write a positive number of seconds, as {name}=5, or a timedelta"
        raise InvalidArgumentError(f"{name} is {told}: {remedy}")
    return found


def count(name: str, value: Any) -> int:
    """Return a whole number that is not negative."""
    try:
        found = -1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        found = -1
    if found < 0:
        raise InvalidArgumentError(f"{name} is {shown(value)}: write a whole number, at least 0")
    return found


def function(name: str, value: Any, *given: str) -> Any:
    """Return what can be called with so many arguments, of which ``given`` says what they are."""
    told = f"a function of {' and '.join(given) or 'no arguments'}"
    kind_of(name, value, (object,), "")
    try:
        if callable(value):
            inspect.signature(value).bind(*given)
            return value
    except TypeError:
        raise InvalidArgumentError(f"{name} takes other arguments: pass {told}") from None
    except ValueError:  # what is written in C need not say what it takes
        return value
    raise InvalidArgumentError(f"{name} is {shown(value)}: pass {told}")


@contextmanager
def calling(name: str) -> Iterator[None]:
    """Tell the failure of a caller's own function as an error of this family."""
    try:
        yield
    except ApiError:
        raise
    except (OSError, httpx2.HTTPError) as error:  # where credentials come from may fail as the server may
        raise NoAnswerError(f"{name} raised {type(error).__name__}") from error
    except Exception as error:
        # Plain functions run in threads.
        looped = isinstance(error, RuntimeError) and "event loop" in str(error)
        remedy = " for want of an event loop: write it with async def, and ask from asyncio" * looped
        raise InvalidArgumentError(f"{name} raised {type(error).__name__}{remedy}") from error


def header(name: str, value: Any) -> str:
    """Return what fits into a header, or raise an `InvalidArgumentError` that does not repeat it."""
    # Its own characters: members of an enumeration, and what hides itself, are shown as something else.
    text = str.__str__(kind_of(name, value, (str,), "pass a string, or a function that returns one"))
    if text.strip() not in {"", text}:
        raise InvalidArgumentError(f"{name} has a line break or blanks around it: pass what strip() leaves")
    if not (text.isascii() and text.isprintable() and text.strip()):
        raise InvalidArgumentError(f"{name} is empty or not printable ASCII; leave it out to send none")
    return text


def extra_headers(values: Any, own: Mapping[str, str]) -> dict[str, Any]:
    """Return headers by name; ``own`` maps those that belong to other arguments to these."""
    found = dict(kind_of("headers", values, (Mapping, type(None)), 'write {"X-Name": "value"}') or {})
    for name in found:
        if not isinstance(name, str) or not name or not TOKEN.issuperset(name.lower()):
            raise InvalidArgumentError(f"headers: {name!r:.50} is no name of a header")
        if (owner := own.get(name.lower())) is not None:
            raise InvalidArgumentError(f"headers: {name} is sent for {owner}=; leave it out")
        if name.lower() in FRAMING:
            raise InvalidArgumentError(f"headers: {name} is for the connection to choose; leave it out")
    if len({name.lower() for name in found}) < len(found):
        raise InvalidArgumentError("headers: a name stands there twice; leave one out")
    return found


def base(url: Any) -> str:
    """Return a base URL without its last slash."""
    remedy = "write it like https://api.example.com"
    text = str(kind_of("base_url", url, (str, httpx2.URL), remedy))
    # The zone of a link's own address: URLs quote its percent sign, and sockets do not.
    text = re.sub(r"(?<=//\[)[^]/]*", lambda found: found[0].replace("%25", "%"), text)
    try:
        parsed = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError):
        raise InvalidArgumentError(f"base_url is no URL: {remedy}") from None
    if parsed.userinfo or "@" in text.partition("//")[2].partition("/")[0]:
        raise InvalidArgumentError("base_url holds a user or password: leave them out")
    port = 1 if parsed.port is None else parsed.port
    named = re.fullmatch(rb"[\w.-]+|[\da-f:.]+(%[\w.-]+)?", parsed.raw_host)
    if parsed.scheme not in {"http", "https"} or not named or not 0 < port < 65536:
        raise InvalidArgumentError(f"base_url names no server by http or https: {remedy}")
    if "?" in text or "#" in text:
        raise InvalidArgumentError(f"base_url has more than a path: {remedy}")
    return str(parsed).rstrip("/")


def variables(prefix: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the variables of the environment named so; the first must be there, and one of the others.

    An empty one is none: a secret that is not set arrives so in many a CI.
    """
    kind_of("prefix", prefix, (str,), 'write it like "MY_SERVICE"')
    named = {name: f"{prefix}_{name.upper()}" for name in names}
    try:
        found = {name: os.environ.get(variable) or None for name, variable in named.items()}
    except UnicodeError:
        raise InvalidArgumentError("prefix holds half a character: write it in ASCII") from None
    first, *others = names
    if found[first] is None:
        raise InvalidArgumentError(f"set {named[first]} to the URL of the API")
    if others and all(found[name] is None for name in others):
        raise InvalidArgumentError(f"set {' or '.join(named[name] for name in others)}")
    return found


def http_args(given: Any) -> dict[str, Any]:
    """Return arguments for httpx2 that can work, certificates made into one context."""
    args = dict(kind_of("httpx_args", given, (Mapping, type(None)), 'write {"verify": path}') or {})
    for name, value in args.items():
        if name not in PASSED_ON:
            told = REFUSED.get(name, f"pass one of {', '.join(PASSED_ON)}")
            raise InvalidArgumentError(f"httpx_args: {name!s:.50} has no effect here; {told}")
        kind_of(f"httpx_args: {name}", value, *PASSED_ON[name])
    most = getattr(args.get("limits"), "max_connections", None)
    if most is not None and not (isinstance(most, int) and most > 0):
        raise InvalidArgumentError("httpx_args: limits allow no connection: write 1 at least")
    for name, value in (args.get("mounts") or {}).items():
        kind_of("httpx_args: mounts", name, (str,), PASSED_ON["mounts"][1])
        kind_of("httpx_args: mounts", value, *TRANSPORT)
    for name, hooks in (args.get("event_hooks") or {}).items():
        if name not in {"request", "response"} or not isinstance(hooks, list | tuple):
            raise InvalidArgumentError(f"httpx_args: event_hooks: {PASSED_ON['event_hooks'][1]}")
        for hook in hooks:
            function("httpx_args: event_hooks", hook, f"the {name}")
    verify, cert = args.get("verify", True), args.pop("cert", None)
    if not isinstance(verify, bool | ssl.SSLContext) or cert:
        with refusing("httpx_args: verify, cert", "name files of certificates"):
            args["verify"] = _context(verify, cert, trust_env=args.get("trust_env", True))
    return args


def _context(verify: Any, cert: Any, *, trust_env: bool) -> ssl.SSLContext:
    if isinstance(verify, str | os.PathLike):
        # pathlib would cost an import
        where: Any = {"capath" if os.path.isdir(verify) else "cafile": verify}  # noqa: PTH112
        context = ssl.create_default_context(**where)
    else:
        context = httpx2.create_ssl_context(verify, trust_env=trust_env)
    if cert:
        parts = [cert] if isinstance(cert, str | os.PathLike) else cert
        # Without any password the terminal would be asked.
        chain: Any = (*parts, *(None, "")[len(parts) - 1 :])
        context.load_cert_chain(*chain)
    return context


def http_client(given: Any) -> Any:
    """Return a whole client of httpx2, or None."""
    kinds = (httpx2.Client, httpx2.AsyncClient, type(None))
    return kind_of("http_client", given, kinds, "pass an httpx2.Client or httpx2.AsyncClient")


def portable(name: str, value: Any) -> None:
    """Say by name what cannot be pickled: pickle itself tells of modules, locks and contexts."""
    import pickle  # slow to import, and seldom needed

    if any(each.endswith(("cloudpickle", "dill")) for each in list(sys.modules)):  # these carry lambdas, too
        return
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001  what it raises is of many kinds
        remedy = "pass what stands at the top of a module, or make this client anew in each process"
        raise TypeError(f"{name} is {shown(value)}, which cannot be pickled: {remedy}") from None


def proxy_secrets(proxy: Any, proxies: Mapping[str, str]) -> Iterator[str]:
    """Yield the passwords in the URLs of proxies, users that may be tokens, and what is sent for both."""
    for each in (proxy, *proxies.values()):
        with suppress(ValueError):
            parts = urlsplit(str(getattr(each, "url", each)))
            user, password = getattr(each, "auth", None) or (parts.username or "", parts.password or "")
            user, password = unquote(user), unquote(password)
            if user or password:
                yield base64.b64encode(f"{user}:{password}".encode()).decode()
                yield from (each for each in (password, user[8:] and user) if each)


@contextmanager
def refusing(name: str, remedy: str) -> Iterator[None]:
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
        raise InvalidArgumentError(f"{name} cannot be used ({type(error).__name__}): {remedy}") from error

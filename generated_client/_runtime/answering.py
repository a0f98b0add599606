# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""The meaning of an answer: a validated response, or the `ApiError` that its status or its body amounts to.

And when to ask again after that: written out, since what libraries for retries add (tenacity takes 44 ms to
import, stamina 52) is not needed.
"""

from __future__ import annotations

import functools
import json
import random
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from .. import errors, types
from .calls import Answers, Call
from .decoding import Model, members, plain

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")

REQUEST_ID_HEADERS = ("X-Request-ID", "Request-ID", "X-Correlation-ID", "X-Amzn-RequestId", "CF-Ray")
BEGINNING = 200
KINDS = {
    **dict.fromkeys((401, 403), errors.UnauthorisedError),
    **dict.fromkeys((400, 422), errors.InvalidRequestError),
    429: errors.RateLimitedError,
}
UUID_OCTETS = frozenset("0123456789abcdef-{}:urnid")
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 5.0
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
UNJUDGED = frozenset({408, 425, 429})


def understand(
    call: Call, answers: Answers[T], answer: httpx2.Response, hide: Callable[[str], str]
) -> types.Response[T]:
    """Return what a successful answer says; raise what any other amounts to.

    Tools that show errors show the variables of their frames too: none is to hold what the server repeats.
    """
    read = _reader(answers.successes, answer.status_code)
    if read is None:
        raise _failure(call, answers, answer, hide)
    try:
        parsed = _parsed(call, read, answer.content)
    except errors.MalformedAnswerError as error:
        facts = _facts(answer, hide)
        cause = error.__cause__ and type(error.__cause__)(*error.__cause__.args)  # without its frames
        told = f"{call.operation} was answered {answer.status_code} with a malformed body"
        what, path = (hide(each) for each in (error.args[0], error.path))
        raise errors.MalformedAnswerError(f"{told}: {what}", path=path, **facts) from cause
    return types.Response(
        parsed=parsed, status_code=answer.status_code, headers=answer.headers, content=answer.content
    )


def _parsed(call: Call, read: Callable[[bytes], T], content: bytes) -> T:
    """Return what a body says, if it is well-formed and about what was asked for."""
    parsed = read(content)
    kind: Any = type(parsed)
    names, quoted = _names(kind)
    if b"\\u" in content or max(map(content.count, quoted), default=0) > 1:
        _read_once(content)
    for name, sent in call.named.items():
        if name in names:
            _same(name, sent, getattr(parsed, names[name]))
    return parsed


@functools.cache
def _names(kind: Any) -> tuple[dict[str, str], list[bytes]]:
    """Return a model's attributes by their names on the wire, and these names as they are written."""
    known = {each.wire_name: each.name for each in members(kind)} if issubclass(kind, Model) else {}
    return known, [f'"{each}"'.encode() for each in known]


def _read_once(content: bytes) -> None:
    """Refuse a body with a name twice in one object: parsers differ in which of the two they believe."""

    def once(pairs: list[tuple[str, Any]]) -> None:
        if len(dict(pairs)) != len(pairs):
            raise errors.MalformedAnswerError("a member stands twice in one object")

    try:
        json.loads(content, object_pairs_hook=once, parse_int=str)
    except RecursionError:
        pass
    except UnicodeDecodeError as error:
        # A member that no model knows is read over, whatever its name is made of.
        raise errors.MalformedAnswerError("it is no UTF-8") from error


def _same(name: str, sent: object, found: object) -> None:
    """Refuse an answer about another thing, as a mistaken cache or a shared connection gives it."""
    if found == sent or found is None or found is types.UNSET:
        return
    one, other = str(plain(sent)), str(plain(found))
    with suppress(ValueError):
        # Python reads digits of other scripts, signs and underscores too, which no UUID is written with.
        lower = one.lower(), other.lower()
        if one == other or (UUID_OCTETS.issuperset("".join(lower)) and UUID(lower[0]) == UUID(lower[1])):
            return
    raise errors.MalformedAnswerError(f"it names another {name} than was asked for", path=f"$.{name}")


def _failure(
    call: Call, answers: Answers[Any], answer: httpx2.Response, hide: Callable[[str], str]
) -> errors.ApiError:
    status = answer.status_code
    facts = _facts(answer, hide)
    told = f"{call.operation} was answered {status}"
    if (read := _reader(answers.failures, status)) is not None:
        text = _text(answer.content)
        with suppress(errors.MalformedAnswerError):  # the status alone says enough
            facts["detail"] = read(answer.content if (shown := hide(text)) == text else shown.encode())
    if (location := answer.headers.get("Location")) and 300 <= status < 400:
        told += f", a redirect to {_line(_beginning(location, hide))}"
    elif (said := _line(facts["body"])).strip("."):
        told += f": {said}"
    kind = KINDS.get(status, errors.ServerError if 500 <= status < 600 else errors.UnexpectedStatusError)
    coded = [name for name, each in call.segments.items() if "%" in each]
    if coded and kind in {errors.InvalidRequestError, errors.UnexpectedStatusError}:
        # Servers and gateways differ in how they read these, a slash above all.
        told += f" ({', '.join(coded)} holds signs that are sent percent-encoded)"
    return kind(told, **facts)


def advise(error: errors.ApiError, call: Call, base_url: str, lacked: tuple[str, ...]) -> None:
    """Add to an error's remedy what is known here; ``lacked`` are all credentials, where none was passed."""
    if error.status == 429 and (error.retry_after or 0) >= 1:
        error.remedy = f"Ask less often, and not before {error.retry_after:.0f} s have passed."
    elif error.status in {401, 403} and lacked:
        error.remedy = f"Pass a valid credential to the client, which was given no {' and no '.join(lacked)}."
    elif error.status == 404:
        path = "/".join(("", *base_url.split("/")[3:]))
        begun = (call.template[: each.start()] for each in re.finditer("/|$", call.template))
        if twice := max(filter(path.endswith, begun), key=len, default=""):
            known = f"End base_url before {twice}, unless that stands twice in the server's URLs"
            error.remedy = f"{known}; or look at the arguments."


def _facts(answer: httpx2.Response, hide: Callable[[str], str]) -> dict[str, Any]:
    named = (answer.headers.get(name) for name in REQUEST_ID_HEADERS)
    return {
        "status": answer.status_code,
        "request_id": next((_line(_beginning(each, hide)) for each in named if each), None),
        "body": _beginning(_text(answer.content[: 40 * BEGINNING]), hide),
        "retry_after": pause_asked_for(answer.headers),
    }


def pause_asked_for(headers: httpx2.Headers) -> float | None:
    """Return what a Retry-After header asks for, in seconds; None if there is none, or it is unintelligible.

    A date is counted from the answer's own Date, since the clocks here and there may differ.
    """
    if (asked_for := headers.get("Retry-After")) is None:
        return None
    if re.fullmatch(r"\s*[0-9]+(\.[0-9]*)?\s*", asked_for):
        return float(asked_for)
    until, now = _instant(asked_for), _instant(headers.get("Date", ""))
    return None if until is None else max(until - (time.time() if now is None else now), 0.0)


def _instant(date: str) -> float | None:
    from email.utils import mktime_tz, parsedate_tz  # slow to import, and seldom needed

    try:
        return None if (found := parsedate_tz(date)) is None else float(mktime_tz(found))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _beginning(text: str, hide: Callable[[str], str]) -> str:
    text = hide(text)
    return text if len(text) <= BEGINNING else f"{text[:BEGINNING]}..."


def _line(text: str) -> str:
    """Return a text as it may stand in a message: a server writes no lines and no colours of ours."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _reader(readers: Mapping[int | range, Callable[[bytes], T]], status: int) -> Callable[[bytes], T] | None:
    if (exact := readers.get(status)) is not None:
        return exact
    return next((read for key, read in readers.items() if isinstance(key, range) and status in key), None)


def pause_after(error: errors.ApiError, method: str, remaining: float) -> float | None:
    """Return how many seconds to wait before asking again, drawn at random from a range that doubles.

    None if asking again would not help, might do a thing twice, or would begin after ``remaining`` seconds.
    """
    from httpx2 import ConnectError, ConnectTimeout, PoolTimeout  # not before there is a client

    # Failures before the server acted: repeating the request cannot do a thing twice.
    unsent = isinstance(error.__cause__, ConnectError | ConnectTimeout | PoolTimeout)
    safe = method in REPEATABLE or error.status in UNJUDGED or unsent
    if not (safe and error.transient):
        return None
    pause = min(random.uniform(0, FIRST_PAUSE * 2 ** min(error.attempts, 10)), LONGEST_PAUSE)  # noqa: S311  spreads load
    pause = max(pause, error.retry_after or 0)
    return pause if pause < remaining else None

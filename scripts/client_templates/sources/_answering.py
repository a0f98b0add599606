"""What an answer means: a validated response, or the `ApiError` that its status or its body amounts to."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from . import errors
from .types import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import httpx

    from ._calls import Answers, Call

T = TypeVar("T")

REQUEST_ID_HEADERS = ("X-Request-ID", "Request-ID", "X-Correlation-ID", "X-Amzn-RequestId", "CF-Ray")
BEGINNING = 200


def understand(
    call: Call, answers: Answers[T], answer: httpx.Response, content: bytes, secrets: Iterable[str]
) -> Response[T]:
    """Return what a successful answer says; raise what any other amounts to."""
    read = _reader(answers.successes, answer.status_code)
    if read is None:
        raise _failure(call, answers, answer, content, secrets)
    try:
        parsed = read(content)
    except errors.MalformedAnswerError as error:
        facts = _facts(answer, content, secrets)
        told = f"{call.method} {call.path} was answered {answer.status_code} with a malformed body"
        raise errors.MalformedAnswerError(
            f"{told}: {error.args[0]}", path=error.path, **facts
        ) from error.__cause__
    return Response(parsed=parsed, status_code=answer.status_code, headers=answer.headers, content=content)


def _failure(
    call: Call, answers: Answers[Any], answer: httpx.Response, content: bytes, secrets: Iterable[str]
) -> errors.ApiError:
    status = answer.status_code
    facts = _facts(answer, content, secrets)
    told = f"{call.method} {call.path} was answered {status}"
    if (read := _reader(answers.failures, status)) is not None:
        with suppress(errors.MalformedAnswerError):  # the status alone says enough
            facts["detail"] = read(content)
    if (location := answer.headers.get("Location")) and 300 <= status < 400:
        told += f", a redirect to {_beginning(location, secrets)}"
    elif facts["body"]:
        told += f": {facts['body']}"
    return _kind(status)(told, **facts)


def _kind(status: int) -> type[errors.ApiError]:
    match status:
        case 401 | 403:
            return errors.UnauthorisedError
        case 400 | 422:
            return errors.InvalidRequestError
        case 429:
            return errors.RateLimitedError
        case _ if 500 <= status < 600:
            return errors.ServerError
    return errors.UnexpectedStatusError


def _facts(answer: httpx.Response, content: bytes, secrets: Iterable[str]) -> dict[str, Any]:
    named = (answer.headers.get(name) for name in REQUEST_ID_HEADERS)
    asked_for = answer.headers.get("Retry-After")
    return {
        "status": answer.status_code,
        "request_id": next((_beginning(each, secrets) for each in named if each), None),
        "body": _beginning(content[: 4 * BEGINNING].decode("utf-8", "replace"), secrets),
        "retry_after": None if asked_for is None else seconds(asked_for),
    }


def seconds(retry_after: str) -> float | None:
    """Return what a Retry-After header asks for, in seconds from now; None if that is unintelligible."""
    from httpx_retries import Retry

    try:
        return Retry().parse_retry_after(retry_after)
    except (ValueError, OverflowError):
        return None


def _beginning(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text if len(text) <= BEGINNING else f"{text[:BEGINNING]}..."


def _reader(readers: Mapping[int | range, Callable[[bytes], T]], status: int) -> Callable[[bytes], T] | None:
    if (exact := readers.get(status)) is not None:
        return exact
    return next((read for key, read in readers.items() if isinstance(key, range) and status in key), None)

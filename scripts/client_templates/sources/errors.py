"""The errors of a call that could not tell: one family, rooted in `ApiError`.

Before anything is sent: `InvalidArgumentError`. Without an answer: `NoAnswerError`, `TimeLimitError`. From
the status of an answer: `UnauthorisedError` (401, 403), `InvalidRequestError` (400, 422), `RateLimitedError`
(429), `ServerError` (500 to 599), `UnexpectedStatusError` (all others). From its body:
`MalformedAnswerError`. While waiting: `PollTimeoutError`, `PollGaveUpError`. A call that raises none of these
has an answer that can be relied on.
"""

from __future__ import annotations

from typing import Any

# What a server or a gateway says of a request that it did not judge: asking again may well succeed.
PASSING_STATUSES = frozenset({408, 425, 429, 502, 503, 504})


class ApiError(Exception):
    """The root of the family: there is no answer that can be relied on."""

    remedy: str = ""
    """The way to mend it, in one sentence."""

    status: int | None = None
    """The HTTP status; None if there was no answer."""
    request_id: str | None = None
    """The server's own name for this request, from X-Request-ID or a header like it; None if it gave none."""
    body: str = ""
    """The beginning of the body, credentials blotted out."""
    retry_after: float | None = None
    """The pause that the server asks for in Retry-After, in seconds; None if it asks for none."""
    detail: Any = None
    """The body as the model documented for this status; None if it is none, or is longer than 1 MB."""
    operation: str | None = None
    """The operation as the contract writes it, the same for all parameters: group failures by it."""
    url: str | None = None
    """The URL that was asked, without the query; None if nothing was sent."""
    attempts: int = 1
    """The number of attempts that were made."""

    def __init__(self, message: str = "", **facts: Any) -> None:
        """Describe one failure; ``facts`` are attributes by name."""
        super().__init__(message)
        for name, value in facts.items():
            if not hasattr(self, name):
                raise TypeError(f"{type(self).__name__} has no attribute {name}")
            setattr(self, name, value)

    @property
    def transient(self) -> bool:
        """True if asking again, later, may well succeed."""
        return self.status in PASSING_STATUSES

    def __str__(self) -> str:
        """Say what happened, what the server named it, and what to do."""
        named = f" (request id {self.request_id})" if self.request_id else ""
        tried = f" ({self.attempts} attempts)" if self.attempts > 1 else ""
        return f"{super().__str__()}{named}{tried}{'. ' if self.remedy else ''}{self.remedy}"


class InvalidArgumentError(ApiError, ValueError):
    """An argument that could not be sent as it is; nothing was sent."""


class NoAnswerError(ApiError):
    """No whole answer arrived: refused, dropped, unresolvable or not HTTP."""

    remedy = "Look at base_url, the network and the server; nothing is known about what was asked."

    @property
    def transient(self) -> bool:
        """A connection may well succeed later."""
        return True


class TimeLimitError(NoAnswerError, TimeoutError):
    """No whole answer arrived within the time limit."""

    remedy = "Allow more time with timeout=, or ask again."


class UnauthorisedError(ApiError):
    """Status 401 or 403: the credential is missing, wrong, expired or may not see this."""

    remedy = "Pass a valid credential to the client, and see that it belongs to the right account."


class InvalidRequestError(ApiError):
    """Status 400 or 422: the server understood the question and found it invalid; `detail` says where."""

    remedy = "Correct the arguments; asking again changes nothing."


class RateLimitedError(ApiError):
    """Status 429: too many requests; `retry_after` says how many seconds to wait, if the server said so."""

    remedy = "Ask less often."


class ServerError(ApiError):
    """Status 500 to 599: the server, or a gateway before it, failed."""

    remedy = "Ask again later; if it stays, tell the server's owner the request id."


class UnexpectedStatusError(ApiError):
    """A status that says neither yes nor no here, redirects included: they are never followed."""

    remedy = "Look at the arguments and base_url: this is not what the documented operation answers."


class MalformedAnswerError(ApiError, ValueError):
    """A body that is not what the contract documents, or is about another thing than was asked for.

    `path` says where, as in `$.items[0].name`.
    """

    remedy = "The server breaks its contract, or something else answered in its place."

    path: str = "$"
    """The JSON path of the first member that is wrong."""


class PollError(ApiError):
    """Waiting ended without what was waited for."""

    last: Any = None
    """The last value seen; None if there was never an answer (then `__cause__` says why)."""
    polls: int = 0
    """The number of polls."""


class PollTimeoutError(PollError, TimeoutError):
    """The time ran out before `until` came true, or while the polls of `changes` failed."""

    remedy = "Allow more time with timeout=, or look at `last`."


class PollGaveUpError(PollError):
    """`give_up` came true: what was waited for will not come."""

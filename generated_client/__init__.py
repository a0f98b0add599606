# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""A client library for accessing Session status: a client, one module for each operation, models and errors.

from generated_client import Client, get_session_status
"""

from .api.default import get_session_status
from .client import Client
from .errors import (
    ApiError,
    InvalidArgumentError,
    InvalidRequestError,
    MalformedAnswerError,
    NoAnswerError,
    PollError,
    PollGaveUpError,
    PollTimeoutError,
    RateLimitedError,
    ServerError,
    TimeLimitError,
    UnauthorisedError,
    UnexpectedStatusError,
)
from .models import HTTPValidationError, SessionStatusResponse, ValidationError
from .types import Response

__all__ = (
    "Client",
    "Response",
    "ApiError",
    "InvalidArgumentError",
    "InvalidRequestError",
    "MalformedAnswerError",
    "NoAnswerError",
    "PollError",
    "PollGaveUpError",
    "PollTimeoutError",
    "RateLimitedError",
    "ServerError",
    "TimeLimitError",
    "UnauthorisedError",
    "UnexpectedStatusError",
    "get_session_status",
    "HTTPValidationError",
    "SessionStatusResponse",
    "ValidationError",
)

# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""Contains all the data models used in inputs/outputs"""

from .http_validation_error import HTTPValidationError
from .session_status_response import SessionStatusResponse
from .validation_error import ValidationError

__all__ = (
    "HTTPValidationError",
    "SessionStatusResponse",
    "ValidationError",
)

# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""HTTPValidationError, as `openapi.json` describes it."""

from __future__ import annotations

from attrs import frozen as _frozen

from .._runtime.decoding import Model as _Model
from ..types import Maybe


@_frozen(kw_only=True)
class HTTPValidationError(_Model):
    """HTTPValidationError

    Source: `HTTPValidationError` in openapi.json.
    """

    __hash__ = _Model.__hash__

    detail: Maybe[list[ValidationError]] = None


from ..models.validation_error import ValidationError  # noqa: E402

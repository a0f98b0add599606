# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
"""ValidationError, as `openapi.json` describes it."""

from __future__ import annotations

from attrs import field as _field
from attrs import frozen as _frozen

from .._runtime.decoding import WIRE_NAME
from .._runtime.decoding import Model as _Model


@_frozen(kw_only=True)
class ValidationError(_Model):
    """ValidationError

    Source: `ValidationError` in openapi.json.
    """

    __hash__ = _Model.__hash__

    loc: list[int | str]

    msg: str

    type_: str = _field(metadata={WIRE_NAME: "type"})

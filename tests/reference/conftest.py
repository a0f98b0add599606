"""Fixtures of the reference deployment's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reference.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def reference() -> Iterator[Asking]:
    """Yield the reference deployment, in this process and in virtual time."""
    asking = Asking()
    yield asking
    asking.close()

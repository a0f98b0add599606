"""The generated client is a consumer under test: it reads every answer observed as the schema does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.run import disagreements
from contract_tests.verdict.client_reading import readable

if TYPE_CHECKING:
    from contract_tests.items.plugin import Face


def test_the_generated_client_reads_every_answer(face: Face) -> None:
    """Each status that satisfies the schema is the same status to the generated client."""
    observations = face.observations
    if not readable(observations):
        pytest.skip("untested: no answer showed a status")
    face.notes = disagreements(observations)
    if face.notes:
        pytest.skip(face.notes[0])

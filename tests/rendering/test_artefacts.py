"""The files that --report leaves behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from contract_tests.recording import observation
from contract_tests.rendering import artefacts, badge, markdown
from contract_tests.rendering.html import page
from tests.rendering.made import HOSTILE, full, observations

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: said[:20])
def test_every_rendering_is_written(said: str, tmp_path: Path) -> None:
    """Each file is in UTF-8 and as its rendering made it, whatever was said; none is left half written."""
    # A recording holds what was decoded as UTF-8; only words about it may hold half of a pair.
    recording = evolve(full()[0].recording, started="2026-01-01T00:00:00+00:00")
    report, every = evolve(full(said)[0], recording=recording), observations()
    artefacts.write(report, lambda: every, tmp_path)
    told = {path.name: path.read_bytes().decode() for path in tmp_path.iterdir()}
    assert not any(name.startswith(".") for name in told)
    assert told["report.html"] == page.render(report, every)
    assert told["summary.md"] == markdown.render(report)
    assert told["badge.json"] == badge.render(report)
    assert json.loads(told["report.json"]) == report.as_json()
    assert list(observation.read(tmp_path / "observations.jsonl")[1]) == every

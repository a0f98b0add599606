"""What a run leaves behind in the folder that --report names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests import observation
from contract_tests.options import UsageError
from contract_tests.rendering import badge, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.observation import Observation
    from contract_tests.report import Report


def folder(name: str | None) -> Path | None:
    """Return the folder of that name, made where it is missing; UsageError where that cannot be."""
    if not name:
        return None
    try:
        Path(name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"--report {name}: {error.strerror}; name a folder that can be written to"
        ) from error
    return Path(name)


def write(report: Report, observations: Sequence[Observation], into: Path) -> None:
    """Write a report in every rendering, and the recording that it rests on."""
    from contract_tests.rendering import html  # Jinja2 takes its time, and only a written report needs it

    observation.write(into / "observations.jsonl", report.recording, observations)
    renderings = {
        "report.json": json.dumps(report.as_json(), indent=2, ensure_ascii=False) + "\n",
        "report.html": html.render(report, observations),
        "summary.md": markdown.render(report),
        "badge.json": badge.render(report),
    }
    for name, text in renderings.items():
        # What is no Unicode, half a pair of surrogates say, is spelled as JSON spells it.
        (into / name).write_text(text, encoding="utf-8", errors="backslashreplace")


def summarise(report: Report, step_summary: str | None) -> None:
    """Add the summary to the file that a CI step shows, where there is one."""
    if step_summary:
        with Path(step_summary).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(markdown.render(report))

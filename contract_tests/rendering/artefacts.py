"""The files that a run leaves behind in the folder that --report names."""

import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from contract_tests.recording import observation
from contract_tests.recording.observation import Observation
from contract_tests.rendering import badge, markdown
from contract_tests.settings.option import UsageError
from contract_tests.verdict.report import Report


def folder(path: Path | None) -> Path | None:
    """Return a folder, made where it is missing; UsageError where that cannot be."""
    if path is None:
        return None
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"--report {path}: {error.strerror}; name a folder that can be written to"
        ) from error
    return path


def within(path: Path, name: str) -> Path:
    """Return the file of that name where a path is a folder that --report named, or else the path."""
    return path / name if path.is_dir() else path


def write(report: Report, observations: Callable[[], Iterable[Observation]], into: Path) -> None:
    """Write a report in every rendering, and the recording that it rests on: all of it or nothing.

    `observations` is called for each pass over them, so that none has to be held in memory. Raises OSError.
    """
    from contract_tests.rendering.html import page  # Jinja2 loads slowly, and only a written report needs it

    # A recording may be judged into its own folder: it is read while its copy is written.
    with tempfile.TemporaryDirectory(prefix=".", dir=into) as name:
        beside = Path(name)
        observation.write(beside / "observations.jsonl", report.recording, observations())
        renderings = {
            "report.json": json.dumps(report.as_json(), indent=2, ensure_ascii=False) + "\n",
            "report.html": page.render(report, observations()),
            "summary.md": markdown.render(report),
            "badge.json": badge.render(report),
        }
        for file, text in renderings.items():
            # What is no Unicode, half a pair of surrogates say, is spelled as JSON spells it.
            (beside / file).write_text(text, encoding="utf-8", errors="backslashreplace")
        for made in beside.iterdir():
            made.replace(into / made.name)


def summarise(report: Report, step_summary: str | None) -> None:
    """Add the summary to the file that a CI step shows, where there is one."""
    if step_summary:
        with Path(step_summary).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(markdown.render(report))

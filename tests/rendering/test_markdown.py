"""The summary: nothing in it is markup but our own, and it fits where it is shown."""

from functools import cache

import pytest
from attrs import evolve
from markdown_it import MarkdownIt

from contract_tests.clauses import CATALOGUE
from contract_tests.clauses.finding import Outcome, broken
from contract_tests.rendering import markdown
from contract_tests.rendering.legible import legible
from contract_tests.verdict.verdict import Verdict
from tests.rendering.made import HARMLESS, HOSTILE, full

FITS = 65_536
"""Characters that a comment on a pull request holds; a step's summary holds more."""


@cache
def summary(said: str) -> str:
    """Return the summary of a full report with this text in every place."""
    return markdown.render(full(said)[0])


def shape(text: str) -> list[str]:
    """Return the kinds of all that a Markdown reader sees, in order, and the raw HTML among it."""
    reader = MarkdownIt("gfm-like", {"linkify": False})
    seen = []
    for block in reader.parse(text):
        seen.append(block.content if block.type == "html_block" else block.type)
        seen += [
            each.content if each.type == "html_inline" else each.type for each in block.children or () if each
        ]
    return seen


@pytest.mark.parametrize(
    "said", [each for each in HOSTILE if 1 < len(each) < 500], ids=lambda said: said[:20]
)
def test_no_recorded_text_becomes_markup(said: str) -> None:
    """Whatever text stands in every field, a Markdown reader sees the same structure."""
    assert shape(summary(said)) == shape(summary(HARMLESS))
    assert legible(said, 100) in summary(said).replace("\\|", "|")


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: said[:20])
def test_no_user_is_mentioned_and_nothing_is_linked(said: str) -> None:
    """Text that GitHub turns into links and mentions stands in code only."""
    reader = MarkdownIt("gfm-like", {"linkify": False})
    inline = [each for block in reader.parse(summary(said)) for each in block.children or ()]
    plain = "".join(each.content for each in inline if each.type == "text")
    assert not [mark for mark in ("@", "#1", "://") if mark in plain]


def test_the_summary_says_what_the_report_says() -> None:
    """It begins with the headline's word, tells each red violation, and lists every clause."""
    report, _ = full()
    text = summary(HARMLESS)
    assert text.startswith(
        f"## Contract: {report.headline.split()[0]}\n\n`{report.headline.split(' ', 1)[1]}`"
    )
    for verdict in report.verdicts:
        row = f"| `{verdict.clause.id}` | {verdict.clause.level} |"
        assert row in text
        assert (f"{row} **violated** |" in text) == (verdict in report.blocking)
        assert (f"{row} violated, worth a look |" in text) == (verdict in report.remarks)
    for verdict in report.untested:
        assert f"- `{verdict.clause.id}`: `{HARMLESS}`" in text
    assert f"#### `{report.blocking[0].clause.id}`" in text


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: said[:20])
def test_the_summary_fits_into_a_comment(said: str) -> None:
    """With every clause violated and every text as long as it may be, it stays below GitHub's limit."""
    report, _ = full(said * 2)
    worst = evolve(
        report,
        verdicts=tuple(
            Verdict(clause=clause, outcome=Outcome.VIOLATED, witnesses=(broken(said, said, 1, 2, 3, 4),))
            for clause in CATALOGUE.values()
        ),
        promises=(said,) * 500,
        stale=(said,) * 500,
    )
    text = markdown.render(worst)
    assert len(text) < FITS
    assert all(verdict.clause.id in text for verdict in worst.verdicts)

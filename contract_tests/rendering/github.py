"""A report as annotations of a GitHub workflow: lines that its runner reads from what a step prints."""

from collections.abc import Iterator
from itertools import islice

from contract_tests.rendering.legible import legible
from contract_tests.verdict.report import Report
from contract_tests.verdict.verdict import Verdict

MOST = 10
"""Annotations of one level that GitHub shows of one step; it drops the rest in silence."""


def render(report: Report) -> Iterator[str]:
    """Yield errors (what fails the run), warnings (a SHOULD that is violated, say), and notices, the headline
    the first of them."""
    yield from _bounded("error", list(_errors(report)))
    yield from _bounded("warning", list(_warnings(report)))
    yield from _bounded("notice", list(_notices(report)))


def _errors(report: Report) -> Iterator[tuple[str, str]]:
    if report.recording.trouble:
        yield "no verdict", report.recording.trouble
    for verdict in report.blocking:
        yield verdict.clause.id, _told(verdict)
    for each in report.stale:
        yield "baseline", each
    if not report.allow_untested:
        yield from _untested(report)


def _warnings(report: Report) -> Iterator[tuple[str, str]]:
    if report.allow_untested:
        yield from _untested(report)
    for verdict in report.remarks:
        if verdict.clause.level != "NOTE" and verdict.baselined is None:
            yield verdict.clause.id, _told(verdict)
    for each in report.promises:
        yield "declared session", each


def _notices(report: Report) -> Iterator[tuple[str, str]]:
    yield "contract", report.headline
    for verdict in report.remarks:
        if verdict.baselined is not None:
            yield verdict.clause.id, f"known: {verdict.baselined}. {_told(verdict)}"
        elif verdict.clause.level == "NOTE":
            yield verdict.clause.id, _told(verdict)


def _untested(report: Report) -> Iterator[tuple[str, str]]:
    for verdict in report.untested:
        yield verdict.clause.id, f"untested: {verdict.reason or verdict.clause.needs}"


def _told(verdict: Verdict) -> str:
    seen = [f" Seen: {each.seen}; right: {each.right}" for each in verdict.witnesses[:1]]
    return f"{verdict.clause.level}: {verdict.clause.says}{''.join(seen)}"


def _bounded(level: str, each: list[tuple[str, str]]) -> Iterator[str]:
    shown = each if len(each) <= MOST else each[: MOST - 1]
    yield from (_line(level, title, message) for title, message in shown)
    if more := len(each) - len(shown):
        names = ", ".join(title for title, _ in islice(each, len(shown), len(shown) + MOST))
        yield _line(level, f"{more} more", names + (" ..." if more > MOST else ""))


def _line(level: str, title: str, message: str) -> str:
    return f"::{level} title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    return legible(text, 400).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

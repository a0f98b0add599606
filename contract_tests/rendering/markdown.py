"""A report as Markdown: for a pull request, or for the summary of a CI step.

What came from a deployment stands in code spans and code blocks only: there nothing is markup, and no
@name notifies a user.
"""

import re
from collections import Counter
from collections.abc import Iterator

from contract_tests.clauses.finding import Finding, Outcome
from contract_tests.rendering.legible import legible, printable
from contract_tests.rendering.terminal.counts import LEVELS, OUTCOMES
from contract_tests.rendering.traces import before, moment, shown_by
from contract_tests.verdict.report import Report
from contract_tests.verdict.verdict import Verdict

DETAILED = 35_000
"""Characters spent on violations told in full; the others are named. A comment on a pull request holds
65,536, of which the table takes its share."""
MOST = 20
"""Lines of any other list."""
LONGEST = 400

MARKS = OUTCOMES | {Outcome.VIOLATED: "**violated**"}


def render(report: Report) -> str:
    """Return `summary.md`."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"## Contract: {report.conclusion}"
    yield ""
    yield span(report.found)
    yield ""
    recording = report.recording
    seen = ", ".join(f"{count} {state}" for state, count in report.seen.items())
    yield f"{span(recording.base_url)}, {span(recording.started)}; answers that showed a session {seen}"
    yield ""
    yield from _counts(report)
    for title, each in (("Declared sessions", report.promises), ("Baseline", report.stale)):
        if each:
            yield from ("", f"### {title}", "", *(f"- {span(line)}" for line in each[:MOST]))
            yield from [f"- and {len(each) - MOST} more"] if len(each) > MOST else []
    if report.blocking:
        yield from ("", "### Violations", *_violations(report))
    if report.untested:
        yield from ("", "### What a complete run still needs", "")
        for verdict in report.untested:
            yield f"- {span(verdict.clause.id)}: {span(verdict.reason or str(verdict.clause.needs))}"
    yield from _table(report)


def _counts(report: Report) -> Iterator[str]:
    by_level = Counter((verdict.clause.level, verdict.outcome) for verdict in report.verdicts)
    yield "| | " + " | ".join(OUTCOMES.values()) + " |"
    yield "|:--|" + "--:|" * len(OUTCOMES)
    for level in LEVELS:
        counts = " | ".join(str(by_level[level, outcome]) for outcome in OUTCOMES)
        yield f"| {level} | {counts} |"


def _violations(report: Report) -> Iterator[str]:
    spent = 0
    rest = list(report.blocking)
    while rest and spent < DETAILED:
        told = "\n".join(_violation(report, rest.pop(0)))
        spent += len(told)
        yield told
    if rest:
        yield from ("", "And " + ", ".join(span(verdict.clause.id) for verdict in rest))


def _violation(report: Report, verdict: Verdict) -> Iterator[str]:
    clause = verdict.clause
    yield from ("", f"#### {span(clause.id)}", "", f"{ours(clause.says)} ({clause.level})", "")
    yield f"> {ours(clause.basis.words)}"
    for witness in verdict.witnesses[:1]:
        yield from ("", f"- seen: {span(witness.seen)}", f"- right: {span(witness.right)}", "")
        yield from _evidence(report, witness)


def _evidence(report: Report, witness: Finding) -> Iterator[str]:
    lines = []
    exchanges = shown_by(report, witness)
    for exchange in exchanges[:3]:
        took = (exchange.received - exchange.sent) * 1000
        asked = legible(f"{exchange.method} {exchange.target}", LONGEST)
        body = legible(exchange.body.decode(errors="backslashreplace"), LONGEST)
        failure = exchange.failure
        answer = legible(failure.detail, LONGEST) if failure else f"{exchange.status} {body}"
        lines += [f"#{exchange.number} at {moment(report, exchange)}, {took:.0f} ms: {asked}", f"-> {answer}"]
    curl = report.curl(witness)
    if curl and len(curl) <= 4 * LONGEST:
        lines += ["", *(f"# {told}" for told in filter(None, [before(exchanges)])), printable(curl)]
    yield from block("\n".join(lines)) if lines else ()


def _table(report: Report) -> Iterator[str]:
    yield from ("", "<details><summary>All clauses</summary>", "")
    yield "| clause | level | outcome | times | why |"
    yield "|:--|:--|:--|--:|:--|"
    remarks = report.remarks
    for verdict in report.verdicts:
        why = f"known: {verdict.baselined}" if verdict.baselined is not None else verdict.reason
        cells = [
            span(verdict.clause.id),
            verdict.clause.level,
            "violated, worth a look" if verdict in remarks else MARKS[verdict.outcome],
            str(verdict.exercised or ""),
            span(why, 160) if why else "",
        ]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield from ("", "</details>")


def ours(text: str) -> str:
    """Return a sentence of our own as Markdown that shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]<>|~#&])", r"\\\1", " ".join(text.split()))


def span(text: str, longest: int = LONGEST) -> str:
    """Return a text as a code span: within it nothing is markup, whatever it holds."""
    shown = legible(text, longest)
    if not shown.strip():
        return "(blank)" if shown else "(empty)"
    ticks = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def block(text: str) -> Iterator[str]:
    """Yield a text as a fenced code block that nothing in it can close."""
    fence = "`" * max(3, _longest_run(text) + 1)
    yield from (f"{fence}text", text, fence)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)

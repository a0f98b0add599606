"""A report on a terminal: violations one by one, then the table of clauses."""

from __future__ import annotations

import json
from collections.abc import Iterator

from contract_tests.clauses.finding import Outcome
from contract_tests.recording.exchange import Exchange
from contract_tests.verdict.report import Report
from contract_tests.verdict.verdict import Verdict

LONGEST = 300
"""Characters of a body that are shown."""

MARKS = {
    Outcome.UPHELD: "upheld",
    Outcome.VIOLATED: "VIOLATED",
    Outcome.UNTESTED: "untested",
    Outcome.INAPPLICABLE: "not applicable",
}


def violation(report: Report, verdict: Verdict) -> str:
    """Return all there is to say of one violation: sentence, seen beside right, exchange, what to type."""
    clause, basis = verdict.clause, verdict.clause.basis
    lines = [
        f"{clause.id} ({clause.level}, {basis.kind})",
        f"  {clause.says}",
        f"  rests on: {basis.quoted}"
        + (f"  {basis.pointer or basis.source}" if basis.pointer or basis.source else ""),
    ]
    for witness in verdict.witnesses[:1]:
        lines += [f"  seen:  {witness.seen}", f"  right: {witness.right}"]
        for number in witness.exchanges:
            if number in report.exchanges:
                lines += [f"    {line}" for line in exchange_lines(report.exchanges[number])]
        curl = report.curl(witness)
        lines += [f"  again:   {curl}"] if curl else []
    lines.append(f"  rerun:   the same command with -k {clause.id}")
    lines.append(
        "  rejudge: python -m contract_tests judge DIR/observations.jsonl  (written by --report DIR)"
    )
    return "\n".join(lines)


def exchange_lines(exchange: Exchange) -> Iterator[str]:
    """Yield an exchange, abridged, with its times."""
    took = (exchange.received - exchange.sent) * 1000
    asked = f"{exchange.method} {shortened(exchange.target)}"
    yield f"#{exchange.number} at {exchange.sent:.2f} s, {took:.0f} ms: {asked}"
    if exchange.failure:
        yield f"-> {exchange.failure.detail}"
    else:
        body = exchange.body.decode(errors="backslashreplace")
        yield f"-> {exchange.status} {shortened(body)}" if body else f"-> {exchange.status}, no body"


def shortened(text: str) -> str:
    """Return a text that fits, with what a terminal might take for a command made visible."""
    visible = text if text.isprintable() else json.dumps(text)[1:-1]
    return visible if len(visible) <= LONGEST else f"{visible[:LONGEST]}... ({len(visible)} characters)"


def table(report: Report) -> Iterator[tuple[Outcome, bool, str]]:
    """Yield each clause as a line, with its outcome and whether it is red."""
    width = max((len(verdict.clause.id) for verdict in report.verdicts), default=0)
    for verdict in report.verdicts:
        mark = MARKS[verdict.outcome] + (f" x{verdict.exercised}" if verdict.exercised else "")
        why = verdict.reason or (verdict.witnesses[0].seen if verdict.witnesses else "")
        if verdict.baselined:
            why = f"known: {verdict.baselined}"
        line = f"{verdict.clause.id:<{width}}  {verdict.clause.level:<6}  {mark:<14}  {why}"
        yield verdict.outcome, report.is_blocking(verdict), line.rstrip()


def foot(report: Report) -> Iterator[str]:
    """Yield what a reader needs to know besides the verdicts."""
    seen = ", ".join(f"{count} {state}" for state, count in report.seen.items())
    yield f"{report.recording.base_url}: answers that showed a session {seen}"
    yield from report.promises
    yield from report.stale

"""A violation in twelve lines: sentence, basis, seen beside right, exchanges, and what to type."""

import re
from collections.abc import Container, Sequence

from contract_tests.recording.exchange import Exchange
from contract_tests.rendering.legible import legible
from contract_tests.rendering.terminal.lines import WIDTH, cells, clipped, folded, shortened
from contract_tests.rendering.traces import before, moment, request_id, shown_by, traceparent
from contract_tests.verdict.report import Report
from contract_tests.verdict.verdict import Verdict

MOST = 12
"""Lines of one violation."""
LONGEST = 300
"""Characters of a text of the deployment's that are shown."""
SHORTENED = (
    *(("basis", 1), ("answer", 3), ("earlier", 1), ("says", 1), ("right", 1)),
    *(("seen", 2), ("answer", 2), ("earlier", 0), ("seen", 1)),
)
"""Parts in the order in which they are shortened where all together are too long, and to how many lines."""
LAST = [("answer", 1), ("basis", 0)]
"""The same at last; the other way round where the answer's first line says more than that."""


def violation(report: Report, verdict: Verdict, shown: Container[int] = ()) -> list[str]:
    """Return all there is to say of one violation, in at most twelve lines.

    `shown` are the numbers of exchanges that were shown already.
    """
    clause, basis = verdict.clause, verdict.clause.basis
    source = f" {basis.pointer or basis.source}".rstrip()
    parts = {
        "head": [f"{clause.id} ({clause.level}, {basis.kind})"],
        "says": folded(clause.says, "  "),
        "basis": folded(f"{basis.quoted}{source}", "  rests on: ", "    "),
    }
    last = LAST
    for witness in verdict.witnesses[:1]:
        parts["seen"] = folded(legible(witness.seen, LONGEST), "  seen:  ", "         ")
        parts["right"] = folded(legible(witness.right, LONGEST), "  right: ", "         ")
        if exchanges := shown_by(report, witness):
            parts |= _exchanges(report, exchanges, shown)
            last = LAST[::-1] if known_by(report, exchanges[-1]) else LAST
    for name, least in (*SHORTENED, *last):
        excess = sum(map(len, parts.values())) - MOST
        if excess > 0 and name in parts:
            parts[name] = shortened(parts[name], max(least, len(parts[name]) - excess))
    return [line for part in parts.values() for line in part]


def _exchanges(report: Report, exchanges: Sequence[Exchange], shown: Container[int]) -> dict[str, list[str]]:
    """Return the exchanges that show a violation, the last one in full, and how to send that again."""
    *earlier, last = exchanges
    if last.number in shown:
        return {"answer": [f"  #{last.number}, shown above"]}
    return {
        "earlier": [clipped(f"  {told(report, each)}") for each in earlier],
        "answer": folded(told(report, last), "  ", "    "),
        "again": again(last.curl(), before(exchanges)) or [f"  {traceparent(last)}"],
    }


def told(report: Report, exchange: Exchange) -> str:
    """Return when an exchange was, how long it took, and what was answered, abridged."""
    took = f"{(exchange.received - exchange.sent) * 1000:.0f} ms"
    if exchange.failure:
        answer = legible(exchange.failure.detail, LONGEST)
    else:
        known = f" ({', '.join(each)})" if (each := known_by(report, exchange)) else ""
        body = legible(exchange.body.decode(errors="backslashreplace"), LONGEST) or "(no body)"
        answer = f"{exchange.status}{known} {body}"
    return f"#{exchange.number} at {moment(report, exchange)}, {took} -> {answer}"


def known_by(report: Report, exchange: Exchange) -> list[str]:
    """Return by what an answer is known to its owner, and whether its request was searched for."""
    smallest = exchange.number == report.recording.smallest
    return [*filter(None, [request_id(exchange), "smallest generated" if smallest else ""])]


def again(curl: str, after: str = "") -> list[str]:
    """Return a curl line in several, which a shell joins again; none where they would be too many, or where
    a terminal would not show them as they are. `after` says what is to be sent before."""
    if not curl.isprintable():
        return []
    words = re.findall(r"""(?:'[^']*'|"[^"]*"|[^\s'"])+""", curl)  # each with its quotes
    lines, line = [], f"  again {after}".rstrip() + ":"
    while words:
        count = 2 if words[0] in {"-A", "-H", "-X"} else 1
        word, words = " ".join(words[:count]), words[count:]
        if cells(f"{line} {word} \\") <= WIDTH:
            line = f"{line} {word}"
            continue
        *pieces, last = _broken(word)
        lines += [f"{line} \\", *pieces]
        line = last
    # One for an id that is longer than usual stands in the report alone.
    return [*lines, line] if len(lines) < 7 else []


def _broken(word: str) -> Sequence[str]:
    """Return a word in pieces that a shell joins; in one, indented or not, if it is short."""
    width = WIDTH - 6
    if cells(word) <= WIDTH:
        return [f"   {word}" if cells(word) <= width else word]
    quote = "'" if word.startswith("'") else ""
    inner = word.strip("'") if quote else word
    pieces = [f"{quote}{inner[at : at + width]}{quote}" for at in range(0, len(inner), width)]
    return [f"   {pieces[0]}\\", *(f"{each}\\" for each in pieces[1:-1]), pieces[-1]]

"""A violation: sentence, basis, seen beside right, exchanges, and what to type; on a screen, or whole."""

import re
from collections.abc import Container, Sequence

from contract_tests.recording.exchange import Exchange
from contract_tests.rendering.legible import legible, printable
from contract_tests.rendering.terminal.lines import cells, clipped, folded, shortened, width
from contract_tests.rendering.traces import before, moment, request_id, shown_by, traceparent
from contract_tests.verdict.report import Report
from contract_tests.verdict.verdict import Verdict

ENOUGH, MOST = 12, 20
"""Lines of one violation on a screen: as a rule, and where what was seen and would be right takes more."""
LONGEST, WHOLE = 300, 10_000
"""Characters of a text of the deployment's, on a screen and in a file."""
BEGIN = {
    "head": ("", ""), "says": ("  ", "  "), "basis": ("  rests on: ", "    "),
    "seen": ("  seen:  ", " " * 9), "right": ("  right: ", " " * 9),
    "earlier": ("  ", "    "), "answer": ("  ", "    "),
}  # fmt: skip
"""The parts of a violation, and what their first and further lines begin with."""
SHORTENED = (
    *(("basis", 1), ("answer", 3), ("earlier", 1), ("says", 1)),
    *(("answer", 2), ("earlier", 0)),
)
"""Parts in the order in which they are shortened where all together are too long, and to how many lines."""
LAST = [("answer", 1), ("basis", 0)]
"""The same at last; the other way round where the answer's first line says more than that."""
PROOF = (("right", 5), ("seen", 5))
"""The same where all that does not do."""


def violation(report: Report, verdict: Verdict, shown: Container[int] = ()) -> list[str]:
    """Return what a screen says of one violation, in at most twenty lines.

    `shown` are the numbers of exchanges that were shown already.
    """
    texts = _texts(report, verdict, LONGEST)
    parts = {
        name: [line for each in told for line in folded(each, *BEGIN[name])] for name, told in texts.items()
    }
    last = LAST
    if exchanges := _exchanges(report, verdict):
        proof = exchanges[-1]
        parts["earlier"] = [clipped(f"  {each}") for each in texts["earlier"]]
        if proof.number in shown:
            parts |= {"earlier": [], "answer": [f"  #{proof.number}, shown above"]}
        else:
            parts["again"] = again(proof.curl(), before(exchanges)) or [f"  {traceparent(proof)}"]
        last = LAST[::-1] if known_by(report, proof) else LAST
    for most, steps in ((ENOUGH, (*SHORTENED, *last)), (MOST, PROOF)):
        for name, least in steps:
            excess = sum(map(len, parts.values())) - most
            if excess > 0 and name in parts:
                parts[name] = shortened(parts[name], max(least, len(parts[name]) - excess))
    return [line for part in parts.values() for line in part]


def whole(report: Report, verdict: Verdict) -> str:
    """Return all there is to say of one violation, for a file: nothing is cut, and no line is folded."""
    texts = _texts(report, verdict, WHOLE)
    lines = [f"{BEGIN[name][0]}{each}" for name, told in texts.items() for each in told]
    if exchanges := _exchanges(report, verdict):
        lines.append(f"{_again(before(exchanges))} {printable(exchanges[-1].curl())}")
    return "\n".join(lines)


def _exchanges(report: Report, verdict: Verdict) -> list[Exchange]:
    """Return the exchanges that show a violation."""
    return [each for witness in verdict.witnesses[:1] for each in shown_by(report, witness)]


def _texts(report: Report, verdict: Verdict, longest: int) -> dict[str, list[str]]:
    """Return the texts of each part, those of the deployment's abridged to so many characters."""
    clause, basis = verdict.clause, verdict.clause.basis
    texts = {
        "head": [f"{clause.id} ({clause.level}, {basis.kind})"],
        "says": [clause.says],
        "basis": [f"{basis.quoted} {basis.pointer or basis.source}".rstrip()],
    }
    for witness in verdict.witnesses[:1]:
        texts["seen"] = [legible(witness.seen, longest)]
        texts["right"] = [legible(witness.right, longest)]
    answers = [told(report, each, longest) for each in _exchanges(report, verdict)]
    return texts | {"earlier": answers[:-1], "answer": answers[-1:]}


def told(report: Report, exchange: Exchange, longest: int) -> str:
    """Return when an exchange was, how long it took, and what was answered, abridged."""
    took = f"{(exchange.received - exchange.sent) * 1000:.0f} ms"
    if exchange.failure:
        answer = legible(exchange.failure.detail, longest)
    else:
        known = f" ({', '.join(each)})" if (each := known_by(report, exchange)) else ""
        body = legible(exchange.body.decode(errors="backslashreplace"), longest) or "(no body)"
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
    lines, line = [], _again(after)
    while words:
        count = 2 if words[0] in {"-A", "-H", "-X"} else 1
        word, words = " ".join(words[:count]), words[count:]
        if cells(f"{line} {word} \\") <= width():
            line = f"{line} {word}"
            continue
        *pieces, last = _broken(word)
        lines += [f"{line} \\", *pieces]
        line = last
    # One for an id that is longer than usual stands in the report alone.
    return [*lines, line] if len(lines) < 7 else []


def _again(after: str) -> str:
    return f"  again {after}".rstrip() + ":"


def _broken(word: str) -> Sequence[str]:
    """Return a word in pieces that a shell joins; in one, indented or not, if it is short."""
    most = width() - 6
    if cells(word) <= width():
        return [f"   {word}" if cells(word) <= most else word]
    quote = "'" if word.startswith("'") else ""
    inner = word.strip("'") if quote else word
    pieces = [f"{quote}{inner[at : at + most]}{quote}" for at in range(0, len(inner), most)]
    return [f"   {pieces[0]}\\", *(f"{each}\\" for each in pieces[1:-1]), pieces[-1]]

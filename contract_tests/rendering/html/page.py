"""A report as one self-contained page; it shows hostile strings, so everything in it is escaped."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from jinja2 import Environment, PackageLoader, StrictUndefined

from contract_tests.clauses.finding import Outcome
from contract_tests.recording.exchange import Exchange
from contract_tests.recording.observation import Observation
from contract_tests.rendering.html import ids, latency, plot, timeline
from contract_tests.rendering.legible import legible, printable
from contract_tests.rendering.traces import moment, request_id, shown_by, traceparent
from contract_tests.verdict.report import Report
from contract_tests.verdict.verdict import Verdict

SHOWN = 2000
"""Observations that timelines, latencies and the grid of ids are drawn from, however many there are."""

TONES = {
    "violated": "violated",
    "remark": "worth a look",
    "untested": "untested",
    "inapplicable": "not applicable",
    "upheld": "upheld",
}
"""The tones of verdicts in words, worst first; a remark is a violation that is not red."""


def render(report: Report, observations: Iterable[Observation]) -> str:
    """Return `report.html`; of very many observations the first 2,000 are drawn, and the page says so."""
    environment = Environment(
        loader=PackageLoader("contract_tests.rendering.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"legible": legible, "printable": printable, "lines": lines, "source": source}
    # Each is shown as it is, and named by its digest: nothing else on the page may style or run.
    own = {name: environment.get_template(name).render() for name in ("report.css", "report.js")}
    shown = list(islice(observations, SHOWN))
    return environment.get_template("report.html.jinja").render(
        report=report,
        digests={name: _digest(text) for name, text in own.items()},
        identity=report.as_json(),
        tally=Counter(tone(report, verdict) for verdict in report.verdicts),
        families=families(report),
        red=report.blocking,
        other=report.remarks,
        untested=sorted(report.with_outcome(Outcome.UNTESTED), key=lambda each: each not in report.untested),
        inapplicable=report.with_outcome(Outcome.INAPPLICABLE),
        evidence=lambda witness: shown_by(report, witness)[:3],
        found_by=lambda exchange: list(filter(None, (request_id(exchange), traceparent(exchange)))),
        moment=lambda exchange: moment(report, exchange),
        named=lambda witness: set(re.findall(r"\w+", f"{witness.seen} {witness.right}")),
        timelines=list(timeline.timelines(shown)),
        latencies=list(latency.rows(shown)),
        groups=list(ids.groups(shown, blamed(report))),
        drawn=len(shown),
        plot=plot,
        latency=latency,
        tones=TONES,
    )


def tone(report: Report, verdict: Verdict) -> str:
    """Return a verdict's tone; one of TONES."""
    remark = verdict.outcome is Outcome.VIOLATED and not report.is_blocking(verdict)
    return "remark" if remark else str(verdict.outcome)


def families(report: Report) -> dict[str, list[Verdict]]:
    """Return the verdicts by family, those of the founding clauses first."""
    found: dict[str, list[Verdict]] = {}
    for verdict in report.verdicts:
        found.setdefault(verdict.clause.family, []).append(verdict)
    return found


def blamed(report: Report) -> dict[int, str]:
    """Return which exchanges show a violation, and of which clause; a red one goes first."""
    found: dict[int, str] = {}
    for verdict in (*report.blocking, *report.remarks):
        for witness in verdict.witnesses:
            for number in witness.exchanges:
                found.setdefault(number, verdict.clause.id)
    return found


def lines(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Yield a body, abridged, as lines that only the page breaks, each with the member it begins with."""
    body = legible(exchange.body.decode(errors="backslashreplace"), 1200)
    for line in re.split(r'(?<=,)(?=\s*")', body):
        member = re.search(r'"(\w+)"\s*:', line)
        yield line, member[1] if member else ""


def source(text: str) -> dict[str, str]:
    """Return a source as words and address."""
    found = re.fullmatch(r"(?P<words>.*?),? (?P<address>https://[^\s]+)", text)
    return found.groupdict() if found else {"words": text, "address": ""}


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

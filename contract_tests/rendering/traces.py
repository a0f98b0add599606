"""Traces of an exchange in a deployment's logs: its moment by the wall clock, and ids that name it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from contract_tests.clauses.finding import Finding
from contract_tests.recording.exchange import Exchange
from contract_tests.rendering.legible import legible
from contract_tests.verdict.report import Report

REQUEST_IDS = (
    "x-request-id", "request-id", "x-correlation-id", "x-trace-id", "traceresponse",
    "x-amzn-requestid", "x-amzn-trace-id", "x-cloud-trace-context", "x-ms-request-id", "cf-ray",
)  # fmt: skip
"""Headers in which answers name the request to their owner, the most usual first."""
LONGEST = 80


def shown_by(report: Report, witness: Finding) -> list[Exchange]:
    """Return the exchanges that show a violation, as far as they are kept."""
    return [report.exchanges[each] for each in witness.exchanges if each in report.exchanges]


def moment(report: Report, exchange: Exchange) -> str:
    """Return when a request was sent, as an RFC 3339 date-time to the millisecond."""
    try:
        began = datetime.fromisoformat(report.recording.started)
    except ValueError:  # of a report made by hand: a recording with such a time is refused
        return f"{exchange.sent:.3f} s"
    sent = began + timedelta(seconds=exchange.sent)
    return sent.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def request_id(exchange: Exchange) -> str:
    """Return the header by which an answer names its request, and its value; nothing where it does not."""
    named = ((name, exchange.header(name)) for name in REQUEST_IDS)
    return next((f"{name} {legible(value, LONGEST)}" for name, value in named if value), "")


def traceparent(exchange: Exchange) -> str:
    """Return the trace that a request was sent with; nothing where an older recording holds none."""
    named = (value for name, value in exchange.headers if name == "traceparent")
    return next((f"traceparent {legible(value, LONGEST)}" for value in named), "")


def before(exchanges: Sequence[Exchange]) -> str:
    """Return what the last of these exchanges was compared with: alone, its request shows nothing."""
    earlier = ", ".join(f"#{each.number}" for each in exchanges[:-1])
    return f"after {earlier}" if earlier else ""

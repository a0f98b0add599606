"""Recordings of format 1, which told in words what format 2 has as data.

Only this module knows how failures began; requests were labelled as probes are still called. It is never
changed to suit others, since the files that it reads are written already.
"""

from typing import Any

from attrs import define

from contract_tests.recording.failure import FailureKind
from contract_tests.recording.purpose import Probe, Scenario

FAILURES = {
    "the connection was dropped": FailureKind.DROPPED,
    "no answer within": FailureKind.TIMED_OUT,
    "no trust in the certificate of": FailureKind.UNTRUSTED,
    "no TLS with": FailureKind.NO_TLS,
    "the host name": FailureKind.UNRESOLVED,
    "nothing listens at": FailureKind.NOTHING_LISTENS,
    "no connection to": FailureKind.NO_CONNECTION,
    "the answer is longer than": FailureKind.TOO_LONG,
    "the request cannot be sent": FailureKind.UNSENDABLE,
}
"""The kind of each failure, by the words that its sentence began with."""

SAME = "same connection"
"""The label of a request that was seen to go over the connection of the one before."""
PROBES = {probe.label: probe for probe in Probe} | {SAME: Probe.NONE, "another connection": Probe.NONE}
"""The probe of a request, by its label; labels of what had been seen of the connection were none."""


@define
class Converter:
    """Turns the observations of one recording, in their order, into those of format 2.

    Format 1 told only of two requests in a row whether they went over one connection: `connections` counts
    those of which that is known.
    """

    connections: int = 0

    def converted(self, line: Any) -> Any:
        """Return an observation as format 2 has it; an empty object where it is none."""
        match line:
            case {"exchange": dict(exchange), "known": dict(known)}:
                label = known.get("label", "")
                if isinstance(label, str):
                    connection = self._connection(exchange, known, label)
                    return {
                        "exchange": exchange | _failure(exchange) | connection,
                        "context": known | _purpose(known, label),
                    }
        return {}

    def _connection(self, exchange: dict[str, Any], known: dict[str, Any], label: str) -> dict[str, Any]:
        # Only the scenario about stale connections said whether the first one was used again; a request
        # with a credential began each pair.
        if known.get("scenario") != Scenario.STALE or exchange.get("status") is None:
            return {}
        if known.get("credential") != "none":
            self.connections += 1
        elif label != SAME:
            return {}
        return {"connection": {"number": self.connections}}


def _failure(exchange: dict[str, Any]) -> dict[str, Any]:
    words = exchange.get("failure")
    if not isinstance(words, str):
        return {}
    kinds = (kind for begins, kind in FAILURES.items() if words.startswith(begins))
    return {"failure": {"kind": next(kinds, FailureKind.OTHER), "detail": words}}


def _purpose(known: dict[str, Any], label: str) -> dict[str, Any]:
    scenario = known.get("scenario")
    if isinstance(scenario, str) and scenario not in frozenset(Scenario):
        scenario = Scenario.OTHER
    if label == "expired token":
        # Format 1 called such a request odd, so that clauses would look away from it.
        subject = "declared" if known.get("state") else "unknown"
        return {"scenario": scenario, "subject": subject, "credential": "expired-token"}
    # Braces around an id are a spelling of it, and an id of braces is a hostile one: one label for both.
    in_braces = label == Probe.IN_BRACES.label and known.get("subject") == "spelling"
    probe = Probe.IN_BRACES if in_braces else PROBES.get(label, Probe.OTHER)
    return {"scenario": scenario, "probe": probe}

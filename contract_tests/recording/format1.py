"""Recordings of format 1, which told in words what format 2 has as data.

Only this module knows those words: how failures began, how requests were labelled. It is never changed to
suit others, since the files that it reads are written already.
"""

from __future__ import annotations

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

SAME, OTHER, EXPIRED = "same connection", "another connection", "expired token"
"""Labels of what was no probe: what had been seen of the connection, or of the credential."""
SPELLINGS = {
    "upper case": Probe.UPPER_CASE,
    "no dashes": Probe.NO_DASHES,
    "braces": Probe.IN_BRACES,
    "URN": Probe.URN,
}
PROBES = {
    "": Probe.NONE,
    SAME: Probe.NONE,
    OTHER: Probe.NONE,
    "again": Probe.AGAIN,
    "header in lower case": Probe.HEADER_IN_LOWER_CASE,
    "header in upper case": Probe.HEADER_IN_UPPER_CASE,
    "one digit changed": Probe.ONE_DIGIT_CHANGED,
    "last character missing": Probe.LAST_CHARACTER_MISSING,
    "a character behind": Probe.CHARACTER_BEHIND,
    "a character before": Probe.CHARACTER_BEFORE,
    "wildcard at the end": Probe.WILDCARD_AT_THE_END,
    "wildcard inside": Probe.WILDCARD_INSIDE,
    "star at the end": Probe.STAR_AT_THE_END,
    "SQL behind": Probe.SQL_BEHIND,
    "NUL and more behind": Probe.NUL_BEHIND,
    "newline and more behind": Probe.NEWLINE_BEHIND,
    "generated near miss": Probe.DRAWN_NEAR_MISS,
    "plain word": Probe.PLAIN_WORD,
    "plain integer": Probe.PLAIN_INTEGER,
    "quotes": Probe.QUOTES,
    "SQL": Probe.SQL,
    "HTML": Probe.HTML,
    "wildcard": Probe.WILDCARD,
    "braces": Probe.BRACES,
    "template": Probe.TEMPLATE,
    "percent sign": Probe.PERCENT_SIGN,
    "white space": Probe.WHITE_SPACE,
    "newlines": Probe.NEWLINES,
    "NUL": Probe.NUL,
    "control characters": Probe.CONTROL_CHARACTERS,
    "invalid UTF-8": Probe.INVALID_UTF_8,
    "astral characters": Probe.ASTRAL_CHARACTERS,
    "path": Probe.PATH,
    "255 characters": Probe.CHARACTERS_255,
    "2,000 characters": Probe.CHARACTERS_2000,
    "10,000 characters": Probe.CHARACTERS_10000,
    "nil UUID": Probe.NIL_UUID,
    "UUID version 1": Probe.UUID_VERSION_1,
    "UUID version 7": Probe.UUID_VERSION_7,
    "generated": Probe.DRAWN,
    "method": Probe.METHOD,
    "override": Probe.OVERRIDE,
    "query": Probe.QUERY,
    "accept": Probe.ACCEPT,
    "a random key": Probe.RANDOM_KEY,
    "a random key in the address": Probe.RANDOM_KEY_IN_ADDRESS,
    "a random token": Probe.RANDOM_TOKEN,
    "Basic credentials": Probe.BASIC,
    "the token with another last part": Probe.OTHER_SIGNATURE,
    "an empty key": Probe.EMPTY_KEY,
    "the key 'null'": Probe.KEY_NULL,
    "the key 'None'": Probe.KEY_NONE,
    "the key without its last character": Probe.KEY_TRUNCATED,
    "half the key": Probe.KEY_HALVED,
    "the key and one character more": Probe.KEY_EXTENDED,
    "the key with its case swapped": Probe.KEY_CASE_SWAPPED,
}
SCENARIOS = frozenset(Scenario)


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
    if isinstance(scenario, str) and scenario not in SCENARIOS:
        scenario = Scenario.OTHER
    if label == EXPIRED:
        # Format 1 called such a request odd, so that clauses would look away from it.
        subject = "declared" if known.get("state") else "unknown"
        return {"scenario": scenario, "subject": subject, "credential": "expired-token"}
    # Braces around an id are a spelling of it, and an id of braces is a hostile one: one label for both.
    probes = PROBES | SPELLINGS if known.get("subject") == "spelling" else PROBES
    return {"scenario": scenario, "probe": probes.get(label, Probe.OTHER)}

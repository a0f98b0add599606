"""The failure to get an answer: of which kind, and in words."""

from enum import StrEnum

from attrs import frozen


class FailureKind(StrEnum):
    """Reasons why there was no answer."""

    UNRESOLVED = "unresolved"
    PROXY = "proxy"
    NOTHING_LISTENS = "nothing-listens"
    UNTRUSTED = "untrusted"
    NO_TLS = "no-tls"
    CERTIFICATE_WANTED = "certificate-wanted"
    NO_CONNECTION = "no-connection"
    UNSENDABLE = "unsendable"
    DROPPED = "dropped"
    TIMED_OUT = "timed-out"
    TOO_LONG = "too-long"
    OTHER = "other"
    """A kind that no request of this version fails in; older recordings may hold it."""


UNREACHABLE = frozenset(
    {
        FailureKind.UNRESOLVED,
        FailureKind.PROXY,
        FailureKind.NOTHING_LISTENS,
        FailureKind.UNTRUSTED,
        FailureKind.NO_TLS,
        FailureKind.CERTIFICATE_WANTED,
        FailureKind.NO_CONNECTION,
    }
)
"""Failures to reach a deployment at all: none of them says anything about what was asked."""


@frozen
class Failure:
    """The failure to get an answer.

    `detail` says in words what happened; only people read it. `begun` says whether a whole head of an answer,
    status line and headers, had come before; None where that is not known, or where nothing was reached.
    """

    kind: FailureKind
    detail: str
    begun: bool | None = None

    @property
    def unreachable(self) -> bool:
        """True where the request never reached a deployment."""
        return self.kind in UNREACHABLE

    @property
    def dropped_or_timed_out(self) -> bool:
        """True where a deployment took the request and did not answer; it is to blame if that repeats."""
        return self.kind in {FailureKind.DROPPED, FailureKind.TIMED_OUT}

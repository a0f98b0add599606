"""Recognition: is it this operation that answers? A pure rule over answers, on arrival and in any recording.

A deployment is recognised by one answer that has any of the operation's required members, be they right or
wrong; or by answers that differ among themselves, or from those of paths that do not exist. What is not
recognised is judged by no clause, and said in one line: what was seen, and the likeliest remedy.
"""

import json
import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import chain
from urllib.parse import urljoin, urlsplit

from attrs import define, field

from contract_tests.recording.contract import BEFORE_ID
from contract_tests.recording.exchange import GATEWAY, NOT_FOUND, REFUSED, Exchange
from contract_tests.recording.observation import OWN, Observation
from contract_tests.recording.strict_json import NotJson, decode

NAMES = rb"(session_?id|exists|vm_?assigned)"
"""The members that the contract requires of each status, in another convention too."""
MEMBER = re.compile(rb"[\"']%b\\*[\"']\s*:|<%b>" % (NAMES, NAMES), re.IGNORECASE)
"""One of them, however badly a status is written: wrapped, encoded twice, in UTF-16, as XML."""
ENDING = re.compile(r"/v1(?:/sessions(?:/status(?:/[^/]*)?)?)?$")
"""The part of the operation's path that a base URL may hold by mistake."""
BETWEEN_WORDS = re.compile(r"[\s\"'<>{}()\[\],=]+")

SPEAKS_TLS = re.compile("HTTPS (port|server)|SSL-enabled")
"""Words of nginx, Go and Apache to those who speak plain HTTP to them."""

MEANT = {
    402: "payment is required: is the account's plan paid?",
    407: "a proxy wants credentials: write them into HTTPS_PROXY or HTTP_PROXY, or this host into NO_PROXY",
    451: "a law, or an embargo, is given as the reason: is this address let through?",
    511: "the network between wants a login: log in by a browser, and run again",
}
"""Statuses by which something between us and the API says what it wants, and what to do then."""
MOVED = frozenset({301, 308})
VARIABLE = re.compile(r"\$(CONTRACT_\w+)")


class Kind(Enum):
    """One answer, as far as recognition goes."""

    STATUS = auto()
    OTHER = auto()
    """An error of its own, or a refusal of what was asked; where all paths have it alike, of no API."""
    MISSING = auto()
    REFUSED = auto()
    REDIRECT = auto()
    METHOD = auto()
    EMPTY = auto()
    HTML = auto()
    JSON = auto()
    TEXT = auto()


def kind_of(exchange: Exchange) -> Kind | None:
    """Return the kind of an answer; None for what says nothing: a failure, or a gateway's own answer."""
    status, body = exchange.status, exchange.body.strip()
    if exchange.failure is not None or status is None or status in GATEWAY:
        return None
    if status in NOT_FOUND:
        return Kind.MISSING
    if status in REFUSED:
        return Kind.REFUSED
    if 300 <= status < 400:
        return Kind.REDIRECT if exchange.header("location") else Kind.OTHER
    if status == 405:
        return Kind.METHOD
    return _kind_of_body(body) if 200 <= status < 300 else Kind.OTHER


def _kind_of_body(body: bytes) -> Kind:
    if not body:
        return Kind.EMPTY
    if MEMBER.search(body.replace(b"\0", b"")):
        return Kind.STATUS
    if body.startswith(b"<"):
        return Kind.HTML
    try:
        value, _ = decode(body)
    except NotJson:
        return Kind.TEXT
    # Written anew, names have no escapes.
    return Kind.STATUS if MEMBER.search(json.dumps(value).encode()) else Kind.JSON


@define
class Recognition:
    """The answers so far of a deployment, whose address is `where`."""

    where: str
    _own: set[Kind] = field(factory=set)
    _anonymous: set[Kind] = field(factory=set)
    _told: frozenset[str] | None = None
    """The words of all answers about sessions, and those of all about paths that do not exist."""
    _elsewhere: frozenset[str] | None = None
    _refused_elsewhere: bool = False
    _example: Exchange | None = None
    _shorter_answers: bool = False
    _sent: dict[str, None] = field(factory=dict)
    """The variables with the credentials that were sent."""

    def step(self, observation: Observation) -> None:
        """Take an answer."""
        exchange, context = observation.exchange, observation.context
        kind = None if self.recognised else kind_of(exchange)
        if kind is None or exchange.method != "GET":
            return
        if context.subject == "contract":
            if kind is not Kind.STATUS:
                self._elsewhere = _common(self._elsewhere, exchange)
                self._refused_elsewhere |= kind is Kind.REFUSED
        elif context.subject == "odd" and f"{exchange.origin}{exchange.target}".startswith(
            f"{shorter(self.where)}{BEFORE_ID}"
        ):
            self._shorter_answers |= kind in {Kind.STATUS, Kind.REFUSED}
        elif context.subject in {"declared", "unknown"}:
            if context.credential in OWN:
                self._own.add(kind)
                self._sent |= dict.fromkeys(variables_of(exchange))
                if kind is not Kind.REFUSED or self._example is None:
                    self._example = exchange
                self._told = _common(self._told, exchange)
            elif context.credential == "none":
                self._anonymous.add(kind)
                if not self._own:
                    self._example = exchange
                    self._told = _common(self._told, exchange)

    @property
    def recognised(self) -> bool:
        """True if an answer has been one of this operation's."""
        return Kind.STATUS in self._own | self._anonymous

    @property
    def doubtful(self) -> bool:
        """True if there were answers, and none of this operation's."""
        return bool(self._own | self._anonymous) and not self.recognised

    @property
    def trouble(self) -> str:
        """The trouble, in one line; nothing where the operation was recognised, or may be there."""
        kinds = self._own - {Kind.REFUSED} or self._own or self._anonymous - {Kind.REFUSED}
        if self.recognised or len(kinds) != 1 or self._example is None:
            return ""
        (kind,) = kinds
        # What refuses those without a credential, and cannot be read with one, may well be a status.
        encoded = self._example.undecoded or self._example.header("content-encoding")
        unread = self._anonymous == {Kind.REFUSED} and kind is Kind.TEXT and bool(encoded)
        # Paths that do not exist are answered as sessions are, but for what no two answers share.
        alike = self._told == self._elsewhere
        if kind is Kind.MISSING:
            # An API that has no such session says so in other words than one that has no such path.
            possible = self._elsewhere is not None and not alike
        else:
            # An API that fails for those whom it lets in may fail everywhere alike.
            fails = self._example.status == 500 and self._anonymous != {Kind.OTHER}
            possible = kind is Kind.OTHER and (fails or not alike)
        return "" if unread or possible else self._said(kind, self._example)

    def _said(self, kind: Kind, example: Exchange) -> str:
        where, status = self.where, example.status
        if kind is Kind.OTHER and SPEAKS_TLS.search(example.text):
            return f"{where} speaks https; write --base-url {where.replace('http:', 'https:', 1)}"
        if kind is Kind.REDIRECT:
            return f"{where} redirects everything {_destination(example, where)}"
        if kind is Kind.REFUSED:
            return refusing(where, status, self._sent, elsewhere=self._refused_elsewhere)
        if status == 500:
            return f"{where} answers 500 to everything; is the API up, and {self._address()}"
        page = "XML" if example.body.lstrip().startswith(b"<?xml") else "a web page"
        seen = {
            Kind.METHOD: "405 to GET",
            Kind.HTML: f"{status} with {page}, and no JSON",
            Kind.EMPTY: f"{status} without a body",
            Kind.JSON: f"{status} with JSON without session_id, exists and vm_assigned, as another API does",
            Kind.TEXT: f"{status} with text that is no JSON",
        }.get(kind, f"{status} to everything asked")
        return f"{where} answers {seen}; {MEANT.get(status or 0) or self._address()}"

    def _address(self) -> str:
        short = shorter(self.where)
        if short == self.where:
            return f"is the address before {BEFORE_ID} right, with its path prefix, if it has one?"
        proved = ", where it answers" if self._shorter_answers else f", since {BEFORE_ID} is added to it"
        return f"write --base-url {short}{proved}"


def variables_of(exchange: Exchange) -> list[str]:
    """Return the variables with the credentials that a request carried."""
    return VARIABLE.findall(" ".join(value for _, value in exchange.headers))


def refusing(where: str, status: int | None, variables: Iterable[str], *, elsewhere: bool = False) -> str:
    """Return that the credentials in these variables are refused, maybe elsewhere too, and what to do."""
    names = " and ".join(dict.fromkeys(variables)) or "the credential"
    if not elsewhere:
        return f"{where} refuses {names} ({status}); renew {'them' if ' and ' in names else 'it'}"
    wants = "wants another credential"
    if status != 401:
        # Lists of addresses and agents refuse whatever is asked.
        wants = "lets this address and the agent session-status-contract through"
    return (
        f"{where} refuses {names} ({status}), and paths that do not exist too; "
        f"renew what is old, or ask whether a gateway before the API {wants}"
    )


def all_refused(where: str, exchanges: Sequence[Exchange]) -> str:
    """Return that the credentials of all these requests are refused."""
    return refusing(where, exchanges[-1].status, chain.from_iterable(map(variables_of, exchanges)))


def shorter(where: str) -> str:
    """Return a base URL without the part of the operation's path that it ends in."""
    return ENDING.sub("", where.rstrip("/"))


def _common(known: frozenset[str] | None, exchange: Exchange) -> frozenset[str]:
    """Return the known words that an answer has too: its status, and those without digits.

    Those with digits are ids, times, and the path asked for.
    """
    words = BETWEEN_WORDS.split(exchange.body.decode(errors="replace"))
    told = frozenset({str(exchange.status)} | {each for each in words if not any(map(str.isdigit, each))})
    return told if known is None else known & told


def _destination(exchange: Exchange, where: str) -> str:
    """Return where a redirect leads to, and what to do about it."""
    here = urlsplit(exchange.origin + exchange.target)
    location = exchange.shown("location")
    try:
        there = urlsplit(urljoin(here.geturl(), location))
    except ValueError:
        return f"to {location:.120}, which is no address; is a proxy before the API?"
    base = f"{there.scheme}://{there.netloc}{urlsplit(where).path}".rstrip("/")
    if there.path == here.path and (there.scheme, there.netloc) != (here.scheme, here.netloc):
        return f"to {there.scheme}://{there.netloc}; write --base-url {base}"
    if there[:3] == here[:3]:
        return "to where it is, for ever; is a login, or a proxy that asks for https, before the API?"
    if there.path == f"{here.path}/":
        return "to the same path with a slash at its end; the operation has none, so serve it without"
    shown = f"{there.scheme}://{there.netloc}{there.path}"
    if exchange.status in MOVED and there.netloc != here.netloc and there.path in {"", "/"}:
        return f"to {shown:.120}; write --base-url {base}, if that is where the API is now"
    return f"to {shown:.120}; is a login before the API? name an address that needs none"

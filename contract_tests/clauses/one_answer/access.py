"""Access: what an answer to a request with a wrong credential, or with none, says by itself, or right
after another."""

import re
from collections.abc import Iterable

from attrs import define, field

from contract_tests.clauses import needs
from contract_tests.clauses.clause import MISCONFIGURED, Basis, Fold, http, inference, of_answer, of_many
from contract_tests.clauses.finding import HOLDS, NOT_OFFERED, Finding, broken
from contract_tests.clauses.showing import objects
from contract_tests.recording import contract
from contract_tests.recording.exchange import REFUSED
from contract_tests.recording.purpose import Scenario
from contract_tests.recording.reading import FIELDS, Reading, canonical

AUTHENTICATION = Basis("prose", '"OAuth2PasswordBearer"', f"{contract.OPERATION}/security")
WRONG = frozenset({"wrong-key", "wrong-token", "near-miss-key"})
STATUS_MEMBERS = frozenset(FIELDS) - {"session_id", "created_at", "env_error"}
"""Members that only a status has; errors may well carry a session_id or a created_at of their own."""
Members = frozenset[tuple[str, object]]
PLENTY = 100


def without_credential(reading: Reading) -> bool:
    """Tell whether a request without any credential was about a session, however that was spelled."""
    context = reading.context
    return context.credential == "none" and context.subject in {"declared", "foreign", "unknown", "spelling"}


def unauthorised(reading: Reading) -> bool:
    """Tell whether a request about a session carried a wrong credential, or none."""
    context = reading.context
    # An odd id may be refused as such, before any credential is looked at.
    wrong = context.credential in WRONG and context.subject not in {"near", "hostile"}
    return wrong or without_credential(reading)


def at_another_door(reading: Reading) -> bool:
    """Tell whether a session was asked about without a credential, in a way that ought to be closed."""
    context = reading.context
    subjects = {"door", "near", "hostile"}
    return context.subject in subjects and context.credential in {"none", "query", "elsewhere", *WRONG}


def is_redirect(reading: Reading) -> bool:
    """Tell whether an answer leads elsewhere, as to a login page: a refusal, though in a wrong form.

    That form is judged by access.refusal-is-an-error alone.
    """
    code = reading.code
    return code is not None and 300 <= code < 400 and bool(reading.exchange.header("location"))


def leads_to_the_id(reading: Reading) -> bool:
    """Tell whether an answer about another spelling of an id leads to the id itself, by http or https."""
    exchange, session = reading.exchange, reading.context.session
    where = re.sub("^https?:", "", exchange.header("location") or "")
    for before in (exchange.origin.partition(":")[2], exchange.target.rpartition("/")[0] + "/"):
        where = where.removeprefix(before)
    same = where in {session, canonical(session)}
    return reading.context.subject == "spelling" and is_redirect(reading) and same


def succeeded(code: int) -> bool:
    """Tell whether a status code is one of success."""
    return 200 <= code < 300


@of_answer(
    "access.credentials-are-required",
    basis=AUTHENTICATION,
    says="Without credentials nobody is told anything: 401, 403, or a redirect to log in.",
    needs=needs.NOTHING,
    by_head=True,
)
def credentials_are_required(reading: Reading) -> Finding | None:
    """A request without credentials is answered 401 or 403, or redirected, whether the session is alive,
    dead, unassigned or unknown; for another spelling of an id any 4xx will do. By any other door (address,
    cookie, headers of other APIs and of proxies, method, spelling of the path) no status comes back."""
    code = reading.code
    if code is not None and at_another_door(reading):
        told = _told(reading)
        if succeeded(code) and told:
            seen = f"{_names(told)} without a valid credential: {reading.context.attempt}"
            return broken(seen, "status 401 or 403")
        return HOLDS if 400 <= code < 500 else None
    # A failure neither refuses nor lets in.
    if not without_credential(reading) or code is None or code >= 500:
        return None
    misspelled = reading.context.subject == "spelling" and 400 <= code < 500
    if code in REFUSED or is_redirect(reading) or misspelled:
        return HOLDS
    return broken(f"status {code} without credentials", "status 401 or 403")


def _is_refused(reading: Reading, *credentials: str) -> Finding | None:
    context, code = reading.context, reading.code
    if context.credential not in credentials or code is None or code >= 500 or at_another_door(reading):
        return None
    # A 304, say, neither refuses nor lets in.
    if 300 <= code < 400 and not is_redirect(reading):
        return None
    return broken(f"status {code} with {context.attempt}", "status 401 or 403") if succeeded(code) else HOLDS


@of_answer(
    "access.wrong-key-is-refused",
    basis=AUTHENTICATION,
    says="An API key that nobody was given is refused.",
    needs=needs.NOTHING,
    by_head=True,
)
def wrong_key_is_refused(reading: Reading) -> Finding | None:
    """A request with a random key is not answered with success."""
    return _is_refused(reading, "wrong-key")


@of_answer(
    "access.wrong-token-is-refused",
    basis=AUTHENTICATION,
    says="A bearer token that nobody was given is refused, and so are Basic credentials.",
    needs=needs.NOTHING,
    by_head=True,
)
def wrong_token_is_refused(reading: Reading) -> Finding | None:
    """A request with a random token, with the real one whose last part is random, or with Basic
    credentials is not answered with success."""
    return _is_refused(reading, "wrong-token")


@of_answer(
    "access.near-miss-key-is-refused",
    basis=AUTHENTICATION,
    says="An API key that is nearly right is refused.",
    needs=needs.API_KEY,
    by_head=True,
)
def near_miss_key_is_refused(reading: Reading) -> Finding | None:
    """A request whose key is empty, a word for nothing, or the real one truncated, halved, extended or
    with its case swapped is not answered with success."""
    return _is_refused(reading, "near-miss-key")


@of_many(
    "access.stale-authorisation",
    basis=AUTHENTICATION,
    says="A connection that carried an authorised request does not authorise the next one.",
    needs=needs.CREDENTIAL,
    by_head=True,
    unoffered="the deployment closes the connection after each answer",
)
@define
class StaleAuthorisation(Fold):
    """A request without credentials, on the connection of an authorised one and directly after it, is
    not answered with success."""

    authorised: int | None = None
    """The connection of the latest authorised request that was to be followed by one without."""
    before: int = 0
    """The number of that request."""

    def step(self, reading: Reading) -> Iterable[Finding]:
        context, code = reading.context, reading.code
        connection = reading.exchange.connection
        if context.scenario is not Scenario.STALE:
            return
        if context.credential != "none":
            self.authorised = connection.number if connection else None
            self.before = reading.number
        elif code is None:
            return
        # A new connection shows nothing of what the old one would have done.
        elif connection is None or connection.number != self.authorised:
            yield NOT_OFFERED
        elif succeeded(code):
            seen = f"status {code} on an authorised connection"
            yield broken(seen, "status 401 or 403", self.before, reading.number)
        else:
            yield HOLDS


@of_many(
    "access.refusal-reveals-nothing",
    basis=MISCONFIGURED,
    says="A refusal tells nothing about the session and repeats no credential.",
    needs=needs.NOTHING,
)
@define
class RefusalRevealsNothing(Fold):
    """A refusal's body has no member of a status body, unless refusals about unknown ids, and such about
    others, have the same ones with the same values; and neither it nor the headers repeat a credential, real
    or nearly so, whatever the id."""

    alone = True
    told: dict[bool, set[Members]] = field(factory=lambda: {True: set(), False: set()})
    """By whether the id was unknown."""
    found: list[tuple[bool, Members, Finding]] = field(factory=list)

    def step(self, reading: Reading) -> Iterable[Finding]:
        exchange, code = reading.exchange, reading.code
        about_session, wrong = unauthorised(reading), reading.context.credential in WRONG
        if not (about_session or wrong) or code is None or succeeded(code):
            return
        text = exchange.body.decode(errors="replace") + "".join(value for _, value in exchange.answer_headers)
        if "$CONTRACT_" in text or "${CONTRACT_" in text:
            seen = f"status {code} that repeats the credential"
            yield broken(seen, "an error that tells nothing", reading.number)
            return
        told = _told(reading) if about_session else frozenset()
        if not told:
            yield HOLDS
        elif len(self.found) < PLENTY:
            unknown = reading.context.subject == "unknown"
            seen = f"status {code} with {_names(told)}"
            self.told[unknown].add(told)
            self.found.append((unknown, told, broken(seen, "an error that tells nothing", reading.number)))

    def finish(self) -> Iterable[Finding]:
        for unknown, told, finding in self.found:
            # A constant tells nothing, whatever it says.
            yield HOLDS if told in self.told[not unknown] else finding


def _told(reading: Reading) -> Members:
    """Return the members of a status that an answer has, with their values.

    One that holds more of them describes what is told, as an answer to OPTIONS may.
    """
    members = (member for each in objects(reading.value, depth=3) for member in each.items())
    return frozenset(
        (name, held) for name, held in members if name in STATUS_MEMBERS and not isinstance(held, dict | list)
    )


def _names(told: Members) -> str:
    return ", ".join(sorted({name for name, _ in told}))


@of_answer(
    "access.refusal-is-an-error",
    basis=http("15.5", "the client seems to have erred"),
    says="A refusal is a client error: no success, no redirect, no server error.",
    needs=needs.NOTHING,
    by_head=True,
)
def refusal_is_an_error(reading: Reading) -> Finding | None:
    """A request with a wrong credential, or with none, is answered 4xx; one about another spelling of an id
    may be redirected to the id itself, which is no refusal yet."""
    code = reading.code
    if not unauthorised(reading) or code is None or leads_to_the_id(reading):
        return None
    return HOLDS if 400 <= code < 500 else broken(f"status {code}", "status 401 or 403")


@of_answer(
    "access.refusal-names-the-scheme",
    basis=http("11.6.1", "MUST send a WWW-Authenticate header field containing at least one challenge"),
    says="A 401 says how to authenticate.",
    needs=needs.NOTHING,
    by_head=True,
    unoffered="every refusal was a 403",
)
def refusal_names_the_scheme(reading: Reading) -> Finding | None:
    """A 401 carries WWW-Authenticate."""
    if not unauthorised(reading) or reading.code not in REFUSED:
        return None
    if reading.code != 401:
        return NOT_OFFERED
    if reading.exchange.header("www-authenticate"):
        return HOLDS
    return broken("401 without WWW-Authenticate", "WWW-Authenticate: Bearer")


@of_answer(
    "access.key-in-query-is-not-accepted",
    basis=inference("Addresses are logged everywhere; a credential has no place in them."),
    says="A key in the address does not authorise.",
    needs=needs.NOTHING,
    by_head=True,
)
def key_in_query_is_not_accepted(reading: Reading) -> Finding | None:
    """A request with a random value as ?api_key= and no credential is not answered with success."""
    if reading.context.credential != "query" or reading.code is None:
        return None
    if succeeded(reading.code):
        return broken(f"status {reading.code} with a random ?api_key=", "status 401 or 403")
    return HOLDS

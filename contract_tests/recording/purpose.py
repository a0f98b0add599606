"""The purpose of a request: the scenario that it belongs to, and what it tried."""

from enum import StrEnum
from typing import Self


class Scenario(StrEnum):
    """The scenario that a request belongs to; `meaning` says to people what is asked.

    Requests of an `urgent` one go before all that wait for their turn: the moment of each carries
    meaning, or each waits for the answer to the one before.
    """

    meaning: str
    urgent: bool

    def __new__(cls, name: str, meaning: str = "", urgent: bool = False) -> Self:  # noqa: FBT001, FBT002  members are written as tuples
        """Make a member of its name, its meaning, and whether it is urgent."""
        made = str.__new__(cls, name)
        made._value_ = name
        made.meaning, made.urgent = meaning, urgent
        return made

    ARRIVAL = "arrival", "is there an answer, with each credential?"
    WATCHED = "watched", "live sessions, again and again", True
    EXPIRING = "expiring", "sessions that expire, until they are dead", True
    RESTING = "resting", "sessions that are dead or without a VM", True
    ASKED_AGAIN = "asked again", "one unused id, several times", True
    FOREIGN = "foreign", "sessions of one account, as another", True
    CONCURRENT = "company", "several sessions and credentials, all at once", True
    GENERATED = "generated", "requests generated from the contract", True
    CREDENTIALS = "credentials"
    UNKNOWN = "unknown", "an unused id"
    ANONYMOUS = "anonymous", "requests without credentials"
    STALE = "stale", "a connection whose next request has no credential"
    SPELLED = "spelled", "other spellings of a known id", True
    NEAR = "near", "ids that differ a little from a known one"
    HOSTILE = "hostile", "ids of SQL, paths, control characters, and so on"
    ODD = "odd", "other methods and headers, about unused ids"
    PUBLISHED = "published", "the description that the deployment publishes"
    WRONG = "wrong", "wrong credentials, slowly, at last"
    LOAD = "load"
    OTHER = "other"
    """None of this version's; older recordings may hold it."""


class Probe(StrEnum):
    """The one thing that a request tried; `label` says so to people.

    What exactly was sent stands in the exchange: its method, its target and its headers.
    """

    label: str

    def __new__(cls, name: str, label: str | None = None) -> Self:
        """Make a member of its name, and of its label where that is another one."""
        made = str.__new__(cls, name)
        made._value_ = name
        made.label = name.replace("-", " ") if label is None else label
        return made

    NONE = "none", ""
    """Nothing: a documented request."""
    AGAIN = "again"
    """One of several requests about one unused id."""

    HEADER_IN_LOWER_CASE = "header-in-lower-case"
    HEADER_IN_UPPER_CASE = "header-in-upper-case"

    UPPER_CASE = "upper-case"
    NO_DASHES = "no-dashes"
    IN_BRACES = "in-braces", "braces"
    URN = "urn", "URN"

    ONE_DIGIT_CHANGED = "one-digit-changed"
    LAST_CHARACTER_MISSING = "last-character-missing"
    CHARACTER_BEHIND = "character-behind", "a character behind"
    CHARACTER_BEFORE = "character-before", "a character before"
    WILDCARD_AT_THE_END = "wildcard-at-the-end"
    WILDCARD_INSIDE = "wildcard-inside"
    STAR_AT_THE_END = "star-at-the-end"
    SQL_BEHIND = "sql-behind", "SQL behind"
    NUL_BEHIND = "nul-behind", "NUL and more behind"
    NEWLINE_BEHIND = "newline-behind", "newline and more behind"
    DRAWN_NEAR_MISS = "drawn-near-miss", "generated near miss"
    """An id derived from a known one by Hypothesis."""

    PLAIN_WORD = "plain-word"
    PLAIN_INTEGER = "plain-integer"
    QUOTES = "quotes"
    SQL = "sql", "SQL"
    HTML = "html", "HTML"
    WILDCARD = "wildcard"
    BRACES = "braces"
    TEMPLATE = "template"
    PERCENT_SIGN = "percent-sign"
    WHITE_SPACE = "white-space"
    NEWLINES = "newlines"
    NUL = "nul", "NUL"
    CONTROL_CHARACTERS = "control-characters"
    INVALID_UTF_8 = "invalid-utf-8", "invalid UTF-8"
    ASTRAL_CHARACTERS = "astral-characters"
    PATH = "path"
    CHARACTERS_255 = "255-characters"
    CHARACTERS_2000 = "2000-characters", "2,000 characters"
    CHARACTERS_10000 = "10000-characters", "10,000 characters"
    NIL_UUID = "nil-uuid", "nil UUID"
    UUID_VERSION_1 = "uuid-version-1", "UUID version 1"
    UUID_VERSION_7 = "uuid-version-7", "UUID version 7"
    DERIVED = "derived"
    """An id, a credential or a door that a rule yields; `Context.tried` says which."""
    DRAWN = "drawn", "generated"
    """An id that Schemathesis drew from the contract, or a declared one that was drawn."""

    METHOD = "method"
    OVERRIDE = "override"
    QUERY = "query"
    ACCEPT = "accept"

    RANDOM_KEY = "random-key", "a random key"
    RANDOM_KEY_IN_ADDRESS = "random-key-in-address", "a random key in the address"
    RANDOM_TOKEN = "random-token", "a random token"
    BASIC = "basic", "Basic credentials"
    OTHER_SIGNATURE = "other-signature", "the token with another last part"
    EMPTY_KEY = "empty-key", "an empty key"
    KEY_NULL = "key-null", "the key 'null'"
    KEY_NONE = "key-none", "the key 'None'"
    KEY_TRUNCATED = "key-truncated", "the key without its last character"
    KEY_HALVED = "key-halved", "half the key"
    KEY_EXTENDED = "key-extended", "the key and one character more"
    KEY_CASE_SWAPPED = "key-case-swapped", "the key with its case swapped"

    OTHER = "other"
    """None of this version's; older recordings may hold it."""


_BY_LABEL = {probe.label: probe for probe in Probe}


def probe_of(label: str) -> Probe:
    """Return the probe of that label; DERIVED where there is none."""
    return _BY_LABEL.get(label, Probe.DERIVED)


HEADER_CASES = frozenset({Probe.HEADER_IN_LOWER_CASE, Probe.HEADER_IN_UPPER_CASE})
PLAIN_INVALID_IDS = frozenset({Probe.PLAIN_WORD, Probe.PLAIN_INTEGER})
"""Short printable ids that are no UUIDs."""

"""Every kind of change that a comparison can tell, with what it means to a caller."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["breaking", "harmless", "documentation"]

KINDS: tuple[Kind, ...] = ("breaking", "harmless", "documentation")
"""Worst first."""


@frozen
class Change:
    """One kind of change: its consequence, and its sentence with places for `what`, `was` and `now`."""

    kind: Kind
    sentence: str


@frozen
class Difference:
    """One change found: where the pinned document has it, or would have it, as a JSON pointer (RFC 6901)."""

    kind: Kind
    change: str
    pointer: str
    message: str


def difference(
    change: str, pointer: str, *, what: str = "it", was: object = "", now: object = ""
) -> Difference:
    """Return a change of the table as found at a pointer of the pinned document."""
    entry = CHANGES[change]
    return Difference(entry.kind, change, pointer, entry.sentence.format(what=what, was=was, now=now))


_BREAKING = {
    "parameter-added-required": "callers must now send {what}",
    "parameter-removed": "{what} is no longer understood",
    "parameter-made-required": "{what} must now be sent",
    "parameter-encoding-changed": "{what} is to be written otherwise: {was}, now {now}",
    "body-added-required": "callers must now send a body",
    "body-removed": "the body of a request is no longer understood",
    "body-made-required": "the body must now be sent",
    "body-content-removed": "a body of type {what} is no longer understood",
    "answer-removed": "{what} is no longer answered",
    "success-added": "{what} is a success that callers do not know",
    "content-removed": "the answer no longer comes as {what}",
    "header-removed": "the answer no longer has the header {what}",
    "header-made-optional": "the answer may lack the header {what}",
    "security-added": "callers must now authenticate: {now}",
    "security-dropped": "strangers are no longer refused: no credential is asked for",
    "security-alternative-removed": "{what} no longer suffices: {now}",
    "security-scopes-added": "{what} now needs the scopes {now}",
    "request-type-narrowed": "what may be sent was {was}, now {now}",
    "request-null-removed": "null may no longer be sent",
    "request-enum-narrowed": "may no longer be sent: {what}",
    "request-format-added": "what is sent must now have the format {now}",
    "request-format-changed": "what is sent had the format {was}, now {now}",
    "request-bound-narrowed": "what may be sent is bounded more tightly: {what} {was}, now {now}",
    "request-pattern-added": "what is sent must now match {now}",
    "request-pattern-changed": "what is sent had to match {was}, now {now}",
    "request-member-added-required": "the member {what} must now be sent",
    "request-member-made-required": "the member {what} must now be sent",
    "request-member-refused": "the member {what} is no longer understood, and others are refused",
    "request-others-refused": "members that are not listed are now refused",
    "request-default-changed": "left out, it meant {was}, now {now}",
    "response-type-widened": "what is received was {was}, now {now}",
    "response-null-added": "what is received may now be null",
    "response-enum-widened": "may now be received: {what}",
    "response-format-removed": "what is received no longer has the format {was}",
    "response-format-changed": "what is received had the format {was}, now {now}",
    "response-bound-widened": "what is received is bounded less tightly: {what} {was}, now {now}",
    "response-pattern-removed": "what is received need no longer match {was}",
    "response-member-removed": "the member {what} is gone",
    "response-member-made-optional": "the member {what} may now be missing",
    "response-others-widened": "members that are not listed had a schema, now they may hold anything",
    "response-default-changed": "missing, it meant {was}, now {now}",
    "response-default-removed": "missing, it meant {was}, now nothing",
}

_HARMLESS = {
    "path-prefixed": "the operation is served below {now}",
    "too-large": "too large or too deeply nested to be compared to its end",
    "parameter-added-optional": "callers may also send {what}",
    "parameter-made-optional": "{what} need not be sent",
    "parameter-became-scheme": "{what} is now described as a security scheme: the same on the wire",
    "parameter-null-changed": "null is said otherwise of {what}: it cannot be sent anyway",
    "body-added-optional": "callers may send a body",
    "body-made-optional": "the body need not be sent",
    "body-content-added": "a body may also be of type {what}",
    "error-removed": "{what} is no longer described: a caller that never meets it has lost nothing",
    "answer-added": "{what} is described: callers meet such answers from any service",
    "content-added": "the answer may also come as {what}, for callers that ask for it",
    "header-added": "the answer may have the header {what}",
    "header-made-required": "the answer always has the header {what}",
    "security-alternative-added": "{what} also suffices",
    "security-anonymous-added": "a credential may be left out: those that were sent still do",
    "security-scopes-removed": "{what} needs fewer scopes",
    "request-type-widened": "what may be sent was {was}, now {now}",
    "request-null-added": "null may be sent",
    "request-enum-widened": "may also be sent: {what}",
    "request-format-removed": "what is sent need not have the format {was}",
    "request-promised": "{now} asks no more than the documentation does, which says {was}",
    "request-bound-widened": "what may be sent is bounded less tightly: {what} {was}, now {now}",
    "request-pattern-removed": "what is sent need not match {was}",
    "request-member-added-optional": "the member {what} may be sent",
    "request-member-made-optional": "the member {what} need not be sent",
    "request-member-ignored": "the member {what} is no longer listed, and not refused either",
    "request-others-allowed": "members that are not listed are allowed",
    "request-default-added": "left out, it means {now}",
    "request-default-removed": "left out, it meant {was}, now that is not said",
    "response-type-narrowed": "what is received was {was}, now {now}",
    "response-null-removed": "what is received is never null",
    "response-enum-narrowed": "is never received: {what}",
    "response-format-added": "what is received has the format {now}",
    "response-bound-narrowed": "what is received is bounded more tightly: {what} {was}, now {now}",
    "response-pattern-added": "what is received matches {now}",
    "response-pattern-changed": "what is received matched {was}, now {now}: nobody decodes by it",
    "response-member-added": "the answer may have the member {what}",
    "response-member-made-required": "the member {what} is never missing",
    "response-others-refused": "members that are not listed never come, or have a schema",
    "response-others-allowed": "members that are not listed may come: callers pass over them",
    "response-default-added": "missing, it means {now}: callers read a missing one as before",
    "number-format-changed": "the format of a number was {was}, now {now}: in JSON a number is a number",
    "keyword-changed": "{what} says something else, which may or may not matter to callers",
}

_DOCUMENTATION = {
    "wording-changed": "{what} reads otherwise",
    "path-parameter-renamed": "the path's parameter is called {now}, and was {was}: the same on the wire",
    "security-scheme-redescribed": "{what} is described otherwise: the same on the wire",
}

CHANGES: Mapping[str, Change] = MappingProxyType(
    {
        name: Change(kind, sentence)
        for kind, sentences in zip(KINDS, (_BREAKING, _HARMLESS, _DOCUMENTATION), strict=True)
        for name, sentence in sentences.items()
    }
)
"""The kinds of change by name."""

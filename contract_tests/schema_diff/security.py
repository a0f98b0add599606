"""What two descriptions demand of callers who want to be let in, by what goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contract_tests.schema_diff.changes import Difference, difference
from contract_tests.schema_diff.described import Node, Operation, listing, mapping
from contract_tests.schema_diff.shapes import text

BEARER = "Authorization: Bearer"

Requirement = Mapping[str, frozenset[str]]
"""Credentials that suffice together, each with the scopes it needs; an empty one lets anybody in."""


def security_differences(pinned: Operation, published: Operation) -> Iterator[Difference]:
    """Yield what a caller's credentials do no longer, or do besides."""
    ours, theirs = requirements(pinned), requirements(published)
    place = pinned.node.at("security").pointer
    if not any(theirs) and all(ours):
        yield difference("security-dropped", place)
    elif not any(ours) and all(theirs):
        yield difference("security-added", place, now=" or ".join(map(_said, theirs)))
    else:
        for each in ours:
            yield from _still_enough(each, theirs, place)
        for each in theirs:
            if each.keys() not in [one.keys() for one in ours]:
                kind = "alternative" if each else "anonymous"
                yield difference(f"security-{kind}-added", place, what=_said(each))
    before, after = _schemes(pinned), _schemes(published)
    for credential, scheme in before.items():
        if credential in after and text(scheme.value) != text(after[credential].value):
            yield difference("security-scheme-redescribed", scheme.pointer, what=credential)


def requirements(operation: Operation) -> list[Requirement]:
    """Return the alternatives of what a caller may authenticate with; one that is empty: with nothing."""
    found: list[Requirement] = [
        {
            credential(operation, name)[0]: frozenset(map(str, listing(scopes)))
            for name, scopes in mapping(each).items()
        }
        for each in listing(operation.security.value)
    ]
    return found or [{}]


def credential(operation: Operation, name: str) -> tuple[str, Node]:
    """Return what a security scheme sends, however it calls itself, and its description."""
    scheme = operation.follow(Node(operation.document, "").at("components", "securitySchemes", str(name)))
    kind, http, place, key = (str(scheme.at(each).value).lower() for each in ("type", "scheme", "in", "name"))
    if kind in {"oauth2", "openidconnect"} or (kind, http) == ("http", "bearer"):
        return BEARER, scheme
    if kind == "http":
        return f"Authorization: {http.capitalize()}", scheme
    if kind == "apikey":
        return (BEARER if (place, key) == ("header", "authorization") else f"{place} {key}"), scheme
    return ("a client certificate" if kind == "mutualtls" else f"the scheme {name}"), scheme


def _schemes(operation: Operation) -> dict[str, Node]:
    names = [name for each in listing(operation.security.value) for name in mapping(each)]
    return dict(credential(operation, name) for name in names)


def _still_enough(each: Requirement, theirs: list[Requirement], place: str) -> Iterator[Difference]:
    enough = [other for other in theirs if other.keys() <= each.keys()]
    if not enough:
        yield difference(
            "security-alternative-removed", place, what=_said(each), now=" or ".join(map(_said, theirs))
        )
        return
    # None is None's superset: what is wanted of the alternative that wants least.
    more = min(
        (
            [scope for name, scopes in other.items() for scope in sorted(scopes - each[name])]
            for other in enough
        ),
        key=len,
    )
    if more:
        yield difference("security-scopes-added", place, what=_said(each), now=", ".join(more))
    elif any(each[name] - other[name] for other in enough for name in other):
        yield difference("security-scopes-removed", place, what=_said(each))


def _said(requirement: Requirement) -> str:
    return " with ".join(requirement) or "no credential"

"""Differences by which a published description breaks those who rely on the pinned one.

Schemas are compared by instances: documented bodies, with each of their values in turn left out or replaced
by one of every JSON type. A body that the published schema admits and the pinned one refuses breaks those who
read it; a parameter's value that the pinned schema admits and the published one refuses breaks those who send
it. Statuses, media types and credentials are compared as sets. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from attrs import frozen
from jsonschema_rs import ValidationErrorKind

from contract_tests.recording.described import SAMPLES, DescriptionError, Operation, Schema, listing, mapping

MOST = 20_000
"""Bodies tried for one answer; the contract's status takes a tenth of that."""
EXAMPLE_ID = "550e8400-e29b-41d4-a716-446655440000"
"""The documented session id; a description that refuses it takes from callers what they were promised."""
SCALARS = ("1", "0.5", "true")
"""Numbers and truth values on the wire, tried of a parameter that may not be any text."""


@frozen
class Difference:
    """One thing that breaks callers: where, how, and JSON that shows it; "" where that needs none."""

    place: str
    message: str
    example: str = ""


def differences(pinned: Operation, published: Operation) -> Iterator[Difference]:
    """Yield all that breaks callers; DescriptionError where the comparison cannot go on."""
    try:
        yield from _security(pinned, published)
        yield from _parameters(pinned, published)
        yield from _answers(pinned, published)
    except RecursionError:
        raise DescriptionError("is nested too deeply to be compared; simplify it") from None


def _security(pinned: Operation, published: Operation) -> Iterator[Difference]:
    ours, theirs = _credentials(pinned), _credentials(published)
    # An empty set among the alternatives is the leave to send no credential.
    if all(ours) and not any(theirs):
        yield Difference("security", "strangers are no longer refused: no credential is asked for")
    for each in ours:
        # Who sends all of a set sends each of its subsets too.
        if not any(other <= each for other in theirs):
            now = " or ".join(sorted(map(_together, theirs)))
            yield Difference("security", f"{_together(each)} no longer suffices, only {now}")


def _credentials(operation: Operation) -> set[frozenset[str]]:
    """Return the sets of credentials and scopes that suffice, an empty one where none is needed."""
    schemes = mapping(mapping(operation.document.get("components")).get("securitySchemes"))
    found = set()
    for alternative in operation.security or [{}]:
        words = []
        for name, scopes in mapping(alternative).items():
            sent = _on_the_wire(name, operation.follow(schemes.get(name)))
            words += [sent, *(f"{sent} with the scope {scope}" for scope in listing(scopes))]
        found.add(frozenset(words))
    return found


def _on_the_wire(name: str, scheme: Mapping[str, Any]) -> str:
    kind, http, place, key = (str(scheme.get(each)).lower() for each in ("type", "scheme", "in", "name"))
    if kind in {"oauth2", "openidconnect"} or http == "bearer" or (place, key) == ("header", "authorization"):
        return "Authorization: Bearer"
    if kind == "http":
        return f"Authorization: {http.capitalize()}"
    return f"{place} {key}" if kind == "apikey" else f"the scheme {name}"


def _together(words: Iterable[str]) -> str:
    return " and ".join(sorted(words)) or "no credential"


def _parameters(pinned: Operation, published: Operation) -> Iterator[Difference]:
    ours, theirs = pinned.parameters(), published.parameters()
    credentials = {word for each in _credentials(published) for word in each}
    for key, now in theirs.items():
        if now.get("required") is True and mapping(ours.get(key)).get("required") is not True:
            yield Difference(f"{key[0]} {now.get('name')}{key[2]}", "must now be sent")
    for key, was in ours.items():
        place = f"{key[0]} {was.get('name')}{key[2]}"
        if key in theirs:
            for text in _refused(pinned.schema(was), published.schema(theirs[key])):
                yield Difference(place, f"may no longer be {text}", json.dumps(text))
        elif " ".join(key[:2]) not in credentials:  # described as a credential it is the same on the wire
            yield Difference(place, "is no longer understood")
    was, now = (each.follow(each.described.get("requestBody")) for each in (pinned, published))
    if now.get("required") is True and was.get("required") is not True:
        yield Difference("body of the request", "must now be sent")


def _refused(pinned: Schema, published: Schema) -> list[str]:
    """Return texts that a parameter might be, and may no longer be."""

    def understands(schema: Schema, text: str) -> bool:
        # On the wire a number or a truth value is a text too.
        value = text if text not in SCALARS else json.loads(text)
        return schema.validator.is_valid(text) or schema.validator.is_valid(value)

    texts = [each for each in _enumerated(pinned) if isinstance(each, str)]
    might = [EXAMPLE_ID] if understands(pinned, EXAMPLE_ID) else [*texts, *SCALARS]
    return [each for each in might if understands(pinned, each) and not understands(published, each)]


def _answers(pinned: Operation, published: Operation) -> Iterator[Difference]:
    ours, theirs = pinned.answers(), published.answers()
    known = {status for status, _ in theirs}
    for (status, media), was in ours.items():
        success, place = status.startswith("2"), f"answer {status}"
        # An error that only a range describes is one without promises.
        statuses = (status, "2XX", "default") if success else (status,)
        ranges = (media, f"{media.partition('/')[0]}/*", "*/*")
        now = [theirs[each, kind] for each in statuses for kind in ranges if (each, kind) in theirs]
        if now:
            documented = [mapping(each).get("value") for each in mapping(was.get("examples")).values()]
            yield from _received(place, pinned.schema(was), published.schema(now[0]), documented)
        # Errors may come and go, but one that is still described keeps its media type.
        elif (success and known.isdisjoint(statuses)) or (media and status in known):
            yield Difference(place, f"is no longer given{media and ' as '}{media}")
    for status in sorted(known - {status for status, _ in ours}):
        if status.startswith("2") and status.isdigit():
            yield Difference(f"answer {status}", "is a success that callers do not know")


def _received(place: str, pinned: Schema, published: Schema, documented: list[Any]) -> Iterator[Difference]:
    for where, (values, body) in _admitted(pinned, published, documented).items():
        yield Difference(f"{place}, {where}", f"may be {', '.join(values)}", body)
    ours, theirs = _meanings(pinned), _meanings(published)
    for member, meaning in sorted(theirs - ours):
        # A default of null promises nothing that a missing member did not say.
        if any(name == member and was != "null" for name, was in ours):
            yield Difference(f"{place}, {member}", f"now means {meaning} where it is missing")


def _admitted(pinned: Schema, published: Schema, documented: list[Any]) -> dict[str, tuple[list[str], str]]:
    """Return the places where a body may be what it might not, with values, and a body that shows one."""
    found: dict[str, tuple[list[str], str]] = {}
    for body in islice(_bodies(pinned, published, documented), MOST):
        # Only a body that the published schema admits will ever be sent.
        for error in pinned.validator.iter_errors(body) if published.validator.is_valid(body) else ():
            lacking = [error.kind.property] if isinstance(error.kind, ValidationErrorKind.Required) else []
            value, place = body, "$"
            for step in error.instance_path:
                value = value[step]
            for step in (*error.instance_path, *lacking):
                place += f"[{step}]" if isinstance(step, int) else f".{step}"
            values, _ = found.setdefault(place, ([], json.dumps(body, ensure_ascii=False)))
            values += {"missing" if lacking else _said(value)}.difference(values)
    return found


def _bodies(pinned: Schema, published: Schema, documented: list[Any]) -> Iterator[Any]:
    """Yield what an answer might be: documented and made bodies, completed, and all of these varied."""
    ours, theirs = pinned.sample(), published.sample()
    bases = [*documented, ours, theirs]
    for each in [*bases]:
        if isinstance(theirs, dict) and isinstance(ours, dict) and isinstance(each, dict):
            whole = {**theirs, **ours, **each}
            # Where the published schema refuses a documented value, one that it would have.
            errors = [error.instance_path for error in published.validator.iter_errors(whole)]
            mended = {path[0]: theirs[path[0]] for path in errors if path and path[0] in theirs}
            bases += [whole, {**whole, **mended}]
    values = [None, *SAMPLES.values(), *_enumerated(published)]
    for each in bases:
        yield each
        yield from _varied(each, values)


def _varied(body: Any, values: list[Any]) -> Iterator[Any]:
    """Yield a body with each value in it, at any depth, replaced by others or left out."""
    yield from values
    if isinstance(body, dict):
        for name, value in body.items():
            yield {key: each for key, each in body.items() if key != name}
            yield from ({**body, name: each} for each in _varied(value, values))
    elif isinstance(body, list):
        for index, value in enumerate(body):
            yield from ([*body[:index], each, *body[index + 1 :]] for each in _varied(value, values))


def _said(value: object) -> str:
    return {"dict": "an object", "list": "an array"}.get(type(value).__name__) or json.dumps(value)


def _enumerated(schema: Schema) -> list[Any]:
    """Return the values that a schema lists, anywhere."""
    parts = [*schema.parts()]
    return [each for part in parts for each in listing(part.get("enum"))] + [
        part["const"] for part in parts if "const" in part
    ]


def _meanings(schema: Schema) -> set[tuple[str, str]]:
    """Return the members that may be missing, with what they mean then, as JSON."""
    parts = [*schema.parts()]
    required = {str(name) for part in parts for name in listing(part.get("required"))}
    members = [each for part in parts for each in mapping(part.get("properties")).items()]
    return {
        (name, json.dumps(mapping(each).get("default"))) for name, each in members if name not in required
    }

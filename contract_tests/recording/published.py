"""Differences by which a published description breaks those who rely on the pinned one.

Schemas are compared by instances: documented bodies, with each of their values in turn left out or replaced
by one of every JSON type. What the published schema admits in some place and the pinned one refuses there
breaks those who read it; a parameter that may no longer be the documented id breaks those who send it.
Statuses, media types and credentials are compared as sets. Pure.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen
from jsonschema_rs import ValidationErrorKind

from contract_tests.recording.described import Operation, Schema, listing, mapping

EXAMPLE_ID = "550e8400-e29b-41d4-a716-446655440000"
"""The documented session id; a description that refuses it takes from callers what they were promised."""
SAMPLES = {"string": "text", "integer": 1, "number": 0.5, "boolean": True, "array": [], "object": {}}
"""One value of each JSON type but null."""


@frozen
class Difference:
    """One thing that breaks callers: where, how, and JSON that shows it; "" where that needs none."""

    place: str
    message: str
    example: str = ""


def differences(pinned: Operation, published: Operation) -> Iterator[Difference]:
    """Yield all that breaks callers; DescriptionError where the comparison cannot go on."""
    yield from _security(pinned, published)
    yield from _parameters(pinned, published)
    yield from _answers(pinned, published)


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
            yield Difference(f"{key[0]} {now.get('name')}", "must now be sent")
    for key, was in ours.items():
        place = f"{key[0]} {was.get('name')}"
        if key in theirs:
            before, after = pinned.schema(was).validator, published.schema(theirs[key]).validator
            if before.is_valid(EXAMPLE_ID) and not after.is_valid(EXAMPLE_ID):
                yield Difference(place, f"may no longer be {EXAMPLE_ID}", json.dumps(EXAMPLE_ID))
        elif " ".join(key) not in credentials:  # described as a credential it is the same on the wire
            yield Difference(place, "is no longer understood")
    was, now = (each.follow(each.described.get("requestBody")) for each in (pinned, published))
    if now.get("required") is True and was.get("required") is not True:
        yield Difference("body of the request", "must now be sent")


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
    sample = _sample(pinned.whole)
    # A list of more is long enough to be of one type.
    values = [None, *SAMPLES.values(), *_enumerated(published)[:100]]
    for each in (*documented, sample):
        whole = {**sample, **each} if isinstance(sample, dict) and isinstance(each, dict) else each
        for body in (whole, *_varied(whole, values)):
            refused = _refused(published, body)
            for place, said in _refused(pinned, body).items():
                # What the published schema refuses elsewhere, as without a new member, is another matter.
                if not any(place[: len(other)] == other[: len(place)] for other in refused):
                    spelled = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in place)
                    known, _ = found.setdefault(f"${spelled}", ([], json.dumps(body, ensure_ascii=False)))
                    known += {said}.difference(known)
    return found


def _refused(schema: Schema, body: Any) -> dict[tuple[str | int, ...], str]:
    """Return the places in a body that a schema refuses, and what stands there."""
    found = {}
    for error in schema.validator.iter_errors(body):
        value, place = body, tuple(error.instance_path)
        for step in place:
            value = value[step]
        if isinstance(error.kind, ValidationErrorKind.Required):
            found[*place, error.kind.property] = "missing"
        else:
            found[place] = {"dict": "an object", "list": "an array"}.get(type(value).__name__) or json.dumps(
                value
            )
    return found


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


def _sample(schema: object) -> Any:
    """Return a value as the pinned schema describes it: all members, one item, the first of alternatives."""
    schema = mapping(schema)
    each_kind = [each for name in ("allOf", "anyOf", "oneOf") for each in listing(schema.get(name))]
    if each_kind:
        return _sample(each_kind[0])
    if "properties" in schema:
        return {name: _sample(each) for name, each in schema["properties"].items()}
    return [_sample(schema["items"])] if "items" in schema else SAMPLES.get(str(schema.get("type")))


def _enumerated(schema: Schema) -> list[Any]:
    """Return the values that a schema lists, anywhere."""
    return [
        each
        for part in schema.parts()
        for each in (*listing(part.get("enum")), *([part["const"]] if "const" in part else ()))
    ]


def _meanings(schema: Schema) -> set[tuple[str, str]]:
    """Return the members that may be missing, with what they mean then, as JSON."""
    parts = [*schema.parts()]
    required = {str(name) for part in parts for name in listing(part.get("required"))}
    members = [each for part in parts for each in mapping(part.get("properties")).items()]
    return {
        (name, json.dumps(mapping(each).get("default"))) for name, each in members if name not in required
    }

"""GET on a path as an OpenAPI document (3.0 or 3.1) describes it, and its schemas as validators.

References are followed within the document only, so that nothing is ever fetched. What cannot be read raises
DescriptionError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
from attrs import frozen

DEPTH = 6
"""Levels of a sample; the deepest answer of the contract, a 422, has five."""
STEPS = 20_000
"""Parts of a schema that a value of that depth may be held against; for the contract's they are below 200."""
REFERENCES = 1_000
"""Schemas that one may refer to, directly or not; the contract's refer to one."""
TOO_LARGE = "refers to itself without end, or is too large to compare; simplify it"
SAMPLES = {"string": "text", "integer": 1, "number": 0.5, "boolean": True, "array": [], "object": {}}
"""One value of each JSON type but null."""

NAME_IN_PATH = re.compile(r"\{([^{}/]*)\}")
INSIDE = {"properties", "patternProperties", "additionalProperties", "items", "prefixItems", "contains"}
"""The keywords about the values inside of a value."""
NAMED = {"properties", "patternProperties", "dependentSchemas"}
"""The keywords that hold schemas by name."""
VALUES = {"const", "enum", "default"}
"""The keywords that hold values, not schemas."""
LEFT_OUT = {
    *("$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef"),  # resolved here
    *("title", "description", "$comment", "example", "examples", "deprecated", "readOnly", "writeOnly"),
}
"""The keywords that no validator gets: addresses, and words for people, which often are not well formed."""


class DescriptionError(Exception):
    """A description that cannot be read; the message is one line that ends with the remedy."""


def mapping(value: object) -> Mapping[str, Any]:
    """Return a value if it is a JSON object, else an empty one: a published document may hold anything."""
    return value if isinstance(value, Mapping) else {}


def listing(value: object) -> Sequence[Any]:
    """Return a value if it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def target(document: object, reference: object) -> Any:
    """Return the value that a reference leads to, within its document; DescriptionError where there is none.

    ::

        target({"a/b": [{"x": 1}]}, "#/a~1b/0/x") == 1
    """
    if not isinstance(reference, str) or not reference.startswith("#/"):
        raise DescriptionError(f"refers to {reference!r}, which is no component; publish it as one")
    for token in unquote(reference[2:]).split("/"):
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(document, Mapping) and key in document:
            document = document[key]
        # int() would take signs, blanks and digits of other scripts, which are no indices.
        elif isinstance(document, list) and re.fullmatch("[0-9]{1,6}", key) and int(key) < len(document):
            document = document[int(key)]
        else:
            raise DescriptionError(f"refers to {reference!r}, which is missing; publish it complete")
    return document


@frozen(eq=False)
class Schema:
    """A schema that needs no document: all that it refers to stands in `definitions`, itself as "0"."""

    definitions: Mapping[str, Any]
    validator: jsonschema_rs.Draft202012Validator

    def sample(self, schema: object = None, depth: int = DEPTH) -> Any:
        """Return a value as the schema describes it: all members, one item, the first of alternatives."""
        schema = self.definitions["0"] if schema is None else schema
        # A schema may be true or false too, and one that refers to itself ends where the depth does.
        if not isinstance(schema, Mapping) or not depth:
            return None
        if "const" in schema or schema.get("enum"):
            return schema["const"] if "const" in schema else schema["enum"][0]
        parts = [*schema.get("allOf", ())]
        if "$ref" in schema:
            parts.append(self.definitions[schema["$ref"].rpartition("/")[2]])
        for alternatives in (schema.get("anyOf"), schema.get("oneOf")):
            parts += [each for each in alternatives or () if mapping(each).get("type") != "null"][:1]
        made = [self.sample(each, depth) for each in parts]
        types = schema.get("type", "object" if "properties" in schema else ())
        made += [SAMPLES[name] for name in ([types] if isinstance(types, str) else types) if name != "null"]
        # What the parts agree on is one kind of value; where it is an object, all of them add members.
        first = next((each for each in made if each is not None), None)
        if isinstance(first, dict):
            members = {
                name: self.sample(each, depth - 1) for name, each in schema.get("properties", {}).items()
            }
            required = dict.fromkeys(schema.get("required", ()), "text")
            return {
                name: value for each in (required, *made, members) for name, value in mapping(each).items()
            }
        return [self.sample(schema["items"], depth - 1)] if first == [] and "items" in schema else first

    def parts(self) -> Iterator[Mapping[str, Any]]:
        """Yield each object that the schema holds, at any depth."""
        todo: list[Any] = [self.definitions]
        while todo:
            part = todo.pop()
            todo += part.values() if isinstance(part, Mapping) else listing(part)
            if isinstance(part, Mapping):
                yield part


def schema_of(document: Mapping[str, Any], value: object) -> Schema:
    """Return a schema of a document."""
    references = [""]
    definitions: dict[str, Any] = {}
    for number, reference in enumerate(references):  # grows while it is read
        if number > REFERENCES:
            raise DescriptionError(TOO_LARGE)
        definitions[str(number)] = _alone(target(document, reference) if number else value, references)
    _refuse_endless(definitions)
    try:
        whole = {"$ref": "#/$defs/0", "$defs": definitions}
        return Schema(definitions, jsonschema_rs.Draft202012Validator(whole, validate_formats=False))
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        reason = " ".join(str(getattr(error, "message", error)).split())
        raise DescriptionError(f"holds what is no JSON Schema ({reason:.200}); correct it") from None


def _alone(value: Any, references: list[str], *, by_name: bool = False) -> Any:
    """Return a schema as JSON Schema has it, its references numbered; new ones are added to the list.

    Under a keyword that holds schemas `by_name`, "$ref" and "nullable" are names like others.
    """
    if isinstance(value, list):
        return [_alone(each, references) for each in value]
    if not isinstance(value, Mapping):
        return value
    if by_name:
        return {name: _alone(each, references) for name, each in value.items()}
    made = {
        key: each if key in VALUES else _alone(each, references, by_name=key in NAMED)
        for key, each in value.items()
        # 3.0 tells an exclusive bound by true or false; such bounds are not compared.
        if key not in LEFT_OUT and not (key.startswith("exclusive") and isinstance(each, bool))
    }
    if (reference := value.get("$ref")) is not None:
        if reference not in references:
            references.append(reference)
        made["$ref"] = f"#/$defs/{references.index(reference)}"
    if "properties" in made:
        made.setdefault("type", "object")  # which many leave out
    return {"anyOf": [made, {"type": "null"}]} if value.get("nullable") is True else made


def _refuse_endless(definitions: Mapping[str, Any]) -> None:
    """Refuse a schema that a validator would hold a value against without end, or nearly so.

    One that refers to itself about the same value is such a one, and so are alternatives of alternatives,
    whose number grows as a power. One that refers to itself about a member of the value is none.
    """
    todo, steps = [(definitions["0"], DEPTH)], 0
    while todo:
        part, depth = todo.pop()
        if isinstance(part, Mapping):
            # Keywords about the values inside go one level down, and beyond the depth of samples nothing is.
            held = [
                (each, depth - (key in INSIDE)) for key, each in part.items() if depth or key not in INSIDE
            ]
            if isinstance(reference := part.get("$ref"), str):
                held.append((definitions.get(reference.rpartition("/")[2]), depth))
        else:
            held = [(each, depth) for each in listing(part)]
        todo += held
        steps += len(held)
        if steps > STEPS:
            raise DescriptionError(TOO_LARGE)


@frozen(eq=False)
class Operation:
    """GET on a path of a document, which is spelled as there."""

    document: Mapping[str, Any]
    path: str
    item: Mapping[str, Any]

    @property
    def described(self) -> Mapping[str, Any]:
        """The operation object."""
        return mapping(self.item.get("get"))

    @property
    def security(self) -> Sequence[Any]:
        """The alternatives that it demands of callers, said of this operation or else of all."""
        own = self.described.get("security")
        return listing(self.document.get("security") if own is None else own)

    def follow(self, value: object) -> Mapping[str, Any]:
        """Return the object that a value is, or refers to in the end."""
        seen: list[object] = []
        while (reference := mapping(value).get("$ref")) is not None:
            if reference in seen:
                raise DescriptionError(
                    f"refers to {reference!r}, which refers to itself; publish it complete"
                )
            seen.append(reference)
            value = target(self.document, reference)
        return mapping(value)

    def parameters(self) -> dict[tuple[str, str, str], Mapping[str, Any]]:
        """Return the parameters, the operation's own before its path's, by what they are on the wire.

        That is the place; the name, a header's in lower case, in the path the position counted from its end;
        and how it is written, "" where that is as usual.
        """
        names = NAME_IN_PATH.findall(self.path)[::-1]
        undeclared = [{"name": name, "in": "path", "required": True, "schema": {}} for name in names]
        own, shared = (listing(each.get("parameters")) for each in (self.described, self.item))
        found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
        for each in map(self.follow, (*own, *shared, *undeclared)):
            place, name = str(each.get("in")), str(each.get("name"))
            key = name.lower() if place == "header" else name
            # Callers send no name of it, so renaming it changes nothing; a prefix moves what is counted from
            # the front.
            if place == "path" and name in names:
                key = str(names.index(name))
            how = next(iter(_media(each)), str(each.get("style", "simple")))
            # Never parameters, says OpenAPI: other parts of a description are about them.
            if place != "header" or key not in {"accept", "authorization", "content-type"}:
                found.setdefault((place, key, "" if how in {"simple", "form"} else f" as {how}"), each)
        return found

    def answers(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """Return what is said of each answer, by status and media type; "" for one without content."""
        return {
            (status, media): content
            for status, answer in mapping(self.described.get("responses")).items()
            for media, content in (_media(self.follow(answer)) or {"": {}}).items()
        }

    def schema(self, described: Mapping[str, Any]) -> Schema:
        """Return the schema of a parameter or a media type; anything goes where there is none."""
        return schema_of(self.document, next(iter(_media(described).values()), described).get("schema", {}))


def _media(described: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the media types that are described, without their parameters, which say nothing here."""
    content = mapping(described.get("content"))
    return {str(name).partition(";")[0].strip().lower(): mapping(each) for name, each in content.items()}


def operation_of(document: Mapping[str, Any], path: str) -> Operation | None:
    """Return GET on a path, or None where a document does not describe it; Swagger 2 is another language.

    Path parameters may have other names, and the published path may have a prefix, or leave one out that the
    URL of a server has; the shortest prefix is taken.
    """
    wanted = NAME_IN_PATH.sub("{}", path)
    servers = [mapping(each).get("url") for each in listing(document.get("servers"))]
    paths = [
        re.sub("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "", each) for each in servers if isinstance(each, str)
    ]
    bases = ["", *(each.rstrip("/") for each in paths)]
    wholes = [
        (NAME_IN_PATH.sub("{}", base + published), published)
        for published in map(str, mapping(document.get("paths")))
        for base in bases
    ]
    # In the order of length: of two paths that end so, the longer one is more likely another service's.
    for _, published in sorted((len(whole), each) for whole, each in wholes if whole.endswith(wanted)):
        item = Operation(document, published, {}).follow(document["paths"][published])
        if isinstance(item.get("get"), Mapping) and "swagger" not in document:
            return Operation(document, published, item)
    return None

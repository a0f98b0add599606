"""GET on a path as an OpenAPI document (3.0 or 3.1) describes it, and its schemas as validators.

References are followed within the document only, so that nothing is ever fetched. What cannot be read raises
DescriptionError.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
from attrs import frozen

DEPTH = 6
"""Levels of a value to which it is described; the deepest answer of the contract, a 422, has five."""
STEPS = 20_000
"""Parts that a schema may have with its references followed; the contract's have below 200."""

NAME_IN_PATH = re.compile(r"\{([^{}/]*)\}")
INSIDE = {"properties", "patternProperties", "additionalProperties", "items", "prefixItems", "contains"}
"""The keywords about the values inside of a value."""
VALUES = {"const", "enum", "default"}
"""The keywords that hold values, not schemas."""
LEFT_OUT = {
    *("$ref", "$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef"),
    *("$defs", "definitions"),
    *("title", "description", "$comment", "example", "examples", "deprecated", "readOnly", "writeOnly"),
}
"""The keywords that no validator gets: addresses and what stands there, and words for people, which often are
not well formed."""


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
    """A schema with all that it refers to in place of the references, and as a validator."""

    whole: Any
    validator: jsonschema_rs.Draft202012Validator

    def parts(self) -> Iterator[Mapping[str, Any]]:
        """Yield each object that the schema holds, at any depth."""
        todo = [self.whole]
        while todo:
            part = todo.pop()
            todo += part.values() if isinstance(part, Mapping) else listing(part)
            if isinstance(part, Mapping):
                yield part


def schema_of(document: Mapping[str, Any], value: object) -> Schema:
    """Return a schema of a document."""
    try:
        whole = _whole(document, value, iter(range(STEPS)))
        return Schema(whole, jsonschema_rs.Draft202012Validator(whole, validate_formats=False))
    except RecursionError:
        raise DescriptionError("refers to itself without end, or is nested too deeply; simplify it") from None
    except ValueError as error:
        reason = " ".join(str(getattr(error, "message", error)).split())
        raise DescriptionError(f"holds what is no JSON Schema ({reason:.200}); correct it") from None


def _whole(
    document: object, value: Any, steps: Iterator[int], depth: int = DEPTH, *, by_name: bool = False
) -> Any:
    """Return a schema as JSON Schema has it, without references; beyond the depth anything goes.

    So one that refers to itself about a member of the value has an end; alternatives of alternatives, whose
    number grows as a power, end with the steps. Names of properties may be "$ref" and "nullable", too.
    """
    if next(steps, None) is None:
        raise DescriptionError("is too large to compare; simplify it")
    if isinstance(value, list):
        return [_whole(document, each, steps, depth) for each in value]
    if not isinstance(value, Mapping):
        return value
    if by_name:
        return {name: _whole(document, each, steps, depth) for name, each in value.items()}
    made = {
        key: each
        if key in VALUES
        else _whole(document, each, steps, depth - (key in INSIDE), by_name=key == "properties")
        for key, each in value.items()
        if key not in LEFT_OUT and (depth or key not in INSIDE)
        # 3.0 tells an exclusive bound by true or false; such bounds are not compared.
        if not (key.startswith("exclusive") and isinstance(each, bool))
    }
    if (reference := value.get("$ref")) is not None:
        referred = _whole(document, target(document, reference), steps, depth)
        made["allOf"] = [referred, *listing(made.get("allOf"))]
    if "properties" in value:
        made.setdefault("type", "object")  # which many leave out
    return {"anyOf": [made, {"type": "null"}]} if value.get("nullable") is True else made


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
        for _ in range(DEPTH):
            if (reference := mapping(value).get("$ref")) is None:
                return mapping(value)
            value = target(self.document, reference)
        raise DescriptionError(f"refers to {reference!r}, which refers to itself; publish it complete")

    def parameters(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """Return the parameters, the operation's own before its path's, by place and name on the wire.

        A header's name is in lower case; in the path it is the position, counted from the end.
        """
        names = NAME_IN_PATH.findall(self.path)[::-1]
        undeclared = [{"name": name, "in": "path", "required": True, "schema": {}} for name in names]
        own, shared = (listing(each.get("parameters")) for each in (self.described, self.item))
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for each in map(self.follow, (*own, *shared, *undeclared)):
            place, name = str(each.get("in")), str(each.get("name"))
            key = name.lower() if place == "header" else name
            # Callers send no name of it, so renaming it changes nothing; a prefix moves what is counted from
            # the front.
            if place == "path" and name in names:
                key = str(names.index(name))
            # Never parameters, says OpenAPI: other parts of a description are about them.
            if place != "header" or key not in {"accept", "authorization", "content-type"}:
                found.setdefault((place, key), each)
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
